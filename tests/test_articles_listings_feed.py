"""Feeds of every dialect, whole and broken."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.listings import feed, json_feed
from articles.listings.line import Line, Lines
from articles.types import FetchedPage

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
URL = "https://a.example/feed"


def page(body: str | bytes, content_type: str = "application/xml") -> FetchedPage:
    raw = body if isinstance(body, bytes) else body.encode()
    return FetchedPage(URL, URL, 200, raw, content_type, NOW)


def read(body: str | bytes, *, full_text: bool = False, **how: str) -> Lines:
    return feed.lines(page(body, **how), full_text=full_text)


def only(body: str | bytes, **how: object) -> Line:
    (line,) = read(body, **how).lines  # type: ignore[arg-type]
    return line


RSS_2 = """<rss version="2.0"><channel><title>x</title><item><title>One &amp; all</title>
<link>https://a.example/1</link><pubDate>Mon, 23 Nov 2026 08:00:00 GMT</pubDate></item>
</channel></rss>"""
RSS_091 = """<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
"http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel>
<item><title>One &amp; all</title><link>https://a.example/1</link></item></channel></rss>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel/>
<item rdf:about="https://a.example/1"><title>One &amp; all</title><link>https://a.example/1</link>
<dc:date>2026-11-23T08:00:00Z</dc:date></item></rdf:RDF>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://a.example/"><entry>
<title type="html">One &amp;amp; &lt;b&gt;all&lt;/b&gt;</title><link rel="self" href="x"/><link href="1"/>
<published>2026-11-23T08:00:00Z</published><updated>2026-11-24T08:00:00Z</updated></entry></feed>"""
ATOM_03 = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry>
<title>One &amp; all</title><link rel="alternate" type="text/html" href="https://a.example/1"/>
<issued>2026-11-23T08:00:00Z</issued><modified>2026-11-24T08:00:00Z</modified></entry></feed>"""


@pytest.mark.parametrize(
    ("body", "date", "changed"),
    [
        (RSS_2, "Mon, 23 Nov 2026 08:00:00 GMT", None),
        (RSS_091, None, None),
        (RDF, "2026-11-23T08:00:00Z", "2026-11-23T08:00:00Z"),
        (ATOM, "2026-11-23T08:00:00Z", "2026-11-24T08:00:00Z"),
        (ATOM_03, "2026-11-23T08:00:00Z", "2026-11-24T08:00:00Z"),
    ],
)
def test_every_dialect_gives_link_title_and_dates(
    body: str, date: str | None, changed: str | None
) -> None:
    assert only(body) == Line("https://a.example/1", "One & all", date, changed)


def test_a_guid_that_is_an_address_stands_in_for_a_missing_link() -> None:
    assert only("<rss><item><guid>https://a.example/7</guid></item></rss>").link.endswith("/7")
    plain = "<rss><item><guid isPermaLink='false'>7</guid><title>x</title></item></rss>"
    assert read(plain).lines == ()


def test_the_address_behind_a_counting_service_is_taken() -> None:
    line = only(
        '<rss xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><item>'
        "<link>https://feeds.example/~r/x/1</link>"
        "<feedburner:origLink>https://a.example/1</feedburner:origLink></item></rss>"
    )
    assert line.link == "https://a.example/1"


@pytest.mark.parametrize(
    "body",
    [
        '<?xml version="1.0" encoding="gb2312"?><rss><item><title>每经</title><link>l</link></item></rss>'.encode("gb18030"),
        '<?xml version="1.0" encoding="utf-16"?><rss><item><title>每经</title><link>l</link></item></rss>'.encode("utf-16"),
        "<rss><item><title>每经</title><link>l</link></item></rss>".encode("utf-16"),
        '<?xml version="1.0" encoding="big5"?><rss><item><title>每经</title><link>l</link></item></rss>'.encode(),
        "\ufeff<rss><item><title>每经</title><link>l</link></item></rss>".encode(),
        '<?xml version="1.0" encoding="utf-8"?><rss><item><title>每经</title><link>l</link><description>记者从有关部门获悉，该项目将于下月正式启动。</description></item></rss>'.encode("gb18030"),
        '<?xml version="1.0" encoding="nonsense"?><rss><item><title>每经</title><link>l</link></item></rss>'.encode(),
    ],
)  # fmt: skip
def test_the_encoding_is_found(body: bytes) -> None:
    (line,) = read(body).lines
    assert line.title == "每经"


BREAKS = {
    "an ampersand": "<title>a & b</title>",
    "an unknown entity": "<title>a&nbsp;b &hellip; &bogus;</title>",
    "an open tag": "<title>a</title><description><b>bold</description>",
    "a control character": "<title>a\x0b\x00b</title>",
    "a bare less-than": "<title>a < b</title>",
    "an unquoted attribute": "<guid isPermaLink=false>x</guid>",
    "an undeclared prefix": "<media:thing>x</media:thing>",
    "a wrong end": "<title>a</titel>",
    "bytes of no encoding": "<title>\udcff\udcfe</title>",
}


@pytest.mark.parametrize("broken", BREAKS.values(), ids=BREAKS)
def test_a_hundred_entries_of_broken_xml_are_a_hundred(broken: str) -> None:
    items = "".join(f"<item><link>https://a.example/{n}</link>{broken}</item>" for n in range(100))
    body = f'<?xml version="1.0"?><rss version="2.0"><channel>{items}'
    found = read(body.encode("utf-8", "surrogateescape")).lines
    assert [line.link for line in found] == [f"https://a.example/{n}" for n in range(100)]


def bomb(levels: int) -> str:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, levels))
    return (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "lol">{entities}]><rss><item>'
        f"<title>&e{levels - 1};</title><link>https://a.example/1</link></item></rss>"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("before", ["", "<!-- <a> <!DOCTYPE x> -->", "<?a <b> ?>"])
def test_entities_that_grow_stay_small(encoding: str, before: str) -> None:
    line = only(bomb(12).replace("<!DOCTYPE", f"{before}<!DOCTYPE", 1).encode(encoding))
    assert len(line.title or "") < 10


def test_what_looks_like_a_document_type_further_down_stays() -> None:
    markup = STORY + "<pre>&lt;!DOCTYPE html></pre>"
    line = only(item(content(markup)))
    assert line.full is not None
    assert line.full.body_html == markup


def test_nothing_outside_is_opened() -> None:
    line = only(
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
        "<rss><item><title>[&f;]</title><link>https://a.example/1</link></item></rss>"
    )
    assert line.title == "[&f;]"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "the answer is empty"),
        ("<html><body>Moved</body></html>", "an answer of type application/xml without entries"),
        ("<rss>" + "<item>" * 30_000, "it nests 30001 elements deep"),
    ],
)
def test_what_is_no_feed_says_why(body: str, words: str) -> None:
    found = read(body)
    assert not found.lines
    assert words in (found.fault or "")


def test_a_feed_without_entries_is_sound() -> None:
    assert read('<rss version="2.0"><channel><title>x</title></channel></rss>') == Lines()


@settings(max_examples=50)
@given(
    st.binary(max_size=300)
    | st.text(alphabet="<>&;!['\"]/=? rsitemlnk%DOCTYPE-", max_size=200).map(str.encode)
)
def test_no_bytes_break_the_reader(body: bytes) -> None:
    assert isinstance(read(body), Lines)
    assert isinstance(read(b"<rss><item><link>x</link>" + body), Lines)


STORY = "<p>" + "A sentence of the article. " * 20 + "</p>"


def item(*parts: str) -> str:
    return (
        '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:media="http://search.yahoo.com/mrss/"><item><title>T</title>'
        f"<link>https://a.example/1</link>{''.join(parts)}</item></rss>"
    )


def content(markup: str) -> str:
    return f"<content:encoded><![CDATA[{markup}]]></content:encoded>"


def test_a_whole_text_comes_as_an_article_byte_for_byte() -> None:
    markup = STORY + '<figure><img data-src="/i.png" src="x"></figure><script>x()</script>'
    line = only(
        item(
            content(markup),
            "<description>Short.</description><dc:creator>Ann</dc:creator>",
            "<category>One</category><category>Two</category>",
            '<media:content url="https://a.example/big.jpg" medium="image"/>',
        )
    )
    assert line.full is not None
    assert line.full.body_html == markup
    assert (line.full.url, line.full.title) == ("https://a.example/1", "T")
    assert (line.full.byline, line.full.keywords) == ("Ann", ("One", "Two"))
    assert line.full.lead_image == "https://a.example/big.jpg"
    assert line.full.images == ("x",)
    assert line.full.published is None


def test_an_attached_picture_is_the_lead_and_a_recording_is_not() -> None:
    sound = '<enclosure url="https://a.example/s.mp3" type="audio/mpeg" length="1"/>'
    picture = '<enclosure url="https://a.example/p.jpg" type="image/jpeg" length="1"/>'
    line = only(item(content(STORY), sound, picture))
    assert line.full is not None
    assert line.full.lead_image == "https://a.example/p.jpg"


@pytest.mark.parametrize("kind", ["html", "xhtml", "text"])
def test_content_of_atom_is_markup_or_made_so(kind: str) -> None:
    text = "1 and 2. " * 40
    body = {
        "html": f"&lt;p&gt;{text}&lt;/p&gt;",
        "xhtml": f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{text}</p></div>',
        "text": text,
    }[kind]
    line = only(
        f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="https://a.example/1"/>'
        f'<content type="{kind}">{body}</content></entry></feed>'
    )
    assert line.full is not None
    assert f"<p>{text.strip()}" in (line.full.body_html or "")


def test_a_description_is_the_article_only_where_the_source_vouches_for_it() -> None:
    body = item(f"<description><![CDATA[{STORY}]]></description>")
    assert only(body).full is None
    vouched = only(body, full_text=True).full
    assert vouched is not None
    assert vouched.body_html == STORY
    assert only(item("<description> </description>"), full_text=True).full is None
    picture = only(item('<description><![CDATA[<img src="a.png">]]></description>'), full_text=True)
    assert picture.full is not None


def json_page(document: object) -> FetchedPage:
    return page(json.dumps(document), "application/feed+json")


def test_a_json_feed_is_read() -> None:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {
                "id": 1,
                "url": "https://a.example/1",
                "title": "One",
                "content_html": STORY,
                "date_published": "2026-11-23T08:00:00Z",
                "date_modified": "2026-11-24T08:00:00Z",
                "authors": [{"name": "Ann"}],
                "tags": ["x", 3, None],
                "image": "https://a.example/i.png",
            },
            {"id": "https://a.example/2", "content_text": "1 < 2\n\n3"},
            {"title": "no address"},
            "no item",
        ],
    }
    assert json_feed.looks_like_json(json_page(document))
    first, second = json_feed.lines(json_page(document), full_text=True).lines
    assert (first.link, first.title) == ("https://a.example/1", "One")
    assert (first.date, first.changed) == ("2026-11-23T08:00:00Z", "2026-11-24T08:00:00Z")
    assert first.full is not None
    assert (first.full.byline, first.full.keywords) == ("Ann", ("x", "3"))
    assert second.link == "https://a.example/2"
    assert second.full is not None
    assert second.full.body_html == "<p>1 &lt; 2</p><p>3</p>"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("{", "it is no JSON"),
        ('{"items": 5}', "has no list of items"),
        ('{"a":' * 100_000, "not safe to read"),
    ],
)
def test_what_is_no_json_feed_says_why(body: str, words: str) -> None:
    found = json_feed.lines(page(body), full_text=False)
    assert words in (found.fault or "")
