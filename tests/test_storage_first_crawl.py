"""Entries that a first crawl leaves alone: stored, known, never due by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from articles.types import ListingEntry
from storage import Storage
from storage.types import Discovery, ListingState

pytestmark = pytest.mark.usefixtures("each_database")

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
LIST = "https://a.example/list"


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with Storage.open(f"sqlite:///{tmp_path}/test.db") as opened:
        yield opened


def entry(number: int, claim: str = "feed:1", **more: object) -> ListingEntry:
    return ListingEntry(url=f"https://a.example/{number}", channel="All", claim=claim, **more)


def urls(*numbers: int) -> set[str]:
    return {f"https://a.example/{number}" for number in numbers}


def discover(storage: Storage, run: int, *entries: ListingEntry, **how: object) -> Discovery:
    return storage.frontier.discover("a", LIST, 0, entries, run, NOW, **how)


def due(storage: Storage) -> int:
    return storage.frontier.due("a", NOW)


def test_older_entries_are_stored_and_never_handed_out(storage: Storage) -> None:
    found = discover(storage, 1, entry(1), entry(2), entry(3), older=urls(2, 3))
    assert (found.found, found.new, found.known, found.older, found.fresh) == (3, 1, 0, 2, 3)
    assert [lease.url for lease in storage.frontier.lease("a", 1, 10, NOW)] == list(urls(1))
    again = discover(storage, 2, entry(2), entry(3, claim="feed:2"))
    assert (again.found, again.known, again.new, again.older) == (2, 2, 0, 0)
    assert due(storage) == 0


def test_they_are_taken_when_asked_for(storage: Storage) -> None:
    discover(storage, 1, entry(1), entry(2), older=urls(1, 2))
    found = discover(storage, 2, entry(1), entry(2), older=urls(2), revive=True)
    assert (found.new, found.known, due(storage)) == (1, 1, 1)
    assert storage.frontier.pending("a", [entry(1), entry(2)]) == (entry(1),)
    assert storage.frontier.pending("a", [entry(2)], revive=True) == (entry(2),)


def test_another_listing_of_the_run_may_take_them(storage: Storage) -> None:
    first = discover(storage, 1, entry(1), entry(2), older=urls(1, 2))
    second = discover(storage, 1, entry(1), revive=True)
    assert (second.found, second.new, second.older, second.repeated) == (0, 1, -1, 1)
    assert first.found + second.found == 2 == first.older + second.older + second.new


def test_what_an_earlier_run_left_is_booked_once_when_two_listings_show_it(
    storage: Storage,
) -> None:
    discover(storage, 1, entry(1), older=urls(1))
    known = discover(storage, 2, entry(1))
    taken = discover(storage, 2, entry(1), revive=True)
    assert (known.known, taken.known, taken.new, taken.found) == (1, -1, 1, 0)


def test_an_address_asked_for_by_hand_is_due_whatever_was_left_alone(storage: Storage) -> None:
    discover(storage, 1, entry(1), older=urls(1))
    storage.frontier.queue("a", list(urls(1)), "All", 2, NOW)
    assert due(storage) == 1


def settle(storage: Storage) -> None:
    (lease,) = storage.frontier.lease("a", 1, 10, NOW)
    storage.frontier.untouched(lease, 1, NOW)


@pytest.mark.parametrize(
    ("before", "now", "again"),
    [
        ("feed:1", "feed:2", 1),
        ("feed:1", "feed:1", 0),
        ("feed:1", "page:2", 0),
        ("feed:1", "", 0),
        ("", "feed:1", 1),
        ("1", "2", 1),
    ],
)
def test_only_claims_of_one_kind_contradict_each_other(
    storage: Storage, before: str, now: str, again: int
) -> None:
    discover(storage, 1, entry(1, claim=before))
    settle(storage)
    assert discover(storage, 2, entry(1, claim=now)).new == again


def test_work_is_ordered_by_the_date_of_change_where_no_other_is_told(storage: Storage) -> None:
    def day(number: int) -> datetime:
        return NOW - timedelta(days=number)

    discover(
        storage, 1, entry(1, changed=day(3)), entry(2, published=day(2)), entry(3, changed=day(1))
    )
    leases = storage.frontier.lease("a", 1, 10, NOW)
    assert [lease.url[-1] for lease in leases] == ["3", "2", "1"]
    assert [lease.published for lease in leases] == [None, day(2), None]


def test_a_listing_remembers_by_which_rules_it_was_read(storage: Storage) -> None:
    frontier = storage.frontier
    assert frontier.listing_state("a", LIST, "r1") == ListingState()
    frontier.begin_walk("a", LIST, "r1", NOW)
    assert frontier.listing_state("a", LIST, "r1") == ListingState(walking=True, rules="r1")
    frontier.end_walk("a", LIST, "etag", None, NOW)
    state = frontier.listing_state("a", LIST, "r1")
    assert state == ListingState("etag", rules="r1", read_at=NOW)
    assert not state.is_first("r1")
    other = frontier.listing_state("a", LIST, "r2")
    assert other == ListingState(rules="r1", read_at=NOW)
    assert other.is_first("r2")
