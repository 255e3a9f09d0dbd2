from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.html.depth import depth, unsafe_to_parse
from articles.html.tokens import Kind, attributes, tokens

MARKUP = st.text(alphabet=st.sampled_from("<>/!-\"'= abpdivscrt\n\x00中&;"), max_size=200)


def parts(text: str) -> list[tuple[str, str, str]]:
    return [(one.kind.value, one.name, text[one.start : one.end]) for one in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a<p>b</P>c", [("start", "p", "<p>"), ("end", "p", "</P>")]),
        ("<a b='x>y' c=\">\">", [("start", "a", "<a b='x>y' c=\">\">")]),
        ("<!-- <p> -->", [("comment", "", "<!-- <p> -->")]),
        ("<!-->x", [("comment", "", "<!-->")]),
        ("<!--x--!>y", [("comment", "", "<!--x--!>")]),
        ("<!doctype html>", [("comment", "", "<!doctype html>")]),
        ("</ x>", [("comment", "", "</ x>")]),
        ("1 < 2 <3", []),
        (
            "<script>if(a<b)'</div>'</script>",
            [("start", "script", "<script>"), ("end", "script", "</script>")],
        ),
        ("<a title=it's x>", [("start", "a", "<a title=it's x>")]),
        ('<a href="unfinished', [("comment", "", '<a href="unfinished')]),
    ],
)
def test_markup_is_cut_as_the_standard_says(
    text: str, expected: list[tuple[str, str, str]]
) -> None:
    assert parts(text) == expected


def test_attributes_know_their_values_and_places() -> None:
    tag = "<img SRC='a b' alt=x data-x \"odd\" src=2>"
    found = list(attributes(tag))
    assert [(one.name, one.value) for one in found] == [
        ("src", "a b"),
        ("alt", "x"),
        ("data-x", None),
        ('"odd"', None),
        ("src", "2"),
    ]
    assert tag[found[0].start : found[0].end] == "SRC='a b'"


@given(MARKUP)
def test_tokens_stand_in_order_and_inside_the_text(text: str) -> None:
    position = 0
    for token in tokens(text):
        assert position <= token.start < token.end <= len(text)
        position = token.end


@pytest.mark.parametrize(
    "piece",
    ['<a "', '<a b="', "<a b='", "<!--", "<script>", "<a ", "<a b= ", "<", "</", "<title></titl",
     "<a x=y ", "<div>", "<!", "<?", '<p a="x">'],
)  # fmt: skip
def test_time_is_linear_whatever_the_text_holds(piece: str) -> None:
    def seconds(count: int) -> float:
        text = piece * count
        began = time.process_time()
        list(tokens(text))
        return time.process_time() - began

    small, large = min(seconds(5_000) for _ in range(3)), seconds(80_000)
    assert large < 16 * 6 * small + 0.2


def test_depth_counts_open_elements_but_not_those_that_close_themselves() -> None:
    assert depth(tokens("<div><b><i></i></b></div>")) == 3
    assert depth(tokens("<p>a<br>" * 5_000)) == 0
    assert depth(tokens("<div>" * 5_000)) == 5_000
    assert [token.kind for token in tokens("</b>")] == [Kind.END]


def test_a_tag_of_too_many_attributes_is_told_from_a_long_one():
    crowded = f"<p {' '.join(f'a{number}' for number in range(1_001))}>"
    assert unsafe_to_parse(crowded, list(tokens(crowded))) == "has a tag of over 1000 attributes"
    long = f'<img src="data:image/png;base64,{"A" * 100_000}" alt=x>'
    assert unsafe_to_parse(long, list(tokens(long))) is None
    deep = "<div>" * 2_001
    assert unsafe_to_parse(deep, list(tokens(deep))) == "nests 2001 elements deep"


def test_end_tags_of_elements_that_are_not_open_hide_no_depth() -> None:
    assert depth(tokens("<div></x>" * 50)) == 50
    assert depth(tokens("<div></div>" * 50)) == 1
