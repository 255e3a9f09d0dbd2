from __future__ import annotations

import numpy as np
from extract_pages import ENGLISH, fetched, paragraphs, site

from articles.extract.automatic import told_by
from articles.extract.features import described
from articles.extract.item import marked_page
from articles.extract.runs import read_runs
from articles.extract.signs import COLUMN, Matrix
from articles.extract.structured import statements
from articles.html.page import MarkedPage
from benchmarks.sets import Case
from benchmarks.variants import variant


def case(texts: tuple[str, ...], title: str) -> Case:
    truth = {"body": "\n".join(texts), "title": title}
    return Case("news_en", title, fetched(site(paragraphs(texts), title=title)), truth)


BRIDGE = case(ENGLISH, "Harbour bridge reopens")


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
