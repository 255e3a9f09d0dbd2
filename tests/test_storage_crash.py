"""kill -9 at every named moment of a crawl, and at moments without a name: nothing lost, nothing doubled."""

from __future__ import annotations

import itertools
import os
import random
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from storage_world import (
    LISTING,
    NOW,
    PROCESSES,
    SITE,
    answer,
    article,
    assert_whole,
    fresh,
    later,
    line,
    opened,
    process,
    rows,
    url_of,
)

from articles.types import Rejection, RejectReason
from storage import Storage
from storage.types import Failure, Lease, RecordFilter, RunCounts, RunState

pytestmark = pytest.mark.usefixtures("each_database")

PAGES = ["abc", "defg"]
SAME = "两个地址上的同一篇文章，一字不差，足够长。"
TEXTS = {"a": SAME, "d": SAME} | dict.fromkeys("bc")


def settle(storage: Storage, held: Lease, run: int) -> Callable[[], object]:
    """Return the call that writes what became of one entry."""
    path = held.url.removeprefix(f"{SITE}/")
    if path in TEXTS:
        return lambda: storage.records.save(article(path, TEXTS[path]), held, run, NOW, etag="e")
    if path == "e":
        rejection = Rejection(held.url, RejectReason.NO_BODY, "nothing matched")
        return lambda: storage.frontier.reject(held, run, rejection, NOW)
    if path == "f":
        failure = Failure("http-503", "it answered HTTP 503", later(hours=1))
        return lambda: storage.frontier.fail(held, run, failure, NOW)
    return lambda: storage.frontier.gone(held, run, NOW)


def crawl(url: str, on_point: Callable[[str], None] | None = None, batch: int = 0) -> None:
    """Do to the storage what a crawl does to it; ``batch``: outcomes share transactions."""
    with opened(url, on_point=on_point) as storage:
        frontier = storage.frontier
        frontier.recover("news", NOW)
        run = storage.runs.start("news", "manual", "me", NOW)
        frontier.begin_walk("news", LISTING, "rules", NOW)
        for page in PAGES:
            frontier.discover("news", LISTING, 0, [line(path) for path in page], run, NOW)
        frontier.end_walk("news", LISTING, '"v1"', None, NOW)
        while leases := frontier.lease("news", run, batch or 3, NOW):
            calls = [settle(storage, held, run) for held in leases]
            if batch:
                together(storage, calls)
            else:
                for call in calls:
                    call()
        storage.runs.finish(run, RunState.DONE, RunCounts(), (), None, None, NOW)


def together(storage: Storage, calls: list[Callable[[], object]]) -> None:
    """Have the writer put all calls into one transaction."""
    gate = threading.Event()
    waiting = [storage.writer.submit(gate.wait), *map(storage.writer.submit, calls)]
    gate.set()
    for future in waiting:
        future.result(60)


def crawl_and_die(url: str, moment: int, batch: int) -> None:
    moments = itertools.count()

    def at(_point: str) -> None:
        if next(moments) == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    crawl(url, at, batch)


def kill_at(url: str, moment: int, batch: int) -> None:
    """Crawl in a process of its own that is killed at the given moment, counted from 0."""
    child = PROCESSES.Process(target=crawl_and_die, args=(url, moment, batch))
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL


@contextmanager
def crawled(url: str) -> Iterator[Storage]:
    """Crawl to the end and give what there is then."""
    crawl(url)
    with opened(url) as storage:
        assert_whole(storage)
        yield storage


def outcome(storage: Storage) -> dict[str, Any]:
    """Return what a crawl leaves behind, without the numbers and times that tell runs apart."""
    return {
        "records": sorted(
            (
                sorted({record.article.url, *record.aliases}),
                [version.article.body_text for version in storage.records.versions(record.id)],
                record.channels,
                record.status,
            )
            for record in storage.records.iterate(RecordFilter())
        ),
        "entries": rows(
            storage,
            """SELECT key, state, attempts, crashes, error_kind, etag, due_at,
                 (SELECT count(*) FROM entry_listing WHERE entry_id = entry.id)
               FROM entry ORDER BY key""",
        ),
        "listings": rows(storage, "SELECT url, rules, etag, walk_started_at FROM listing"),
    }


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("undisturbed")
    fresh(folder).close()
    crawl(url_of(folder))
    with opened(url_of(folder)) as storage:
        return outcome(storage)


def test_an_undisturbed_crawl_leaves_what_is_expected(undisturbed: dict[str, Any]) -> None:
    assert [urls for urls, *_ in undisturbed["records"]] == [
        [f"{SITE}/a", f"{SITE}/d"],
        [f"{SITE}/b"],
        [f"{SITE}/c"],
    ]
    assert [(key[-1], state) for key, state, *_ in undisturbed["entries"]] == [
        ("a", "stored"),
        ("b", "stored"),
        ("c", "stored"),
        ("d", "stored"),
        ("e", "rejected"),
        ("f", "failed"),
        ("g", "gone"),
    ]


BEGIN = ["recover", "run-start", "begin-walk", "discover", "discover", "end-walk"]
OUTCOMES = ["save", "save", "save", "lease", "save", "reject", "fail", "lease", "gone", "lease"]
ONE_BY_ONE = [[one] for one in [*BEGIN, "lease", *OUTCOMES, "run-finish"]]
TOGETHER = [
    *([one] for one in BEGIN),
    ["lease"],
    ["save", "save", "save", "save", "reject", "fail", "gone"],
    ["lease"],
    ["run-finish"],
]


def moments(commits: list[list[str]]) -> list[str]:
    return [
        f"{point}:{moment}"
        for commit in commits
        for moment in ("before-commit", "after-commit")
        for point in commit
    ]


@pytest.mark.parametrize(("batch", "commits"), [(0, ONE_BY_ONE), (50, TOGETHER)])
def test_a_crawl_passes_these_moments(tmp_path: Path, batch: int, commits: list[list[str]]) -> None:
    fresh(tmp_path).close()
    passed: list[str] = []
    crawl(url_of(tmp_path), passed.append, batch)
    assert passed == moments(commits)


def cases() -> Iterator[Any]:
    """Every moment of a crawl; of one whose outcomes share a commit, the ends of that commit."""
    for number, name in enumerate(moments(ONE_BY_ONE)):
        yield pytest.param(number, 0, id=f"{name}-{number}")
    shared = moments(TOGETHER)
    for number in (shared.index("save:before-commit"), shared.index("gone:before-commit")):
        for half in (number, number + 7):
            yield pytest.param(half, 50, id=f"{shared[half]}-{half}-together")


@pytest.mark.parametrize(("moment", "batch"), list(cases()))
def test_a_crawl_killed_at_any_moment_is_made_good_by_the_next(
    tmp_path: Path, undisturbed: dict[str, Any], moment: int, batch: int
) -> None:
    fresh(tmp_path).close()
    kill_at(url_of(tmp_path), moment, batch)
    with crawled(url_of(tmp_path)) as storage:
        assert outcome(storage) == undisturbed
        states = [state for (state,) in rows(storage, "SELECT state FROM run ORDER BY id")]
        assert states in (["done"], ["crashed", "done"], ["done", "done"])


def test_a_crawl_killed_again_and_again_comes_to_its_end(
    tmp_path: Path, undisturbed: dict[str, Any]
) -> None:
    """Each process gets a little further, or nowhere: up to four deaths are forgiven each page."""
    fresh(tmp_path).close()
    for moment in (*range(13, 17), *range(13, 19), 4, 2, 0):
        kill_at(url_of(tmp_path), moment, 0)
    with crawled(url_of(tmp_path)) as storage:
        assert outcome(storage) == undisturbed


def store_on(pipe: Connection, url: str, first: int) -> None:
    """Store articles without end, twenty on their way at a time; tell which are acknowledged."""
    with opened(url) as storage:
        for number in itertools.count(first, 20):
            saves = [
                storage.writer.submit(storage.records.save, article(str(one)), None, 1, NOW)
                for one in range(number, number + 20)
            ]
            for one, saved in enumerate(saves, number):
                saved.result(60)
                pipe.send(one)


def test_what_was_acknowledged_survives_a_kill_at_whatever_instant(tmp_path: Path) -> None:
    fresh(tmp_path).close()
    chance = random.Random(20260501)  # noqa: S311 - a repeatable choice of moments
    acknowledged: set[int] = set()
    for first in range(0, 10_000, 2_000):
        with process(store_on, url_of(tmp_path), first) as writer:
            for _ in range(chance.randint(1, 150)):
                acknowledged.add(answer(writer))
        with opened(url_of(tmp_path)) as storage:
            assert_whole(storage)
            listed = storage.records.list(RecordFilter(), limit=10_000).rows
            stored = [int(one.url.rsplit("/")[-1]) for one in listed]
    assert acknowledged <= set(stored)
    assert len(stored) == len(set(stored))
