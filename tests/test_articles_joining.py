"""An article's pages, joined; and where a page says that its article goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from articles.extract.further import Further, following, further
from articles.joining import goes_on, joined_article
from articles.normalize import Sighting, normalize
from articles.types import Article, ArticleItem, FetchedPage, Profile

NOW = datetime(2026, 11, 28, tzinfo=UTC)
URL = "https://a.example/news/bridge.html"
PROFILE = Profile("a", "A", "https://a.example", "UTC", "News")


def part(body: str, title: str = "The bridge is closed", **more: object) -> Article:
    found = ArticleItem(URL, title=title, body_html=body, published="2026-11-20", **more)
    return normalize(found, Sighting(URL, ("All",), NOW, NOW), PROFILE)


def page(markup: str, url: str = URL) -> FetchedPage:
    return FetchedPage(url, url, 200, markup.encode(), "text/html; charset=utf-8", NOW, "utf-8")


def test_the_texts_of_all_pages_are_put_together_byte_for_byte() -> None:
    first, second = part("<p>One &amp; two.</p>\n  <p>Three.</p>"), part("<div><p>Four.</p></div>")
    whole = joined_article([first, second])
    assert whole.body_html == "<p>One &amp; two.</p>\n  <p>Three.</p>\n<div><p>Four.</p></div>"
    assert whole.body_text == "One & two.\nThree.\nFour."
    assert whole.content_hash != first.content_hash
    assert whole.text_hash != first.text_hash
    same = ("key", "url", "title", "published_at", "categories")
    assert [getattr(whole, name) for name in same] == [getattr(first, name) for name in same]


def test_what_every_page_repeats_stays_once() -> None:
    top = "<div class=top><h1>The bridge is closed</h1><p>20 November</p></div>"
    pages = [part(f"{top}<div><p>Part {n}.</p></div>") for n in "abc"]
    assert joined_article(pages).body_text == (
        "The bridge is closed\n20 November\nPart a.\nPart b.\nPart c."
    )


@pytest.mark.parametrize(
    "pager",
    [
        '<div><a href="b_2.html">2</a> <a href="b_3.html">3</a> <a href="b_2.html">下一页</a></div>',
        '<p><a href="/b_1.html">Previous page</a> | <a href="/b_3.html">Next page</a></p>',
        '<ul><li><a href="b_2.html">2</a></li><li><a href="b_3.html">3</a></li></ul>',
        '<div><span>第2页</span><p>共3页 <a href="b_3.html">下页</a></p></div>',
    ],
)
def test_the_links_between_the_pages_are_no_text(pager: str) -> None:
    whole = joined_article([part(f"<p>One.</p>{pager}<p>Two.</p>"), part("<p>Three.</p>")])
    assert whole.body_text == "One.\nTwo.\nThree."


@pytest.mark.parametrize(
    "kept",
    [
        '<p>As told before.<sup><a href="#fn1">[1]</a></sup></p>',
        '<p>See <a href="https://b.example/next">what comes next</a> for the town.</p>',
        '<table><tbody><tr><td><a href="/y/2024">2024</a></td></tr></tbody></table>',
        "<p>* * *</p><p>* * *</p>",
        '<p><img src="https://a.example/x.png"></p>',
    ],
)
def test_other_links_and_short_lines_stay(kept: str) -> None:
    one, two = part(f"<p>One.</p>{kept}"), part(f"<p>Two.</p>{kept.replace('s', 's')}")
    whole = joined_article([one, replace(two, body_html=f"<p>Two.</p>{kept}")])
    assert whole.body_html.startswith(one.body_html)


def test_the_least_sure_page_tells_how_sure_the_whole_is() -> None:
    pages = [part("<p>One.</p>", confidence=0.97), part("<p>Two.</p>", confidence=0.6)]
    assert joined_article(pages).confidence == 0.6
    assert joined_article([part("<p>One.</p>"), part("<p>Two.</p>")]).confidence is None


@pytest.mark.parametrize(
    ("title", "same"),
    [
        ("The bridge is closed", True),
        ("The bridge is closed (2)", True),
        ("The bridge is closed - page 3 - A Example", True),
        ("The bridge is open", False),
        ("", False),
    ],
)
def test_a_page_goes_on_under_the_same_headline(title: str, *, same: bool) -> None:
    assert goes_on(part("<p>x</p>"), part("<p>y</p>", title)) is same


@pytest.mark.parametrize(
    ("markup", "url", "found"),
    [
        ("<a href=bridge_2.html>下一页</a>", URL, Further("https://a.example/news/bridge_2.html")),
        (
            "<a href=bridge_2.html>2</a><a href=bridge_all.html>阅读全文</a>",
            URL,
            Further(
                "https://a.example/news/bridge_2.html", "https://a.example/news/bridge_all.html"
            ),
        ),
        (
            "<link rel=next href='?page=2'><a href='?page=all'>View as a single page</a>",
            "https://a.example/bridge",
            Further("https://a.example/bridge?page=2", "https://a.example/bridge?page=all"),
        ),
        (
            "<a href=bridge_2.html>2</a><a href=tower_all.html>阅读全文</a>",
            URL,
            Further("https://a.example/news/bridge_2.html"),
        ),
        ("<a href=bridge_all.html>View all</a>", URL, None),
        ("<a rel=next href=/a/13>Next</a>", "https://a.example/a/12", None),
        ("<a href=/news/tower.html>Next</a>", URL, None),
        ("<p>nothing</p>", URL, None),
    ],
)
def test_where_an_article_goes_on(markup: str, url: str, found: Further | None) -> None:
    assert further(page(markup, url)) == found


def test_a_further_page_leads_on_and_names_no_whole() -> None:
    markup = "<a href=bridge_3.html>下一页</a><a href=bridge_all.html>全文阅读</a>"
    second = page(markup, "https://a.example/news/bridge_2.html")
    assert following(second) == "https://a.example/news/bridge_3.html"
    assert further(second) is None
