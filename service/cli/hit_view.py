"""What a search found, as people and programs see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from service.cli.moments import shown
from service.cli.tables import Column, print_table
from service.cli.text import safe_text

if TYPE_CHECKING:
    from articles.search.excerpt import Marked
    from storage.types import Hit

_MARK = "bold yellow"


def print_hits(hits: Sequence[Hit]) -> None:
    """Print a page of hits: a line for each title, the words around what was found below it."""
    print_table(hits, _HIT)


def _told(hit: Hit) -> Text:
    return Text("\n").join([_styled(hit.title, "bold"), _styled(hit.excerpt, "")])


def _styled(marked: Marked, style: str) -> Text:
    told = Text(style=style)
    at = 0
    for begin, end in marked.matches:
        told.append(safe_text(marked.text[at:begin]))
        told.append(safe_text(marked.text[begin:end]), _MARK)
        at = end
    told.append(safe_text(marked.text[at:]))
    return told


_HIT: list[Column[Hit]] = [
    Column("id", lambda hit: hit.record.id, right=True),
    Column("published (UTC)", lambda hit: shown(hit.record.published_at)),
    Column("source", lambda hit: hit.record.source),
    Column("title and text", _told, wide=True, wraps=True),
]
