"""The shipped sources: what each file must say, and the recorded pages that prove some of them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from recorded import Recorded, proven_without_a_page, recorded

from articles.frontmatter import Post, parse, render
from articles.urls import same_site
from config import Source, read_source
from config.folders import SHIPPED_SOURCES

FILES = dict(sorted((file.stem, file) for file in SHIPPED_SOURCES.glob("*.toml")))
PAGES = recorded()
DOCUMENT = Path(__file__).parent.parent / "docs" / "catalogue.md"
# the source that the README, the demo and the first crawl of a new installation use
FIRST = "nbd"
ELSEWHERE = {"bbc": "feeds.bbci.co.uk", "bbc-zhongwen": "feeds.bbci.co.uk"}
"""Sites whose feeds are served by a host of another domain of their own."""

every_file = pytest.mark.parametrize("name", FILES)
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.folder.name)


@cache
def source(name: str) -> Source:
    return read_source(FILES[name])


def addresses(one: Source) -> list[str]:
    return [one.listing_url(listing) for listing in one.listings]


def document_row(one: Source) -> str:
    kinds = ", ".join(sorted({listing.kind for listing in one.listings}))
    return f"| `{one.name}` | {one.title} | {one.language} | {kinds} | {one.status} |"


def test_there_are_at_least_forty_and_no_two_share_a_name():
    # a name is a file's stem, but some file systems do not tell upper from lower case
    assert len({name.lower() for name in FILES}) == len(FILES) >= 40


@every_file
def test_a_file_loads_and_is_named_as_its_source(name):
    assert source(name).name == name


@every_file
def test_language_and_time_zone_are_told(name):
    one = source(name)
    assert one.language
    assert "/" in one.timezone


@every_file
def test_the_homepage_is_asked_for_over_tls(name):
    assert urlsplit(source(name).homepage).scheme == "https"


@every_file
def test_a_listing_is_the_sites_own(name):
    one = source(name)
    for url in addresses(one):
        host = urlsplit(url).hostname
        assert same_site(url, one.homepage) or host == ELSEWHERE.get(name), url


@every_file
def test_the_channels_of_a_source_differ(name):
    titles = [listing.title for listing in source(name).listings]
    assert len(set(titles)) == len(titles)


def test_no_two_sources_read_the_same_listing():
    counted = Counter(url for name in FILES for url in addresses(source(name)))
    assert [url for url, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("name", [name for name in FILES if name != FIRST])
def test_a_file_says_where_its_addresses_were_seen(name):
    evidence = re.findall(r"^# seen: \S.*", FILES[name].read_text(encoding="utf-8"), re.MULTILINE)
    assert len(evidence) == 1


@pytest.mark.parametrize("name", [name for name in FILES if name != FIRST])
def test_an_unproven_source_is_switched_off(name):
    one = source(name)
    assert one.status == "proven" or not one.enabled


def test_the_document_lists_every_source():
    listed = re.findall(r"^\| `.*", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    shipped = [document_row(source(name)) for name in FILES]
    assert listed == shipped, "docs/catalogue.md should have:\n" + "\n".join(shipped)


def test_a_proven_source_has_a_recorded_page():
    assert proven_without_a_page(map(source, FILES), PAGES) == []


def test_a_proven_source_without_a_recorded_page_is_named(tmp_path):
    claimed = source(FIRST).model_copy(update={"name": "claimed", "status": "proven"})
    assert proven_without_a_page([claimed, source(FIRST)], PAGES) == ["claimed"]
    assert proven_without_a_page([claimed], [Recorded(tmp_path / "claimed" / "slug")]) == []


def test_the_first_source_has_a_recorded_page():
    assert FIRST in {page.source for page in PAGES}


@every_page
def test_a_recorded_page_is_whole_and_belongs_to_a_shipped_source(page):
    assert page.source in FILES
    kept = {file.name for file in page.folder.iterdir()}
    assert kept == {"page.html.gz", "meta.toml", "expected.md"}
    assert render(parse(page.expected)) == page.expected


@every_page
@pytest.mark.parametrize("field", [field.name for field in fields(Post)])
def test_a_recorded_page_becomes_the_expected_post(page, field):
    found, expected = page.post(source(page.source)), parse(page.expected)
    assert getattr(found, field) == getattr(expected, field)
