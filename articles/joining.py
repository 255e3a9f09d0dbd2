"""The pages of one article → one Article. Pure.

Every page repeats what is not text: headline, date line, links to the other pages. Each of these
stays once or not at all; the text itself is only put together, byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.html.page import MarkedPage, Span, cut
from articles.html.text import plain_text
from articles.identity import content_hash, text_hash
from articles.types import Article

_WORD = re.compile(
    r"[上下前后末尾]一?[页頁]|next|prev|前へ|次へ|이전|다음|weiter|zurück|suiv|préc|siguiente|anterior",
    re.IGNORECASE,
)
_PAGER = re.compile(
    r"(?:\s|[<>«»‹›|·…/\[\]()（）-]|(?<!\d)\d{1,2}(?!\d)|[上下前后首末尾]一?[页頁]|最后一页|共\d{1,3}页|第\d{1,3}页|"
    r"next|previous|prev|pages?|first|last|of|前へ|次へ|이전|다음|weiter|zurück|seite|suivante?|"
    r"précédente?|siguiente|anterior|全文(?:阅读)?|阅读全文|single page|view all)*+",
    re.IGNORECASE,
)
_LONGEST_PAGER = 300
_MOST_LINKS = 500
_TELLING = 5
"""Characters from which a line is not in two places by chance, as a row of asterisks is."""


def goes_on(first: Article, part: Article) -> bool:
    """Tell whether a page is a further one of the article: under the same headline, new text."""
    one, other = sorted((_folded(first.title), _folded(part.title)), key=len)
    return one == other or (len(one) >= _TELLING and one in other)


def joined_article(pages: Sequence[Article]) -> Article:
    """Return the first page's article with the text of all, in their order."""
    first = pages[0]
    parts = list(_parts(pages))
    body = "\n".join(html for html, _ in parts)
    text = "\n".join(text for _, text in parts)
    images = tuple(dict.fromkeys(image for one in pages for image in one.images))
    sure = [one.confidence for one in pages if one.confidence is not None]
    return replace(
        first,
        body_html=body,
        body_text=text,
        images=images,
        content_hash=content_hash(
            title=first.title, body_html=body, headimg=first.headimg, byline=first.byline
        ),
        text_hash=text_hash(text),
        confidence=min(sure, default=None),
    )


def _parts(pages: Sequence[Article]) -> Iterator[tuple[str, str]]:
    """Yield each page's markup and text without its pager, and without blocks shown before."""
    seen: set[str] = set()
    for one in pages:
        page = MarkedPage(one.body_html)
        blocks = _blocks(page.tree)
        gone = [node for node in blocks if _text(node) in seen]
        gone += [node for node in _pagers(page.tree) if not _inside(node, gone)]
        seen |= {text for node in blocks if len(text := _text(node)) >= _TELLING}
        spans = [span for node in gone if (span := page.span(node))]
        left = cut(one.body_html, Span(0, len(one.body_html)), spans)
        text = plain_text(left) if spans else one.body_text
        if text or "<img" in left:
            yield left, text


def _blocks(tree: LexborHTMLParser) -> list[LexborNode]:
    """Return the body's outermost elements; those of a lone wrapper in its place."""
    body = tree.body
    blocks = [] if body is None else list(body.iter())
    while len(blocks) == 1 and (inner := list(blocks[0].iter())):
        blocks = inner
    return blocks


def _pagers(tree: LexborHTMLParser) -> list[LexborNode]:
    """Return the elements that hold links to an article's other pages and nothing else."""
    found: dict[int, LexborNode] = {}
    for link in tree.css("a[href]")[:_MOST_LINKS]:
        node = _widest(link) if "#" not in (link.attributes.get("href") or "") else None
        if node is not None and (_WORD.search(_text(node)) or len(node.css("a[href]")) > 1):
            found.setdefault(node.mem_id, node)
    return list(found.values())


def _widest(link: LexborNode) -> LexborNode | None:
    widest: LexborNode | None = None
    node: LexborNode | None = link
    while node is not None and node.tag not in {"body", "html"} and _is_pager(node):
        widest, node = node, node.parent
    return widest


def _is_pager(node: LexborNode) -> bool:
    text = node.text(deep=True).strip()
    return len(text) <= _LONGEST_PAGER and bool(_PAGER.fullmatch(text)) and not node.css("img")


def _inside(node: LexborNode, gone: Sequence[LexborNode]) -> bool:
    outer = {one.mem_id for one in gone}
    above: LexborNode | None = node
    while above is not None:
        if above.mem_id in outer:
            return True
        above = above.parent
    return False


def _text(node: LexborNode) -> str:
    return " ".join(node.text(deep=True).split())


def _folded(title: str) -> str:
    return re.sub(r"[\W\d_]+", "", title.casefold())
