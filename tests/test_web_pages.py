"""What pages are made of: words, charts, comparisons, answers that are kept."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest

from config.listing import KINDS
from service.health import State
from storage.types import RunState
from web.charts import HEIGHT, WIDTH, Point, chart
from web.comparing import compared
from web.languages import language_of, translator
from web.memo import Memo
from web.words import CHINESE

WEB = Path(__file__).parent.parent / "web"
SAID = re.compile(r"""\bt\((?:"([^"]+)"|'([^']+)')""")


def said() -> set[str]:
    return {
        first or second
        for file in (WEB / "templates").glob("*.html")
        for first, second in SAID.findall(file.read_text("utf-8"))
    }


def test_every_text_has_its_chinese() -> None:
    assert len(said()) > 100
    assert said() - CHINESE.keys() == set()


def test_every_state_has_its_chinese() -> None:
    states = {"waiting", "queued", "crawling", "paused", "disabled", "idle"}
    assert {*RunState, *State, *states} - CHINESE.keys() == set()
    assert KINDS


def test_placeholders_are_the_same_in_both_languages() -> None:
    for english, chinese in CHINESE.items():
        assert set(re.findall(r"{(\w+)}", english)) == set(re.findall(r"{(\w+)}", chinese)), english
    assert translator("zh")("run {number}", number=7) == "运行 7"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en;q=0.5, zh;q=0.9", "zh"),
        ("de, fr;q=0.5", "en"),
        ("zh;q=0, en", "en"),
        ("zh;q=x", "en"),
    ],
)
def test_the_language_is_what_the_browser_wants_most(header: str | None, language: str) -> None:
    assert language_of(header) == language


def test_bars_stay_on_their_field() -> None:
    made = chart("x", "t", "u", [Point(str(at), at % 7) for at in range(60)])
    assert made.peak == 6
    for bar in made.bars:
        assert bar.x + bar.width <= WIDTH
        assert 0 <= bar.y <= bar.y + bar.height <= HEIGHT + 0.1
        assert (bar.height > 0) is (bar.point.value > 0)
    assert chart("x", "t", "u", []).is_empty


def test_a_comparison_shows_words_that_came_and_went() -> None:
    old = ["标题", "a 1", "same one", "same two", "same three", "same four", "原来的第一段文字。"]
    new = [
        "标题",
        "a 1",
        "same one",
        "same two",
        "same three",
        "same four",
        "改过的第一段文字。",
        "新",
    ]
    found = compared(old, new)
    assert [one.kind for one in found] == ["skip", "same", "edited", "come"]
    assert [(one.kind, one.text) for one in found[2].pieces] == [
        ("gone", "原来"), ("come", "改过"), ("same", "的第一段文字。"),
    ]  # fmt: skip
    assert [one.kind for one in compared(["x"], ["y"])] == ["gone", "come"]
    assert [one.kind for one in compared(["x"], ["x"])] == ["skip"]


def test_an_old_answer_is_given_once_more_while_it_is_renewed() -> None:
    now, asked, renewed = [0.0], [0], threading.Event()
    memo: Memo[int] = Memo(10, lambda: now[0])

    def answer() -> int:
        asked[0] += 1
        if asked[0] > 1:
            renewed.set()
        return asked[0]

    assert [memo.get("q", answer), memo.get("q", answer)] == [1, 1]
    now[0] = 11
    assert memo.get("q", answer) == 1
    assert renewed.wait(10)
    memo._worker.shutdown()
    assert memo.get("q", answer) == 2
    assert memo.get("other", lambda: 9) == 9
