"""Listings of each kind in a source file: what is accepted, and how a mistake is named."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from config import FeedListing, JsonListing, PageListing, SitemapListing, SourceErrors, read_source
from config.paths import check_path
from config.selectors import check_listing_selector, check_row_selector
from config.source import Source

HEAD = """name = "x"
title = "X"
homepage = "https://www.example.com"
timezone = "UTC"
category = "News"

[[listing]]
url = "/list"
title = "All"
"""
KINDS = {
    "page": 'entries = "h2 a"\n',
    "feed": 'kind = "feed"\n',
    "sitemap": 'kind = "sitemap"\n',
    "json": 'kind = "json"\nentries = "items"\nentry_link = "url"\n',
}


def read(folder: Path, listing: str) -> Source:
    file = folder / "x.toml"
    file.write_text(HEAD + listing, encoding="utf-8")
    return read_source(file)


def fault(folder: Path, listing: str) -> str:
    with pytest.raises(SourceErrors) as caught:
        read(folder, listing)
    (error,) = caught.value.errors
    return str(error).partition("x.toml, ")[2]


@pytest.mark.parametrize(
    ("kind", "model", "first"),
    [
        ("page", PageListing, None),
        ("feed", FeedListing, 50),
        ("sitemap", SitemapListing, 50),
        ("json", JsonListing, 50),
    ],
)
def test_each_kind_has_its_model(tmp_path: Path, kind: str, model: type, first: int | None) -> None:
    source = read(tmp_path, KINDS[kind])
    (listing,) = source.listings
    assert (type(listing), listing.kind, listing.takes_first()) == (model, kind, first)
    assert pickle.loads(pickle.dumps(source)) == source  # noqa: S301 - our own bytes


@pytest.mark.parametrize(
    ("kind", "line", "words"),
    [
        ("feed", 'entries = "a"', "listing[0].entries: unknown key"),
        ("feed", "max_pages = 3", 'A listing of kind = "page" or kind = "json" has \'max_pages\''),
        ("page", "full_text = true", "kind = \"feed\" has 'full_text'"),
        ("page", "first_crawl = 9", 'kind = "feed" or kind = "sitemap" or kind = "json"'),
        ("page", 'maps = "x"', "kind = \"sitemap\" has 'maps'"),
        ("sitemap", "full_txt = true", "unknown key. docs/sources.md lists every key"),
        ("feed", "full_txt = true", "unknown key. Did you mean 'full_text'?"),
        ("json", "enabled = true", "'enabled' belongs at the top of the file"),
    ],
)
def test_a_key_of_another_kind_is_an_unknown_key(
    tmp_path: Path, kind: str, line: str, words: str
) -> None:
    found = fault(tmp_path, KINDS[kind] + line)
    number = HEAD.count("\n") + KINDS[kind].count("\n") + 1
    assert found.startswith(f"line {number}, listing[0].{line.split(maxsplit=1)[0]}: ")
    assert words in found


@pytest.mark.parametrize(
    ("listing", "start", "words"),
    [
        ('kind = "rss"', "line 10, listing[0].kind: 'rss' is no kind", '"page", "feed", "sitemap"'),
        ("kind = 5", "line 10, listing[0].kind: 5 is no kind of listing", "json"),
        ('kind = "json"\nentries = "a"', "line 7, listing[0].entry_link: is missing", ""),
        ('kind = "page"', "line 7, listing[0].entries: is missing", ""),
        ('entries = "//a["', "line 10, listing[0].entries: XPath '//a['", "Invalid expression"),
        (
            'entries = "//a[nope()]"',
            "line 10, listing[0].entries: XPath",
            "there is no function nope()",
        ),
        ('entries = "xpath:count(//a)"', "line 10, listing[0].entries", "a value, not elements"),
        ('entries = "//x:a"', "line 10, listing[0].entries: XPath", "Undefined namespace prefix"),
        (
            'entries = "//a"\nentry_date = "//span"',
            "line 11, listing[0].entry_date: XPath '//span' searches the whole page",
            "'.//span'",
        ),
        (
            'entries = "//a"\nentry_date = ".date"',
            "line 11, listing[0].entry_date: '.date' and entries = '//a'",
            "all in CSS or all in XPath",
        ),
        (
            'entries = "a"\nnext_link = "//a"',
            "line 11, listing[0].next_link: '//a' and entries = 'a'",
            "all in CSS or all in XPath",
        ),
        (
            'entries = "a"\nnext_page = "?p={page}"\nnext_link = "a.next"',
            "line 12, listing[0].next_link: next_page and next_link exclude each other",
            "Remove one",
        ),
        ('kind = "sitemap"\nmaps = "("', "line 11, listing[0].maps: '(' is no regular", ""),
        ('kind = "feed"\ninclude = "["', "line 11, listing[0].include: '[' is no regular", ""),
        (
            'kind = "json"\nentries = "a["\nentry_link = "b"',
            "line 11, listing[0].entries: 'a[' is no JMESPath",
            "Incomplete expression",
        ),
        (
            'kind = "json"\nentries = "a"\nentry_link = "nope(@)"',
            "line 12, listing[0].entry_link: 'nope(@)' is no JMESPath: Unknown function: nope()",
            "",
        ),
        (
            'kind = "json"\nentries = "a"\nentry_link = "b"\nlink_pattern = "/a/"',
            "line 13, listing[0].link_pattern: '/a/' has no {link}",
            "",
        ),
        (
            'kind = "json"\nentries = "a"\nentry_link = "b"\nnext_page = "/a/"',
            "line 13, listing[0].next_page: '/a/' has no {page}",
            "",
        ),
        (
            'kind = "json"\nentries = "a"\nentry_link = "b"\ncursor = "c"\nnext_page = "?p={page}"',
            "line 14, listing[0].next_page: a cursor needs a place",
            "{cursor}",
        ),
        (
            'kind = "json"\nentries = "a"\nentry_link = "b"\ncursor = "c"',
            "line 7, listing[0].next_page: a cursor needs a place",
            "",
        ),
        ('kind = "feed"\nfirst_crawl = -1', "line 11, listing[0].first_crawl: ", ""),
        ('kind = "feed"\nfull_text = "yes"', "line 11, listing[0].full_text: must be true", ""),
    ],
)
def test_a_mistake_has_its_line_and_its_words(
    tmp_path: Path, listing: str, start: str, words: str
) -> None:
    found = fault(tmp_path, listing)
    assert found.startswith(start)
    assert words in found


def test_how_far_to_read_is_no_rule_of_a_listing(tmp_path: Path) -> None:
    for kind, key in (("page", "max_pages"), ("feed", "first_crawl"), ("sitemap", "max_maps")):
        plain = read(tmp_path, KINDS[kind]).listings[0]
        further = read(tmp_path, f"{KINDS[kind]}{key} = 7").listings[0]
        assert plain.rules == further.rules
    whole = read(tmp_path, KINDS["feed"] + "full_text = true").listings[0]
    assert whole.rules != read(tmp_path, KINDS["feed"]).listings[0].rules


def test_a_cursor_goes_into_the_address_encoded(tmp_path: Path) -> None:
    source = read(
        tmp_path, KINDS["json"] + 'cursor = "next"\nnext_page = "/api?after={cursor}&n=9"'
    )
    listing = source.listings[0]
    assert isinstance(listing, JsonListing)
    url = source.next_url(listing, "a/b&c=d")
    assert url == "https://www.example.com/api?after=a%2Fb%26c%3Dd&n=9"


@pytest.mark.parametrize(
    "path", ["@", "a.b[0]", "a[?b=='c'].d | [0]", "length(a)", "sort_by(a, &b)"]
)
def test_a_json_path_is_accepted(path: str) -> None:
    assert check_path(f" {path} ") == path


def test_an_empty_json_path_is_refused() -> None:
    with pytest.raises(ValueError, match="is no JMESPath"):
        check_path(" ")


@pytest.mark.parametrize(
    "selector",
    [
        "//a",
        ".//a",
        "(//a)[1]",
        "xpath:/html//a/@href",
        "h2 > a",
        "//a[contains(., 'nope(') and (not(@x) or text()) and position() mod (2) = 0]",
        "//a[starts-with(normalize-space(.), 'x')]/ancestor::li",
    ],
)
def test_a_listing_takes_css_and_xpath(selector: str) -> None:
    assert check_listing_selector(f" {selector} ") == selector


@pytest.mark.parametrize("selector", ["./a", ".//a/@title", "xpath:.//a", "xpath:a", "span"])
def test_a_row_is_searched_from_itself(selector: str) -> None:
    assert check_row_selector(selector) == selector


@pytest.mark.parametrize("selector", ["//a", "(//a)[1]", "xpath: /html/a"])
def test_a_row_is_not_searched_from_the_top(selector: str) -> None:
    with pytest.raises(ValueError, match="searches the whole page"):
        check_row_selector(selector)
