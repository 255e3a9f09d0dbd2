"""The daemon's ear: answers what commands ask over the socket in the data folder."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import structlog

from service.protocol import Message, decode, encode, listen, unlisten

_log = structlog.stdlib.get_logger("newsmill.control")
_LONGEST_QUESTION = 64 * 1024
_PATIENCE = 10.0

Answerer = Callable[[Message], Awaitable[Message]]
"""Answers a question, given whole."""


@asynccontextmanager
async def controlled(data_dir: Path, answers: Mapping[str, Answerer]) -> AsyncIterator[None]:
    """Answer questions while entered; without a socket the daemon works, but cannot be asked."""
    try:
        channel = listen(data_dir)
    except OSError as error:
        _log.warning("no control socket: status and pause will not reach this daemon",
                     error=str(error))  # fmt: skip
        yield
        return

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _serve(reader, writer, answers)

    server = await asyncio.start_unix_server(serve, sock=channel, limit=_LONGEST_QUESTION)
    try:
        yield
    finally:
        server.close()
        unlisten(data_dir)


async def _serve(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answers: Mapping[str, Answerer]
) -> None:
    try:
        async with asyncio.timeout(_PATIENCE):
            line = await reader.readline()
            if line:
                writer.write(encode(await _answer(line, answers)))
                await writer.drain()
    except (OSError, TimeoutError, ValueError) as error:
        _log.debug("a question was not heard to its end", error=str(error))
    finally:
        writer.close()


async def _answer(line: bytes, answers: Mapping[str, Answerer]) -> Message:
    try:
        question = decode(line)
    except (ValueError, TypeError) as error:
        return {"ok": False, "error": f"no message: {error}"}
    verb = question.get("do")
    answer = answers.get(str(verb))
    if answer is None:
        return {"ok": False, "error": f"{verb!r} is not known; known: {', '.join(answers)}"}
    return {"ok": True} | dict(await answer(question))
