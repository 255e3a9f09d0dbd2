"""What callers of the storage see: frozen values, never rows. Every datetime is aware UTC.

Each is loaded on first use, with those of its kind: a list of records needs none of the work list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from articles.first_use import on_first_use

if TYPE_CHECKING:
    from storage.types.records import Hit as Hit
    from storage.types.records import Page as Page
    from storage.types.records import Record as Record
    from storage.types.records import RecordFilter as RecordFilter
    from storage.types.records import RecordSummary as RecordSummary
    from storage.types.records import Story as Story
    from storage.types.records import Version as Version
    from storage.types.runs import Reading as Reading
    from storage.types.runs import Run as Run
    from storage.types.runs import RunCounts as RunCounts
    from storage.types.runs import RunProblem as RunProblem
    from storage.types.runs import RunState as RunState
    from storage.types.work import Discovery as Discovery
    from storage.types.work import EntryState as EntryState
    from storage.types.work import Failure as Failure
    from storage.types.work import Lease as Lease
    from storage.types.work import ListingState as ListingState
    from storage.types.work import LostPage as LostPage
    from storage.types.work import Saved as Saved

_HOMES = {
    "records": "Hit Page Record RecordFilter RecordSummary Story Version",
    "runs": "Reading Run RunCounts RunProblem RunState",
    "work": "Discovery EntryState Failure Lease ListingState LostPage Saved",
}

__getattr__ = on_first_use(__name__, _HOMES)
