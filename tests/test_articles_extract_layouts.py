from __future__ import annotations

import pytest
from extract_layouts import LAYOUTS, Layout
from extract_pages import read


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_the_article_of_a_layout_is_read_whole_and_alone(layout: Layout) -> None:
    found = read(layout.markup, url=layout.url)
    assert (found.body_text or "").split("\n") == list(layout.body)
    assert found.failures == ()


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_the_fields_of_a_layout_are_read(layout: Layout) -> None:
    found = read(layout.markup, url=layout.url)
    assert found.title == layout.title
    assert (found.origin, (found.published or "")[:10] or None) == (layout.origin, layout.day)
    assert found.byline == layout.byline
