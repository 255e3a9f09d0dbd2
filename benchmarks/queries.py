"""What a look at very many records takes: pages, filters, days, words, copies."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from articles.search.query import parse
from articles.signature import COMPONENTS
from benchmarks.filled import fill
from benchmarks.lines import Line, at_most
from benchmarks.plan import Plan
from benchmarks.stories import CATEGORIES, NEWEST, RARE, SOURCES
from storage import Storage, open_storage
from storage.copies import Signed, copies_of_each
from storage.types import RecordFilter

_TIMES = 7
DAYS = 30
WORDS = ("的", "of", RARE, "增长", "word3")
LAST_PAGE = RecordFilter(until=NEWEST.replace(year=NEWEST.year - 2, month=11, day=3))


def queries(plan: Plan) -> list[Line]:
    """Ask a database of generated records, warm; the median of seven times, in milliseconds."""
    file = plan.folder / "records.db"
    fill(file, plan.records)
    return asked(file, plan.records)


def asked(file: Path, records: int) -> list[Line]:
    """Ask a database that ``fill`` has made."""
    size = f"{records:,} records"
    with open_storage(f"sqlite:///{file}") as storage:
        pages = {name: _list(storage, one) for name, one in FILTERS.items()}
        worst = max(pages, key=lambda name: pages[name])
        depth, first = _deep(storage)
        words = {word: _search(storage, word) for word in WORDS}
        slowest = max(words, key=lambda word: words[word])
        days = _milliseconds(lambda: storage.records.daily(NEWEST.date(), DAYS))
        stats = _milliseconds(lambda: storage.records.stats(RecordFilter()), 1)
        with storage.database.read() as connection:
            one = Signed(0, "none", bytes(COMPONENTS * 4))
            near = _milliseconds(lambda: copies_of_each(connection, [one]))
    return [
        Line("newest 50, slowest filter", pages[worst], "ms", at_most(10, 40), f"{size}; {worst}"),
        Line("last page of the list, of the first", depth / first, "×", at_most(2, 3), size),
        Line(f"counts of {DAYS} days", days, "ms", at_most(50, 150), size),
        Line("counts of all, by source and day", stats, "ms", at_most(500, 2_000), size),
        Line("look-up of copies", near, "ms", at_most(1, 4), size),
        Line(
            "search, newest 20",
            words[slowest],
            "ms",
            at_most(20, 80),
            f"{size}; slowest: {slowest}",
        ),
    ]


FILTERS = {
    "all": RecordFilter(),
    "a source": RecordFilter(source=SOURCES[3]),
    "a category": RecordFilter(category=CATEGORIES[1]),
    "a source and category": RecordFilter(source=SOURCES[3], category=CATEGORIES[1]),
    "current": RecordFilter(status="current"),
    "withdrawn": RecordFilter(status="withdrawn"),
    "a source's withdrawn": RecordFilter(source=SOURCES[3], status="withdrawn"),
    "a category's withdrawn": RecordFilter(category=CATEGORIES[1], status="withdrawn"),
    "until a year ago": RecordFilter(until=NEWEST.replace(year=NEWEST.year - 1)),
}


def _list(storage: Storage, chosen: RecordFilter) -> float:
    return _milliseconds(lambda: storage.records.list(chosen, limit=50))


def _deep(storage: Storage) -> tuple[float, float]:
    """Return what the list's last page takes, and its first."""
    cursor = storage.records.list(LAST_PAGE, limit=50).next_cursor
    everything = RecordFilter()
    last = _milliseconds(lambda: storage.records.list(everything, after=cursor, limit=50))
    return last, _list(storage, everything)


def _search(storage: Storage, words: str) -> float:
    query = parse(words, lambda _text, _name: NEWEST)
    return _milliseconds(lambda: storage.records.search(query, RecordFilter(), limit=20))


def _milliseconds(call: Callable[[], object], times: int = _TIMES) -> float:
    """Return the median of what a call takes of this thread's time, after one to warm up."""
    taken = []
    for _ in range(times + 1):
        started = time.thread_time()
        call()
        taken.append((time.thread_time() - started) * 1000)
    return median(taken[1:])
