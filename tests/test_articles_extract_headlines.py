from __future__ import annotations

import pytest

from articles.extract.headlines import Titles, chosen_title, without_site
from articles.types import Provenance

LONG = "Harbour bridge reopens after two years of repairs"
CHOICES = [
    (Titles(), None),
    (Titles(window="Daily Post", site_names=("Daily Post",)), None),
    (Titles(headings=(LONG,)), (LONG, Provenance.MARKUP)),
    (Titles(headings=("Daily Post", LONG), shared=(LONG,)), (LONG, Provenance.MARKUP)),
    (Titles(headings=("Daily Post",), headline=LONG, site_names=("Daily Post",)), (LONG, Provenance.JSON_LD)),
    (Titles(headings=("Menu", "Search"), shared=(f"{LONG} | Daily Post",), site_names=("Daily Post",)), (LONG, Provenance.META)),
    (Titles(window=f"{LONG} - Daily Post", site_names=("dailypost",)), (LONG, Provenance.MARKUP)),
    (Titles(headings=(f"Traffic: {LONG}",), shared=(LONG,)), (LONG, Provenance.MARKUP)),
    (Titles(headings=("重庆定下三万亿目标",), window="重庆定下三万亿目标_财经_某某网"), ("重庆定下三万亿目标", Provenance.MARKUP)),
    (Titles(headings=("某某日报",), window="重庆定下三万亿目标 - 某某日报"), ("重庆定下三万亿目标", Provenance.MARKUP)),
    (Titles(headings=(LONG,), shared=(f"Sport | {LONG}",), window=f"Daily Post | Sport | {LONG}", site_names=("Daily Post",)), (LONG, Provenance.MARKUP)),
    (Titles(headings=(f"Traffic{LONG}",), shared=(f"Traffic / {LONG}",)), (f"Traffic / {LONG}", Provenance.MARKUP)),
    (Titles(headings=(LONG.upper(),), shared=(LONG,)), (LONG.upper(), Provenance.MARKUP)),
    (Titles(shared=("Rock &amp; Roll returns to the old harbour",)), ("Rock & Roll returns to the old harbour", Provenance.META)),
]  # fmt: skip


@pytest.mark.parametrize(("titles", "expected"), CHOICES)
def test_the_title_is_the_heading_that_the_claims_back(
    titles: Titles, expected: tuple[str, Provenance] | None
) -> None:
    assert chosen_title(titles) == expected


CUTS = [
    (f"{LONG} | Daily Post", {"dailypost"}, LONG),
    (f"Daily Post: {LONG}", {"dailypost"}, f"Daily Post: {LONG}"),
    (f"Daily Post | {LONG}", {"dailypost"}, LONG),
    (f"{LONG} - News - Daily Post", {"dailypost"}, LONG),
    ("重庆定下三万亿目标-某某网", {"某某网"}, "重庆定下三万亿目标"),
    ("重庆定下三万亿目标--某某网", {"某某网"}, "重庆定下三万亿目标"),
    ("重庆定下三万亿目标：某某网", {"某某网"}, "重庆定下三万亿目标"),
    ("某某网-重庆定下三万亿目标", {"某某网"}, "某某网-重庆定下三万亿目标"),
    ("Mehr Geld: Bildung", {"bild"}, "Mehr Geld: Bildung"),
    ("-某某网", {"某某网"}, "-某某网"),
    ("Left - Right", {"dailypost"}, "Left - Right"),
    ("Daily Post", {"dailypost"}, "Daily Post"),
    ("a | | b", set(), "a | | b"),
]


@pytest.mark.parametrize(("title", "sites", "expected"), CUTS)
def test_only_the_sites_name_is_cut_off(title: str, sites: set[str], expected: str) -> None:
    assert without_site(title, sites) == expected


def test_what_another_title_is_in_whole_is_cut_to_it() -> None:
    assert without_site(f"{LONG} - Local", set(), [LONG]) == LONG


def test_a_title_without_end_takes_no_longer() -> None:
    assert without_site("a - " * 20_000, {"x"})
    assert chosen_title(Titles(headings=("x " * 100_000,) * 12, shared=("y " * 100_000,)))
