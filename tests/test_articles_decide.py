from __future__ import annotations

import itertools
from datetime import UTC, datetime

import pytest

from articles.decide import decide, recognisable
from articles.types import (
    Article,
    ArticleKey,
    ContentHash,
    DateSource,
    Decision,
    StoredState,
    TextHash,
)

SEEN = datetime(2021, 5, 10, tzinfo=UTC)
NEW = Article(
    key=ArticleKey("a.example.com/1"),
    source="a",
    url="https://a.example.com/1",
    title="题",
    categories=("金融", "每经网"),
    published_at=SEEN,
    date_source=DateSource.PAGE,
    body_html="<p>文</p>",
    body_text="文",
    content_hash=ContentHash("same"),
    text_hash=TextHash("text"),
    author="每经网",
    fetched_at=SEEN,
)


def state(content: str = "same", *, deleted: bool = False, withdrawn: bool = False) -> StoredState:
    return StoredState(7, ContentHash(content), deleted=deleted, withdrawn=withdrawn)


CASES = [
    (None, None, Decision.NEW),
    (state(), None, Decision.UNCHANGED),
    (state("older"), None, Decision.CHANGED),
    (state(deleted=True), None, Decision.DELETED),
    (state("older", deleted=True), None, Decision.DELETED),
    (None, state(), Decision.DUPLICATE),
    (None, state("other"), Decision.DUPLICATE),
    (None, state(deleted=True), Decision.DELETED),
    (state(), state("other"), Decision.UNCHANGED),
    (state("older"), state(), Decision.CHANGED),
    (state(), state(deleted=True), Decision.UNCHANGED),
    (state("older"), state(deleted=True), Decision.CHANGED),
    (state(deleted=True), state(), Decision.DELETED),
    (state(withdrawn=True), None, Decision.UNCHANGED),
    (state("older", withdrawn=True), None, Decision.CHANGED),
    (None, state(withdrawn=True), Decision.DUPLICATE),
]


@pytest.mark.parametrize(("stored", "twin", "expected"), CASES)
def test_what_storing_an_article_means(
    stored: StoredState | None, twin: StoredState | None, expected: Decision
) -> None:
    assert decide(stored, twin, NEW) is expected


FLAGS = (False, True)
STATES = [None] + [
    state(content, deleted=deleted, withdrawn=withdrawn)
    for content, deleted, withdrawn in itertools.product(("same", "x"), FLAGS, FLAGS)
]


@pytest.mark.parametrize(("stored", "twin"), list(itertools.product(STATES, STATES)))
def test_the_rules_hold_for_every_pair(
    stored: StoredState | None, twin: StoredState | None
) -> None:
    decision = decide(stored, twin, NEW)
    assert (decision is Decision.NEW) == (stored is None and twin is None)
    assert (decision is Decision.DUPLICATE) == (
        stored is None and twin is not None and not twin.deleted
    )
    if stored is not None:
        assert decision is decide(stored, None, NEW)
        assert (decision is Decision.DELETED) == stored.deleted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", False),
        ("点击观看视频", False),
        ("一二三四五六七八九十" * 2, True),
        ("一二三四五六七八九十" * 2 + "  \n", True),
        ("一 二 三 四 五 六 七 八 九 十", False),
        ("0123456789012345678", False),
    ],
)
def test_a_text_is_recognisable_from_twenty_characters_on(text: str, expected: bool) -> None:
    assert recognisable(text) is expected
