from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.listings.html import base_of, lines, next_link
from articles.listings.line import Line
from articles.listings.selectors import xpath_of

PAGE = """<?xml version="1.0" encoding="gb2312"?><!DOCTYPE html><body><ul class="news">
<li><a href="/1" title="One, in full">One…</a> <span class="at">2026-11-23 08:00</span></li>
<li><h2><a href="/2"> Two
 lines </a></h2><time datetime="2026-11-22">yesterday</time></li>
<li><div class="card"><a>no address</a><a href="/3">Three</a></div></li>
</ul><a href="/elsewhere">x</a><p class="more"><a rel="next" href="?page=2">older</a></p></body>"""


@pytest.mark.parametrize(
    ("entries", "entry_date"),
    [
        (".news > li > a, .news h2 a, .card", ".at, time"),
        ("//ul[@class='news']/li/a | //h2/a | //div[@class='card']", "./span | ./time"),
        ("xpath: /html/body/ul/li/a | //h2/a | //div[@class='card']", ".//*[@class='at' or name()='time']"),
    ],
)  # fmt: skip
def test_css_and_xpath_find_the_same(entries: str, entry_date: str) -> None:
    assert lines(PAGE, entries, entry_date).lines == (
        Line("/1", "One, in full", "2026-11-23 08:00"),
        Line("/2", "Two lines", "yesterday"),
        Line("/3", "Three"),
    )


def test_xpath_may_end_at_an_attribute() -> None:
    found = lines(PAGE, "//li//a/@href", "./time/@datetime").lines
    assert [(line.link, line.title, line.date) for line in found] == [
        ("/1", "One, in full", None),
        ("/2", "Two lines", "2026-11-22"),
        ("/3", "Three", None),
    ]


@pytest.mark.parametrize(
    "selector", [".more", "a[rel=next]", "//a[@rel='next']", "//a[@rel='next']/@href", "//p"]
)
def test_the_link_to_the_next_page(selector: str) -> None:
    assert next_link(PAGE, selector) == "?page=2"


@pytest.mark.parametrize("selector", [".none", "//a[@rel='prev']", "xpath:count(//a)"])
def test_no_link_is_none(selector: str) -> None:
    assert next_link(PAGE, selector) is None


@pytest.mark.parametrize("entries", ["a", "//a"])
def test_a_page_that_nests_too_deep_says_so(entries: str) -> None:
    found = lines("<div>" * 5_000 + '<a href="/1">x</a>', entries, None)
    assert found.lines == ()
    assert found.fault == (
        "its markup nests 5001 elements deep: it is not read, for that would take too long"
    )
    assert next_link("<div>" * 5_000 + '<a href="/1">x</a>', entries) is None


@settings(max_examples=50)
@given(st.text(max_size=200), st.sampled_from(["a", "//a", "//@href"]))
def test_no_text_breaks_the_reader(text: str, entries: str) -> None:
    assert lines(text, entries, None).fault is None
    assert lines(f'<h3>{text}</h3><a href="{text}">{text}', entries, None).fault is None
    assert base_of(f'<base href="{text}">', "http://a.example/").startswith("http")


@pytest.mark.parametrize(
    ("selector", "expression"),
    [
        ("//a", "//a"),
        ("./a", "./a"),
        (".//a", ".//a"),
        ("(//a)[1]", "(//a)[1]"),
        ("xpath: /html/body/a", "/html/body/a"),
        ("a", None),
        (".a", None),
        (".a > a", None),
        ("/html", None),
    ],
)
def test_xpath_says_that_it_is_xpath(selector: str, expression: str | None) -> None:
    assert xpath_of(selector) == expression


PICTURE = '<a href="/1"><img src="/1.jpg" alt="a photo"></a>'


@pytest.mark.parametrize("selector", ["a.p, a:has(img)", "//a[img]"])
@pytest.mark.parametrize(
    ("markup", "title"),
    [
        (f"<li>{PICTURE}<h3>One</h3><a href=/by>Ann</a></li>", "One"),
        (f"<li><div>{PICTURE}</div><div><h2> One \n two </h2></div></li>", "One two"),
        (f"<div><p>{PICTURE}</p><h4>One</h4></div>", "One"),
        (f"<div><p>{PICTURE}</p><h4><a href=/1>One</a></h4><a href=/1>more</a></div>", "One"),
        (f"<article>{PICTURE}<h3>One</h3><h3>Two</h3></article>", None),
        (f"<h1>Latest</h1><li>{PICTURE}</li>", None),
        (f"<div><h2>Latest</h2><p>{PICTURE}</p><p><a href=/2>Two</a></p></div>", None),
        (f"<li>{PICTURE}<h3></h3></li>", None),
        ("<li><a href=/1><img><b>Words</b></a><h3>One</h3></li>", "Words"),
        ("<li><a href=/1 title=Told><img></a><h3>One</h3></li>", "Told"),
    ],
)
def test_a_linked_picture_has_the_headline_beside_it(
    markup: str, title: str | None, selector: str
) -> None:
    (found,) = lines(f"<body>{markup}<p><a href=/end>end</a></p></body>", selector, None).lines
    assert (found.link, found.title) == ("/1", title)


def test_thousands_of_linked_pictures_in_one_place_are_all_read() -> None:
    page = f"<body><div><h2>All</h2>{PICTURE * 5_000}<a href=/2>x</a></div></body>"
    for selector in ("a", "//a"):
        assert len(lines(page, selector, None).lines) == 5_001


@pytest.mark.parametrize(
    ("markup", "base"),
    [
        ("<base href=/news/>", "http://a.example/news/"),
        ("<base target=_blank><base href='/news/'><base href=/other/>", "http://a.example/news/"),
        ("<base href='//cdn.example/x'>", "http://cdn.example/x"),
        ("<base href='?a=1&amp;b=2'>", "http://a.example/list/?a=1&b=2"),
        ("<!-- <base href=/news/> --><script>'<base href=/news/>'</script>", None),
        ("<base href=''>", None),
        ("<base href='javascript:x'>", None),
        ("<base href='http://[::1'>", None),
        ("", None),
    ],
)
def test_links_are_relative_to_the_base_that_a_page_names(markup: str, base: str | None) -> None:
    url = "http://a.example/list/"
    assert base_of(f"<html><head>{markup}<title>x</title>", url) == (base or url)
