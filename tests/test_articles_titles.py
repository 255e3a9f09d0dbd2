from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.titles import clean_title

CLEANED = [
    (
        "重庆定下3万亿“小目标”！阿里、腾讯、华为、浪潮等巨头相继加入",
        "重庆定下3万亿_小目标_！阿里、腾讯、华为、浪潮等巨头相继加入",
    ),
    ("谁在买单？", "谁在买单_"),
    ("Who pays?", "Who pays_"),
    ('It\'s "so"', "It_s _so_"),
    ("[快讯] 收盘", "_快讯_ 收盘"),
    ("a/b\\c|d", "a_b_c_d"),
    ("<b>x</b>", "_b_x__b_"),
    ("9:30 * 开盘", "9_30 _ 开盘"),
    ("{{ site.title }}", "__ site.title __"),
    ("{% raw %}", "_% raw %_"),
    ("one\ntwo\r\nthree\tfour", "one_two__three_four"),
    ("nul\x00esc\x1b[31m", "nul_esc__31m"),
    ("\x85next\u2028line\u2029", "_next_line_"),
    ("right\u202eleft", "right_left"),
    ("zero\u200bwidth\ufeff", "zero_width_"),
    ("lone\ud800half", "lone_half"),
    ("  around \u3000", "around"),
    ("../../etc/passwd", ".._.._etc_passwd"),
    ("", ""),
    (" \xa0 ", ""),
]
KEPT = [
    "！：（）【】《》、，",
    "A, B. C-D (E) #1 & 50% $9 @x `y` ~z; a=b+c^",
    "数字经济 🚀 涨了 👨\u200d👩\u200d👧",
    "Ünïcödé Ωμέγα Привет 日本語 한국어 العربية",
    "每经网 | ".replace("|", "｜").strip(),
    "- dash first",
    "# hash first",
    "---",
    "true",
    "2021-05-10",
]
UNSAFE = set("“”\"'?？[]/\\|<>*:{}\n\r\t\0\x1b\x7f\x85\u2028\u2029\u202e\u200b\ufeff")


@pytest.mark.parametrize(("title", "expected"), CLEANED)
def test_what_is_unsafe_becomes_an_underscore(title: str, expected: str) -> None:
    assert clean_title(title) == expected


@pytest.mark.parametrize("title", KEPT)
def test_what_is_safe_stays(title: str) -> None:
    assert clean_title(title) == title


@given(st.text(st.characters(exclude_categories=()) | st.sampled_from(sorted(UNSAFE))))
def test_a_clean_title_is_safe_and_stays_so(title: str) -> None:
    cleaned = clean_title(title)
    assert clean_title(cleaned) == cleaned
    assert not UNSAFE & set(cleaned)
    assert not any(unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} for letter in cleaned)
    assert cleaned == cleaned.strip()


@given(st.text(st.characters(exclude_categories=["Z", "Cc"])))
def test_letters_are_replaced_one_for_one(title: str) -> None:
    cleaned = clean_title(title)
    assert len(cleaned) == len(title)
    assert all(new in (old, "_") for old, new in zip(title, cleaned, strict=True))
