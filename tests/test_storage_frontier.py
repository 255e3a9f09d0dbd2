"""How entries are handed out, given back, settled, and taken back from the dead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from storage_world import (
    NOW,
    SITE,
    article,
    discover,
    fresh,
    later,
    lease,
    line,
    plans,
    rows,
    sqlite_only,
    state_of,
    store,
)

from articles.types import Rejection, RejectReason
from storage import Storage
from storage.types import Failure, Lease

pytestmark = pytest.mark.usefixtures("each_database")

DNS = Failure("dns", "its host name is not known", later(hours=1))


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with fresh(tmp_path) as opened:
        yield opened


def fill(storage: Storage, count: int) -> None:
    discover(
        storage, [line(str(number), published=later(minutes=-number)) for number in range(count)]
    )


def names(leases: tuple[Lease, ...]) -> list[str]:
    return [one.url.removeprefix(f"{SITE}/") for one in leases]


def die(storage: Storage, run: int, limit: int = 100, now: object = NOW) -> list[str]:
    """Lease, and have the process die with it all."""
    taken = storage.frontier.lease("news", run, limit, now)  # type: ignore[arg-type]
    storage.frontier.recover("news", now)  # type: ignore[arg-type]
    return names(taken)


def test_a_lease_tells_all_that_a_fetch_needs(storage: Storage) -> None:
    discover(storage, [line("1", title="题", published=later(hours=-1))])
    discover(storage, [line("1", channel="公司")], listing=f"{SITE}/b", order=1)
    (held,) = storage.frontier.lease("news", 7, 10, NOW)
    assert held == Lease(
        entry_id=1,
        source="news",
        url=f"{SITE}/1",
        channels=("要闻", "公司"),
        title="题",
        published=later(hours=-1),
        first_seen=NOW,
        attempts=1,
        key="news.example.com/1",
        run_id=7,
    )


def test_leases_come_newest_first_and_never_twice(storage: Storage) -> None:
    fill(storage, 5)
    assert names(storage.frontier.lease("news", 1, 2, NOW)) == ["0", "1"]
    assert names(storage.frontier.lease("news", 1, 2, NOW)) == ["2", "3"]
    assert names(storage.frontier.lease("news", 1, 2, NOW)) == ["4"]
    assert storage.frontier.lease("news", 1, 2, NOW) == ()


def test_two_runs_that_lease_at_once_share_and_never_overlap(storage: Storage) -> None:
    fill(storage, 200)

    def take(run: int) -> list[str]:
        taken: list[str] = []
        while batch := storage.frontier.lease("news", run, 7, NOW):
            taken += names(batch)
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = [name for names_ in pool.map(take, range(4)) for name in names_]
    assert sorted(taken, key=int) == [str(number) for number in range(200)]


def test_the_work_of_another_source_is_left_alone(storage: Storage) -> None:
    storage.frontier.discover("other", f"{SITE}/x", 0, [line("1")], 1, NOW)
    assert storage.frontier.lease("news", 1, 10, NOW) == ()
    assert len(storage.frontier.lease("other", 1, 10, NOW)) == 1
    assert storage.frontier.recover("news", NOW) == 0
    assert storage.frontier.recover("other", NOW) == 1


def test_what_is_given_back_is_as_it_was(storage: Storage) -> None:
    fill(storage, 1)
    before = rows(storage, "SELECT state, due_at, attempts, crashes, error FROM entry")
    (held,) = storage.frontier.lease("news", 1, 1, NOW)
    storage.frontier.give_back("news", held.run_id)
    assert rows(storage, "SELECT state, due_at, attempts, crashes, error FROM entry") == before
    (again,) = storage.frontier.lease("news", 2, 1, NOW)
    assert again.attempts == 1


def test_a_failed_entry_that_is_given_back_is_still_failed_and_due(storage: Storage) -> None:
    storage.frontier.fail(lease(storage), 1, DNS, NOW)
    columns = "SELECT state, due_at, attempts, crashes, error_kind, error FROM entry"
    before = rows(storage, columns)
    (held,) = storage.frontier.lease("news", 2, 1, later(hours=1))
    storage.frontier.give_back("news", held.run_id)
    assert rows(storage, columns) == before
    assert storage.frontier.waiting("news") == (1, later(hours=1))
    assert storage.frontier.due("news", later(minutes=59)) == 0
    (again,) = storage.frontier.lease("news", 2, 1, later(hours=1))
    assert again.attempts == 2


def test_failures_wait_for_their_time_and_are_counted(storage: Storage) -> None:
    storage.frontier.fail(lease(storage), 1, DNS, NOW)
    assert (state_of(storage), storage.frontier.waiting("news")) == ("failed", (1, later(hours=1)))
    assert storage.frontier.lease("news", 2, 1, later(minutes=59)) == ()
    (again,) = storage.frontier.lease("news", 2, 1, later(hours=1))
    assert again.attempts == 2
    storage.frontier.fail(again, 2, Failure("http-404", "gone?", None), NOW)
    assert storage.frontier.waiting("news") == (0, None)
    assert storage.frontier.lease("news", 3, 1, later(days=999)) == ()


def test_a_failure_without_a_try_is_not_counted(storage: Storage) -> None:
    storage.frontier.fail(lease(storage), 1, DNS, NOW)
    refused = Failure("circuit-open", "its host is left alone", later(hours=2), counts=False)
    (again,) = storage.frontier.lease("news", 2, 10, later(hours=1))
    storage.frontier.fail(again, 2, refused, later(hours=1))
    (third,) = storage.frontier.lease("news", 3, 10, later(hours=2))
    assert (again.attempts, third.attempts) == (2, 2)


def test_an_outcome_forgets_the_tries_before(storage: Storage) -> None:
    storage.frontier.fail(lease(storage), 1, DNS, NOW)
    (again,) = storage.frontier.lease("news", 2, 1, later(hours=1))
    storage.frontier.untouched(again, 2, NOW)
    assert rows(storage, "SELECT state, attempts, error_kind, error, due_at FROM entry") == [
        ("stored", 0, None, None, None)
    ]


def test_a_rejection_is_kept_with_its_reason(storage: Storage) -> None:
    rejection = Rejection(f"{SITE}/1", RejectReason.NO_BODY, "none of them matched \ud800")
    storage.frontier.reject(lease(storage), 1, rejection, NOW)
    assert rows(storage, "SELECT state, error_kind, error FROM entry") == [
        ("rejected", "no-body", "none of them matched \ufffd")
    ]
    assert storage.frontier.lease("news", 2, 1, later(days=999)) == ()


def test_all_failed_entries_can_be_made_due_at_once(storage: Storage) -> None:
    storage.frontier.fail(lease(storage), 1, Failure("dns", "x", None), NOW)
    assert storage.frontier.reset("news", later(minutes=1)) == 1
    (held,) = storage.frontier.lease("news", 2, 10, later(minutes=1))
    assert held.attempts == 1
    assert storage.frontier.reset("news", NOW) == 0


def test_stored_entries_are_fetched_again_on_demand_those_since_a_day(storage: Storage) -> None:
    fill(storage, 3)
    for held in storage.frontier.lease("news", 1, 10, NOW):
        storage.frontier.untouched(held, 1, NOW)
    storage.frontier.reject(lease(storage, "9"), 1, Rejection("", RejectReason.EMPTY), NOW)
    assert storage.frontier.refetch("news", NOW, later(minutes=-1)) == 2
    assert names(storage.frontier.lease("news", 2, 10, NOW)) == ["0", "1"]
    assert storage.frontier.refetch("news", NOW) == 1


def test_addresses_named_by_hand_are_due_known_or_not(storage: Storage) -> None:
    store(storage, article("1"))
    urls = [f"{SITE}/1", f"{SITE}/1#x", f"{SITE}/2"]
    assert len(storage.frontier.queue("news", urls, "要闻", 2, NOW)) == 2
    assert names(storage.frontier.lease("news", 2, 10, NOW)) == ["1", "2"]


def test_naming_a_known_address_by_hand_puts_it_in_no_other_channel(storage: Storage) -> None:
    discover(storage, [line("1", channel="公司")], order=4)
    storage.frontier.queue("news", [f"{SITE}/1", f"{SITE}/2"], "要闻", 1, NOW)
    known, unknown = storage.frontier.lease("news", 1, 10, NOW)
    assert (known.channels, unknown.channels) == (("公司",), ("要闻",))


def test_what_is_due_is_counted(storage: Storage) -> None:
    fill(storage, 3)
    storage.frontier.fail(storage.frontier.lease("news", 1, 1, NOW)[0], 1, DNS, NOW)
    storage.frontier.lease("news", 1, 1, NOW)
    assert storage.frontier.due("news", NOW) == 1
    assert storage.frontier.due("news", later(hours=1)) == 2


def test_a_clock_that_is_set_back_makes_nothing_wait(storage: Storage) -> None:
    fill(storage, 1)
    assert len(storage.frontier.lease("news", 1, 1, later(hours=-1))) == 1


def test_a_dead_runs_entries_are_taken_back_and_not_held_against_their_pages(
    storage: Storage,
) -> None:
    fill(storage, 3)
    storage.frontier.lease("news", 1, 2, NOW)
    assert storage.frontier.recover("news", NOW) == 2
    assert storage.frontier.recover("news", NOW) == 0
    taken: list[Lease] = []
    while batch := storage.frontier.lease("news", 2, 10, NOW):
        taken += batch
    assert [one.attempts for one in taken] == [1, 1, 1]


def test_what_died_with_a_run_comes_last_and_one_at_a_time(storage: Storage) -> None:
    fill(storage, 5)
    assert die(storage, 1, limit=3) == ["0", "1", "2"]
    assert names(storage.frontier.lease("news", 2, 10, NOW)) == ["3", "4"]
    assert names(storage.frontier.lease("news", 2, 10, NOW)) == ["0"]
    assert names(storage.frontier.lease("news", 2, 10, NOW)) == ["1"]


def test_a_page_that_kills_each_process_waits_after_five_and_longer_each_time(
    storage: Storage,
) -> None:
    fill(storage, 1)
    for run in range(5):
        assert state_of(storage, "0") == "pending"
        assert die(storage, run) == ["0"]
    assert rows(storage, "SELECT state, error_kind, error FROM entry") == [
        ("failed", "crash", "5 processes died while they had it in hand")
    ]
    now, waits = NOW, []
    for run in range(5, 14):
        assert die(storage, run, now=now) == []
        _, due = storage.frontier.waiting("news")
        assert due is not None
        waits.append((due - now).days)
        now = due
        assert die(storage, run, now=now) == ["0"]
    assert waits == [1, 2, 4, 8, 16, 30, 30, 30, 30]


def test_pages_beside_one_that_kills_are_all_fetched(storage: Storage) -> None:
    """Fetch as a crawl does, with a page that ends its process, until nothing is due."""
    fill(storage, 60)
    stored: list[str] = []
    runs = 0
    while storage.frontier.due("news", NOW):
        runs += 1
        while batch := storage.frontier.lease("news", runs, 50, NOW):
            for held in batch:
                if held.url == f"{SITE}/7":
                    break
                stored += names((held,))
                storage.frontier.untouched(held, runs, NOW)
            else:
                continue
            break
        storage.frontier.recover("news", NOW)
    assert sorted(stored, key=int) == [str(number) for number in range(60) if number != 7]
    assert runs == 5
    assert storage.frontier.waiting("news") == (1, NOW + timedelta(days=1))


def test_an_outcome_clears_a_page_of_suspicion(storage: Storage) -> None:
    fill(storage, 1)
    for run in range(4):
        die(storage, run)
    storage.frontier.untouched(storage.frontier.lease("news", 9, 1, NOW)[0], 9, NOW)
    assert rows(storage, "SELECT crashes FROM entry") == [(0,)]


def test_an_entry_named_by_hand_is_above_suspicion(storage: Storage) -> None:
    fill(storage, 3)
    die(storage, 1)
    storage.frontier.queue("news", [f"{SITE}/2", f"{SITE}/1"], "要闻", 2, NOW)
    assert names(storage.frontier.lease("news", 2, 10, NOW)) == ["1", "2"]


@sqlite_only
def test_no_call_of_a_crawl_reads_a_whole_table(storage: Storage) -> None:
    fill(storage, 3)
    leases = storage.frontier.lease("news", 1, 2, NOW)
    same = article("0").body_text
    calls: dict[str, Callable[[], object]] = {
        "save new": lambda: storage.records.save(article("0"), leases[0], 1, NOW),
        "save unchanged": lambda: storage.records.save(article("0"), None, 1, NOW),
        "save changed": lambda: storage.records.save(
            article("0", same * 2, published_at=later(hours=1)), None, 1, NOW
        ),
        "save alias": lambda: storage.records.save(article("1", same * 2), leases[1], 1, NOW),
        "save alias again": lambda: store(storage, article("1", same * 3)),
        "gone": lambda: storage.frontier.gone(lease(storage, "1"), 1, NOW),
        "untouched": lambda: storage.frontier.untouched(lease(storage, "0"), 1, NOW),
        "fail": lambda: storage.frontier.fail(lease(storage, "2"), 1, DNS, NOW),
        "discover": lambda: discover(storage, [line("0", claim="b"), line("9")]),
        "pending": lambda: storage.frontier.pending("news", [line("0"), line("8")]),
        "begin walk": lambda: storage.frontier.begin_walk("news", "l", "r", NOW),
        "end walk": lambda: storage.frontier.end_walk("news", "l", None, None, NOW),
        "lease": lambda: storage.frontier.lease("news", 1, 2, NOW),
        "due": lambda: storage.frontier.due("news", NOW),
        "waiting": lambda: storage.frontier.waiting("news"),
        "recover": lambda: storage.frontier.recover("news", NOW),
        "find": lambda: storage.records.find(f"{SITE}/0"),
        "get": lambda: storage.records.get(1),
        "versions": lambda: storage.records.versions(1),
        "delete": lambda: storage.records.delete([1]),
        "start": lambda: storage.runs.start("news", "manual", "me", NOW),
        "runs": lambda: storage.runs.list("news"),
    }
    for name, call in calls.items():
        found = plans(storage, call)
        assert found, name
        # what a subquery has found already by an index is no table
        scans = [one for one in found if one.startswith("SCAN") and "subquery" not in one]
        assert not scans, name


@sqlite_only
def test_leases_are_read_off_an_index_in_their_order(storage: Storage) -> None:
    fill(storage, 3)
    fence, first, second, *_ = plans(storage, lambda: storage.frontier.lease("news", 1, 2, NOW))
    assert fence == "SEARCH run USING INTEGER PRIMARY KEY (rowid=?)"
    assert first == "SEARCH entry USING INDEX ix_entry_due (source=?)"
    assert second.startswith("SEARCH entry_listing USING"), "the next statement: nothing to sort"
    first, *_ = plans(storage, lambda: storage.frontier.recover("news", NOW))
    assert first == "SEARCH entry USING INDEX ix_entry_leased (source=?)"
