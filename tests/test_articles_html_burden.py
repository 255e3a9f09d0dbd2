"""The bound holds for pages that were made to be slow, and lets real pages pass."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from articles.html.burden import burden
from articles.normalize import Sighting
from articles.read import read
from articles.types import ExtractRules, FetchedPage, Profile

QUICK = 100_000.0
SHAPES = {
    "paragraphs": "<p>重庆工业互联网平台</p>",
    "open elements": "<div>",
    "open formatting": "<b>",
    "formatting that opens anew": "<p><b></p>",
    "formatting with end tags of others": "<font></x><p>",
    "three sorts of formatting": "<font><i><p>",
    "mis-nested": "<b><p></b>",
    "ignored end tags": "<span><div></span></div>",
    "tables": "<table><tr><td>",
    "images": '<img srcset="/a.jpg 1x, /b.jpg 2x" data-src=/c.jpg src=/blank.gif>',
    "styles": '<p style="color:red;width:10px;color:red;width:10px">x</p>',
    "attributes": "<a a=1 b=2 c=3 d=4 e=5 f=6 g=7 h=8>",
}


def read_time(body: bytes) -> float:
    url = "https://news.example.com/1"
    now = datetime(2021, 5, 10, tzinfo=UTC)
    page = FetchedPage(url, url, 200, body, "text/html", now, "utf-8")
    rules = ExtractRules(body=("article",), title="h1")
    profile = Profile("a", "A", "https://news.example.com", "UTC", "news", rules=rules)
    started = time.process_time()
    read(page, Sighting(url, ("a",), now, now, "t"), profile)
    return time.process_time() - started


@pytest.mark.parametrize("piece", SHAPES.values(), ids=SHAPES.keys())
def test_what_passes_as_quick_is_quick(piece: str) -> None:
    count = 4_000
    while burden(markup := f"<article><h1>t</h1>{piece * count}</article>".encode(), QUICK) > QUICK:
        count = count * 2 // 3
    # Three times the bound: this machine may be slower than the one it was measured on.
    assert read_time(markup) < 0.3


def test_a_page_of_the_usual_kind_passes() -> None:
    chrome = (
        '<div class="nav"><ul>'
        + '<li><a href="/columns/332">重磅原创</a></li>' * 150
        + "</ul></div>"
    )
    text = "<p>重庆工业互联网平台发布新的数据，<b>接入设备</b>超过一百万台。</p>" * 60
    body = f"<html><body>{chrome}<article><h1>题</h1>{text}</article>{'<!-- -->' * 3_000}".encode()
    assert len(body) > 30_000
    assert burden(body, QUICK) < QUICK


def test_bytes_alone_are_enough_to_be_slow() -> None:
    assert burden(b"x" * 200_000, QUICK) > QUICK


def test_counting_stops_once_it_is_told() -> None:
    started = time.process_time()
    assert QUICK < burden(b"<div>" * 2_000_000, QUICK) < 100 * QUICK * 20
    assert time.process_time() - started < 5
