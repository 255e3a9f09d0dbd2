"""The kept runs of a page → its article as markup, cut from the page's own, and as text.

Keeps the elements that hold a kept run, the images that stand among them with their captions, and
nothing else of the smallest element round all of them. The page's tree is used up by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from selectolax.lexbor import LexborNode

from articles.extract.pictures import is_picture
from articles.extract.runs import Box, Medium, Run, Runs
from articles.html.images import real_source
from articles.html.page import MarkedPage, Span, unmarked

_PLAYERS = frozenset({"video", "audio", "iframe"})
_STAYING = frozenset({"br", "wbr"})
_CAPTIONS = re.compile(
    r"caption|credit|legend|bildunter|copyright|photo|image-?(?:text|desc|source)"
)
_ICON = 60
"""Pixels: what is declared smaller than this on a side is no picture of the article."""
_EARLY = 6
"""So many runs before the first kept one an image may stand and still lead the text."""


def text_of_runs(runs: Sequence[Run], kept: Sequence[bool]) -> str:
    """Return the text of the kept runs, a line each, without the captions of images."""
    return "\n".join(run.text for run, keep in zip(runs, kept, strict=True) if keep)


def shown_images(found: Runs, kept: Sequence[bool]) -> tuple[str, ...]:
    """Return the addresses of the images just above and among the kept runs, in order."""
    at = [number for number, keep in enumerate(kept) if keep]
    if not at:
        return ()
    first, last = max(0, at[0] - _EARLY), at[-1] + 1
    sources = (
        _picture(one.node)
        for one in found.media
        if one.node.tag == "img" and first <= one.position <= last
    )
    return tuple(dict.fromkeys(source for source in sources if source))


def cut_out(page: MarkedPage, found: Runs, kept: Sequence[bool]) -> str | None:
    """Return the markup of the kept runs; None if none is kept. Takes the rest out of the tree."""
    chosen = [run for run, keep in zip(found.runs, kept, strict=True) if keep]
    if not chosen:
        return None
    container = _container([run.box for run in chosen])
    media = _media(found, kept, container)
    container = _container([*(run.box for run in chosen), *(one.box for one in media)])
    runs = [*chosen, *_captions(found.runs, kept, media)]
    live = _live([node for run in runs for node in run.nodes], media, container.node)
    texts = {node.mem_id for run in runs for node in run.nodes}
    whole = {one.node.mem_id for one in media}
    cuts: list[Span] = []
    for node in list(_dead(container.node, live, texts, whole)):
        if span := page.span(node) if not node.is_text_node else None:
            cuts.append(span)
        node.decompose()
    exact = page.exact(container.node, cuts)
    return unmarked(container.node) if exact is None else exact


def _container(boxes: Sequence[Box]) -> Box:
    common = list(boxes[0].above())
    for box in {id(box): box for box in boxes[1:]}.values():
        around = {id(one) for one in box.above()}
        common = [one for one in common if id(one) in around]
    return common[0]


def _media(found: Runs, kept: Sequence[bool], container: Box) -> list[Medium]:
    at = [number for number, keep in enumerate(kept) if keep]
    first, last = at[0], at[-1]
    keeping = {id(box) for number in at for box in found.runs[number].box.above()}
    telling = _telling(found.runs)
    media = []
    for one in found.media:
        near = max(0, first - _EARLY) <= one.position <= last + 1
        if (
            near
            and _inside(one.box, container)
            and _shows(one.node)
            and _belongs(one, keeping, telling, container)
        ):
            media.append(one)
    return media


def _telling(runs: Sequence[Run]) -> set[int]:
    """Return the boxes that hold more text than captions."""
    told: set[int] = set()
    for run in runs:
        if id(run.box) in told or is_caption(run):
            continue
        for box in run.box.above():
            if id(box) in told:
                break
            told.add(id(box))
    return told


def _belongs(one: Medium, keeping: set[int], telling: set[int], container: Box) -> bool:
    """Tell whether the nearest box with text of its own beside the image holds kept text."""
    for box in one.box.above():
        if id(box) in keeping or box is container:
            return not (one.linked and id(box) not in keeping)
        if id(box) in telling:
            return False
    return False


def is_caption(run: Run) -> bool:
    """Tell whether a run stands where captions and credits of images stand."""
    for box in islice(run.box.above(), 3):
        if box.tag in {"figcaption", "figure"} or _CAPTIONS.search(box.label):
            return True
    return False


def _captions(runs: Sequence[Run], kept: Sequence[bool], media: Sequence[Medium]) -> list[Run]:
    figures = {id(box) for one in media for box in one.box.above() if box.tag == "figure"}
    return [
        run
        for run, keep in zip(runs, kept, strict=True)
        if not keep
        and not run.box.hidden
        and "figure" in run.box.inside
        and any(id(box) in figures for box in run.box.above())
    ]


def _inside(box: Box, container: Box) -> bool:
    return any(one is container for one in box.above())


def _shows(node: LexborNode) -> bool:
    if node.tag in _PLAYERS:
        return True
    image = node.css_first("img") if node.tag == "picture" else node
    return image is not None and _picture(image) is not None


def _picture(image: LexborNode) -> str | None:
    """Return the address of what an image shows; None for an icon and what stands in for one."""
    found = {name: value or "" for name, value in image.attributes.items()}
    sides = (found.get("width", ""), found.get("height", ""))
    if any(side.isdecimal() and int(side[:6]) < _ICON for side in sides):
        return None
    source = real_source(found) or ""
    return source if is_picture(source) else None


def _live(nodes: Sequence[LexborNode], media: Sequence[Medium], container: LexborNode) -> set[int]:
    live = {container.mem_id}
    for node in (*nodes, *(one.node for one in media)):
        above: LexborNode | None = node
        while above is not None and above.mem_id not in live:
            live.add(above.mem_id)
            above = above.parent
    return live


def _dead(
    container: LexborNode, live: set[int], texts: set[int], whole: set[int]
) -> Iterator[LexborNode]:
    """Yield the outermost nodes that hold nothing kept."""
    waiting = list(_children(container))
    while waiting:
        node = waiting.pop()
        if node.is_text_node:
            if node.mem_id not in texts and (node.text_content or "").strip():
                yield node
        elif node.is_element_node and node.tag not in _STAYING:
            if node.mem_id not in live:
                yield node
            elif node.mem_id not in whole:
                waiting += _children(node)


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        yield child
        child = child.next
