"""The schema in one place. Migrations must lead to exactly this (a test compares).

Each table is loaded on first use, with those of its kind and those that it refers to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from articles.first_use import on_first_use

if TYPE_CHECKING:
    from storage.tables.backfills import backfill as backfill
    from storage.tables.backfills import backfill_part as backfill_part
    from storage.tables.backfills import backfill_place as backfill_place
    from storage.tables.memory import article_day as article_day
    from storage.tables.memory import export_mark as export_mark
    from storage.tables.memory import raw_page as raw_page
    from storage.tables.memory import shared_address as shared_address
    from storage.tables.memory import tombstone as tombstone
    from storage.tables.notices import incident as incident
    from storage.tables.notices import mute as mute
    from storage.tables.notices import news as news
    from storage.tables.notices import notice as notice
    from storage.tables.records import RECORDS_VIEW as RECORDS_VIEW
    from storage.tables.records import article as article
    from storage.tables.records import article_category as article_category
    from storage.tables.records import article_url as article_url
    from storage.tables.records import article_version as article_version
    from storage.tables.runs import run as run
    from storage.tables.runs import run_problem as run_problem
    from storage.tables.runs import run_reading as run_reading
    from storage.tables.search import article_band as article_band
    from storage.tables.search import article_signature as article_signature
    from storage.tables.search import article_story as article_story
    from storage.tables.search import search_document as search_document
    from storage.tables.search import search_pending as search_pending
    from storage.tables.whole import metadata as metadata
    from storage.tables.work import entry as entry
    from storage.tables.work import entry_listing as entry_listing
    from storage.tables.work import listing as listing

_HOMES = {
    "backfills": "backfill backfill_part backfill_place",
    "memory": "article_day export_mark raw_page shared_address tombstone",
    "notices": "incident mute news notice",
    "records": "RECORDS_VIEW article article_category article_url article_version",
    "runs": "run run_problem run_reading",
    "search": "article_band article_signature article_story search_document search_pending",
    "work": "entry entry_listing listing",
    "whole": "metadata",
}

__getattr__ = on_first_use(__name__, _HOMES)
