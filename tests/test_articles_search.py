"""A text as tokens, a query as what is asked for, a hit as the words around it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.errors import QueryError
from articles.search.excerpt import Marked, excerpt, marked
from articles.search.query import FIELDS, Phrase, Query, parse
from articles.search.tokens import is_spaceless, placed, spaced, tokens

MAY = datetime(2026, 5, 1, tzinfo=UTC)


def moment(text: str, option: str) -> datetime:
    if text != "2026-05-01":
        raise ValueError(f"{option} {text!r} is no time")
    return MAY


def read(text: str) -> Query:
    return parse(text, moment)


def words(text: str) -> tuple[Phrase, ...]:
    return read(text).wanted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("重庆的工业", "重 庆 的 工 业"),
        ("AI大模型GPT-5", "ai 大 模 型 gpt 5"),
        ("ＡＩ　２０２６", "ai 2026"),
        ("涨了3.5%。后来", "涨 了 3 ¶ 5 ¶ 后 来"),
        ("“重庆”，", "¶ 重 庆 ¶"),
        ("他说：\n“好”。\n\n走了", "他 说 ¶ 好 ¶ 走 了"),
        ("重\u200b庆\ufeff", "重 庆"),
        ("重 庆\n市", "重 庆 市"),
        ("Café naïve Ünïcödé cafe\u0301", "cafe naive unicode cafe"),
        ("state-of-the-art don't it’s snake_case", "state of the art don t it s snake case"),
        ("Straße ΣΊΣΥΦΟΣ", "strasse σίσυφοσ"),
        ("ひらがなカナ・ガ", "ひ ら が な カ ナ ¶ ガ"),
        ("한국어 뉴스", "한 국 어 뉴 스"),
        ("हिन्दी समाचार", "हिन्दी समाचार"),
        ("ภาษา", "ภ า ษ า"),
        ("𠮷野家", "𠮷 野 家"),
        ("½ ㈱ ﬁn", "1 ¶ 2 ¶ 株 ¶ fin"),
        ("$%^&", "¶"),
        ("", ""),
        (" \n\t", ""),
    ],
)
def test_a_text_becomes_its_tokens(text: str, expected: str) -> None:
    assert spaced(text) == expected


@given(st.text())
def test_tokens_are_words_that_no_database_can_take_for_anything_else(text: str) -> None:
    for one in tokens(text):
        assert one == "¶" or not set(one) & set("\"'*():^+-¶ \n\t")


@given(st.text(alphabet="重庆的 ,，。。ab1Ｂé\n-"))
def test_the_places_of_a_text_hold_its_tokens(text: str) -> None:
    found = list(placed(text))
    assert tuple(token for token, _, _ in found) == tokens(text)
    assert all(0 <= begin < end <= len(text) for _, begin, end in found)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1), st.data())
def test_any_part_of_a_chinese_text_is_a_run_of_its_tokens(text: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(begin + 1, len(text)))
    assert f" {spaced(text[begin:end])} " in f" {spaced(text)} "


@pytest.mark.parametrize(("token", "expected"), [("重", True), ("a", False), ("¶", False)])
def test_a_character_is_told_from_a_word(token: str, expected: bool) -> None:
    assert is_spaceless(token) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("重庆", Query((Phrase(("重", "庆")),))),
        ("重庆　Tesla", Query((Phrase(("重", "庆")), Phrase(("tesla",))))),
        ('"open source"', Query((Phrase(("open", "source")),))),
        ("“开源 软件”「文件」", Query((Phrase(tuple("开源软件")), Phrase(tuple("文件"))))),
        ("重庆 -广告", Query((Phrase(("重", "庆")),), (Phrase(("广", "告")),))),
        ('-"open source"', Query((), (Phrase(("open", "source")),))),
        ("－广告", Query((), (Phrase(("广", "告")),))),
        ("econom*", Query((Phrase(("econom",), prefix=True),))),
        ("重庆*", Query((Phrase(("重", "庆")),))),
        ('"econom*"', Query((Phrase(("econom",)),))),
        ("title:央行", Query((Phrase(("央", "行"), in_title=True),))),
        ('-title:"a b"', Query((), (Phrase(("a", "b"), in_title=True),))),
        ("state-of-the-art", Query((Phrase(("state", "of", "the", "art")),))),
        ("12:30", Query((Phrase(("12", "¶", "30")),))),
        ("https://a.b/c", Query((Phrase(("https", "¶", "a", "¶", "b", "¶", "c")),))),
        ("，重庆，上海。", Query((Phrase(("重", "庆", "¶", "上", "海")),))),
        ("a - b", Query((Phrase(("a",)), Phrase(("b",))))),
        ("OR NOT", Query((Phrase(("or",)), Phrase(("not",))))),
        ("source:nbd", Query(source="nbd")),
        ("Source：nbd", Query(source="nbd")),
        ('a category:"重磅 原创"', Query((Phrase(("a",)),), category="重磅 原创")),
        ("since:2026-05-01", Query(since=MAY)),
        ("until:2026-05-01", Query(until=MAY)),
    ],
)
def test_a_query_is_read(text: str, expected: Query) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "there is nothing in it to look for"),
        (" - ", "there is nothing in it to look for"),
        ("!!!", "'!!!' has no letter, digit or character to look for"),
        ('a "b c', 'the quotation that begins with " does not end'),
        ("a “b c", "the quotation that begins with “ does not end"),
        ("-source:nbd", "-source: is not possible: only words can be left out"),
        ("source:a source:b", "source: stands in it twice"),
        ("source: nbd", "source: has no value behind it"),
        ("sources:nbd", "there is no sources: in it, only source:. Quote it to look for the words"),
        ("a " * 101, "it has more than 100 words"),
        ("a" * 2_001, "it has more than 2,000 characters"),
    ],
)
def test_a_query_that_cannot_be_read_says_why(text: str, why: str) -> None:
    with pytest.raises(QueryError) as caught:
        read(text)
    assert str(caught.value) == f"the search {text[:200]!r} cannot be read: {why}"


def test_a_time_is_read_by_whom_it_was_given_to() -> None:
    with pytest.raises(ValueError, match="until: 'soon' is no time"):
        read("a until:soon")


@given(st.text(alphabet='重庆 a1"“”「」-－:：*()^+,.\n' + "".join(FIELDS)))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        query = read(text)
    except (QueryError, ValueError):
        return
    assert query != Query()


def test_an_excerpt_shows_where_most_of_the_words_stand() -> None:
    text = "重庆" + "一" * 200 + "这里说的是重庆的工业互联网，" + "二" * 200
    found = excerpt(text, words("重庆 工业"), 20)
    assert found == Marked("…一这里说的是重庆的工业互联网，二二二二二…", ((7, 9), (10, 12)))
    assert [found.text[begin:end] for begin, end in found.matches] == ["重庆", "工业"]


def test_an_excerpt_without_a_match_is_the_beginning() -> None:
    assert excerpt("  第一段。\n\n第二段。", ()) == Marked("第一段。 第二段。")
    assert excerpt("一" * 300, words("二"), 10) == Marked("一" * 10 + "…")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("tesla", ["Tesla"]),
        ("tes*", ["Tesla", "test"]),
        ('"the café"', ["the Café"]),
        ("大模 模型", ["大模型"]),
        ("ＡＩ", ["AI"]),
        ("没有", []),
        ('"test ai*"', []),
        ("test-tes*", []),
        ("very-long-phrase-beyond-the-end", []),
    ],
)
def test_what_is_found_is_marked(query: str, expected: list[str]) -> None:
    found = marked("Tesla at the Café: AI大模型, a test", words(query))
    assert [found.text[begin:end] for begin, end in found.matches] == expected


@given(st.text(), st.text(min_size=1), st.integers(1, 40))
def test_an_excerpt_of_any_text_has_its_marks_inside(text: str, word: str, width: int) -> None:
    found = excerpt(text, [Phrase(tokens(word) or ("a",))], width)
    assert len(found.text) <= width + 2
    ends = [at for span in found.matches for at in span]
    assert ends == sorted(ends)
    assert all(0 <= at <= len(found.text) for at in ends)
