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


def test_every_reason_that_rules_of_health_give_has_its_chinese() -> None:
    """What stands in the rules, numbers and all that is particular put in."""
    service = OUTCOMES.parent.parent / "service"
    text = "".join((service / name).read_text("utf-8") for name in ("health.py", "drift.py"))
    named = re.findall(r'State\.\w+, [\w.]+, "([^"]+)"', text)
    odd = re.findall(r'\("\w+", "((?:have|are) [^"]+)"\)', text)
    named += [f"3 of the latest 9 articles {one}" for one in odd]
    assert len(odd) > 3
    assert len(named) > 8
    assert [why for why in named if reason_teller("zh")(why) == why] == []


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
        ("5 of the latest 9 articles have no date", "最近 9 篇文章中有 5 篇没有日期"),
        ("silent: about 7 articles usually come by now", "没有新文章：此时通常已有约 7 篇"),
        ("every source fails: is the network there?", "所有来源都失败：网络是否正常？"),
        ("nothing of the kind", "nothing of the kind"),
        ("https://news.example.com/: refused", "https://news.example.com/: refused"),
        ("", ""),
    ],
)
def test_a_reason_is_told_and_its_detail_kept(why: str, told: str) -> None:
    assert reason_teller("zh")(why) == told
    assert reason_teller("en")(why) == why
