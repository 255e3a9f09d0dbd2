from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from config import Source
from service.agenda import Agenda
from service.crawls import Due
from service.dispatch import Dispatcher
from service.roster import Roster
from service.timetable import Timetable, jumped

MANY = 10_000
PLACES = 8


def source(name: str) -> Source:
    return Source.model_validate(
        {
            "name": name,
            "title": "Paper",
            "homepage": f"https://{name}.example",
            "timezone": "UTC",
            "category": "News",
            "listing": [{"url": "/", "title": "All", "entries": "a"}],
        }
    )


def test_ten_thousand_sources_due_at_once_are_handed_out_within_a_second() -> None:
    """Processor time, so that other programs on the machine do not count."""
    one = source("one")
    sources = {f"s{n}": one.model_copy(update={"name": f"s{n}"}) for n in range(MANY)}
    most = seen = 0

    async def main() -> tuple[float, float]:
        done = asyncio.Event()

        async def crawl(_due: Due) -> None:
            nonlocal most, seen
            most = max(most, dispatcher.running)
            await asyncio.sleep(0)
            seen += 1
            if seen == MANY:
                done.set()

        def due(name: str, planned: datetime) -> None:
            found = agenda.take(name, planned)
            assert found is not None
            dispatcher.put(name, found)

        dispatcher: Dispatcher[Due] = Dispatcher(PLACES, crawl)
        timetable = Timetable(due, dispatcher.fail)
        agenda = Agenda(timetable, lambda: datetime.now(UTC))
        agenda.roster = Roster(sources)
        begun = time.process_time()
        agenda.plan_all()
        planned = time.process_time()
        timetable.start()
        await asyncio.wait_for(done.wait(), 100)
        handed_out = time.process_time()
        timetable.stop()
        await asyncio.sleep(0)
        return planned - begun, handed_out - planned

    planning, handing = asyncio.run(main())
    assert most == PLACES
    assert seen == MANY
    # measured on one busy core of an old machine: planning 0.5 s, handing out 0.6 s
    assert planning < 4
    assert handing < 4


class Site:
    """Work that goes on until it is let go; remembers what ran beside what."""

    def __init__(self) -> None:
        self.running: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self.most_at_once = 0
        self.done: list[str] = []
        self.gate = asyncio.Semaphore(0)

    async def work(self, item: str) -> None:
        host = item.partition("/")[0]
        self.running[host] += 1
        self.most[host] = max(self.most[host], self.running[host])
        self.most_at_once = max(self.most_at_once, self.running.total())
        await self.gate.acquire()
        self.running[host] -= 1
        self.done.append(item)


def trial(check: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(check, 30))


def test_no_more_at_once_than_places_and_one_of_each_host() -> None:
    async def check() -> None:
        site = Site()
        dispatcher = Dispatcher(3, site.work)
        items = [f"{host}/{number}" for number in range(4) for host in "abcde"]
        for item in items:
            dispatcher.put(item[0], item)
        assert dispatcher.running == 3
        assert len(dispatcher.waiting) == len(items) - 3
        for _ in items:
            site.gate.release()
            await asyncio.sleep(0.001)
        assert await dispatcher.ended(10)
        assert sorted(site.done) == sorted(items)
        assert site.most_at_once == 3
        assert set(site.most.values()) == {1}
        for host in "abcde":
            assert [one for one in site.done if one[0] == host] == [f"{host}/{n}" for n in range(4)]

    trial(check())


def test_a_busy_host_holds_up_no_other() -> None:
    async def check() -> None:
        site = Site()
        dispatcher = Dispatcher(2, site.work)
        for item in ("a/1", "a/2", "a/3", "b/1"):
            dispatcher.put(item[0], item)
        await asyncio.sleep(0)
        assert sorted(host for host, count in site.running.items() if count) == ["a", "b"]
        dispatcher.forget()
        assert dispatcher.waiting == ()
        assert await dispatcher.ended(0.01) is False
        site.gate.release()
        site.gate.release()
        assert await dispatcher.ended(10) is True
        assert sorted(site.done) == ["a/1", "b/1"]

    trial(check())


def test_an_error_of_the_work_is_heard_of() -> None:
    async def check() -> None:
        async def work(item: str) -> None:
            raise ZeroDivisionError(item)

        dispatcher = Dispatcher(2, work)
        dispatcher.put("a", "first")
        with pytest.raises(ZeroDivisionError, match="first"):
            await dispatcher.failed

    trial(check())


def test_a_timetable_calls_once_at_its_time_and_not_for_what_was_dropped_or_moved() -> None:
    async def check() -> None:
        called: list[str] = []
        failed: list[BaseException] = []
        last = asyncio.Event()

        def due(name: str, _at: datetime) -> None:
            called.append(name)
            if name == "last":
                last.set()

        table = Timetable(due, failed.append)
        now = datetime.now(UTC)
        for name, wait in (("now", 0.0), ("past", -99.0), ("dropped", 0.05), ("moved", 0.05)):
            table.set(name, now + timedelta(seconds=wait))
        table.start()
        table.drop("dropped")
        table.drop("unknown")
        table.set("moved", now + timedelta(hours=1))
        table.set("last", now + timedelta(seconds=0.2))
        await last.wait()
        assert sorted(called) == ["last", "now", "past"]
        assert table.next("now") is None
        assert table.next("moved") == now + timedelta(hours=1)
        assert failed == []
        table.stop()
        await asyncio.sleep(0)

    trial(check())


def test_an_error_in_what_is_called_is_heard_of() -> None:
    async def check() -> None:
        failed: asyncio.Future[BaseException] = asyncio.get_running_loop().create_future()

        def due(name: str, _at: datetime) -> None:
            raise ZeroDivisionError(name)

        table = Timetable(due, failed.set_result)
        table.set("x", datetime.now(UTC))
        table.start()
        assert isinstance(await failed, ZeroDivisionError)
        table.stop()
        await asyncio.sleep(0)

    trial(check())


@pytest.mark.parametrize(
    ("elapsed", "shown", "told"),
    [(1, 1, False), (1, 1.5, False), (1, 3601, True), (1, -3599, True), (1, 7201, True),
     (30, 30, False), (1, 5.9, False), (1, 6.1, True)],
)  # fmt: skip
def test_a_clock_that_was_set_is_noticed(elapsed: float, shown: float, *, told: bool) -> None:
    assert jumped(timedelta(seconds=elapsed), timedelta(seconds=shown)) is told
