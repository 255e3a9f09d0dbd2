from __future__ import annotations

import json

import pytest
from selectolax.lexbor import LexborHTMLParser

from articles.extract.embedded import embedded_body
from articles.extract.structured import statements
from articles.types import Provenance

TEXT = "The bridge was opened again on Monday. Thousands came to see it. The mayor cut a ribbon. "


def body(markup: str) -> tuple[str, Provenance] | None:
    tree = LexborHTMLParser(markup)
    return embedded_body(tree, statements(tree))


def test_json_ld_carries_a_text() -> None:
    thing = {"@type": "NewsArticle", "articleBody": f"{TEXT * 2}\n\nA <b> & c. {TEXT}"}
    found = body(f'<script type="application/ld+json">{json.dumps(thing)}</script>')
    assert found is not None
    markup, provenance = found
    assert provenance is Provenance.JSON_LD
    assert markup.startswith("<article><p>The bridge")
    assert "<p>A &lt;b&gt; &amp; c. " in markup


def test_a_script_carries_markup_even_inside_another_text() -> None:
    inner = json.dumps({"id": 1, "html": f"<p>{TEXT}</p><p>{TEXT * 2}</p>"})
    for data in (inner, json.dumps(["x", inner]), f"self.push([1,{json.dumps('5:' + inner)}])"):
        found = body(f"<script>window.data = {data}</script>")
        assert found is not None
        assert found == (f"<article><p>{TEXT}</p><p>{TEXT * 2}</p></article>", Provenance.AUTOMATIC)


NOTHING = [
    "<p>x</p>",
    "<script src=x></script>",
    f"<script>var a = '{'x' * 5_000}';</script>",
    f'<script>var a = "{"x" * 5_000}";</script>',
    f'<script>var a = "{"function() {{ a. b. c. }} " * 50}";</script>',
    '<script>var a = "' + "\\" * 100_001 + '";</script>',
    "<script>" + '"' * 100_000 + "</script>",
    '<script type="application/ld+json">{"@type":"Article","articleBody":"Short."}</script>',
]


@pytest.mark.parametrize("markup", NOTHING)
def test_code_and_short_texts_are_no_article(markup: str) -> None:
    assert body(markup) is None
