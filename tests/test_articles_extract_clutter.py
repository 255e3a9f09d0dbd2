from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from articles.extract.clutter import is_clutter, tidied
from articles.extract.runs import read_runs

CLUTTER = [
    "<p>Advertisement</p>",
    "<p>Werbung überspringen</p>",
    "<p>Story continues below advertisement</p>",
    "<p>广告</p>",
    "<p>Read also: <a href=x>Another story</a></p>",
    "<p>Also: <a href=x>How to repair a bridge</a></p>",
    "<p>Les også: <a href=x>En annen sak</a></p>",
    "<p>Baca juga: <a href=x>Berita lain</a></p>",
    "<p><a href=x>Lire aussi Une autre histoire</a></p>",
    "<p>相关阅读：</p>",
    "<p>延伸閱讀：<a href=x>另一篇</a></p>",
    "<p>Play video</p>",
    "<p>0:00 / 1:24</p>",
    "<p>视频加载中...</p>",
    "<p>Share this</p>",
    "<p>Subscribe to our newsletter</p>",
    "<p>扫码关注公众号</p>",
    "<p>（责任编辑：李四）</p>",
    "<p>责编：李四 校对：王五</p>",
    "<p>© 2021 Daily Post. All rights reserved.</p>",
    "<p>版权声明：未经授权不得转载</p>",
    "<p>【责任编辑 李四】</p>",
    "<p>責任編輯｜李四</p>",
    "<p>原标题：大桥通车</p>",
    "<p>返回某某网，查看更多</p>",
    "<p>平台声明：该文观点仅代表作者本人，某某号系信息发布平台。</p>",
    "<p>本文仅代表作者观点，不代表本站立场</p>",
    "<p>转载请注明出处</p>",
    "<p>长按识别二维码关注我们</p>",
    "<p>举报/反馈</p>",
    "<p>更多精彩内容，请下载客户端</p>",
    "<p>阅读原文</p>",
    "<p>無断転載を禁じます</p>",
]
TEXT = [
    "<p>Read also what the committee wrote in its report of 1998, he said.</p>",
    "<p>Also: bring a warm coat, the guide said.</p>",
    "<p>Advertisement spending fell by a third.</p>",
    "<p>Related party transactions were not disclosed.</p>",
    "<p>Share prices fell on Monday as investors sold their holdings.</p>",
    "<p>Play resumed after ten minutes.</p>",
    "<p>编辑部的灯光一直亮到深夜。</p>",
    "<p>编辑 他们说，是一份安静的工作。</p>",
    "<p>文章说，港口的货运量比去年增长了一成。</p>",
    "<p>打开大门，院子里开满了花。</p>",
    "<p>更多新闻工作者来到现场。</p>",
    "<p>返回家乡的人们在车站等候。</p>",
    "<p>关注度持续上升的新能源汽车行业迎来政策调整，多家企业表示将加大研发投入，并在今年内推出十余款新车型，进一步扩大海外市场份额。"
    "分析人士认为，行业竞争将更加激烈，价格战或将持续到明年年中，而产业链上下游企业的利润空间也会因此受到挤压。</p>",
    "<p>" + "Subscribe to the view that nothing can be done, and nothing will. " * 4 + "</p>",
]  # fmt: skip


@pytest.mark.parametrize("markup", CLUTTER)
def test_a_line_that_is_none_of_the_text(markup: str) -> None:
    (run,) = read_runs(LexborHTMLParser(markup)).runs
    assert is_clutter(run)


@pytest.mark.parametrize("markup", TEXT)
def test_a_sentence_that_begins_like_one(markup: str) -> None:
    (run,) = read_runs(LexborHTMLParser(markup)).runs
    assert not is_clutter(run)


def test_hidden_text_goes_unless_the_page_hides_most_of_it() -> None:
    shown, hidden = "A sentence that is shown. " * 4, "Hidden."
    page = f"<p>{shown}</p><div hidden><p>{hidden}</p></div>"
    runs = read_runs(LexborHTMLParser(page)).runs
    assert tidied(runs, [True, True], [0.9, 0.9]) == [True, False]
    runs = read_runs(LexborHTMLParser(f"<div hidden><p>{shown}</p></div>")).runs
    assert tidied(runs, [True], [0.9]) == [True]


CAPTIONS = [
    "<figure><figcaption>x</figcaption></figure><p>y</p>",
    "<figure><figcaption><div><p>x</p></div></figcaption></figure><p>y</p>",
    "<div><p class='wp-caption-text'>x</p></div><p>y</p>",
]


@pytest.mark.parametrize("markup", CAPTIONS)
def test_a_caption_must_be_much_likelier_than_another_line(markup: str) -> None:
    runs = read_runs(LexborHTMLParser(markup)).runs
    assert tidied(runs, [True, True], [0.85, 0.55]) == [False, True]
    assert tidied(runs, [True, True], [0.95, 0.55]) == [True, True]


def test_captions_that_are_all_of_a_text_stay() -> None:
    page = "<figure><figcaption>x</figcaption></figure><p>Share</p>" * 2
    runs = read_runs(LexborHTMLParser(page)).runs
    assert tidied(runs, [True] * 4, [0.7] * 4) == [True, False, True, False]
