"""Canonical addresses that the store knows better than to believe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from storage_world import NOW, SITE, article, fresh, lease, rows

from articles.likeness import strangers
from articles.types import Article, Decision
from articles.urls import article_key
from storage import Storage
from storage.types import RecordFilter

pytestmark = pytest.mark.usefixtures("each_database")

SHARED = "claimed-by-many-1234"
WORDS = (
    "harbour bridge council winter railway market orchard kitchen lantern mountain desert library"
    " painter glacier violin tractor compass theatre granite whisper"
).split()


def text(number: int) -> str:
    """Return a text of its own: hardly a run of words is in that of another number."""
    return " ".join(f"{WORDS[(at * number) % 19]}{at % (number + 2)}" for at in range(120))


def claiming(path: str, number: int, canonical: str = SHARED) -> Article:
    """Make the article that was found at a path and claims another address."""
    found = f"{SITE}/{path}"
    made = article(canonical, text(number), title=f"Title {number}")
    return replace(made, found_at=(article_key(found), found))


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with fresh(tmp_path) as opened:
        yield opened


def save(storage: Storage, new: Article, path: str) -> Decision:
    return storage.records.save(new, lease(storage, path), 1, NOW).decision


def addresses(storage: Storage) -> list[str]:
    page = storage.records.list(RecordFilter(), limit=50)
    return sorted(row.url.removeprefix(f"{SITE}/") for row in page.rows)


def test_an_address_that_one_article_claims_is_believed(storage: Storage) -> None:
    assert save(storage, claiming("a", 2), "a") is Decision.NEW
    assert addresses(storage) == [SHARED]
    assert storage.records.find(f"{SITE}/a") is not None
    # the other page of the same article, in other words here and there
    edited = replace(claiming("m/a", 2), body_text=f"{text(2)} correction")
    assert save(storage, edited, "m/a") is Decision.UNCHANGED
    assert addresses(storage) == [SHARED]


def test_an_address_that_strangers_claim_is_believed_of_none(storage: Storage) -> None:
    for number in range(2, 7):
        assert save(storage, claiming(f"p{number}", number), f"p{number}") is Decision.NEW
    assert addresses(storage) == ["p2", "p3", "p4", "p5", "p6"]
    assert storage.records.find(f"{SITE}/{SHARED}") is None
    for number in range(2, 7):
        again = save(storage, claiming(f"p{number}", number), f"p{number}")
        assert again is Decision.UNCHANGED
        found = storage.records.find(f"{SITE}/p{number}")
        assert found is not None
        assert found.article.title == f"Title {number}"
    assert len(addresses(storage)) == 5


def test_the_article_that_stands_at_the_address_keeps_it(storage: Storage) -> None:
    own = article(SHARED, text(9), title="Title 9")
    save(storage, own, SHARED)
    for number in (2, 3):
        assert save(storage, claiming(f"p{number}", number), f"p{number}") is Decision.NEW
    assert addresses(storage) == [SHARED, "p2", "p3"]
    assert save(storage, own, SHARED) is Decision.UNCHANGED


def test_the_article_that_stands_at_the_address_gets_it_back(storage: Storage) -> None:
    save(storage, claiming("p2", 2), "p2")
    assert save(storage, article(SHARED, text(9), title="Title 9"), SHARED) is Decision.NEW
    assert addresses(storage) == [SHARED, "p2"]
    found = storage.records.find(f"{SITE}/{SHARED}")
    assert found is not None
    assert (found.article.title, found.version) == ("Title 9", 1)


def test_a_page_may_change_all_of_its_text_and_keeps_its_claim(storage: Storage) -> None:
    save(storage, claiming("a", 2), "a")
    new = replace(claiming("a", 7), content_hash=article("x").content_hash + "1")
    assert save(storage, new, "a") is Decision.CHANGED
    assert addresses(storage) == [SHARED]
    assert rows(storage, "SELECT count(*) FROM shared_address") == [(0,)]


@pytest.mark.parametrize(
    ("one", "other", "unlike"),
    [
        (text(2), text(3), True),
        (text(2), f"{text(2)} and a correction", False),
        (text(2), text(2)[:400], False),
        ("Watch the film of the harbour bridge", "Watch the film of the harbour bridges", False),
        ("Watch the film", "停牌公告：上市公司今日起停牌", True),
        ("", "", False),
    ],
)
def test_strangers_have_next_to_nothing_in_common(one: str, other: str, *, unlike: bool) -> None:
    assert strangers(one, other) is unlike
