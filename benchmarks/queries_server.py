"""The same looks at the same records on a PostgreSQL server and in a file, and the same saves."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from articles.search.query import parse
from articles.signature import COMPONENTS
from articles.types import Article
from benchmarks.filled import fill
from benchmarks.lines import Line, at_least, at_most
from benchmarks.plan import Plan
from benchmarks.postgresql import server_database
from benchmarks.queries import DAYS, FILTERS, LAST_PAGE, WORDS
from benchmarks.stories import NEWEST, RARE, stories
from benchmarks.storing import save_all
from storage import Storage, open_storage
from storage.copies import Signed, copies_of_each
from storage.types import RecordFilter

_MOST = 100_000
"""Records that are moved to the server: each is indexed anew there, some hundreds a second."""
_TIMES = 15
_SAVED = 1_000

Question = Callable[[Storage], object]


def queries_server(plan: Plan) -> list[Line]:
    """Ask a server and a file by turns; wall time, as the server's own is not ours to read."""
    records = min(plan.records, _MOST)
    file = plan.folder / "records.db"
    fill(file, records)
    with (
        server_database(plan.folder) as url,
        open_storage(f"sqlite:///{file}") as here,
    ):
        here.move(url)
        with open_storage(url) as there:
            _vacuum(there)
            looks = [_look(name, one, here, there) for name, one in _questions().items()]
            return [*looks, _saving(here, there)]


def _questions() -> dict[str, Question]:
    lists: dict[str, Question] = {
        f"newest 50, {name}": _list(chosen) for name, chosen in FILTERS.items()
    }
    words: dict[str, Question] = {f"search, {word}": _search(word) for word in WORDS}
    narrowed: dict[str, Question] = {
        f"search, {word}, {name}": _search(word, FILTERS[name])
        for word in (WORDS[0], RARE)
        for name in ("current", "a category", "until a year ago")
    }
    return {
        **lists,
        "last page of the list": _last_page,
        f"counts of {DAYS} days": lambda storage: storage.records.daily(NEWEST.date(), DAYS),
        "counts of all": lambda storage: storage.records.stats(RecordFilter()),
        "look-up of copies": _copies,
        **words,
        **narrowed,
    }


def _list(chosen: RecordFilter) -> Question:
    return lambda storage: storage.records.list(chosen, limit=50)


def _last_page(storage: Storage) -> object:
    return storage.records.list(LAST_PAGE, limit=50)


def _search(words: str, chosen: RecordFilter = FILTERS["all"]) -> Question:
    query = parse(words, lambda _text, _name: NEWEST)
    return lambda storage: storage.records.search(query, chosen, limit=20)


def _copies(storage: Storage) -> object:
    with storage.database.look() as connection:
        return copies_of_each(connection, [Signed(0, "none", bytes(COMPONENTS * 4))])


def _look(name: str, question: Question, here: Storage, there: Storage) -> Line:
    ours, theirs = _milliseconds(question, here), _milliseconds(question, there)
    note = f"{theirs:.2f} ms on the server, {ours:.2f} ms in the file"
    return Line(f"PostgreSQL: {name}", theirs / ours, "×", at_most(3, 30), note)


def _milliseconds(question: Question, storage: Storage) -> float:
    """Return the quickest of some looks: of two processes a busy machine makes either wait."""
    taken = []
    for _ in range(_TIMES):
        started = time.perf_counter()
        question(storage)
        taken.append((time.perf_counter() - started) * 1000)
    return min(taken)


def _saving(here: Storage, there: Storage) -> Line:
    articles = [one.article() for one in stories(_SAVED, seed=2)]
    ours, theirs = _rate(here, articles), _rate(there, articles)
    note = f"{theirs:,.0f} articles a second on the server, {ours:,.0f} in the file"
    return Line("PostgreSQL: storing", theirs / ours, "×", at_least(1 / 3, 1 / 10), note)


def _rate(storage: Storage, articles: Sequence[Article]) -> float:
    started = time.perf_counter()
    save_all(storage, articles)
    return len(articles) / (time.perf_counter() - started)


def _vacuum(storage: Storage) -> None:
    """Do what a server does by itself after a while: know its tables, sort in what waits.

    Words that were put in lately wait in a list of their own, and make the planner shun the index.
    """
    engine = storage.database.engine
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
