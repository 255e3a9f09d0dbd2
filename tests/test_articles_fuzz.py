"""Whatever a page, a date, an address or a post holds: an outcome, never an accident.

Derandomised, so that a run here and a run elsewhere try the same; ``NEWSMILL_TEST_FUZZ`` multiplies
the number of tries and makes them random.
"""

from __future__ import annotations

import codecs
import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from articles.dates import http_date, is_believable, parse_date
from articles.errors import DateError, FrontMatterError, UrlError
from articles.frontmatter import parse, post_of, render
from articles.html.clean import TooDeepError
from articles.html.sanitise import safe_body
from articles.html.text import plain_text
from articles.normalize import Sighting
from articles.read import read
from articles.types import Article, ExtractRules, FetchedPage, Profile, Rejection
from articles.urls import absolute, article_key, canonical_url

_TIMES = int(os.environ.get("NEWSMILL_TEST_FUZZ", "0"))
fuzz = settings(
    max_examples=60 * max(1, _TIMES),
    derandomize=not _TIMES,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
fuzz_more = settings(fuzz, max_examples=300 * max(1, _TIMES))
URL = "https://news.example.com/a/1.html"
NOW = datetime(2021, 5, 10, 4, tzinfo=UTC)
RULES = ExtractRules(
    body=("article", ".body"), title="h1", published="time", image="img", remove=("script", ".ad")
)

_NAMES = st.sampled_from(
    """a b p div span article section h1 time img table tr td li ul ol iframe svg math style script
    title textarea template select option form input font nobr i em template noscript plaintext
    frameset body html head meta link base video source picture object embed x-y p:x""".split()
)
_VALUES = st.one_of(
    st.sampled_from(
        """javascript:alert(1) data:text/html,x //evil.test/x /a.jpg ../../../x 2021-05-10 9999-99-99
        body ad articleBody http://[::1 http://x:99999999/ {{x}} {%raw%} &#0; &#xD800; expression(1)
        url(//x) https://player.youku.com/embed/x""".split()
    ),
    st.text(max_size=20),
)
_ATTRIBUTES = st.lists(
    st.tuples(
        st.sampled_from(
            """class id href src srcset data-src style onclick content property name itemprop
            datetime charset http-equiv type""".split()
        ),
        st.sampled_from(['"', "'", ""]),
        _VALUES,
    ),
    max_size=3,
).map(lambda pairs: "".join(f" {name}={quote}{value}{quote}" for name, quote, value in pairs))
_PIECES = st.one_of(
    st.tuples(_NAMES, _ATTRIBUTES).map(lambda tag: f"<{tag[0]}{tag[1]}>"),
    _NAMES.map(lambda name: f"</{name}>"),
    st.text(max_size=30),
    st.sampled_from(
        ["<!--", "-->", "<!", "<?", "]]>", "<![CDATA[", "&", "&amp;", "\0", "\x0b", "\ud800", "<", ">",
         '<script type="application/ld+json">', '{"@type":"NewsArticle","headline":"x","image":[{}]}',
         '<meta charset="', "<article>", "<h1>题</h1>", "重庆工业互联网平台", "\u202e", "\ufeff", "\r\n"]
    ),
)  # fmt: skip
MARKUP = st.lists(_PIECES, max_size=40).map("".join)
CODECS = [
    "utf-8", "gb18030", "gbk", "big5", "shift_jis", "euc-kr", "windows-1252", "utf-16-le",
    "utf-16-be", "utf-7", "koi8-r", "iso-2022-jp", "nonsense", "", "x-user-defined", "replacement",
]  # fmt: skip
LABELS = st.sampled_from(CODECS)


def encoded(text: str, codec: str) -> bytes:
    try:
        return text.encode(codecs.lookup(codec).name, "replace")
    except (LookupError, UnicodeError):
        return text.encode("utf-8", "replace")


BODIES = st.one_of(
    st.binary(max_size=400), st.tuples(MARKUP, LABELS).map(lambda one: encoded(*one))
)


def outcome(body: bytes, content_type: str, label: str, rules: ExtractRules) -> Article | Rejection:
    page = FetchedPage(URL, URL, 200, body, content_type, NOW, label or None)
    profile = Profile("n", "新闻", "https://news.example.com", "Asia/Shanghai", "新闻", rules=rules)
    return read(page, Sighting(URL, ("要闻",), NOW, NOW, "列表标题"), profile)


@fuzz
@given(BODIES, LABELS, LABELS, st.booleans())
def test_any_page_ends_in_an_article_or_a_reason(
    body: bytes, said: str, label: str, ruled: bool
) -> None:
    found = outcome(body, f"text/html; charset={said}", label, RULES if ruled else ExtractRules())
    if isinstance(found, Article):
        assert found.title
        assert is_believable(found.published_at, NOW)
        assert found.body_html == safe_body(found.body_html, URL)
        assert all(text.isprintable() for text in (found.title, found.byline or ""))
        assert "\0" not in found.body_html + found.body_text
        found.body_html.encode()
        post = post_of(found)
        assert parse(render(post)) == post


@fuzz
@given(MARKUP)
def test_what_is_safe_stays_as_it_is_and_holds_nothing_that_acts(markup: str) -> None:
    with suppress(TooDeepError):
        once = safe_body(markup, URL)
        assert safe_body(once, URL) == once
        tree = LexborHTMLParser(f"<div>{once}</div>")
        for node in tree.css("*"):
            assert node.tag not in {
                "script",
                "style",
                "object",
                "embed",
                "form",
                "base",
                "svg",
                "math",
            }
            for name, value in node.attributes.items():
                assert not name.startswith("on")
                shown = "".join((value or "").split()).lower()
                assert name not in {"href", "src"} or not shown.startswith(
                    ("javascript:", "vbscript:")
                )


@fuzz
@given(MARKUP)
def test_any_markup_has_a_text(markup: str) -> None:
    assert "\0" not in plain_text(markup.replace("\0", ""))


_DATES = st.lists(
    st.one_of(
        st.integers(-1, 10**15).map(str),
        st.sampled_from(
            """年 月 日 : - / T Z + . , 时 分 秒 上午 下午 昨天 今天 ago 前 小时 just now Jan May 31 am PM
            GMT UTC +08:00 +99:99 -24:00 ２０２１ ² Ⅻ \u0660\u0661 2021-05-10 0001 9999""".split()
        ),
        st.text(max_size=3),
    ),
    max_size=9,
).flatmap(lambda parts: st.sampled_from(["", " "]).map(lambda space: space.join(parts)))


@fuzz_more
@given(_DATES, st.sampled_from(["Asia/Shanghai", "America/New_York", "UTC", "Pacific/Apia"]))
def test_any_date_text_is_a_moment_that_can_be_or_an_error(text: str, zone: str) -> None:
    with suppress(DateError):
        moment = parse_date(text, timezone=zone, now=NOW)
        assert moment.utcoffset() == timedelta()
        assert is_believable(moment, NOW)
        assert http_date(moment).isascii()


_ADDRESSES = st.lists(
    st.one_of(
        st.sampled_from(
            """http https : // / ? # & = @ [ ] % %2 %zz .. . ; utm_source xn-- \\ \t 例子 ｅｘ www. com
            99999 :80 [::1] 0x7f.1 user:pass javascript data""".split(" ")
        ),
        st.text(max_size=4),
    ),
    max_size=12,
).map("".join)


@fuzz_more
@given(_ADDRESSES)
def test_any_address_is_one_or_an_error(text: str) -> None:
    joined = absolute(URL, text)
    assert joined is None or isinstance(joined, str)
    for url in (text, joined or text, f"https://{text}"):
        with suppress(UrlError):
            once = canonical_url(url)
            assert canonical_url(once) == once
            assert article_key(once) == article_key(url)


@fuzz
@given(
    st.one_of(st.text(), MARKUP, st.text().map(lambda text: f"---\ntitle: {text}\n---\n\n<div>"))
)
def test_any_text_is_a_post_or_an_error(text: str) -> None:
    with suppress(FrontMatterError):
        assert render(parse(text)) == text


@pytest.mark.parametrize("label", CODECS)
def test_every_byte_is_read_under_every_label(label: str) -> None:
    body = bytes(range(256)) * 3
    found = outcome(
        body + b"<h1>t</h1><article>" + body, f"text/html; charset={label}", label, RULES
    )
    assert isinstance(found, Article | Rejection)
