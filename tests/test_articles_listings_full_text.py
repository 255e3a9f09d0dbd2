from __future__ import annotations

import pytest

from articles.listings.full_text import is_full, text_of

ENGLISH = "The council met on Monday and decided, after a long debate, to build the bridge. " * 4
CHINESE = (
    "记者从有关部门获悉，该项目将于下月正式启动，预计总投资超过十亿元，建成后将带动周边产业发展。"
    * 3
)
FOOT = "<p>The post A bridge appeared first on The Example Times.</p>"


@pytest.mark.parametrize(
    ("content", "summary"),
    [
        (f"<p>{ENGLISH}</p>", ""),
        (f"<p>{ENGLISH}</p>", "A bridge."),
        (f"<p>{ENGLISH}</p>", f"<p>{ENGLISH}</p>"),
        (f"<p>{ENGLISH}</p>{FOOT}", f"A bridge. {FOOT}"),
        (f"<p>{CHINESE}</p>", ""),
        (f"<p>{ENGLISH}</p><p>Nothing more… he said.</p>", ""),
        (f"<p>{ENGLISH} We ask for no more than sophomore years of evermore</p>", ""),
    ],
)
def test_a_whole_text_is_told(content: str, summary: str) -> None:
    assert is_full(content, summary)


@pytest.mark.parametrize(
    ("content", "summary"),
    [
        ("", ""),
        ("<p>Short.</p>", ""),
        (f"<p>{CHINESE[:40]}</p>", ""),
        (f"<p>{ENGLISH}…</p>", ""),
        (f"<p>{ENGLISH}...</p>", ""),
        (f"<p>{ENGLISH} [&#8230;]</p>", ""),
        (f"<p>{ENGLISH} [&hellip;]</p>{FOOT}", ""),
        (f'<p>{ENGLISH}</p><a href="x">Read more</a>', ""),
        (f'<p>{ENGLISH}</p><a href="x">Continue reading →</a>', ""),
        (f'<p>{ENGLISH}</p><a href="x">Read the full story here</a>', ""),
        (f'<p>{CHINESE}</p><a href="x">阅读全文 &gt;&gt;</a>', ""),
        (
            f"<p>{ENGLISH}</p>",
            ENGLISH + "And so on, which the summary knows and the text does not.",
        ),
        ("<div>" * 3_000 + ENGLISH, ""),
    ],
)
def test_a_beginning_is_no_whole_text(content: str, summary: str) -> None:
    assert not is_full(content, summary)


def test_markup_too_deep_or_too_large_has_no_text() -> None:
    assert text_of("<div>" * 3_000 + "x") is None
    assert text_of("x" * 3_000_000) is None
    assert text_of("<p>x</p>") == "x"
