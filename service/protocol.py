"""What the daemon and the commands say to each other: one JSON document a line, over a socket.

    {"do": "status"}                        → {"ok": true, …}
    {"do": "reload"}                        → {"ok": true, "added": […], …}
    {"do": "refresh"}                       → {"ok": true}        the paused sources have changed
    {"do": "crawl", "source": "nbd"}        → {"ok": true}        or "error": why not
    anything else                           → {"ok": false, "error": "…"}

The socket lies in the data folder, for its owner alone. Unix sockets only: not on Windows.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from service.errors import ControlError, DaemonAbsent

_LONGEST_PATH = 100
"""Bytes; the system takes 107 (Linux) or 103 (macOS)."""
_PATIENCE = 20.0
"""Seconds for an answer: reading ten thousand source files takes a few."""
LONGEST_LINE = 64 * 1024 * 1024

Message = Mapping[str, Any]


def encode(message: Message) -> bytes:
    """Return a message as its line."""
    return json.dumps(message, ensure_ascii=False).encode() + b"\n"


def decode(line: bytes) -> dict[str, Any]:
    """Return the message of a line. Raises ValueError for what is none."""
    message = json.loads(line)
    if not isinstance(message, dict):
        raise TypeError(f"a message is an object, not {type(message).__name__}")
    return message


def ask(data_dir: Path, message: Message) -> dict[str, Any]:
    """Send the daemon a message; return its answer.

    Raises DaemonAbsent, and ControlError with the daemon's own words or for an answer that is none.
    """
    with socket.socket(socket.AF_UNIX) as channel:
        channel.settimeout(_PATIENCE)
        try:
            with _address(data_dir) as address:
                channel.connect(address)
        except (FileNotFoundError, ConnectionRefusedError):
            raise DaemonAbsent(data_dir) from None
        except OSError as error:
            raise ControlError(f"the daemon on {data_dir} cannot be asked: {error}") from error
        return _answer(channel, message, data_dir)


def _answer(channel: socket.socket, message: Message, data_dir: Path) -> dict[str, Any]:
    try:
        channel.sendall(encode(message))
        with channel.makefile("rb") as lines:
            answer = decode(lines.readline(LONGEST_LINE))
    except (OSError, ValueError, TypeError) as error:
        raise ControlError(f"the daemon on {data_dir} gave no answer: {error}") from error
    if not answer.pop("ok", False):
        raise ControlError(f"the daemon on {data_dir} says: {answer.get('error', 'no')}")
    return answer


def listen(data_dir: Path) -> socket.socket:
    """Return a listening socket that its owner alone can reach. Only the leader may call this."""
    channel = socket.socket(socket.AF_UNIX)
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        (data_dir / _NAME).unlink(missing_ok=True)
        with _address(data_dir) as address:
            before = os.umask(0o177)
            try:
                channel.bind(address)
            finally:
                os.umask(before)
        channel.listen()
        channel.settimeout(0)
    except BaseException:
        channel.close()
        raise
    return channel


def unlisten(data_dir: Path) -> None:
    """Take the socket's file away."""
    (data_dir / _NAME).unlink(missing_ok=True)


_NAME = "daemon.sock"


@contextmanager
def _address(data_dir: Path) -> Iterator[str]:
    """Give the socket's path, by way of its folder's descriptor where it is too long for one."""
    path = str(data_dir / _NAME)
    if len(os.fsencode(path)) <= _LONGEST_PATH:
        yield path
        return
    folder = os.open(data_dir, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{_NAME}"
    finally:
        os.close(folder)
