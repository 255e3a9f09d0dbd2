"""Which sources a page shows, of few and of thousands."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import requests
from hypothesis import given
from hypothesis import strategies as st
from storage_world import fresh
from web_world import NOW, SOURCE

from benchmarks.serving import served
from config import Settings
from service.pages import alone
from storage.types import RunCounts, RunState
from web.lineup import STATES, Lineup, SourceWish, names_to_choose, state_of
from web.status import SourceStatus, StatusData

LARGEST = 200_000
"""Bytes that a page may have."""


def one(name: str, health: str = "healthy", state: str = "waiting") -> SourceStatus:
    return SourceStatus(
        name=name,
        title=f"报 {name.upper()}",
        state=state,
        next_at=None,
        why=None,
        last_run=None,
        paused_since=None,
        health={"state": health, "since": None, "why": None},
    )


def lineup(*sources: SourceStatus) -> Lineup:
    return Lineup(
        StatusData(
            daemon=None, trouble=None, faults={}, running=[], queue=[], sources=list(sources)
        )
    )


MIXED = lineup(
    one("b"), one("off", "failing", "disabled"), one("d", "degraded"), one("a"), one("f", "failing"),
    one("n", "unknown"),
)  # fmt: skip


def names(rows: tuple[SourceStatus, ...]) -> list[str]:
    return [row["name"] for row in rows]


def test_those_in_trouble_come_first_and_those_switched_off_last() -> None:
    page = MIXED.page(SourceWish(), "", 10)
    assert names(page.rows) == ["f", "d", "n", "a", "b", "off"]
    assert (page.total, page.following) == (6, None)
    assert names(MIXED.first(4)) == ["f", "d", "n", "a"]
    assert names(MIXED.first(99)) == ["f", "d", "n", "a", "b"]
    assert names(MIXED.worst(1)) == ["f"]
    assert names(MIXED.worst(99)) == ["f", "d"]
    assert (MIXED.on, MIXED.ill, MIXED.counts["healthy"], MIXED.counts["disabled"]) == (5, 2, 2, 1)


def test_a_source_that_is_switched_off_is_never_ill() -> None:
    assert state_of(one("x", "failing", "disabled")) == "disabled"
    assert state_of(one("x", "of a later version")) == "unknown"


def test_a_name_or_title_in_any_case_and_a_state_choose() -> None:
    assert names(MIXED.page(SourceWish(q="OFF"), "", 9).rows) == ["off"]
    assert names(MIXED.page(SourceWish(q="报 a"), "", 9).rows) == ["a"]
    assert names(MIXED.page(SourceWish(state="healthy"), "", 9).rows) == ["a", "b"]
    assert names(MIXED.page(SourceWish(q="b", state="failing"), "", 9).rows) == []


def test_what_is_no_place_is_the_beginning() -> None:
    for wrong in ("", "x", "x:y", ":", "\x00", "99999:a"):
        assert names(MIXED.page(SourceWish(), wrong, 1).rows) == ["f"], wrong


@given(
    st.dictionaries(st.text(min_size=1, max_size=4), st.sampled_from(STATES), max_size=40),
    st.integers(1, 7),
)
def test_pages_hold_every_source_once_in_order(states: dict[str, str], limit: int) -> None:
    made = lineup(
        *(
            one(name, *(("healthy", "disabled") if state == "disabled" else (state, "waiting")))
            for name, state in states.items()
        )
    )
    seen: list[SourceStatus] = []
    after = ""
    while True:
        page = made.page(SourceWish(), after, limit)
        assert len(page.rows) <= limit
        seen += page.rows
        if page.following is None:
            break
        after = page.following
    assert sorted(names(tuple(seen))) == sorted(states)
    places = [(STATES.index(state_of(row)), row["name"]) for row in seen]
    assert all(before < later for before, later in pairwise(places))


def test_a_place_holds_when_its_source_has_become_well_meanwhile() -> None:
    page = MIXED.page(SourceWish(), "", 2)
    later = lineup(one("f"), one("d"), one("n", "unknown"), one("a"), one("b"))
    assert names(later.page(SourceWish(), page.following or "", 9).rows) == list("nabdf")


def test_too_many_names_are_none_to_choose_from() -> None:
    assert names_to_choose({"b", "a"}) == ["a", "b"]
    assert names_to_choose(str(number) for number in range(1000)) == []


def test_pages_of_two_thousand_sources_stay_small(tmp_path: Path) -> None:
    """Files of their own, all in trouble, one broken in three: the worst that there can be."""
    home = tmp_path / "sources"
    home.mkdir()
    count = 2000
    for number in range(count):
        text = SOURCE.format(name=f"paper-{number}", title=f"第{number}日报 & <晚报>")
        (home / f"paper-{number}.toml").write_text(text, "utf-8")
        if number % 3 == 0:
            (home / f"broken-{number}.toml").write_text("name = ", "utf-8")
    settings = Settings(data_dir=tmp_path, sources_dir=home)
    with fresh(tmp_path) as storage:
        for number in range(count):
            name = f"paper-{number}"
            for _ in range(3):
                run = storage.runs.start(name, "schedule", "pid 1 on test", NOW)
                storage.runs.finish(
                    run, RunState.FAILED, RunCounts(listings=1), (), "drifted",
                    f"the listing https://{name}.example.com/latest shows nothing", NOW,
                )  # fmt: skip
        with served(alone(settings, storage, {})) as base:
            sizes = {
                path: len(requests.get(base + path, timeout=60).content)
                for path in ("/", "/sources", "/records", "/runs", "/stories", "/settings",
                             "/sources?state=failing&q=paper-1", "/sources/paper-7")
            }  # fmt: skip
            overview = requests.get(base + "/", timeout=60).text
            last = requests.get(base + "/sources?q=paper-1999", timeout=60).text
    assert {path: size for path, size in sizes.items() if size > LARGEST} == {}
    assert "all 2,0" in overview
    assert "more sources that need attention" in overview
    assert "more faulty files" in overview
    assert "/sources/paper-1999" in last
