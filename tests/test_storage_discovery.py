"""What the work list makes of what listings show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from storage_world import LISTING, NOW, SITE, discover, fresh, later, line, rows, state_of

from storage import Storage
from storage.discovery import in_chunks
from storage.leases import settle
from storage.types import Discovery, EntryState, Failure, ListingState

pytestmark = pytest.mark.usefixtures("each_database")

OTHER = f"{SITE}/other"


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with fresh(tmp_path) as opened:
        yield opened


def leased(storage: Storage, run: int = 1) -> list[str]:
    taken = storage.frontier.lease("news", run, 100, later(days=1000))
    return [one.url.removeprefix(f"{SITE}/") for one in taken]


def settle_all(storage: Storage, run: int = 1) -> None:
    for held in storage.frontier.lease("news", run, 100, later(days=1000)):
        storage.frontier.untouched(held, run, NOW)


def test_what_is_seen_first_is_new_and_found(storage: Storage) -> None:
    assert discover(storage, [line("1"), line("2")]) == Discovery(2, 2, 0, 2)


def test_two_links_to_one_article_are_one_entry(storage: Storage) -> None:
    lines = [line("1"), line(url="http://m.news.example.com/1?utm_source=a"), line("1", title="b")]
    assert discover(storage, lines) == Discovery(1, 1, 0, 1)
    assert rows(storage, "SELECT url, title FROM entry") == [(f"{SITE}/1", None)]


def test_query_parameters_that_the_source_keeps_make_two_entries(storage: Storage) -> None:
    lines = [line(url=f"{SITE}/?from={number}") for number in (1, 2)]
    assert storage.frontier.discover(
        "news", LISTING, 0, lines, 1, NOW, keep_query=("from",)
    ) == Discovery(2, 2, 0, 2)


def test_an_unchanged_line_of_a_later_run_is_known(storage: Storage) -> None:
    discover(storage, [line("1"), line("2")])
    settle_all(storage)
    assert discover(storage, [line("1"), line("3")], run=2, now=later(days=1)) == Discovery(
        2, 1, 1, 1
    )
    assert leased(storage) == ["3"]


def test_what_has_no_outcome_yet_is_new_to_a_later_run(storage: Storage) -> None:
    discover(storage, [line("1")])
    assert discover(storage, [line("1")], run=2, now=later(days=1)) == Discovery(1, 1, 0, 0)


def test_what_another_listing_of_the_run_has_shown_is_counted_once(storage: Storage) -> None:
    discover(storage, [line("1"), line("2")])
    assert discover(storage, [line("2"), line("3")], listing=OTHER, order=1) == Discovery(
        1, 1, 0, 2, repeated=1
    )


def test_found_is_known_and_new_over_any_number_of_pages(storage: Storage) -> None:
    discover(storage, [line(str(number)) for number in range(30)])
    settle_all(storage)
    pages = [
        discover(storage, [line(str(n)) for n in range(20, 40)], run=2, now=later(days=1)),
        discover(storage, [line(str(n)) for n in range(30, 50)], run=2, now=later(days=1)),
        discover(storage, [line(str(n)) for n in range(50)], listing=OTHER, run=2),
    ]
    total = sum(pages, Discovery(0, 0, 0, 0))
    assert (total.found, total.new, total.known, total.repeated) == (50, 20, 30, 40)


def test_a_changed_line_makes_its_entry_due_again(storage: Storage) -> None:
    discover(storage, [line("1", title="旧", claim="a"), line("2")])
    settle_all(storage)
    shown = [line("1", title="新", claim="b", published=later(hours=5)), line("2")]
    assert discover(storage, shown, run=2, now=later(days=1)) == Discovery(2, 1, 1, 0)
    (held,) = storage.frontier.lease("news", 2, 10, later(days=1))
    assert (held.url, held.title, held.published) == (f"{SITE}/1", "新", later(hours=5))


@pytest.mark.parametrize("outcome", ["stored", "rejected", "failed", "gone"])
def test_a_changed_line_is_news_whatever_the_outcome_was(storage: Storage, outcome: str) -> None:
    discover(storage, [line("1", claim="a")])
    settle_all(storage)
    storage.frontier.queue("news", [f"{SITE}/1"], "要闻", 1, NOW)
    (held,) = storage.frontier.lease("news", 1, 1, NOW)
    with storage.database.write() as connection:
        settle(connection, held, 1, EntryState(outcome), NOW, error_kind="x", error="x")
    assert discover(storage, [line("1", claim="a")], run=2).new == 0
    assert discover(storage, [line("1", claim="b")], run=3).new == 1
    assert rows(storage, "SELECT state, error FROM entry") == [("pending", None)]


def test_two_listings_that_word_one_article_differently_do_not_fetch_it_for_ever(
    storage: Storage,
) -> None:
    for run in (1, 2, 3):
        discover(storage, [line("1", claim="long title")], run=run)
        discover(storage, [line("1", claim="short")], listing=OTHER, order=1, run=run)
        settle_all(storage, run)
    assert discover(storage, [line("1", claim="long title")], run=4).known == 1
    assert discover(storage, [line("1", claim="short")], listing=OTHER, run=5).known == 1
    assert discover(storage, [line("1", claim="shorter")], listing=OTHER, run=6).new == 1


def test_a_line_without_a_claim_says_nothing_new(storage: Storage) -> None:
    discover(storage, [line("1", claim="a")])
    settle_all(storage)
    assert discover(storage, [line("1", claim="")], run=2).known == 1


def test_words_that_change_while_the_page_is_fetched_are_looked_at_again(storage: Storage) -> None:
    discover(storage, [line("1", claim="a")])
    (held,) = storage.frontier.lease("news", 1, 1, NOW)
    discover(storage, [line("1", claim="b")])
    storage.frontier.untouched(held, 1, NOW)
    assert discover(storage, [line("1", claim="b")], run=2).new == 1


def test_words_that_change_before_the_page_is_fetched_are_looked_at_once(storage: Storage) -> None:
    discover(storage, [line("1", claim="a")])
    discover(storage, [line("1", claim="b")], run=2)
    settle_all(storage, 2)
    assert discover(storage, [line("1", claim="b")], run=3).known == 1


def test_a_page_that_was_gone_is_looked_at_when_one_more_listing_shows_it(storage: Storage) -> None:
    discover(storage, [line("1")])
    (held,) = storage.frontier.lease("news", 1, 1, NOW)
    storage.frontier.gone(held, 1, NOW)
    assert discover(storage, [line("1")], run=2).known == 1
    assert discover(storage, [line("1")], listing=OTHER, run=3).new == 1
    assert state_of(storage) == "pending"


def test_a_failed_page_stays_known_until_its_next_try(storage: Storage) -> None:
    discover(storage, [line("1")])
    (held,) = storage.frontier.lease("news", 1, 1, NOW)
    storage.frontier.fail(held, 1, Failure("dns", "no such host", later(hours=1)), NOW)
    assert discover(storage, [line("1")], run=2).known == 1
    assert state_of(storage) == "failed"


def test_hostile_text_of_a_listing_is_mended(storage: Storage) -> None:
    discover(storage, [line("1", title="a\x00b\ud800", channel="要\x00闻")])
    (held,) = storage.frontier.lease("news", 1, 1, NOW)
    assert (held.title, held.channels) == ("ab\ufffd", ("要闻",))


def test_a_site_map_is_stored_in_parts_that_a_statement_can_name() -> None:
    parts = list(in_chunks({str(number): number for number in range(50_500)}))
    assert [len(part) for part in parts] == [1_000] * 50 + [500]
    assert [number for part in parts for number in part.values()] == list(range(50_500))


def test_a_long_page_is_counted_as_a_whole(storage: Storage) -> None:
    discover(storage, [line(str(number)) for number in range(0, 2_400, 2)])
    settle_all(storage)
    lines = [line(str(number)) for number in range(2_400)]
    assert discover(storage, lines, run=2, now=later(days=1)) == Discovery(2_400, 2_300, 100, 1_200)


def test_pending_is_what_discover_calls_new_and_writes_nothing(storage: Storage) -> None:
    discover(storage, [line("1", claim="a"), line("2", claim="a"), line("3", claim="a")])
    settle_all(storage)
    storage.frontier.queue("news", [f"{SITE}/3"], "要闻", 1, NOW)
    shown = [line("1", claim="a"), line("2", claim="b"), line("3", claim="a"), line("4")]
    before = rows(storage, "SELECT * FROM entry")
    pending = storage.frontier.pending("news", shown, listing_url=LISTING)
    assert [one.url[-1] for one in pending] == ["2", "3", "4"]
    assert rows(storage, "SELECT * FROM entry") == before
    assert discover(storage, shown, run=2).new == 3


def test_a_listing_is_asked_conditionally_only_after_a_whole_walk(storage: Storage) -> None:
    frontier = storage.frontier
    known = ListingState('"e"', "Fri", rules="r1", read_at=NOW)
    assert frontier.listing_state("news", LISTING, "r1") == ListingState()
    frontier.begin_walk("news", LISTING, "r1", NOW)
    begun = frontier.listing_state("news", LISTING, "r1")
    assert begun == ListingState(walking=True, rules="r1")
    frontier.end_walk("news", LISTING, '"e"', "Fri", NOW)
    assert frontier.listing_state("news", LISTING, "r1") == known
    frontier.begin_walk("news", LISTING, "r1", NOW)
    assert frontier.listing_state("news", LISTING, "r1") == replace(known, walking=True)
    assert frontier.listing_state("other", LISTING, "r1") == ListingState()


def test_other_rules_forget_the_validators_of_a_listing(storage: Storage) -> None:
    frontier = storage.frontier
    frontier.begin_walk("news", LISTING, "r1", NOW)
    frontier.end_walk("news", LISTING, '"e"', None, NOW)
    assert frontier.listing_state("news", LISTING, "r2") == ListingState(rules="r1", read_at=NOW)
    frontier.begin_walk("news", LISTING, "r2", NOW)
    begun = frontier.listing_state("news", LISTING, "r2")
    assert begun == ListingState(walking=True, rules="r2", read_at=NOW)


def test_an_interrupted_walk_goes_on_past_the_pages_that_it_has_seen(storage: Storage) -> None:
    storage.frontier.begin_walk("news", LISTING, "r", NOW)
    discover(storage, [line("1"), line("2")])
    storage.frontier.begin_walk("news", LISTING, "r", later(hours=1))
    again = discover(storage, [line("1"), line("2")], run=2, now=later(hours=1))
    assert again.fresh == 2
    storage.frontier.end_walk("news", LISTING, None, None, later(hours=1))
    storage.frontier.begin_walk("news", LISTING, "r", later(hours=2))
    assert discover(storage, [line("1")], run=3, now=later(hours=2)).fresh == 0


def test_a_clock_that_is_set_back_does_not_end_a_walk(storage: Storage) -> None:
    storage.frontier.begin_walk("news", LISTING, "r", NOW)
    discover(storage, [line("1")], now=later(hours=-1))
    assert discover(storage, [line("1"), line("2")], now=later(hours=-1)).fresh == 2


def test_entries_without_dates_keep_the_listings_order_over_its_pages(storage: Storage) -> None:
    storage.frontier.begin_walk("news", LISTING, "r", NOW)
    discover(storage, [line("1"), line("2")], now=later(seconds=1))
    discover(storage, [line("3"), line("4")], now=later(seconds=2))
    assert leased(storage) == ["1", "2", "3", "4"]


def test_entries_with_dates_are_newest_first_over_all_listings(storage: Storage) -> None:
    discover(storage, [line(str(hour), published=later(hours=hour)) for hour in (5, 3, 1)])
    discover(
        storage, [line(str(h), published=later(hours=h)) for h in (4, 2)], listing=OTHER, order=1
    )
    assert leased(storage) == ["5", "4", "3", "2", "1"]
