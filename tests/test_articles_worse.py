from __future__ import annotations

import subprocess
import sys

import pytest

from articles.worse import loss

TEXT = "重庆工业互联网平台接入设备超过一百二十万台，服务企业四万余家。" * 10
ENGLISH = "The port authority said that container traffic rose by four per cent. " * 10


@pytest.mark.parametrize(
    "new",
    [
        "",
        "文章已删除",
        TEXT[:50],
        TEXT[:100] + "本文为付费内容，订阅后可阅读全文",
        TEXT[:110] + "……登录后阅读全文",
        "抱歉，您访问的页面不存在或已删除。" + TEXT[:90],
    ],
)
def test_a_text_that_was_blanked_or_cut_is_a_loss(new: str) -> None:
    assert loss(TEXT, new)


def test_an_english_text_cut_by_an_offer_is_a_loss() -> None:
    why = loss(ENGLISH, ENGLISH[:200] + "Subscribe to continue reading.")
    assert why == "its text was cut from 700 to 230 characters, with 'subscribe to continue'"


@pytest.mark.parametrize(
    "new",
    [
        TEXT,
        TEXT + "更正：数字有误。",
        TEXT[:200],
        TEXT[:110],
        TEXT + "登录后阅读全文",
        TEXT[:160] + "“订阅后可阅读全文”成为常态。",
    ],
)
def test_a_text_that_was_edited_is_none(new: str) -> None:
    assert loss(TEXT, new) is None


def test_a_brief_may_change_to_anything() -> None:
    assert loss("沪指收涨0.3%。", "") is None
    assert loss("", "") is None


def test_telling_a_loss_loads_no_parser() -> None:
    program = "import sys, storage; print([one for one in ('selectolax', 'nh3', 'lxml') if one in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
