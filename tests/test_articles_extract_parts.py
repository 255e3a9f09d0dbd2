from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from articles.extract.parts import next_page

URL = "https://a.example/news/bridge.html"
NEXT = [
    ("<link rel=next href='/news/bridge_2.html'>", URL, "https://a.example/news/bridge_2.html"),
    ("<a rel=next href='bridge-2.html'>x</a>", URL, "https://a.example/news/bridge-2.html"),
    ("<a href='/news/bridge_2.html'>下一页</a>", URL, "https://a.example/news/bridge_2.html"),
    ("<a href='/news/bridge_3.html'>下一页 »</a>", "https://a.example/news/bridge_2.html", "https://a.example/news/bridge_3.html"),
    ("<a href='?page=2'>Next page</a>", "https://a.example/news/bridge", "https://a.example/news/bridge?page=2"),
    ("<a href='/news/bridge.html'>1</a> <a href='/news/bridge_2.html'>2</a> <a href='/news/bridge_3.html'>3</a>", URL, "https://a.example/news/bridge_2.html"),
    ("<a href='/news/bridge_3.html'>[3]</a>", "https://a.example/news/bridge_2.html", "https://a.example/news/bridge_3.html"),
    ("<a rel=next href='/news/tower.html'>Next article</a>", URL, None),
    ("<a href='/news/tower_2.html'>下一页</a>", URL, None),
    ("<a rel=next href='https://b.example/news/bridge_2.html'>next</a>", URL, None),
    ("<a href='/2'>2</a>", URL, None),
    ("<a href='/news/bridge_3.html'>下一篇</a>", URL, None),
    ("<a rel=next href='http://[broken'>next</a>", URL, None),
    ("<a rel=next href='/news/bridge.html#2'>next</a>", URL, None),
    ("<p>x</p>", URL, None),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "url", "expected"), NEXT)
def test_the_next_page_of_this_article(markup: str, url: str, expected: str | None) -> None:
    assert next_page(LexborHTMLParser(markup), url) == expected


def test_a_page_of_links_takes_no_longer() -> None:
    markup = "".join(f"<a href='/news/bridge_{n % 90}.html'>{n % 90}</a>" for n in range(20_000))
    assert next_page(LexborHTMLParser(markup), URL) is None
