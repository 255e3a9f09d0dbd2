from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.parts import (
    Standing,
    is_past,
    is_settled,
    newest_first,
    passed_over,
    rules_of,
    standing,
)
from crawler.spiders.listing import ListingPart
from storage.types import ListingState

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAY = timedelta(days=1)
RULES = "abc"


def part(lastmod: str = "", url: str = "https://a.example/1.xml") -> ListingPart:
    changed = datetime.fromisoformat(lastmod) if lastmod else None
    return ListingPart(url, lastmod, changed and changed.replace(tzinfo=changed.tzinfo or UTC))


TIMED, DATED, BARE = part("2026-11-20T08:00:00+00:00"), part("2026-11-20"), part()


def test_parts_come_newest_first_and_undated_ones_in_front() -> None:
    row = [DATED, part(url="b"), TIMED, part("2026-11-24"), part(url="a")]
    assert [one.lastmod or one.url for one in newest_first(row)] == [
        "b", "a", "2026-11-24", "2026-11-20T08:00:00+00:00", "2026-11-20",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "read_at", "settled"),
    [
        (TIMED, NOON, True),
        (TIMED, datetime(2026, 11, 20, 9, tzinfo=UTC), True),
        (DATED, NOON, True),
        (DATED, datetime(2026, 11, 20, 23, tzinfo=UTC), False),
        (DATED, datetime(2026, 11, 21, 23, tzinfo=UTC), False),
        (BARE, NOON, False),
    ],
)
def test_a_part_is_settled_when_its_date_is_the_one_that_was_read(
    one: ListingPart, read_at: datetime, settled: bool
) -> None:
    state = ListingState(rules=rules_of(one, RULES), read_at=read_at)
    assert is_settled(one, state, RULES) is settled


def test_a_part_is_not_settled_when_anything_else_is_remembered() -> None:
    for state in (
        ListingState(),
        ListingState(rules=rules_of(TIMED, RULES)),
        ListingState(rules=rules_of(TIMED, RULES), read_at=NOON, walking=True),
        ListingState(rules=rules_of(DATED, RULES), read_at=NOON),
        ListingState(rules=rules_of(TIMED, "other"), read_at=NOON),
        ListingState(rules=passed_over(DATED, RULES), read_at=NOON),
    ):
        assert not is_settled(TIMED, state, RULES)


@pytest.mark.parametrize("one", [TIMED, DATED, BARE])
def test_a_part_that_was_passed_over_stays_so_until_its_date_changes(one: ListingPart) -> None:
    state = ListingState(rules=passed_over(one, RULES), read_at=NOON)
    assert is_settled(one, state, RULES)
    assert standing(state, RULES) is Standing.PASSED_OVER


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (ListingState(), Standing.NEW),
        (ListingState(rules=rules_of(TIMED, RULES)), Standing.NEW),
        (ListingState(rules=rules_of(TIMED, RULES), read_at=NOON), Standing.KNOWN),
        (ListingState(rules=rules_of(BARE, RULES), read_at=NOON), Standing.KNOWN),
        (ListingState(rules=rules_of(TIMED, "abcd"), read_at=NOON), Standing.PASSED_OVER),
        (ListingState(rules=passed_over(TIMED, RULES), read_at=NOON), Standing.PASSED_OVER),
    ],
)
def test_how_far_a_part_is_known(state: ListingState, expected: Standing) -> None:
    assert standing(state, RULES) is expected


def test_a_part_is_past_when_it_changed_days_before_its_index_was_read() -> None:
    assert is_past(DATED, NOON)
    assert not is_past(DATED, NOON - 4 * DAY)
    assert not is_past(DATED, None)
    assert not is_past(BARE, NOON)
