from __future__ import annotations

import pytest

from articles.listings.line import Line
from articles.listings.order import latest_named, newest_first

SITE = "https://a.example"
RISING = [
    ["/2026/09/30/a", "/2026/10/01/b", "/2026/11/02/c"],
    ["/news/20250101-a.html", "/news/20250103-b.html", "/news/20250103-c.html"],
    ["/a/997.html", "/a/998.html", "/a/1001.html"],
    ["/read?id=101", "/read?id=102"],
    ["/a/100", "/a/101", "/a/102", "/a/90", "/a/103", "/a/104"],
    ["/about", "/a/100", "/a/101", "/a/102", "/a/103"],
]
OTHERS = [
    ["/2026/11/02/c", "/2026/10/01/b", "/2026/09/30/a"],
    ["/a/1001.html", "/a/998.html"],
    ["/a/500", "/a/900", "/a/100", "/a/700"],
    ["/bridge", "/tower", "/river"],
    ["/a/100", "/bridge", "/tower", "/river", "/a/101"],
    ["/2026/11/a", "/2026/11/b"],
    ["/a/100"],
    [],
    ["http://[broken", "http://[broken2"],
]


def lines(paths: list[str], changed: str | None = None) -> tuple[Line, ...]:
    return tuple(Line(f"{SITE}{path}", changed=changed) for path in paths)


@pytest.mark.parametrize("paths", RISING)
@pytest.mark.parametrize("changed", [None, "2026-11-28"])
def test_a_list_whose_addresses_rise_is_turned_round(paths: list[str], changed: str | None) -> None:
    given = lines(paths, changed)
    assert newest_first(given) == tuple(reversed(given))


@pytest.mark.parametrize("paths", OTHERS)
def test_any_other_stays_as_it_is(paths: list[str]) -> None:
    assert newest_first(lines(paths)) == lines(paths)


@pytest.mark.parametrize("paths", RISING)
def test_dates_speak_for_themselves(paths: list[str]) -> None:
    given = (*lines(paths, "2026-11-01"), Line(f"{SITE}/x", changed="2026-11-02"))
    assert newest_first(given) == given
    dated = (Line(f"{SITE}/a/1", date="2026-11-01"), *lines(paths))
    assert newest_first(dated) == dated


def test_the_months_that_addresses_name_are_told() -> None:
    links = [f"{SITE}/sitemap-2026-11.xml", f"{SITE}/map/2026/1.xml", f"{SITE}/20261128.xml"]
    assert latest_named(links) == {links[0]: (2026, 11), links[2]: (2026, 11, 28)}
