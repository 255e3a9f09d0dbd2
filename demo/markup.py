"""Blocks of a story as the HTML that an editor's tool leaves behind.

    ## subheading      > quotation      - item (one a line)      1. item (one a line)
    | cell | cell |    (a row a line, the first is the head)     ! photo-01 caption

Anything else is a paragraph.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from enum import Enum

from demo.article import OWN_SITE

_NUMBERED = re.compile(r"\d+\. ")


class Hand(Enum):
    """The habits of three editors' tools: around a paragraph, and between two blocks."""

    SPANS = ("<p><span>{}</span></p>", "            ")
    PLAIN = ("<p>{}</p>", "\n        ")
    INDENTED = ("<p>　　{}</p>", "\n")


class Shot(Enum):
    """How an image is put into the page."""

    RELATIVE = '<img src="/static/{0}.png" alt="{0}.png">'
    ABSOLUTE = f'<img src="{OWN_SITE}/static/{{0}}.png" alt="{{0}}.png">'
    LAZY = '<img src="/static/blank.png" data-original="/static/{0}.png" alt="{0}.png">'


def body_html(blocks: Sequence[str], hand: Hand, shot: Shot) -> str:
    """Return the blocks, slots already filled, as one text of HTML."""
    return "".join(_block(block, hand, shot) + hand.value[1] for block in blocks)


def images(blocks: Sequence[str]) -> tuple[str, ...]:
    """Return the paths of the images that the blocks show, in order."""
    names = (block.split()[1] for block in blocks if block.startswith("! "))
    return tuple(dict.fromkeys(f"/static/{name}.png" for name in names))


def _block(block: str, hand: Hand, shot: Shot) -> str:
    if block.startswith("! "):
        return _image(block, shot)
    for mark, render in _KINDS.items():
        if block.startswith(mark):
            return render(block)
    return hand.value[0].format(_text(block))


def _image(block: str, shot: Shot) -> str:
    _, name, *caption = block.split(maxsplit=2)
    shown = f"<p>{shot.value.format(name)}</p>"
    if not caption:
        return shown
    return f'{shown}\n<p style="text-align:center">{_text(caption[0])}</p>'


def _subheading(block: str) -> str:
    return f"<p><strong>{_text(block.removeprefix('## '))}</strong></p>"


def _quotation(block: str) -> str:
    return f"<blockquote><p>{_text(block.removeprefix('> '))}</p></blockquote>"


def _bullets(block: str) -> str:
    items = "".join(f"<li>{_text(line[2:])}</li>" for line in block.splitlines())
    return f"<ul>{items}</ul>"


def _numbers(block: str) -> str:
    items = "".join(f"<li>{_text(_NUMBERED.sub('', line, 1))}</li>" for line in block.splitlines())
    return f"<ol>{items}</ol>"


def _table(block: str) -> str:
    head, *rows = (line.strip("| ").split(" | ") for line in block.splitlines())
    top = "".join(f"<th>{_text(cell)}</th>" for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{_text(c)}</td>' for c in row)}</tr>" for row in rows)
    return f'<table border="1"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'


def _text(text: str) -> str:
    return html.escape(text, quote=False)


_KINDS: dict[str, Callable[[str], str]] = {
    "## ": _subheading,
    "> ": _quotation,
    "- ": _bullets,
    "1. ": _numbers,
    "| ": _table,
}
