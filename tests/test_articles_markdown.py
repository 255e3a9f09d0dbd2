from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import frontmatter
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from storage_world import article

from articles.markdown import markdown_of

BODY = (
    '<div><h2>小标题</h2><p>重庆的<b>工业</b>，见<a href="https://news.example.com/2">此文</a>。</p>'
    '<p><img src="https://news.example.com/a.jpg" alt="图"></p><ul><li>一</li><li>二_三</li></ul></div>'
)


def test_an_article_becomes_front_matter_and_markdown() -> None:
    made = article(
        "1",
        body_html=BODY,
        title="央行：'降准' 0.5 个百分点",
        byline="吴林静",
        keywords=("降准", "金融"),
        headimg="https://news.example.com/a.jpg",
        language="zh",
        published_at=datetime(2026, 5, 1, 20, tzinfo=timezone(timedelta(hours=8))),
        updated_at=datetime(2026, 5, 1, 13, 30, tzinfo=UTC),
    )
    assert markdown_of(made) == (
        "---\n"
        "title: 央行：'降准' 0.5 个百分点\n"
        "date: '2026-05-01T12:00:00Z'\n"
        "updated: '2026-05-01T13:30:00Z'\n"
        "author: 吴林静\n"
        "tags:\n- 金融\n- 每经网\n- 要闻\n- 降准\n"
        "source: news\n"
        "canonical_url: https://news.example.com/1\n"
        "language: zh\n"
        "image: https://news.example.com/a.jpg\n"
        "---\n"
        "\n"
        "## 小标题\n\n"
        "重庆的**工业**，见[此文](https://news.example.com/2)。\n\n"
        "![图](https://news.example.com/a.jpg)\n\n"
        "- 一\n- 二\\_三\n"
    )


@example("\x85", "\u2028")
@given(st.text(), st.text())
def test_the_front_matter_of_any_text_is_read_as_it_was(title: str, keyword: str) -> None:
    text = markdown_of(article("1", title=title, keywords=(keyword,), byline=None))
    head = frontmatter.loads(text, handler=frontmatter.YAMLHandler()).metadata
    written = yaml.safe_load(text.split("\n---\n")[0].removeprefix("---\n"))
    assert head == written
    assert head.get("title", "") == title.encode("utf-16", "surrogatepass").decode(
        "utf-16", "replace"
    )
