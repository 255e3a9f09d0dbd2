"""Elements found by counting tags: the same outcome as by marks, or a refusal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.extract.body import body_by_rules
from articles.html.counted import CountedPage, DisorderError
from articles.html.depth import unsafe_to_parse
from articles.html.page import MarkedPage
from articles.html.tokens import Kind, tokens, tokens_named
from articles.types import ExtractRules

RULES = ExtractRules(body=(".b", "#c"), remove=("script", ".ad"))
PIECES = [
    "<div class=b>", "<div id=c>", "<div>", "</div>", "<p class=ad>", "<p>", "</p>", "<table>",
    "<td>", "</table>", "<script>'<div>'</script>", "<!-- <div> -->", "<b title='<div>'>", "</b>",
    "text", "\n ", "<br class=b>", "<template><div class=b>", "</template>", "<svg>", "</svg>",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_counting_finds_what_marks_find_or_refuses(text):
    try:
        counted = body_by_rules(CountedPage(text), RULES)
    except DisorderError:
        return
    assert counted == body_by_rules(MarkedPage(text), RULES)


def test_orderly_markup_is_counted():
    text = (
        "<html><head><script>if (a<b) '</div><div>'</script></head><body><!-- <div> -->"
        "<div class=ad>x</div><DIV class=b>1<script>2</script><div>3</div>\n</DIV>\n<div id=c>4</div>"
    )
    found = body_by_rules(CountedPage(text), RULES)
    assert found == "<DIV class=b>1<div>3</div>\n</DIV>\n<div id=c>4</div>"


def test_elements_that_the_parser_moved_are_not_counted():
    moved = "<table><tr><td><div class=b>in</div></td></tr><div>before</div></table>"
    with pytest.raises(DisorderError):
        body_by_rules(CountedPage(moved), RULES)


@given(st.lists(st.sampled_from([*PIECES[:12], "<DIV\n", "<divan>", "<", "</div x>"])).map("".join))
def test_the_tags_of_one_name_are_those_among_all(text):
    named = [one for one in tokens_named(text, "div") if one.name == "div"]
    assert named == [one for one in tokens(text) if one.name == "div"]


@given(
    st.lists(
        st.sampled_from(
            ["<a", " x", " y='>'", ' z=">"', ">", " x=1" * 999, " x" * 1_001, "/", "='", "</a>"]
        ),
        max_size=9,
    ).map("".join)
)
def test_the_quick_look_at_safety_says_what_the_tokens_say(text):
    assert unsafe_to_parse(text) == unsafe_to_parse(text, list(tokens(text)))


def test_a_tag_of_too_many_attributes_hides_behind_no_quoted_end():
    hiding = '<a title=">"' + " x" * 1_001 + ">"
    assert unsafe_to_parse(hiding) == "has a tag of over 1000 attributes"
    assert [one.kind for one in tokens(hiding)] == [Kind.START]
