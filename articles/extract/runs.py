"""A page's text as a row of runs: what a reader sees as one paragraph, line, cell or caption.

A run is the text between two block boundaries (or line breaks), with the block element that holds
it. Runs are what the automatic body keeps or drops; this module judges none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

MOST_RUNS: Final = 4_000
"""Runs that are read of one page; real articles have under 1,000, endless pages have more."""
DEEPEST_BOX: Final = 100
"""Blocks that are told apart on the way to a run; deeper ones count as the one they stand in."""

_INLINE = frozenset(
    """a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q rb rp rt
    ruby s samp small span strike strong sub sup time tt u var wbr""".split()
)
_SILENT = frozenset(
    """script style noscript template svg math head title select option textarea object embed
    iframe canvas audio video map area input datalist dialog""".split()
)
_MEDIA = frozenset({"img", "picture", "video", "audio", "iframe"})
_BREAKS = frozenset({"br", "hr", "img", "picture"})
_CONSENT = re.compile(r"onetrust|\bot-sdk|cookie|consent|gdpr|didomi|truste|cmpbox|sp_message")
_LABEL = 300
_STRONG = frozenset({"b", "strong", "em", "i"})
_HIDDEN = ("display:none", "display: none", "visibility:hidden", "visibility: hidden")
_NAMED_BY = ("class", "id", "itemprop", "role", "data-testid", "data-component", "aria-label")


@dataclass(slots=True, eq=False)
class Box:
    """A block element on the way to some text, with sums over the runs in it."""

    node: LexborNode
    tag: str
    label: str
    """Its class, id and the like, in small letters: what its authors call it."""
    parent: Box | None
    depth: int
    hidden: bool
    linked: bool
    """The element stands inside a link."""
    inside: frozenset[str]
    """The tags of this box and of those around it."""
    runs: int = 0
    chars: int = 0
    link_chars: int = 0
    prose: int = 0
    """Characters in runs that read as sentences."""
    direct: int = 0
    """Runs that stand in this element itself."""

    def above(self) -> Iterator[Box]:
        """Yield this box and those around it, innermost first."""
        box: Box | None = self
        while box is not None:
            yield box
            box = box.parent


@dataclass(slots=True, eq=False)
class Run:
    """One piece of text. ``nodes`` are its text nodes, in order."""

    box: Box
    text: str = ""
    link_chars: int = 0
    links: int = 0
    strong_chars: int = 0
    nodes: list[LexborNode] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Medium:
    """An image, film or player, with the number of runs before it."""

    node: LexborNode
    box: Box
    position: int
    linked: bool


@dataclass(frozen=True, slots=True)
class Runs:
    """What ``read_runs`` found, in document order."""

    runs: list[Run]
    media: list[Medium]
    truncated: bool


def read_runs(tree: LexborHTMLParser) -> Runs:
    """Return the runs of a page's body; of an endless page the first MOST_RUNS."""
    reader = _Reader()
    if tree.body is not None:
        reader.read(tree.body)
    return Runs(reader.runs, reader.media, reader.truncated)


@dataclass(slots=True)
class _Frame:
    mem_id: int
    box: Box
    inline: bool
    silent: bool
    link: bool
    strong: bool


class _Reader:
    def __init__(self) -> None:
        self.runs: list[Run] = []
        self.media: list[Medium] = []
        self.truncated = False
        self._run: Run | None = None

    def read(self, body: LexborNode) -> None:
        top = Box(
            body, "body", _label(body.attributes), None, 0,
            hidden=False, linked=False, inside=frozenset({"body"}),
        )  # fmt: skip
        stack = [_Frame(body.mem_id, top, inline=False, silent=False, link=False, strong=False)]
        # The traversal is in document order and tells no ends: a node's parent tells what ended.
        for node in body.traverse(include_text=True):
            if node.mem_id == body.mem_id:
                continue
            parent = node.parent
            above = None if parent is None else parent.mem_id
            while len(stack) > 1 and stack[-1].mem_id != above:
                if not stack.pop().inline:
                    self._end()
            frame = stack[-1]
            tag = node.tag or ""
            if tag == "-text":
                if not frame.silent:
                    self._text(node, frame)
            elif tag[:1] != "-":
                stack.append(self._enter(node, tag, frame))
            if len(self.runs) >= MOST_RUNS:
                self.truncated = True
                break
        self._end()

    def _enter(self, node: LexborNode, tag: str, frame: _Frame) -> _Frame:
        if frame.silent or tag in _SILENT:
            if tag in _MEDIA and not frame.silent:
                self.media.append(Medium(node, frame.box, len(self.runs), frame.link))
            return _Frame(
                node.mem_id, frame.box, inline=True, silent=True, link=False, strong=False
            )
        found = node.attributes
        if tag in _INLINE:
            link = frame.link or tag == "a"
            if tag == "a" and self._run is not None:
                self._run.links += 1
            return _Frame(
                node.mem_id, frame.box, inline=True, silent=tag != "a" and _is_hidden(found),
                link=link, strong=frame.strong or tag in _STRONG,
            )  # fmt: skip
        label = _label(found)
        if _is_chrome(node, label):
            self._end()
            return _Frame(
                node.mem_id, frame.box, inline=True, silent=True, link=False, strong=False
            )
        if tag in _MEDIA:
            self.media.append(Medium(node, frame.box, len(self.runs), frame.link))
        self._end()
        if tag in _BREAKS or frame.box.depth >= DEEPEST_BOX:
            return _Frame(
                node.mem_id, frame.box, inline=True, silent=False, link=frame.link,
                strong=frame.strong,
            )  # fmt: skip
        box = Box(
            node, tag, label, frame.box, frame.box.depth + 1,
            hidden=frame.box.hidden or _is_hidden(found), linked=frame.link,
            inside=frame.box.inside if tag in frame.box.inside else frame.box.inside | {tag},
        )  # fmt: skip
        return _Frame(
            node.mem_id, box, inline=False, silent=False, link=frame.link, strong=frame.strong
        )

    def _text(self, node: LexborNode, frame: _Frame) -> None:
        text = node.text_content or ""
        if not text or (self._run is None and text.isspace()):
            return
        run = self._run
        if run is None:
            run = self._run = Run(frame.box)
            run.links = int(frame.link)
        run.pieces.append(text)
        run.nodes.append(node)
        shown = len(text.strip())
        if frame.link:
            run.link_chars += shown
        if frame.strong:
            run.strong_chars += shown

    def _end(self) -> None:
        run, self._run = self._run, None
        if run is None:
            return
        run.text = " ".join("".join(run.pieces).split())
        if run.text:
            self.runs.append(run)


def _is_chrome(node: LexborNode, label: str) -> bool:
    """Tell whether an element is a consent dialog: pages of prose that are of no article."""
    # A wrapper of the whole page may carry such a name too.
    return bool(_CONSENT.search(label)) and node.css_first("h1, article, main") is None


def _label(found: Mapping[str, str | None]) -> str:
    return " ".join(found[name] or "" for name in _NAMED_BY if name in found).lower()[:_LABEL]


def _is_hidden(found: Mapping[str, str | None]) -> bool:
    if not found:
        return False
    if "hidden" in found or found.get("aria-hidden") == "true":
        return True
    style = (found.get("style") or "").lower()
    return bool(style) and any(sign in style for sign in _HIDDEN)
