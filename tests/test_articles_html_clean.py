from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from articles.html.clean import TooDeepError, clean
from articles.html.edit import edited
from articles.html.images import candidates, widest
from articles.html.sanitise import safe_body
from articles.html.styles import safe_style
from articles.html.text import plain_text

BASE = "https://news.example.com/a/b.html"

HARMLESS = [
    "<p>每经记者 吴林静\xa0\xa0每经编辑</p>",
    '<p style="color:#6d6d6d;font-size: 16px;">\n  x &amp; y &nbsp; z</p>',
    "<!-- a comment --><p class=x id='y' data-a=\"b\">text</p>",
    "<P ALIGN=center>old <FONT color=red>school</FONT><BR></P>",
    "<table><tbody><tr><td colspan=2>1</td></tr></tbody></table>",
    "<p><span><strong></strong></span></p>\n<strong></strong>  ",
    '<figure><img src="https://a.example/x.png" alt="" referrerpolicy="no-referrer">'
    "<figcaption>图</figcaption></figure>",
    '<a href="https://a.example/?a=1&amp;b=2" target="_blank">link</a>',
    "<blockquote cite='https://a.example/'>q</blockquote><pre>a\n  b</pre><code>x</code>",
    '<iframe src="https://player.bilibili.com/player.html?aid=1" allowfullscreen></iframe>',
    "5 > 3, R&D",
]

HOSTILE = [
    ("<p onclick=x()>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
    ('<a href="javascript:alert(1)">x</a>', "<a>x</a>"),
    ('<a href=" java\nscript:alert(1)">x</a>', "<a>x</a>"),
    ('<a href="&#106;avascript:alert(1)">x</a>', "<a>x</a>"),
    ('<p style="position:fixed;color:red">x</p>', '<p style="color:red">x</p>'),
    ('<p style="background:url(//evil.example)">x</p>', "<p>x</p>"),
    ('<iframe src="//evil.example"></iframe>x', "x"),
    ("<svg><a xlink:href='javascript:x'>q</a></svg>t", "t"),
    ("<form action=x><input name=q><b>k</b></form>", "<b>k</b>"),
    ("<custom-box>hi</custom-box>", "hi"),
    ("<meta http-equiv=refresh content='0;url=//x'>t", "t"),
    ("<base href='//x'><link rel=stylesheet href='//x'>t", "t"),
    ("a\x00b\x08c\ud800d", "abcd"),
]


def sanitised(text: str) -> str:
    return safe_body(text, BASE)


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_markup_stays_to_the_byte(text: str) -> None:
    assert sanitised(text) == text


@pytest.mark.parametrize(("text", "expected"), HOSTILE)
def test_what_is_dangerous_goes_and_the_rest_stays(text: str, expected: str) -> None:
    assert sanitised(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "</div></div><p>out of its box",
        "<b>unclosed",
        "<!-- unclosed",
        "<p a",
        "<table><div>x",
        "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<select><template><img src=x onerror=alert(1)></template></select>",
    ],
)
def test_broken_markup_cannot_leave_the_post(text: str) -> None:
    body = LexborHTMLParser(f"<div id=box>{sanitised(text)}</div><p id=after>after</p>").body
    assert body is not None
    after = body.css_first("#after")
    assert after is not None
    assert after.html == '<p id="after">after</p>'
    assert after.parent is not None
    assert after.parent.tag == "body"
    assert not body.css("script,svg,math,style,[onerror],noscript,template")


TAGS = st.sampled_from(
    "p div b a img script style svg math table tr td iframe noscript form template li ul".split()
)
PIECES = st.one_of(
    st.builds("<{}>".format, TAGS),
    st.builds("</{}>".format, TAGS),
    st.builds(
        "<{} {}={}>".format,
        TAGS,
        st.sampled_from(["onerror", "href", "src", "style", "class", "srcdoc", "data-src"]),
        st.sampled_from(["x", "'javascript:x'", '"//h/x.png"', "'position:fixed'", '"a b', "''"]),
    ),
    st.sampled_from(
        ["<!--", "-->", "<![CDATA[", "]]>", "&lt;", "text", "{{", "}", "<", ">", '"', "\x00"]
    ),
)


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_any_markup_comes_out_safe_and_cleaning_twice_changes_nothing(text: str) -> None:
    once = sanitised(text)
    assert sanitised(once) == once
    body = LexborHTMLParser(f"<div>{once}</div><p id=after>after</p>").body
    assert body is not None
    assert not body.css("script,style,svg,math,noscript,template,form,[onerror],[srcdoc]")
    links = [node.attributes.get(name) for node in body.css("*") for name in ("href", "src")]
    assert not [link for link in links if link and link.lower().startswith("javascript:")]
    after = body.css_first("#after")
    assert after is not None
    assert after.parent is not None
    assert after.parent.tag == "body"


def test_markup_too_deep_to_parse_is_refused_at_once() -> None:
    with pytest.raises(TooDeepError):
        clean("<div>" * 100_000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('<img src="a.png">', '<img src="https://news.example.com/a/a.png" referrerpolicy="no-referrer">'),
        ('<img src="//h.example/a.png" alt=x />',
         '<img src="https://h.example/a.png" alt=x referrerpolicy="no-referrer" />'),
        ('<img src="/static/blank.gif" data-src="/r.jpg">',
         '<img src="https://news.example.com/r.jpg" data-src="/r.jpg" referrerpolicy="no-referrer">'),
        ('<img data-original="https://h.example/o.jpg">',
         '<img src="https://h.example/o.jpg" data-original="https://h.example/o.jpg"'
         ' referrerpolicy="no-referrer">'),
        ('<img referrerpolicy="origin" src="https://h.example/a.png">',
         '<img src="https://h.example/a.png" referrerpolicy="no-referrer">'),
        ('<img srcset="/s.png 1x, /l.png 2x">',
         '<img src="https://news.example.com/l.png" srcset="https://news.example.com/s.png 1x, '
         'https://news.example.com/l.png 2x" referrerpolicy="no-referrer">'),
    ],
)  # fmt: skip
def test_images_get_a_real_absolute_address_and_hot_link_protection(
    text: str, expected: str
) -> None:
    assert edited(text, BASE) == expected
    assert edited(expected, BASE) == expected


def test_relative_links_become_absolute_and_fragments_stay() -> None:
    assert edited('<a href="/x?a=1&amp;b=2">z</a><a href="#n">n</a>', BASE) == (
        '<a href="https://news.example.com/x?a=1&amp;b=2">z</a><a href="#n">n</a>'
    )


def test_a_srcset_is_split_at_its_commas_only() -> None:
    assert candidates("a,b.png 1x, c.png 2x") == [("a,b.png", "1x"), ("c.png", "2x")]
    assert widest("s.png 480w, l.png 800w") == "l.png"
    assert widest("") is None


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("color: red; ", "color: red; "),
        ("margin:0 auto;text-align:center", "margin:0 auto;text-align:center"),
        ("margin-left:-9999px;color:red", "color:red"),
        ("width:calc(100% - 2px)", "width:calc(100% - 2px)"),
        ("color:rgb(1, 2, 3)", "color:rgb(1, 2, 3)"),
        ("background:u\\72l(//x)", ""),
        ("width: expression(alert(1))", ""),
        ("/*;*/position:fixed", ""),
        ("background-image:image-set('//x' 1x)", ""),
        ("x" * 20_000, ""),
    ],
)
def test_style_keeps_all_but_what_leaves_the_box_or_loads(style: str, expected: str) -> None:
    assert safe_style(style) == expected


def test_plain_text_has_a_line_per_block() -> None:
    markup = "<div><h1>题 目</h1><p>a<b>b</b>\n c</p><!-- no --><p></p><p>d<br>e</p></div>"
    assert plain_text(markup) == "题 目\nab c\nd\ne"
