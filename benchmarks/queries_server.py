"""The same looks at the same records on a PostgreSQL server and in a file, and the same saves."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from articles.search.query import parse
from articles.signature import COMPONENTS
from articles.types import Article
from benchmarks.filled import fill
from benchmarks.filled_server import load
from benchmarks.lines import Line, at_least, at_most
from benchmarks.plan import Plan
from benchmarks.postgresql import server_database
from benchmarks.queries import DAYS, FILTERS, LAST_PAGE, WORDS
from benchmarks.stories import NEWEST, RARE, stories
from benchmarks.storing import save_all
from storage import Storage, open_storage
from storage.copies import Signed, copies_of_each
from storage.types import RecordFilter

_TIMES = 15
_SETTLED = 11
"""From this time on a server may plan a look without its values, in a daemon as in here."""
_FEWEST, _LONG = 3, 300
"""A question that took so many milliseconds is not asked again, once it was so many times."""
_SAVED = 1_000
_FACTOR = 3
"""How many times as long as a file may take, by its goal, a server may."""
_TELLING = 0.5
"""Milliseconds in a file; of what takes less, a ratio only shows the way to the server."""

Question = Callable[[Storage], object]


@dataclass(frozen=True, slots=True)
class _Kind:
    """Questions of one kind."""

    name: str
    limit: float | None
    """Milliseconds that a file may take for any of them."""
    questions: Mapping[str, Question]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What one question took, in milliseconds."""

    name: str
    ours: float
    theirs: float


def queries_server(plan: Plan) -> list[Line]:
    """Fill a file and a server, and compare them."""
    file = plan.folder / "records.db"
    fill(file, plan.records)
    with server_database(plan.folder) as url:
        load(file, url)
        with open_storage(f"sqlite:///{file}") as here, open_storage(url) as there:
            return compared(here, there)


def compared(here: Storage, there: Storage) -> list[Line]:
    """Ask a file and a server by turns; wall time, as the server's own is not ours to read."""
    lines = [line for kind in _kinds() for line in _lines(kind, here, there)]
    return [*lines, *_saving(here, there)]


def _kinds() -> Sequence[_Kind]:
    words: dict[str, Question] = {f"search, {word}": _search(word) for word in WORDS}
    narrowed: dict[str, Question] = {
        f"search, {word}, {name}": _search(word, FILTERS[name])
        for word in (WORDS[0], RARE)
        for name in ("current", "a category", "until a year ago")
    }
    lists = {f"newest 50, {name}": _list(chosen) for name, chosen in FILTERS.items()}
    pages = {**lists, "last page of the list": _list(LAST_PAGE)}
    return (
        _Kind("a page of 50", 10, pages),
        _Kind("counts by day", 50, {f"counts of {DAYS} days": _days}),
        _Kind("counts of all", None, {"counts of all, by source and day": _counts}),
        _Kind("near-duplicates", 1, {"look-up of copies": _copies}),
        _Kind("search, newest 20", 20, {**words, **narrowed}),
    )


def _list(chosen: RecordFilter) -> Question:
    return lambda storage: storage.records.list(chosen, limit=50)


def _days(storage: Storage) -> object:
    return storage.records.daily(NEWEST.date(), DAYS)


def _counts(storage: Storage) -> object:
    return storage.records.stats(RecordFilter())


def _copies(storage: Storage) -> object:
    with storage.database.look() as connection:
        return copies_of_each(connection, [Signed(0, "none", bytes(COMPONENTS * 4))])


def _search(words: str, chosen: RecordFilter = FILTERS["all"]) -> Question:
    query = parse(words, lambda _text, _name: NEWEST)
    return lambda storage: storage.records.search(query, chosen, limit=20)


def _lines(kind: _Kind, here: Storage, there: Storage) -> list[Line]:
    asked = [
        _Asked(name, _milliseconds(one, here), _milliseconds(one, there))
        for name, one in kind.questions.items()
    ]
    ratios = [_ratio(one) for one in asked]
    return ratios if kind.limit is None else [_slowest(kind.name, kind.limit, asked), *ratios]


def _slowest(name: str, limit: float, asked: Sequence[_Asked]) -> Line:
    slowest = max(asked, key=lambda one: one.theirs)
    goal = at_most(_FACTOR * limit, 4 * _FACTOR * limit)
    return Line(f"PostgreSQL: {name}", slowest.theirs, "ms", goal, f"slowest: {slowest.name}")


def _ratio(one: _Asked) -> Line:
    goal = at_most(_FACTOR, 30) if one.ours >= _TELLING else None
    note = f"{one.theirs:.2f} ms on the server, {one.ours:.2f} in the file"
    return Line(f"PostgreSQL: {one.name}", one.theirs / one.ours, "×", goal, note)


def _milliseconds(question: Question, storage: Storage) -> float:
    """Return the quickest of some looks: of two processes a busy machine makes either wait."""
    taken: list[float] = []
    while len(taken) < _FEWEST or (len(taken) < _SETTLED + _TIMES and sum(taken) < _LONG):
        started = time.perf_counter()
        question(storage)
        taken.append((time.perf_counter() - started) * 1000)
    return min(taken[_SETTLED:] or taken)


def _saving(here: Storage, there: Storage) -> list[Line]:
    articles = [one.article() for one in stories(_SAVED, seed=2)]
    ours, theirs = _rate(here, articles), _rate(there, articles)
    note = f"{ours:,.0f} in the file"
    return [
        Line("PostgreSQL: storing, articles a second", theirs, "/s", at_least(300, 75), note),
        Line("PostgreSQL: storing", theirs / ours, "×", at_least(1 / _FACTOR, 1 / 10)),
    ]


def _rate(storage: Storage, articles: Sequence[Article]) -> float:
    started = time.perf_counter()
    save_all(storage, articles)
    return len(articles) / (time.perf_counter() - started)
