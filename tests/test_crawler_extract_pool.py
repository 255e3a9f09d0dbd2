"""Workers that may be killed: what happens in one is told to its caller and hurts no other."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest

from crawler.errors import ExtractError
from crawler.extract_pool import ExtractPool, PoolLimits

T = TypeVar("T")
QUICK = PoolLimits(timeout=1.0, memory=512 << 20)


def double(number: int) -> int:
    return 2 * number


def spin() -> None:
    while True:
        pass


def spin_in_c() -> None:
    re.fullmatch("(a*)*b", "a" * 40)


def eat() -> int:
    """Take memory without touching it: the limit counts it, and it costs no time."""
    return len(bytes(2 << 30))


def crash() -> None:
    os.abort()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fail() -> None:
    raise KeyError("no such thing")


def worker() -> int:
    time.sleep(0.2)
    return os.getpid()


def run(work: Callable[[ExtractPool], Coroutine[Any, Any, T]], limits: PoolLimits = QUICK) -> T:
    async def main() -> T:
        pool = ExtractPool(limits)
        try:
            return await work(pool)
        finally:
            pool.close()

    return asyncio.run(main())


async def kind_of(pool: ExtractPool, function: Callable[[], object]) -> str:
    try:
        await pool.run(function)
    except ExtractError as error:
        return error.kind
    return "fine"


def spin_told(pipe: str) -> None:
    """Say through a named pipe that the work has begun, then spin where no signal is heard."""
    Path(pipe).write_bytes(b"x")
    spin_in_c()


async def spinning(pool: ExtractPool, folder: Path) -> list[asyncio.Future[None]]:
    """Let every worker spin; return once all do."""
    pipes = [folder / f"pipe-{number}" for number in range(os.cpu_count() or 1)]
    for pipe in pipes:
        os.mkfifo(pipe)
    calls = [asyncio.ensure_future(pool.run(spin_told, str(pipe))) for pipe in pipes]
    await asyncio.gather(*(asyncio.to_thread(pipe.read_bytes) for pipe in pipes))
    return calls


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    started = time.monotonic()
    yield
    assert time.monotonic() - started < seconds


@pytest.mark.parametrize(
    ("function", "kind"),
    [
        (spin, "extract-timeout"),
        (spin_in_c, "extract-timeout"),
        (eat, "extract-memory"),
        (crash, "extract-crash"),
        (die, "extract-crash"),
        (fail, "internal"),
    ],
)
def test_what_kills_its_worker_is_told_by_its_class(
    function: Callable[[], object], kind: str
) -> None:
    async def work(pool: ExtractPool) -> tuple[str, int]:
        return await kind_of(pool, function), await pool.run(double, 21)

    assert run(work) == (kind, 42)


def test_what_happens_to_some_is_told_to_them_alone() -> None:
    async def work(pool: ExtractPool) -> list[object]:
        bad = [kind_of(pool, function) for function in (spin, crash, die, eat, spin_in_c)]
        good = [pool.run(double, number) for number in range(20)]
        return await asyncio.gather(*bad, *good)

    outcomes = run(work)
    assert outcomes[:5] == [
        "extract-timeout", "extract-crash", "extract-crash", "extract-memory", "extract-timeout",
    ]  # fmt: skip
    assert outcomes[5:] == [2 * number for number in range(20)]


def test_the_others_do_not_wait_for_one_that_spins(tmp_path: Path) -> None:
    """One of two workers spins until all others are done; its own limit is far away."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    async def work() -> tuple[list[int], bool]:
        pool = ExtractPool(PoolLimits(timeout=600), workers=2)
        try:
            spinner = asyncio.ensure_future(pool.run(spin_told, str(pipe)))
            await asyncio.to_thread(pipe.read_bytes)
            done = await asyncio.gather(*(pool.run(double, number) for number in range(20)))
            waited = spinner.done()
            spinner.cancel()
            await asyncio.gather(spinner, return_exceptions=True)
            return done, waited
        finally:
            pool.close()

    done, waited = asyncio.run(work())
    assert done == [2 * number for number in range(20)]
    assert not waited


def test_a_call_behind_one_that_spins_has_its_own_time() -> None:
    async def work() -> tuple[str, int]:
        pool = ExtractPool(QUICK, workers=1)
        try:
            bad = asyncio.ensure_future(kind_of(pool, spin))
            good = asyncio.ensure_future(pool.run(double, 21))
            return await bad, await good
        finally:
            pool.close()

    assert asyncio.run(work()) == ("extract-timeout", 42)


def test_the_loop_goes_on_while_workers_start_and_spin() -> None:
    async def work(pool: ExtractPool) -> float:
        longest, last, ended = 0.0, time.monotonic(), asyncio.ensure_future(kind_of(pool, spin))
        while not ended.done():
            await asyncio.sleep(0.01)
            now = time.monotonic()
            longest, last = max(longest, now - last), now
        return longest

    assert run(work) < 0.5


def test_workers_killed_from_outside_are_replaced_and_the_work_is_done() -> None:
    async def work(pool: ExtractPool) -> tuple[int, int]:
        pids = set(await asyncio.gather(*(pool.run(worker) for _ in range(8))))
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        return await pool.run(double, 4), len(pids)

    result, workers = run(work)
    assert result == 8
    assert workers == (os.cpu_count() or 1)


def test_a_call_that_is_cancelled_kills_its_work(tmp_path: Path) -> None:
    limits = PoolLimits(timeout=60)

    async def work(pool: ExtractPool) -> list[int]:
        calls = await spinning(pool, tmp_path)
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        return await asyncio.gather(*(pool.run(double, 1) for _ in range(4)))

    with at_most(30):
        assert run(work, limits) == [2, 2, 2, 2]


def test_closing_ends_the_workers_even_while_they_spin(tmp_path: Path) -> None:
    async def work(pool: ExtractPool) -> tuple[int, float]:
        pid = await pool.run(worker)
        calls = await spinning(pool, tmp_path)
        started = time.monotonic()
        pool.close()
        took = time.monotonic() - started
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        return pid, took

    pid, took = run(work, PoolLimits(timeout=60))
    assert took < 5
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


SLOW_TO_START = """
import asyncio, os, sys, time
if __name__ == "__mp_main__":  # a worker loads this, too
    time.sleep(300)
sys.path.insert(0, {root!r})
from crawler.extract_pool import ExtractPool
async def main():
    pool = ExtractPool()
    try:
        await asyncio.wait_for(pool.run(os.getpid), 1)
    except TimeoutError:
        print("given up", flush=True)
    pool.close()
if __name__ == "__main__":
    asyncio.run(main())
"""


def test_a_process_ends_while_its_workers_start(tmp_path: Path) -> None:
    script = tmp_path / "starting.py"
    script.write_text(SLOW_TO_START.format(root=str(Path(__file__).parent.parent)))
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as starting:
        assert starting.stdout
        assert starting.stdout.readline() == "given up\n"
        with at_most(10):
            starting.wait(60)
    assert starting.returncode == 0


def test_new_limits_hold_from_the_next_call_on() -> None:
    little, plenty = 512 << 20, 4 << 30

    async def work(pool: ExtractPool) -> tuple[str, str, str]:
        before = await kind_of(pool, eat)
        pool.limits = PoolLimits(timeout=60, memory=plenty)
        after = await kind_of(pool, eat)
        pool.limits = PoolLimits(timeout=0.2, memory=plenty)
        return before, after, await kind_of(pool, spin)

    told = run(work, PoolLimits(timeout=60, memory=little))
    assert told == ("extract-memory", "fine", "extract-timeout")


_ENDS = """
import asyncio, os
from contextlib import suppress
from crawler.extract_pool import ExtractPool

async def main():
    pool = ExtractPool()
    call = asyncio.ensure_future(pool.run(os.getpid))
    await asyncio.sleep({moment})
    call.cancel()
    with suppress(asyncio.CancelledError):
        await call
    pool.close()

asyncio.run(main())
"""


@pytest.mark.parametrize("moment", [0, 0.1, 0.2, 0.3])
def test_a_process_that_ends_while_its_workers_start_ends_quietly(moment: float) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _ENDS.format(moment=moment)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
