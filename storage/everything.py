"""Every part that a process of long life asks for, loaded at once.

Whoever waits for a page should not wait for code as well, and a part that is loaded days later may
be another version's, where newsmill was upgraded meanwhile. Making, moving and backing up a whole
database are left to the commands that do nothing else.
"""

from __future__ import annotations

from storage import (
    archive,
    backfills,
    burying,
    export,
    export_marks,
    feeds,
    figures,
    frontier,
    incidents,
    inspection,
    locks,
    outbox,
    posts,
    pruning,
    records,
    runs,
    saving_together,
    search,
    search_index,
    statistics,
    stories,
    warc,
    whole,
)
from storage.tables import metadata

__all__ = [
    "archive",
    "backfills",
    "burying",
    "export",
    "export_marks",
    "feeds",
    "figures",
    "frontier",
    "incidents",
    "inspection",
    "locks",
    "metadata",
    "outbox",
    "posts",
    "pruning",
    "records",
    "runs",
    "saving_together",
    "search",
    "search_index",
    "statistics",
    "stories",
    "warc",
    "whole",
]
