"""Where pages are read: by the loop until workers pay, then by workers, as long as they keep up."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from articles.types import FetchedPage
from crawler.extract_pool import ExtractPool, PoolLimits
from crawler.reading import Reader

T = TypeVar("T")
PAGE = FetchedPage(
    "https://a.example/1",
    "https://a.example/1",
    200,
    b"<p>Rain is expected.</p>",
    "text/html",
    datetime(2026, 11, 29, tzinfo=UTC),
)
HEAVY = replace(PAGE, body=b"<p><b></p>" * 2000)
MANY = 60


def reader_of(_: FetchedPage) -> int:
    return os.getpid()


def held(_: FetchedPage, begun: str, let_go: str) -> None:
    """Say that the work has begun, and end when told to."""
    Path(begun).write_bytes(b"x")
    Path(let_go).read_bytes()


def run(work: Callable[[Reader], Coroutine[None, None, T]]) -> T:
    async def main() -> T:
        pool = ExtractPool(PoolLimits(timeout=60), workers=1)
        try:
            return await work(Reader(pool))
        finally:
            pool.close()

    return asyncio.run(main())


async def readers(reader: Reader, times: int) -> list[int]:
    return await asyncio.gather(*(reader.call(reader_of, PAGE) for _ in range(times)))


def test_the_first_quick_pages_are_read_by_the_loop_and_start_no_worker() -> None:
    async def work(reader: Reader) -> tuple[list[int], bool]:
        return await readers(reader, 20), reader.pool.running

    pids, running = run(work)
    assert set(pids) == {os.getpid()}
    assert not running


def test_a_page_that_may_be_slow_is_never_read_by_the_loop() -> None:
    async def work(reader: Reader) -> int:
        return await reader.call(reader_of, HEAVY)

    assert run(work) != os.getpid()


def test_once_workers_run_quick_pages_wait_for_their_turn() -> None:
    async def work(reader: Reader) -> list[int]:
        await reader.call(reader_of, HEAVY)
        return await readers(reader, 6)

    pids = run(work)
    assert os.getpid() not in pids
    assert len(set(pids)) == 1


def test_pages_behind_many_that_wait_are_read_by_the_loop(tmp_path: Path) -> None:
    begun, let_go = tmp_path / "begun", tmp_path / "let-go"
    os.mkfifo(begun)
    os.mkfifo(let_go)

    async def work(reader: Reader) -> tuple[set[int], set[int]]:
        holding = asyncio.ensure_future(
            reader.call(held, PAGE, str(begun), str(let_go), quick=False)
        )
        await asyncio.to_thread(begun.read_bytes)
        calls = [asyncio.ensure_future(reader.call(reader_of, PAGE)) for _ in range(MANY)]
        here = set()
        for call in asyncio.as_completed(calls):
            here.add(await call)
            break
        first = {call.result() for call in calls if call.done()}
        await asyncio.to_thread(let_go.write_bytes, b"x")
        await holding
        return here | first, set(await asyncio.gather(*calls))

    here, in_all = run(work)
    assert here == {os.getpid()}
    assert len(in_all) == 2
