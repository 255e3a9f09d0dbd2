"""Stories that several sources have, as people and programs see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from service.cli.moments import shown
from service.cli.tables import Column, print_table

if TYPE_CHECKING:
    from storage.types import RecordSummary, Story


def print_stories(stories: Sequence[Story]) -> None:
    """Print the records of each story, a line each; the story's number stands before its first."""
    rows = [
        (None if at else story.id, record)
        for story in stories
        for at, record in enumerate(story.records)
    ]
    print_table(rows, _LINE)


_LINE: list[Column[tuple[int | None, RecordSummary]]] = [
    Column("story", lambda row: row[0] or "", right=True),
    Column("id", lambda row: row[1].id, right=True),
    Column("published (UTC)", lambda row: shown(row[1].published_at)),
    Column("source", lambda row: row[1].source),
    Column("title", lambda row: row[1].title, wide=True),
]
