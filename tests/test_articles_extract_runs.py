from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from articles.extract.cutting import cut_out, shown_images, text_of_runs
from articles.extract.runs import DEEPEST_BOX, MOST_RUNS, Run, read_runs
from articles.html.page import MarkedPage


def runs(markup: str) -> list[Run]:
    return read_runs(LexborHTMLParser(markup)).runs


TEXTS = [
    ("<p>one</p><p>two</p>", ["one", "two"]),
    ("<p>a <b>b</b>\n c <a href=x>d</a></p>", ["a b c d"]),
    ("<div>before<p>inside</p>after</div>", ["before", "inside", "after"]),
    ("<p>one<br>two<br/><br/>three</p>", ["one", "two", "three"]),
    ("<ul><li>one<li>two</ul><table><tr><td>x<td>y</table>", ["one", "two", "x", "y"]),
    ("<p>a<script>b</script><style>c</style><noscript>d</noscript><svg><text>e</text></svg>f</p>", ["af"]),
    ("<p>a<span hidden>b</span><span style='Display:none'>c</span>d</p>", ["ad"]),
    ("<p>a<!-- b -->c</p>", ["ac"]),
    ("<p> \n\t </p>", []),
    ("", []),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "texts"), TEXTS)
def test_a_run_is_the_text_between_two_boundaries(markup: str, texts: list[str]) -> None:
    assert [run.text for run in runs(markup)] == texts


def test_a_run_knows_its_element_links_and_emphasis() -> None:
    (run,) = runs("<section class='A b' id=C><p>one <a href=x>two</a> <strong>three</strong></p></section>")  # fmt: skip
    assert (run.box.tag, run.links, run.link_chars, run.strong_chars) == ("p", 1, 3, 5)
    assert [(box.tag, box.label) for box in run.box.above()] == [("p", ""), ("section", "a b c"), ("body", "")]  # fmt: skip


def test_a_block_inside_a_link_is_linked() -> None:
    (run,) = runs("<a href=x><div>headline</div></a>")
    assert (run.box.linked, run.links, run.link_chars) == (True, 1, 8)


def test_what_stands_in_a_hidden_element_is_marked() -> None:
    hidden, shown = runs("<div aria-hidden=true><p>x</p></div><p>y</p>")
    assert (hidden.box.hidden, shown.box.hidden) == (True, False)


CHROME = [
    ("<div id=onetrust-consent-sdk><p>x</p></div><p>y</p>", ["y"]),
    ("<div class='page has-cookie-bar'><h1>x</h1><p>y</p></div>", ["x", "y"]),
    ("a<div class=gdpr>x</div>b", ["a", "b"]),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "texts"), CHROME)
def test_a_consent_dialog_is_not_read(markup: str, texts: list[str]) -> None:
    assert [run.text for run in runs(markup)] == texts


def test_an_endless_or_bottomless_page_is_bounded() -> None:
    found = read_runs(LexborHTMLParser("<p>x</p>" * (MOST_RUNS + 10)))
    assert (len(found.runs), found.truncated) == (MOST_RUNS, True)
    (run,) = runs("<div>" * 500 + "x")
    assert run.box.depth == DEEPEST_BOX


def cut(markup: str, *kept: str) -> str | None:
    page = MarkedPage(markup)
    found = read_runs(page.tree)
    return cut_out(page, found, [run.text in kept for run in found.runs])


CUTS = [
    ("<div><p>a</p><p>x</p><p>b</p></div>", "<div><p>a</p><p>b</p></div>"),
    ("<main><p>x</p><div class=t><p>a</p>\n<p>b</p></div></main>", "<div class=t><p>a</p>\n<p>b</p></div>"),
    ("<div>a<br>x<br>b</div>", "<div>a<br><br>b</div>"),
    ("<div><p>a</p><ul><li>x</li><li>b</li></ul></div>", "<div><p>a</p><ul><li>b</li></ul></div>"),
    ("<div><p>a</p><img src=/photo-of-bridge.jpg><p>b</p></div>", "<div><p>a</p><img src=/photo-of-bridge.jpg><p>b</p></div>"),
    ("<div><p>a</p><aside><img src=/teaser.jpg><p>x</p></aside><p>b</p></div>", "<div><p>a</p><p>b</p></div>"),
    ("<div><p>a</p><figure><img src=/i.jpg><figcaption>x</figcaption></figure><p>b</p></div>", "<div><p>a</p><figure><img src=/i.jpg><figcaption>x</figcaption></figure><p>b</p></div>"),
    ("<div><p>a</p><img src=/logo.png><img src=/p.jpg width=1><p>b</p></div>", "<div><p>a</p><p>b</p></div>"),
    ("<div><p>a</p><script>x</script><p>b</p></div>", "<div><p>a</p><p>b</p></div>"),
    ("<p>x</p>", None),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "expected"), CUTS)
def test_what_is_not_kept_is_cut_out_of_the_pages_own_markup(
    markup: str, expected: str | None
) -> None:
    assert cut(markup, "a", "b") == expected


def test_the_text_is_a_line_a_run() -> None:
    found = runs("<p>a</p><p>x</p><p>b</p>")
    assert text_of_runs(found, [True, False, True]) == "a\nb"


def test_the_images_shown_are_those_just_above_and_among_the_text() -> None:
    page = MarkedPage("<img src=/lead.jpg><h1>x</h1><p>a</p><img src=/dot.gif width=1 height=1><img data-src=/in.jpg><p>b</p><p>x</p><p>x</p><img src=/out.jpg>")  # fmt: skip
    found = read_runs(page.tree)
    assert shown_images(found, [run.text in "ab" for run in found.runs]) == ("/lead.jpg", "/in.jpg")
    assert shown_images(found, [False] * len(found.runs)) == ()
