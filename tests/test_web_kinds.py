"""Why something is not well is told in Chinese, and keeps its own name and its detail."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from web.kinds import CHINESE_KINDS, kind_namer, reason_teller

OUTCOMES = Path(__file__).parent.parent / "docs" / "outcomes.md"


def test_every_documented_class_has_its_chinese() -> None:
    documented = set(re.findall(r"^\| `([a-z0-9-]+)`", OUTCOMES.read_text("utf-8"), re.MULTILINE))
    assert len(documented) > 30
    assert documented - CHINESE_KINDS.keys() == set()


def test_a_class_keeps_the_name_that_the_documents_know() -> None:
    assert kind_namer("zh")("timeout") == "超时（timeout）"
    assert kind_namer("zh")("http-502") == "网站故障（http-502）"
    assert kind_namer("zh")("trafilatura") == "trafilatura"
    assert kind_namer("en")("timeout") == "timeout"


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("timeout: no answer in 30 s", "超时（timeout）：no answer in 30 s"),
        ("robots.txt now forbids it: it says\nso", "robots.txt 现已禁止抓取：it says\nso"),
        (
            "7 of 9 pages gave no article, unlike before: no-body",
            "9 个页面中有 7 个没有得到文章，与以往不同：no-body",
        ),
        ("its listings show 0 articles", "列表页只显示 0 篇文章"),
        ("5 of the latest 9 articles have no date", "最近 9 篇文章中有 5 篇异常（have no date）"),
        ("nothing of the kind", "nothing of the kind"),
        ("https://news.example.com/: refused", "https://news.example.com/: refused"),
        ("", ""),
    ],
)
def test_a_reason_is_told_and_its_detail_kept(why: str, told: str) -> None:
    assert reason_teller("zh")(why) == told
    assert reason_teller("en")(why) == why
