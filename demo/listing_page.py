"""The pages that list articles (home, columns), and the one that says there is nothing."""

from __future__ import annotations

from collections.abc import Sequence

from demo.article import DemoArticle
from demo.chrome import Chrome
from demo.columns import COLUMNS, Column
from demo.edition import Edition
from demo.links import entry
from demo.templates import template

_HOME_ENTRIES = 8
_WORDS = {
    404: "抱歉，您访问的页面不存在或已被删除。",
    410: "抱歉，该文章已被撤下。",
}


def column_page(
    column: Column, articles: Sequence[DemoArticle], number: int, pages: int, chrome: Chrome
) -> bytes:
    """Return page ``number`` of ``pages`` of a column, showing ``articles``."""
    lines = (entry(article, chrome.address, column.id) for article in articles)
    main = template("listing").substitute(
        own=chrome.address.own,
        column=column.name,
        entries="\n".join(lines),
        pages=_pages(column, number, pages, chrome.address.own),
    )
    return chrome.page(f"{column.name}_每经网", _description(column.name), main, "column")


def home_page(edition: Edition, chrome: Chrome) -> bytes:
    """Return the home page: the newest of every column."""
    main = "\n".join(_block(column, edition, chrome) for column in COLUMNS)
    return chrome.page("每经网", _description("首页"), main, "home")


def missing_page(status: int, chrome: Chrome) -> bytes:
    """Return the page for an address that holds nothing (404), no more (410), or fails."""
    words = _WORDS.get(status, "服务暂时不可用，请稍后再试。")
    main = template("missing").substitute(own=chrome.address.own, status=status, words=words)
    return chrome.page(f"{status}_每经网", "", main, "missing")


def _block(column: Column, edition: Edition, chrome: Chrome) -> str:
    newest = edition.by_column[column.id][:_HOME_ENTRIES]
    lines = "\n".join(entry(article, chrome.address, column.id) for article in newest)
    heading = f'    <h2><a href="{chrome.address.own}{column.path}">{column.name}</a></h2>'
    return f'{heading}\n    <ul class="u-news-list">\n{lines}\n    </ul>'


def _pages(column: Column, number: int, pages: int, own: str) -> str:
    near = range(max(1, number - 4), min(pages, number + 4) + 1)
    numbers = [
        f"<em>{n}</em>" if n == number else f'<a href="{own}{column.page_path(n)}">{n}</a>'
        for n in near
    ]
    if number < pages:
        numbers.append(f'<a class="next" href="{own}{column.page_path(number + 1)}">下一页</a>')
    return "      " + " ".join(numbers)


def _description(name: str) -> str:
    return f'  <meta name="description" content="每经网{name}：演示站点的新闻列表">'
