from __future__ import annotations

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.listings.line import Line
from articles.listings.sitemap import MOST, Part, Sitemap, sitemap

NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = (
    f'<urlset {NS} xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
    ' xmlns:xhtml="http://www.w3.org/1999/xhtml"><url>'
    "<image:image><image:loc>https://a.example/i.png</image:loc></image:image>"
    "<!-- newest --><loc>\n https://a.example/1?a=1&amp;b=2 </loc><lastmod>2026-11-24</lastmod>"
    '<xhtml:link rel="alternate" hreflang="en" href="https://a.example/en/1"/>'
    "<n:news><n:publication><n:name>X</n:name><n:title>no</n:title></n:publication>"
    "<n:publication_date>2026-11-23T08:00:00+08:00</n:publication_date>"
    "<n:title>一 &amp; all</n:title></n:news></url></urlset>"
)


def urls(*links: str) -> str:
    return "".join(f"<url><loc>{link}</loc></url>" for link in links)


def test_a_news_sitemap_gives_title_and_dates() -> None:
    line = Line(
        "https://a.example/1?a=1&b=2", "一 & all", "2026-11-23T08:00:00+08:00", "2026-11-24"
    )
    assert sitemap(NEWS.encode()) == Sitemap(lines=(line,))
    assert sitemap(gzip.compress(NEWS.encode())) == Sitemap(lines=(line,))
    assert sitemap(NEWS.encode("utf-16")) == Sitemap(lines=(line,))


def test_an_index_names_its_parts() -> None:
    body = (
        f'<?xml version="1.0"?><sitemapindex {NS}><sitemap><loc>https://a.example/a.xml</loc>'
        "<lastmod>2026-11-24T08:00:00Z</lastmod></sitemap><sitemap><loc>/b.xml</loc></sitemap>"
        "<sitemap><lastmod>2026</lastmod></sitemap></sitemapindex>"
    )
    parts = (Part("https://a.example/a.xml", "2026-11-24T08:00:00Z"), Part("/b.xml", ""))
    assert sitemap(body.encode()) == Sitemap(parts=parts)


@pytest.mark.parametrize("space", ["", 'xmlns="https://www.sitemaps.org/wrong"', NS])
def test_namespaces_are_not_insisted_on(space: str) -> None:
    found = sitemap(f"<urlset {space}>{urls('a', 'b')}</urlset>".encode())
    assert [line.link for line in found.lines] == ["a", "b"]


@pytest.mark.parametrize(
    "broken",
    [
        f"<urlset>{urls('a', 'b')}<url><loc>c</lo",
        f"<urlset>{urls('a', 'b')}<url>&bogus; & </url>",
        f"\n\n<?xml version='1.0'?><urlset>{urls('a', 'b')}</urlset>",
        f"<urlset>{urls('a')}\x0b{urls('b')}</urlset>",
    ],
)
def test_what_breaks_off_is_kept(broken: str) -> None:
    assert [line.link for line in sitemap(broken.encode()).lines][:2] == ["a", "b"]


def test_a_text_with_an_address_a_line_is_one() -> None:
    found = sitemap("\ufeffhttps://a.example/1\r\nhttps://a.example/2\r\n".encode())
    assert [line.link[-1] for line in found.lines] == ["1", "2"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "it is no sitemap"),
        (b"<html><body>x</body></html>", "its root is <html>"),
        (b'{"a": 1}', "it is no sitemap"),
        (gzip.compress(b"x" * 100)[:-20], "it is no sitemap"),
        (b"\x1f\x8bnonsense", "its gzip packing is broken"),
        (b"<urlset><url><loc>" + b"<b>" * 5_000, "it is no sitemap"),
    ],
)
def test_what_is_no_sitemap_says_why(body: bytes, words: str) -> None:
    found = sitemap(body)
    assert not found.lines
    assert words in (found.fault or "")


def test_an_empty_sitemap_is_sound() -> None:
    assert sitemap(f"<urlset {NS}></urlset>".encode()) == Sitemap()


def test_no_entity_is_expanded_and_nothing_outside_is_opened() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE x [<!ENTITY e0 "lol">{entities}]><urlset>{urls("a&e11;")}</urlset>'
    assert all(len(line.link) < 10 for line in sitemap(bomb.encode()).lines)
    outside = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><urlset>'
    assert sitemap(f"{outside}{urls('a&f;b')}</urlset>".encode()).lines == (Line("a"),)


def test_a_packed_bomb_and_a_list_without_end_are_cut_off() -> None:
    assert sitemap(gzip.compress(b"\0" * 120_000_000, 1)).fault
    many = "".join(f"<url><loc>{n}</loc></url>" for n in range(MOST + 10))
    assert len(sitemap(f"<urlset>{many}</urlset>".encode()).lines) == MOST


@settings(max_examples=50)
@given(
    st.binary(max_size=300)
    | st.text(alphabet="<>&;!['\"]/=? urlocsetmap", max_size=200).map(str.encode)
)
def test_no_bytes_break_the_reader(body: bytes) -> None:
    assert isinstance(sitemap(body), Sitemap)
    assert isinstance(sitemap(b"<urlset><url><loc>x</loc></url>" + body), Sitemap)
