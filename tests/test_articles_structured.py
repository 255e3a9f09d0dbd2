from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from articles.extract.structured import Claims, claims


def read(markup: str) -> Claims:
    return claims(LexborHTMLParser(markup))


def linked(thing: object, more: str = "") -> Claims:
    text = thing if isinstance(thing, str) else json.dumps(thing)
    return read(f'{more}<script type="application/ld+json">{text}</script>')


META = [
    ('<meta property="og:title" content=" 题 ">', "title", "题"),
    ('<meta name="og:title" content="题">', "title", "题"),
    ('<meta name="twitter:title" content="题">', "title", "题"),
    ('<meta property="OG:Title" content="题">', "title", "题"),
    ('<meta property="og:title" content="A &amp; B">', "title", "A & B"),
    ('<meta name="author" content="张三">', "byline", "张三"),
    ('<meta property="article:author" content="张三">', "byline", "张三"),
    (
        '<meta property="article:published_time" content="2021-05-10T06:56:09+08:00">',
        "published",
        "2021-05-10T06:56:09+08:00",
    ),
    ('<meta name="pubdate" content="2021-05-10">', "published", "2021-05-10"),
    ('<meta name="publishdate" content="2021-05-10">', "published", "2021-05-10"),
    ('<meta property="article:modified_time" content="2021-05-11">', "updated", "2021-05-11"),
    ('<meta property="og:image" content="/a.png">', "image", "/a.png"),
    ('<meta property="og:url" content="https://a.cn/1">', "canonical_url", "https://a.cn/1"),
    ('<link rel="canonical" href="https://a.cn/1">', "canonical_url", "https://a.cn/1"),
    ('<html lang="zh-CN">', "language", "zh-CN"),
    ('<meta property="article:section" content="金融">', "section", "金融"),
    ('<meta name="description" content="摘要">', "description", "摘要"),
    ('<meta name="keywords" content="重庆,工业，制造业、重庆, ">', "keywords", ("重庆", "工业", "制造业")),
]  # fmt: skip
EMPTY = [
    "",
    "<p>no head</p>",
    "<meta property='og:title'>",
    "<meta content='x'>",
    "<meta property='og:title' content='  '>",
    "<html lang>",
    "<html lang=' '>",
    "<link rel=canonical>",
    "<link rel=canonical href=''>",
    "<meta name=keywords content=' ,，、 '>",
]


@pytest.mark.parametrize(("markup", "field", "value"), META)
def test_a_claim_of_the_head(markup: str, field: str, value: object) -> None:
    assert read(markup) == Claims(**{field: value})  # type: ignore[arg-type]


@pytest.mark.parametrize("markup", EMPTY)
def test_an_empty_claim_is_none(markup: str) -> None:
    assert read(markup) == Claims()


def test_the_first_of_two_claims_counts() -> None:
    assert read("<meta name=author content=a><meta name=author content=b>").byline == "a"
    both = '<link rel="canonical" href="https://a.cn/1"><meta property="og:url" content="https://a.cn/2">'
    assert read(both).canonical_url == "https://a.cn/1"


def test_there_are_thirty_keywords_at_most() -> None:
    words = ",".join(str(number) for number in range(100))
    assert read(f'<meta name="keywords" content="{words}">').keywords == tuple(
        words.split(",")[:30]
    )


ARTICLE: dict[str, Any] = {"@type": "NewsArticle", "headline": "题"}
LINKED = [
    ({}, "title", "题"),
    ({"headline": " 题\n"}, "title", "题"),
    ({"author": {"@type": "Person", "name": "张三"}}, "byline", "张三"),
    ({"author": [{"name": "张三"}, {"name": "李四"}, {"name": "张三"}]}, "byline", "张三、李四"),
    ({"author": "张三"}, "byline", "张三"),
    ({"author": ["张三", "李四"]}, "byline", "张三、李四"),
    ({"author": {"@id": "#a"}}, "byline", None),
    ({"author": [None, 3, {"name": 4}]}, "byline", None),
    ({"datePublished": "2021-05-10"}, "published", "2021-05-10"),
    ({"datePublished": 20210510}, "published", None),
    ({"dateModified": "2021-05-11"}, "updated", "2021-05-11"),
    ({"image": "https://a.cn/x.png"}, "image", "https://a.cn/x.png"),
    ({"image": ["https://a.cn/x.png", "https://a.cn/y.png"]}, "image", "https://a.cn/x.png"),
    ({"image": {"@type": "ImageObject", "url": "https://a.cn/x.png"}}, "image", "https://a.cn/x.png"),
    ({"image": [{"url": "https://a.cn/x.png"}]}, "image", "https://a.cn/x.png"),
    ({"image": []}, "image", None),
    ({"image": [[]]}, "image", None),
    ({"articleSection": "金融"}, "section", "金融"),
    ({"articleSection": ["金融"]}, "section", None),
    ({"description": "摘要"}, "description", "摘要"),
]  # fmt: skip


@pytest.mark.parametrize(("more", "field", "value"), LINKED)
def test_a_claim_of_json_ld(more: dict[str, Any], field: str, value: object) -> None:
    assert getattr(linked(ARTICLE | more), field) == value


WRAPPED: list[object] = [
    ARTICLE,
    [ARTICLE],
    [{"@type": "BreadcrumbList"}, ARTICLE],
    {"@graph": [{"@type": "Organization"}, ARTICLE]},
    {"@context": "https://schema.org", "@graph": [3, None, ARTICLE]},
    [{"@graph": [ARTICLE]}],
    ARTICLE | {"@type": ["Thing", "Article"]},
    ARTICLE | {"@type": "ReportageNewsArticle"},
    ARTICLE | {"@type": "BLOGPOSTING"},
]


@pytest.mark.parametrize("thing", WRAPPED)
def test_the_article_is_found_where_it_stands(thing: object) -> None:
    assert linked(thing).title == "题"


def test_a_later_script_may_hold_the_article() -> None:
    first = '<script type="application/ld+json">{"@type": "Organization"}</script>'
    assert linked(ARTICLE, first).title == "题"


def test_json_ld_wins_over_meta_save_for_the_image() -> None:
    meta = '<meta property="og:title" content="other"><meta property="og:image" content="/og.png">'
    found = linked(ARTICLE | {"image": "/ld.png"}, meta)
    assert (found.title, found.image) == ("题", "/og.png")


def test_a_line_end_inside_a_json_text_is_forgiven() -> None:
    assert linked('{"@type": "Article", "headline": "one\ntwo"}').title == "one\ntwo"


BROKEN: list[object] = [
    "",
    "{",
    "undefined",
    '{"@type": "Article", "headline": "x",}',
    "<!-- {} -->",
    "null",
    "3",
    '"Article"',
    "[]",
    "[[], null, 3]",
    '{"@graph": {}}',
    '{"@type": null, "headline": "x"}',
    '{"@type": {"a": 1}, "headline": "x"}',
    '{"@type": "Organization", "headline": "x"}',
    '{"@type": "Article", "headline": ["x"]}',
    '{"@type": "Article", "n": ' + "9" * 5_000 + "}",
    *("[" * depth + "]" * depth for depth in (400, 800, 950, 2_000, 100_000)),
    *('{"@graph":[' * depth + "]}" * depth for depth in (400, 2_000)),
    '{"@type": "Article", "headline": "x"}' + " " * 1_000_000,
]


@pytest.mark.parametrize("text", BROKEN, ids=range(len(BROKEN)))
def test_broken_json_ld_says_nothing(text: str) -> None:
    assert linked(text) == Claims()


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["@type", "@graph", "headline", "author", "image", "name", "url"]),
            inner,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_json_is_read(value: object) -> None:
    thing = {**value, "@type": "Article"} if isinstance(value, dict) else value
    found = linked(json.dumps(thing).replace("<", "\\u003c"))
    assert all(text is None or text.strip() for text in (found.title, found.byline, found.image))  # fmt: skip


@given(st.text())
def test_any_page_is_read(text: str) -> None:
    assert isinstance(read(text.encode("utf-8", "replace").decode()), Claims)
