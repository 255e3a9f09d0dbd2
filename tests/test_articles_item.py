from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.extract import extract
from articles.normalize import Sighting
from articles.read import read_item
from articles.types import (
    ArticleItem,
    ExtractRules,
    FetchedPage,
    Profile,
    Rejection,
    RejectReason,
)
from articles.validate import validate

URL = "https://news.example.com/a/1.html"
NOW = datetime(2021, 5, 10, tzinfo=UTC)


def page(body: str | bytes, content_type: str = "text/html; charset=utf-8") -> FetchedPage:
    return FetchedPage(
        url=URL,
        final_url=URL,
        status=200,
        body=body.encode("utf-8", "replace") if isinstance(body, str) else body,
        content_type=content_type,
        fetched_at=NOW,
        encoding="utf-8",
    )


def item(markup: str | bytes, rules: ExtractRules | None = None) -> ArticleItem:
    found = extract(page(markup), rules or ExtractRules())
    assert isinstance(found, ArticleItem)
    return found


def body(markup: str, *selectors: str, remove: tuple[str, ...] = ()) -> str | None:
    return item(markup, ExtractRules(body=selectors, remove=remove)).body_html


@pytest.mark.parametrize(
    "content_type",
    ["text/html", "TEXT/HTML; charset=gbk", "application/xhtml+xml", "", " text/html ;a=b"],
)
def test_html_is_read(content_type: str) -> None:
    assert isinstance(extract(page("<h1>题</h1>", content_type), ExtractRules()), ArticleItem)


@pytest.mark.parametrize(
    "content_type", ["application/json", "image/png", "application/pdf", "text/plain", "text/htmlx"]
)
def test_what_is_no_html_is_rejected(content_type: str) -> None:
    found = extract(page("<h1>题</h1>", content_type), ExtractRules())
    assert isinstance(found, Rejection)
    assert (found.url, found.reason) == (URL, RejectReason.NOT_HTML)
    assert content_type in found.detail


def test_a_page_that_nests_too_deep_is_rejected() -> None:
    found = extract(page("<div>" * 3_000), ExtractRules())
    assert isinstance(found, Rejection)
    assert found.reason is RejectReason.TOO_DEEP
    assert "3000" in found.detail


TITLES = [
    ("<title>t</title>", None, "t"),
    ("<title>t</title><h1> a\n b </h1>", None, "a b"),
    ("<h1> </h1><h1>b</h1>", None, "b"),
    ("<h1>h</h1><meta property='og:title' content='og'>", None, "og"),
    ("<h1>h</h1><h2 class=t>rule</h2><meta property='og:title' content='og'>", ".t", "rule"),
    ("<h1>h</h1><meta property='og:title' content='og'>", ".none", "og"),
    ("<h1>h</h1>", ".none", "h"),
    ("<h1>重庆<span>“小目标”</span></h1>", "h1", "重庆“小目标”"),
    ("<h1><!-- old title -->题</h1>", "h1", "题"),
    ("<p>no title</p>", None, None),
]


@pytest.mark.parametrize(("markup", "rule", "title"), TITLES)
def test_a_title_is_the_rules_then_the_claim_then_the_heading(
    markup: str, rule: str | None, title: str | None
) -> None:
    assert item(markup, ExtractRules(title=rule)).title == title


def test_fields_by_rules() -> None:
    found = item(
        "<h1>题</h1><span class=d>2021-05-10 06:56</span><time datetime='2021-05-11T01:02'>x</time>"
        "<i class=w>张三</i><i class=o>新华社</i><meta class=m content='/lead.png'>",
        ExtractRules(published=".d", updated="time", byline=".w", origin=".o", image=".m"),
    )
    assert found.published == "2021-05-10 06:56"
    assert found.updated == "2021-05-11T01:02"
    assert (found.byline, found.origin, found.lead_image) == ("张三", "新华社", "/lead.png")
    assert found.url == URL


IMAGES = [
    ("<img src=/a.png>", ("/a.png",)),
    ("<img src=/a.png><img src=/a.png><img src=b.png>", ("/a.png", "b.png")),
    ("<img src='data:image/gif;base64,R0' data-src=/real.png>", ("/real.png",)),
    ("<img src=/loading.gif data-original='/real.png'>", ("/real.png",)),
    ("<img srcset='/s.png 1x, /l.png 2x'>", ("/l.png",)),
    ("<img alt=x>", ()),
    ("<p>none</p>", ()),
]


@pytest.mark.parametrize(("markup", "images"), IMAGES)
def test_images_are_those_of_the_body(markup: str, images: tuple[str, ...]) -> None:
    text = f"<img src=/outside.png><div class=b>{markup}</div>"
    assert item(text, ExtractRules(body=(".b",))).images == images


def test_the_lead_image_is_the_rules_then_the_claim() -> None:
    text = "<meta property='og:image' content='/og.png'><img class=l data-src='/lazy.png'>"
    assert item(text).lead_image == "/og.png"
    assert item(text, ExtractRules(image=".l")).lead_image == "/lazy.png"
    assert item(text, ExtractRules(image=".none")).lead_image == "/og.png"


BODIES = [
    ("<div class=b><p>x</p></div>", (".b",), "<div class=b><p>x</p></div>"),
    ("<div class=b>x</div>", (".none",), None),
    ("<div class=b>x</div>", (), None),
    ("<h1>t</h1>\n <!-- c --> <p class=b>x</p>", ("h1", ".b"), "<h1>t</h1>\n <!-- c --> <p class=b>x</p>"),
    ("<h1>t</h1><i>ad</i><p class=b>x</p>", ("h1", ".b"), "<h1>t</h1>\n<p class=b>x</p>"),
    ("<p class=b>x</p><h1>t</h1>", ("h1", ".b"), "<h1>t</h1>\n<p class=b>x</p>"),
    ("<div class=b>1<div class=b>2</div></div>", (".b",), "<div class=b>1<div class=b>2</div></div>"),
    ("<div class=o>1<i class=b>2</i></div>", (".b", ".o"), "<div class=o>1<i class=b>2</i></div>"),
    ("<div class=o>1<i class=b>2</i></div>", (".o", ".b"), "<div class=o>1<i class=b>2</i></div>"),
    ("<div class='o b'>1</div>", (".o", ".b"), "<div class='o b'>1</div>"),
    ("<main><div class=b>x</div>\n  </main>", (".b",), "<div class=b>x</div>\n  "),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "selectors", "expected"), BODIES)
def test_the_body_is_the_containers_to_the_byte(
    markup: str, selectors: tuple[str, ...], expected: str | None
) -> None:
    assert body(markup, *selectors) == expected


NATURAL = [
    ("<article><p>x</p></article>", "<article><p>x</p></article>"),
    ("<div itemprop=articleBody><p>x</p></div>", "<div itemprop=articleBody><p>x</p></div>"),
    (
        "<article><h1>t</h1><div itemprop=articleBody>x</div></article>",
        "<div itemprop=articleBody>x</div>",
    ),
    ("<article><h1>t</h1></article><div itemprop=articleBody>x</div>", "<div itemprop=articleBody>x</div>"),
    ("<div>x</div>", None),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "expected"), NATURAL)
def test_a_page_without_rules_says_itself_where_its_text_is(
    markup: str, expected: str | None
) -> None:
    assert item(markup).body_html == expected


REMOVED = [
    ("<div class=b>a<i class=ad>1</i>b</div>", ".ad", "<div class=b>ab</div>"),
    ("<div class=b>a<div class=ad>1<div class=ad>2</div>3</div>b</div>", ".ad", "<div class=b>ab</div>"),
    ("<div class=ad><div class=b>x</div></div>", ".ad", "<div class=b>x</div>"),
    ("<div class=b>x</div>", ".b", "<div class=b>x</div>"),
    ("<div class=b>x</div>", "html, body, div", "<div class=b>x</div>"),
    ("<div class=b>x<i>1</i><u><s>2</s></u></div>", "*", "<div class=b>x</div>"),
    ("<div class=b>x</div><i class=ad>1</i>", ".ad", "<div class=b>x</div>"),
    ("<div class=b>x</div>", ".none", "<div class=b>x</div>"),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "selector", "expected"), REMOVED)
def test_what_the_rules_remove_goes_and_the_containers_stay(
    markup: str, selector: str, expected: str
) -> None:
    assert body(markup, ".b", remove=(selector,)) == expected
    assert body(markup, ".b", remove=(selector, "i", selector)) is not None


def test_a_title_that_the_body_loses_is_still_the_title() -> None:
    rules = ExtractRules(body=(".b",), title="h1", remove=("h1",))
    found = item("<title>no</title><div class=b><h1>题</h1><p>x</p></div>", rules)
    assert (found.title, found.body_html) == ("题", "<div class=b><p>x</p></div>")


def test_a_byline_is_the_rules_then_the_claim_then_the_texts() -> None:
    text = "<article><i class=w>rule</i><p>记者 张三</p></article>"
    meta = "<meta name=author content=claim>"
    assert item(text).byline == "张三"
    assert item(meta + text).byline == "claim"
    assert item(meta + text, ExtractRules(byline=".w")).byline == "rule"


def test_bytes_in_another_charset_are_read() -> None:
    markup = "<meta charset=gbk><h1>重庆定下目标</h1>".encode("gbk")
    found = extract(FetchedPage(URL, URL, 200, markup, "text/html", datetime(2021, 5, 10, tzinfo=UTC)), ExtractRules())  # fmt: skip
    assert isinstance(found, ArticleItem)
    assert found.title == "重庆定下目标"


BROKEN = [
    "",
    "<",
    "<div class=b",
    "<div class=b>",
    "<div class=b><p><div></p></div>",
    "<div class=b><table><tr><td><div></table>x",
    "<div class=ad><table></div><i class=ad>x</i></table></div><div class=b>y</div>",
    "<div class=b><b class=ad>1<p>2</b>3</p></div>",
    "<table><div class=b>x<i class=ad>1</table>",
    "<svg><div class=b></svg><i class=ad>",
    "<!--<div class=b>-->",
    "<script><div class=b></script>",
    "\x00<div class=b>\x00",
]
RULES = ExtractRules(body=(".b",), title="h1", image="img", remove=(".ad", "i"))


@pytest.mark.parametrize("markup", BROKEN)
@pytest.mark.parametrize("rules", [RULES, ExtractRules()])
def test_broken_markup_is_read_as_far_as_it_goes(markup: str, rules: ExtractRules) -> None:
    found = item(markup, rules)
    assert found.url == URL
    assert found.body_html is None or "class=ad" not in found.body_html


PIECES = st.lists(
    st.sampled_from(
        ["<div class=b>", "<div class=ad>", "<i class=ad>", "</i>", "</div>", "<p>", "</p>", "<b class=ad>", "</b>",
         "<table>", "<tr>", "<td class=ad>", "</table>", "<img src=a>", "文", "<!--", "-->", "<h1>", "</h1>", "<article>"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@given(PIECES | st.text())
def test_any_markup_is_read(markup: str) -> None:
    for rules in (RULES, ExtractRules()):
        found = item(markup, rules)
        assert all(found.images)
        assert found.body_html or found.images == ()


@given(st.binary(max_size=200))
def test_any_bytes_are_read(octets: bytes) -> None:
    assert item(octets, RULES).url == URL


VALID = ArticleItem(url=URL, title="题", body_html="<p>文</p>")
INVALID = [
    (ArticleItem(URL, body_html="<p>x</p>"), None, RejectReason.NO_TITLE),
    (ArticleItem(URL, title=" \n", body_html="<p>x</p>"), " ", RejectReason.NO_TITLE),
    (ArticleItem(URL), None, RejectReason.NO_TITLE),
    (ArticleItem(URL, title="\x07", body_html="<p>x</p>"), "\x00", RejectReason.NO_TITLE),
    (ArticleItem(URL, title="题"), None, RejectReason.NO_BODY),
    (ArticleItem(URL), "listing", RejectReason.NO_BODY),
    (ArticleItem(URL, title="题", body_html=""), None, RejectReason.EMPTY),
    (ArticleItem(URL, title="题", body_html="<p> \n\xa0</p>"), None, RejectReason.EMPTY),
    (ArticleItem(URL, title="题", body_html="<!-- x -->"), None, RejectReason.EMPTY),
    (ArticleItem(URL, title="题", body_html="<p>\u200b\ufeff\u00ad</p>"), None, RejectReason.EMPTY),
]


@pytest.mark.parametrize(("found", "listing_title", "reason"), INVALID)
def test_what_is_no_article_is_rejected(
    found: ArticleItem, listing_title: str | None, reason: RejectReason
) -> None:
    rejection = validate(found, listing_title=listing_title)
    assert isinstance(rejection, Rejection)
    assert (rejection.url, rejection.reason) == (URL, reason)
    assert rejection.detail


@pytest.mark.parametrize(
    ("found", "listing_title"),
    [
        (VALID, None),
        (ArticleItem(URL, body_html="<p>x</p>"), "listing"),
        (ArticleItem(URL, title=" ", body_html="<p>x</p>"), "listing"),
        (ArticleItem(URL, title="题", body_html="<img src=a>", images=("a",)), None),
    ],
)
def test_a_valid_item_passes_as_it_is(found: ArticleItem, listing_title: str | None) -> None:
    assert validate(found, listing_title=listing_title) is found


def test_a_body_of_which_cleaning_leaves_nothing_is_empty() -> None:
    made = read_item(
        ArticleItem(URL, title="题", body_html="<p>\u200b</p><script>document.write(1)</script>"),
        Sighting(URL, ("要闻",), NOW, NOW),
        Profile("news", "新闻", "https://news.example.com", "Asia/Shanghai", "金融"),
    )
    assert isinstance(made, Rejection)
    assert made.reason is RejectReason.EMPTY


PROSE = "".join(
    f"<p>In the {n}th place the council of the town said on Monday that the bridge over the river"
    f" would be closed for {n} weeks, because its bearings had worn out sooner than planned.</p>"
    for n in range(3, 9)
)
PAGE = (
    "<html><head><title>Bridge closed</title>"
    '<meta property="article:published_time" content="2021-05-09T08:00:00Z"></head>'
    f"<body><h1>Bridge closed</h1><div class=text>{PROSE}</div></body></html>"
)


def test_a_body_rule_that_matches_nothing_falls_back_to_the_automatic_body() -> None:
    found = item(PAGE, ExtractRules(body=(".gone",), title=".gone", published=".gone"))
    assert found.missed == ("body", "title", "published")
    assert "bearings" in (found.body_html or "")
    assert (found.title, found.published) == ("Bridge closed", "2021-05-09T08:00:00Z")
    assert "rule" not in {one.value for _, one in found.provenance}
    assert found.confidence is not None


def test_rules_that_match_are_not_missed_and_others_may_match_nothing() -> None:
    rules = ExtractRules(body=(".text",), title="h1", byline=".by", updated=".changed")
    assert item(PAGE, rules).missed == ()


def test_a_page_in_doubt_has_no_body_when_its_rule_matches_nothing() -> None:
    found = item("<h1>Film of the day</h1><p>Watch it here.</p>", ExtractRules(body=(".gone",)))
    assert (found.body_html, found.images, found.missed) == (None, (), ("body",))
    rejected = validate(found, listing_title=None)
    assert isinstance(rejected, Rejection)
    assert "none of the body selectors matched" in rejected.detail


def test_a_missed_date_rule_is_made_up_for_by_the_address() -> None:
    bare = "<h1>t</h1><div class=text>x</div>"
    dated = replace(page(bare), final_url="https://news.example.com/2021/05/08/a.html")
    found = extract(dated, ExtractRules(body=(".text",), published=".gone"))
    assert isinstance(found, ArticleItem)
    assert (found.published, dict(found.provenance)["published"]) == ("2021-05-08", "url")
