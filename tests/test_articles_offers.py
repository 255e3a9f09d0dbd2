from __future__ import annotations

import re

import pytest

from articles.offers.lists import article_lists
from articles.offers.shapes import common_shape, page_pattern, shape
from articles.offers.signs import feeds, sections, sitemaps

BASE = "https://news.example.com"
TITLES = [
    "City council votes to keep the night trams running",
    "Harbour bridge closes for repairs until spring",
    "Farmers count the cost of a late frost in the valley",
    "Library opens its reading room to evening visitors",
    "New timetable leaves small stations without a stop",
    "Researchers find old maps under the museum floor",
]
CHINESE = [
    "全国铁路今日起实行新的列车运行图",
    "多地出台措施支持中小企业稳岗扩岗",
    "上半年新能源汽车出口同比增长三成",
    "央行开展公开市场操作维护流动性充裕",
    "长江中下游部分水文站水位继续回落",
]


def page(body: str) -> str:
    menu = "".join(
        f'<li><a href="/{name}">{name.title()}</a></li>' for name in ("world", "sport", "about")
    )
    return (
        f"<html><body><nav><ul>{menu}</ul></nav>{body}"
        '<footer><a href="/imprint">Imprint of this site and its publisher</a></footer></body></html>'
    )


def slug(title: str) -> str:
    return re.sub(r"\W+", "-", title.lower())


BLOG = (
    "".join(
        f'<article class="post type-post"><h2 class="entry-title"><a href="/2026/03/{slug(one)}/" '
        f'rel="bookmark">{one}</a></h2><p>By <a href="/author/jo/">Jo</a></p>'
        f'<a class="more" href="/2026/03/{slug(one)}/">Read more</a></article>'
        for one in TITLES
    )
    + '<a class="next page-numbers" href="/page/2/">Older posts</a>'
)

PORTAL = "<table>" + "".join(
    f'<tr><td>·<a href="/content/2026-03/0{n}/c{n}0311.shtml" target="_blank">{one}</a></td>'
    f"<td>03-0{n}</td></tr>"
    for n, one in enumerate(CHINESE)
) + '</table><div><a href="index_2.shtml">下一页</a></div>'  # fmt: skip

CARDS = (
    "".join(
        f'<div class="css-1x9ab0c"><a href="/story/{n}1234567"><img src="/i/{n}.jpg"></a>'
        f'<div class="sc-bdVaJa"><a class="css-8hd72k" href="/story/{n}1234567">{one}</a></div></div>'
        for n, one in enumerate(TITLES)
    )
    + '<a href="?page=1">1</a><a href="?page=2">2</a>'
)

RANKED = "<ol class=hot-rank>" + "".join(
    f'<li><a href="/content/2026-03/0{n}/c{n}0311.shtml">{one}</a></li>'
    for n, one in enumerate(CHINESE)
) + "</ol>"  # fmt: skip


@pytest.mark.parametrize(
    ("body", "titles", "include", "following"),
    [
        (BLOG, TITLES, None, f"{BASE}/page/{{page}}/"),
        (PORTAL, CHINESE, r"/content/\d+-\d+/\d+/c\d+\.shtml", f"{BASE}/index_{{page}}.shtml"),
        (CARDS, TITLES, r"/story/\d+", f"{BASE}/?page={{page}}"),
        (
            RANKED + PORTAL,
            CHINESE,
            r"/content/\d+-\d+/\d+/c\d+\.shtml",
            f"{BASE}/index_{{page}}.shtml",
        ),
    ],
)
def test_the_list_of_articles_is_found(
    body: str, titles: list[str], include: str | None, following: str
) -> None:
    best, *_ = article_lists(page(body), f"{BASE}/")
    assert [link.text for link in best.links] == titles
    assert best.score >= 1
    assert best.next_page == following
    if include:
        assert best.include == include
        assert all(re.search(include, link.url) for link in best.links)


def test_a_side_column_comes_after_the_list_itself() -> None:
    lists = article_lists(page(RANKED + PORTAL), f"{BASE}/")
    assert lists[0].selector.endswith("td > a")
    assert lists[1].selector == "ol.hot-rank > li > a"
    assert lists[1].score < lists[0].score / 2


def test_made_up_class_names_are_not_relied_on() -> None:
    best, *_ = article_lists(page(CARDS), f"{BASE}/")
    assert "css-" not in best.selector
    assert "sc-" not in best.selector


@pytest.mark.parametrize("text", ["", "<p>nothing", page("<p>an article without any links</p>")])
def test_a_page_without_a_list_has_none(text: str) -> None:
    assert [one for one in article_lists(text, BASE) if one.score >= 1] == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/articles/2021-05-10/1735140.html", r"/articles/\d+-\d+-\d+/\d+\.html"),
        ("/news/a-long-story-of-words-2026/", r"/news/[^/]+/"),
        ("/p/8f14e45fceea167a", r"/p/[^/]+"),
        ("/world", r"/world"),
        ("/c30311.shtml", r"/c\d+\.shtml"),
    ],
)
def test_shapes_generalise_numbers_and_names(url: str, expected: str) -> None:
    assert shape(BASE + url) == expected
    assert re.fullmatch(expected, url)


def test_a_shape_that_tells_nothing_is_none() -> None:
    assert common_shape([f"{BASE}/{name}" for name in "abcde"]) is None
    assert common_shape([f"{BASE}/a/1"]) is None


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("/columns/332/page/2", "/columns/332/page/{page}"),
        ("/list_2.html", "/list_{page}.html"),
        ("/news?cat=22&page=2", "/news?cat=22&page={page}"),
        ("/news/p2", "/news/p{page}"),
        ("/archive/2022/2", "/archive/2022/{page}"),
        ("/news?offset=20", None),
        ("/a/2021/next", None),
    ],
)
def test_the_pattern_of_further_pages(second: str, expected: str | None) -> None:
    assert page_pattern(BASE + second) == (expected and BASE + expected)


def test_feeds_are_found_in_the_head_and_in_links() -> None:
    text = (
        '<link rel="alternate" type="application/rss+xml" href="/all.rss" title="All">'
        '<link rel="alternate" type="application/feed+json; charset=utf-8" href="f.json">'
        '<link rel="alternate" hreflang="en" href="/en/">'
        '<a href="/rss/world.xml">World</a><a href="/feedback">Feedback</a>'
        '<a href="javascript:feed()">no</a>'
    )
    found = feeds(text, f"{BASE}/a/")
    assert [(one.url.removeprefix(BASE), one.title) for one in found] == [
        ("/all.rss", "All"),
        ("/a/f.json", ""),
        ("/rss/world.xml", "World"),
    ]


def test_sitemaps_are_read_from_robots_news_first() -> None:
    robots = (
        "User-agent: *\nSitemap: https://x.example/sitemap.xml\r\n"
        "SITEMAP:https://x.example/sitemap-news.xml\nSitemap: /relative.xml\nSitemap: ftp://x/y\n"
    )
    assert sitemaps(robots) == (
        "https://x.example/sitemap-news.xml",
        "https://x.example/sitemap.xml",
    )


def test_sections_are_what_menus_and_headings_lead_to() -> None:
    text = page(f'<h2><a href="/columns/1161">Economy</a></h2>{BLOG}')
    found = [one.title for one in sections(text, f"{BASE}/")]
    assert found == ["World", "Sport", "About", "Economy"]
