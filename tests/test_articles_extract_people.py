from __future__ import annotations

import json

import pytest
from selectolax.lexbor import LexborHTMLParser

from articles.extract.bylines import byline_of, origin_of
from articles.extract.people import authors_of
from articles.extract.structured import statements
from articles.types import Provenance


def authors(markup: str, *lines: str, sites: tuple[str, ...] = ()) -> tuple[str, Provenance] | None:
    tree = LexborHTMLParser(markup)
    return authors_of(tree, statements(tree), sites, lines)


def linked(author: object, more: str = "") -> str:
    thing = {"@type": "NewsArticle", "author": author}
    return f'{more}<script type="application/ld+json">{json.dumps(thing)}</script>'


PEOPLE = [
    (linked({"name": "Ann Lee"}), "Ann Lee", Provenance.JSON_LD),
    (linked([{"name": "Ann Lee"}, {"name": "Bo Roe"}]), "Ann Lee、Bo Roe", Provenance.JSON_LD),
    (linked({"name": "Ann Lee and Bo Roe"}), "Ann Lee、Bo Roe", Provenance.JSON_LD),
    (linked({"name": "By Ann Lee"}), "Ann Lee", Provenance.JSON_LD),
    (linked({"name": "Ann Lee, professor of history at the University of Somewhere, post.example"}), "Ann Lee", Provenance.JSON_LD),
    ("<meta name=author content='Ann Lee'><meta name=author content='Bo Roe'>", "Ann Lee、Bo Roe", Provenance.META),
    ("<meta name=author content='https://social.example/ann'><a rel=author href=/a>Ann Lee</a>", "Ann Lee", Provenance.MARKUP),
    ("<meta name=author content='ann@post.example'><meta name='twitter:label1' content='Written by'><meta name='twitter:data1' content='Ann Lee'>", "Ann Lee", Provenance.META),
    ("<span itemprop=author><span itemprop=name>Ann Lee</span></span>", "Ann Lee", Provenance.MARKUP),
    ("<div class=byline>By <a href=/authors/ann>Ann Lee</a> | 3 May 2021</div>", "Ann Lee", Provenance.MARKUP),
    ("<div class=byline><script>var a = 1;</script>By Ann Lee, Senior Reporter</div>", "Ann Lee", Provenance.MARKUP),
    ("<ul><li><a href='/author/a'>Ann Lee</a></li><li><a href='/author/b'>Bo Roe</a></li></ul>", "Ann Lee、Bo Roe", Provenance.MARKUP),
    ("<meta name=author content='张三'>", "张三", Provenance.META),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "names", "provenance"), PEOPLE)
def test_who_wrote_it_and_where_it_stood(markup: str, names: str, provenance: Provenance) -> None:
    assert authors(markup) == (names, provenance)


LINES = [
    (("By Ann Lee",), "Ann Lee"),
    (("Von Jo Roe, am 3. Mai",), "Jo Roe"),
    (("Autor: Jan Kowalski",), "Jan Kowalski"),
    (("每经记者 吴林静 每经编辑 刘艳美",), "吴林静"),
    (("By the time it ended, nobody was left.",), None),
    (("The last sentence of the text.",), None),
    (("A sentence of the text.", "Lê Phương"), "Lê Phương"),
    ((), None),
]


@pytest.mark.parametrize(("lines", "names"), LINES)
def test_byline_lines_are_asked_last(lines: tuple[str, ...], names: str | None) -> None:
    found = authors("<p>x</p>", *lines)
    assert found == (None if names is None else (names, Provenance.TEXT))


NOBODY = [
    "<meta name=author content=admin>",
    "<meta name=author content='请输入作者'>",
    "<meta name=author content='责任编辑：李四'>",
    "<meta name=author content='105092'>",
    "<a rel=author href=/x>2021-05-10</a>",
    "<div class=author>Share</div>",
    linked({"name": "www.post.example"}),
    linked({"name": "x" * 100_000}),
]


@pytest.mark.parametrize("markup", NOBODY)
def test_placeholders_roles_and_addresses_are_no_names(markup: str) -> None:
    assert authors(markup) is None


def test_the_site_stands_for_the_author_only_if_no_person_does() -> None:
    site = linked({"@type": "Organization", "name": "Daily Post"})
    assert authors(site, sites=("Daily Post",)) == ("Daily Post", Provenance.JSON_LD)
    person = linked({"name": "Daily Post"}, "<meta name=author content='Ann Lee'>")
    assert authors(person, sites=("Daily Post",)) == ("Ann Lee", Provenance.META)


def test_a_reference_in_the_graph_is_followed() -> None:
    graph = [
        {"@type": "NewsArticle", "headline": "x", "author": {"@id": "#a"}},
        {"@type": "Person", "@id": "#a", "name": "Ann Lee"},
    ]
    markup = f'<script type="application/ld+json">{json.dumps({"@graph": graph})}</script>'
    assert authors(markup) == ("Ann Lee", Provenance.JSON_LD)


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("来源：新华社 作者：张三", "新华社"),
        ("稿源:某某网|2021", "某某网"),
        ("來源：某某日報", "某某日報"),
        ("来源：作者：张三", None),
        ("来源：未知 稿源：某某社", "某某社"),
        ("来源不明", None),
        ("封面图片来源：某图网", None),
        ("来源：某某资料图", None),
        ("第一行\n每日某闻报 2021-05-10 06:56:09\n正文", "每日某闻报"),
        ("每日某闻报 2021年5月10日\n来源：新华社", "新华社"),
        ("财经新闻 2021-05-10", None),
        ("他在 2021-05-10 加入了某某报 2021-05-10 并", None),
        ("", None),
    ],
)
def test_the_outlet_that_a_text_came_from(text: str, origin: str | None) -> None:
    assert origin_of(text) == origin


BYLINES = [
    ("每经记者 吴林静 每经编辑 刘艳美", "吴林静"),
    ("某社北京5月19日电（记者刘艺、杨吉）某院专家介绍", "刘艺、杨吉"),
    ("某商报讯（记者 岳品瑜 董晗萱）5月20日", "岳品瑜、董晗萱"),
    ("某方网记者曹磊5月13日报道：旅游日临近", "曹磊"),
    ("本报记者 王 伟 李晓明 通讯员 赵六", "王伟、李晓明"),
    ("本报记者张三", "张三"),
    ("见习记者 欧阳晓红 摄影 王五", "欧阳晓红"),
    ("文丨特约评论员 韩涵", "韩涵"),
    ("文｜一只鱼", "一只鱼"),
    ("图文/李四", "李四"),
    ("采写：某城记者 陈小龙", "陈小龙"),
    ("撰文 | 阿布都热合曼·艾力", "阿布都热合曼·艾力"),
    ("来源：某社 作者：张三", "张三"),
    ("〔記者張三／台北報導〕", "張三"),
    ("記者王小明／台北報導", "王小明"),
    ("正文的第一段。\n" * 200 + "（记者 张三）", "张三"),
    ("记者从国家统计局获悉，今年一季度", None),
    ("记者 从国家统计局获悉，今年一季度", None),
    ("记者在现场看到，道路已恢复通行", None),
    ("据记者报道", None),
    ("作者：佚名", None),
    ("作者简介：张三，作家", None),
    ("责任编辑：李四", None),
    ("中文 课程介绍", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "names"), BYLINES)
def test_byline_lines_of_the_chinese_press(text: str, names: str | None) -> None:
    assert byline_of(text) == names


def test_a_sentence_about_a_journalist_is_no_byline() -> None:
    assert authors("<p>x</p>", "记者 从现场获悉，桥已通车") is None
