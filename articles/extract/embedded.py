"""The article's text where the markup does not show it: in JSON-LD, or in a page's own script data.

Pages that a script draws in the browser carry their text as JSON. It is read only when the markup
holds next to nothing: what is embedded may be another article, a teaser or a cut.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape

from selectolax.lexbor import LexborHTMLParser

from articles.extract.structured import Statements, text_of
from articles.types import Provenance

_TEXT = re.compile(r'"((?:[^"\\]|\\.){200,200000})"', re.DOTALL)
_MARKUP = re.compile(r"<(?:p|br|div|h[2-4]|figure)\b", re.IGNORECASE)
_TAG = re.compile(r"<[^>]{0,2000}>")
_STOP = re.compile(r"[.!?。！？](?:\s|$|[\"”<])|[。！？]|다\.")
_LARGEST = 3_000_000
_NESTED = 3
_SHORTEST = 150
_STOPS = 3


def embedded_body(tree: LexborHTMLParser, found: Statements) -> tuple[str, Provenance] | None:
    """Return the longest text of an article that the page carries as data, as markup; or None."""
    candidates = [
        (_as_markup(text), Provenance.JSON_LD)
        for thing in (found.linked, *found.things)
        if (text := text_of(thing.get("articleBody")))
    ]
    candidates += [(_as_markup(text), Provenance.AUTOMATIC) for text in _texts(tree)]
    best = max(candidates, key=lambda one: len(_shown(one[0])), default=None)
    return best if best and len(_shown(best[0])) >= _SHORTEST else None


def _texts(tree: LexborHTMLParser) -> Iterator[str]:
    left = _LARGEST
    for node in tree.css("script:not([src])"):
        if node.attributes.get("type") == "application/ld+json":
            continue
        script = node.text()
        left -= len(script)
        if left < 0:
            return
        yield from _prose(script, _NESTED)


def _prose(text: str, nested: int) -> Iterator[str]:
    """Yield the long JSON texts that read as prose, also those inside others."""
    for found in _TEXT.finditer(text):
        try:
            value = json.loads(f'"{found[1]}"', strict=False)
        except ValueError:
            continue
        if '":' in value and nested:
            yield from _prose(value, nested - 1)
        elif len(_STOP.findall(_shown(value))) >= _STOPS and "function(" not in value:
            yield value


def _as_markup(text: str) -> str:
    if _MARKUP.search(text):
        return f"<article>{text}</article>"
    lines = (line.strip() for line in text.split("\n"))
    return f"<article>{''.join(f'<p>{escape(line)}</p>' for line in lines if line)}</article>"


def _shown(markup: str) -> str:
    return _TAG.sub("", markup)
