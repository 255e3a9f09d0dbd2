from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.extract.bylines import byline_of

BYLINES = [
    ("每经记者 吴林静    每经编辑 刘艳美 程鹏\n回顾过去五年", "吴林静"),
    ("每经记者 吴林静\xa0\xa0\xa0\xa0每经编辑 刘艳美", "吴林静"),
    ("每经记者：张三", "张三"),
    ("记者|张三 李四 编辑|王五", "张三、李四"),
    ("本报记者 张三、李四、王五", "张三、李四、王五"),
    ("记者 张三，李四", "张三、李四"),
    ("记者 张三/李四", "张三、李四"),
    ("财联社实习记者 张三", "张三"),
    ("新华社记者 买买提·吐尔逊", "买买提·吐尔逊"),
    ("特约作者：张三", "张三"),
    ("撰文 ｜ 张三", "张三"),
    ("文/张三", "张三"),
    ("（文｜张三 李四）", "张三、李四"),
    ("来源：每经网\n作者：张三\n编辑：李四", "张三"),
    ("记者 张三 张三", "张三"),
    ("记者 张三 北京报道", "张三"),
    ("记者 张三 摄影 李四", "张三"),
    ("记者 张三 实习生 李四", "张三"),
    ("标题\n\n" + "文字，" * 60 + "记者 张三", "张三"),
    ("正文。" * 400 + "\n（作者：张三）", "张三"),
]
NONE = [
    "",
    " ",
    "回顾过去五年，重庆经济增速起起伏伏。",
    "每经编辑 刘艳美",
    "编辑：刘艳美 校对：程鹏",
    "记者",
    "记者 ",
    "记者注意到，重庆定下3万亿目标",
    "记者 John Smith",
    "记者 编辑 张三",
    "以下为公告全文：重庆两江新区管委会",
    "详见论文 关于工业互联网",
    "第一段。" * 300 + "记者 张三" + "后文。" * 400,
]


@pytest.mark.parametrize(("text", "names"), BYLINES)
def test_who_wrote_it(text: str, names: str) -> None:
    assert byline_of(text) == names


@pytest.mark.parametrize("text", NONE)
def test_no_name_is_made_up(text: str) -> None:
    assert byline_of(text) is None


PRESS = st.text(st.sampled_from("记者作文编辑本报每经实习驻张三李四 、，/&|：:\n"), max_size=80)


@given(st.text() | PRESS)
def test_names_come_from_the_text_once_each(text: str) -> None:
    found = byline_of(text)
    if found is None:
        return
    names = found.split("、")
    assert 1 <= len(names) <= 6
    assert len(set(names)) == len(names)
    assert all(name in text and 2 <= len(name) <= 12 for name in names)


@pytest.mark.parametrize("text", ["本报" * 50_000, "驻" * 100_000, "记者" + " " * 100_000, "记者 张三 " * 50_000])  # fmt: skip
def test_a_long_text_takes_no_longer(text: str) -> None:
    assert byline_of(text) in {None, "张三"}
