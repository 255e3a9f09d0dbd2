from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from extract_pages import ENGLISH, GERMAN, fetched, paragraphs, site

from articles.extract.automatic import told_by
from articles.extract.features import described
from articles.extract.item import marked_page
from articles.extract.runs import read_runs
from articles.extract.signs import COLUMN, Matrix
from articles.extract.structured import statements
from articles.html.page import MarkedPage
from benchmarks.followed import Piece, followed, piece_of
from benchmarks.sets import Case
from benchmarks.variants import variant


def case(texts: tuple[str, ...], title: str) -> Case:
    truth = {"body": "\n".join(texts), "title": title}
    return Case("news_en", title, fetched(site(paragraphs(texts), title=title)), truth)


BRIDGE = case(ENGLISH, "Harbour bridge reopens")
OTHER = case(GERMAN, "Brücke wieder offen")


def texts_of(made: Case) -> list[str]:
    marked = marked_page(made.page)
    assert isinstance(marked, MarkedPage)
    return [run.text for run in read_runs(marked.tree).runs]


def test_a_piece_is_the_article_alone() -> None:
    piece = piece_of(OTHER)
    assert piece is not None
    assert piece.title == "Brücke wieder offen"
    assert piece.markup.count("<p>") == len(GERMAN)


@pytest.mark.parametrize("seed", range(8))
def test_other_articles_stand_behind_the_page_s_own(seed: int) -> None:
    piece = piece_of(OTHER)
    assert piece is not None
    made = followed(BRIDGE, [piece], np.random.default_rng(seed))
    assert made is not None
    texts = texts_of(made)
    assert made.truth == BRIDGE.truth
    assert set(texts_of(BRIDGE)) < set(texts)
    assert texts.index(ENGLISH[-1]) < texts.index(GERMAN[0])


def test_a_page_without_a_place_for_them_is_not_made() -> None:
    bare = replace(BRIDGE, page=fetched("\n".join(ENGLISH)))
    piece = Piece("x", "<p>y</p>")
    assert followed(bare, [piece], np.random.default_rng(7)) is None
    assert followed(BRIDGE, [], np.random.default_rng(7)) is None


def rows_of(one: Case) -> Matrix:
    marked = marked_page(one.page)
    assert isinstance(marked, MarkedPage)
    return described(read_runs(marked.tree), told_by(statements(marked.tree), None))


def test_a_variant_has_no_capitals_and_says_as_much() -> None:
    rows = rows_of(BRIDGE)
    made = [variant(rows, rows, np.random.default_rng(seed)) for seed in range(12)]
    variants = [one for one in made if one is not None]
    assert 0 < len(variants) < len(made)
    for one in variants:
        assert not one[:, COLUMN["capital"]].any()
        assert np.array_equal(one[:, COLUMN["width"]], rows[:, COLUMN["width"]])
    assert {bool(one[:, COLUMN["wide"]].any()) for one in variants} == {True, False}
