"""Records read again from their kept pages, with today's rules and code. Nothing is fetched.

record → its raw pages → read in a worker → compared → a further version, where it differs

Pages are as foreign as on the day that they came, so they are read where they can be killed.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from articles.rereading import changed_fields, reread
from articles.types import Article, Rejection
from articles.worse import worse
from config import Settings, Source
from crawler.errors import ExtractError
from crawler.process import run_on_loop
from crawler.process_state import ProcessState
from storage import ArchiveError, Storage
from storage.errors import RawPageNotFound, RecordNotFound
from storage.posts import PostsFolder
from storage.types import Record


class Outcome(StrEnum):
    """What became of one record."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    WORSE = "worse"
    """The text would lose too much: the stored one is kept."""
    REJECTED = "rejected"
    """Its pages are no article by today's rules: the record is kept."""
    UNREADABLE = "unreadable"
    """Its pages are gone or damaged, or reading them failed: the record is kept."""
    OVERTAKEN = "overtaken"
    """It was changed or deleted meanwhile: it is left to the next time."""


@dataclass(frozen=True, slots=True)
class Reread:
    """One record, read again. ``after`` is None where there is no other reading."""

    record_id: int
    source: str
    outcome: Outcome
    before: Article | None = None
    after: Article | None = None
    fields: tuple[str, ...] = ()
    why: str = ""
    version: int | None = None
    """The version that was stored."""


@dataclass(frozen=True, slots=True)
class Order:
    """Which records to read again, and what to do with what differs."""

    since: datetime | None = None
    limit: int | None = None
    """Records of each source at most, the latest stored first."""
    dry_run: bool = False
    accept_loss: bool = False
    """Store also what has lost most of its text."""


Listener = Callable[[Reread], None]


def wanted(storage: Storage, source: Source, order: Order) -> tuple[int, ...]:
    """Return the records of a source that have raw pages, the latest stored first."""
    found = storage.archive.records(source.name, order.since)[::-1]
    return found if order.limit is None else found[: order.limit]


def reread_records(
    work: Iterable[tuple[Source, int]],
    settings: Settings,
    storage: Storage,
    order: Order,
    on_each: Listener,
) -> None:
    """Read records again, blocking until all are done; tell of each as it is.

    Every record is a transaction of its own: who stops it loses nothing. Raises StorageError, and
    ExportError for a posts folder that cannot be written.
    """

    async def main(shared: ProcessState) -> None:
        reader = _Rereader(shared, settings, storage, order, on_each)
        rest = iter(work)
        await _all_of(reader.through(rest) for _ in range(2 * (os.cpu_count() or 1)))

    run_on_loop(settings, main)


async def _all_of(parts: Iterable[Coroutine[Any, Any, None]]) -> None:
    tasks = [asyncio.ensure_future(one) for one in parts]
    try:
        await asyncio.gather(*tasks)
    finally:
        for one in tasks:
            one.cancel()


class _Rereader:
    def __init__(
        self,
        shared: ProcessState,
        settings: Settings,
        storage: Storage,
        order: Order,
        on_each: Listener,
    ) -> None:
        self._pool, self._storage, self._order = shared.pool, storage, order
        self._on_each = on_each
        self._posts = PostsFolder(settings.posts_dir) if settings.posts_dir else None

    async def through(self, rest: Iterator[tuple[Source, int]]) -> None:
        """Take one record after the other, beside others who take from the same."""
        for source, record_id in rest:
            self._on_each(await self._one(source, record_id))

    async def _one(self, source: Source, record_id: int) -> Reread:
        try:
            record = await asyncio.to_thread(self._storage.records.get, record_id)
            pages = await asyncio.to_thread(self._storage.archive.pages, record_id)
            again = await self._pool.run(
                reread, pages, record.article, record.first_fetched_at, source.profile
            )
        except (RecordNotFound, RawPageNotFound) as error:
            return Reread(record_id, source.name, Outcome.OVERTAKEN, why=str(error))
        except (ArchiveError, ExtractError) as error:
            return Reread(
                record_id, source.name, Outcome.UNREADABLE, record.article, why=str(error)
            )
        return await self._judged(source, record, again)

    async def _judged(self, source: Source, record: Record, again: Article | Rejection) -> Reread:
        before = record.article
        if isinstance(again, Rejection):
            why = f"{again.reason.value}: {again.detail}".removesuffix(": ")
            return Reread(record.id, source.name, Outcome.REJECTED, before, why=why)
        fields = changed_fields(before, again)
        if not fields:
            return Reread(record.id, source.name, Outcome.UNCHANGED, before, again)
        lost = worse(again, lambda: dict(before.provenance), lambda: before.body_text)
        if lost and not self._order.accept_loss:
            return Reread(record.id, source.name, Outcome.WORSE, before, again, fields, lost)
        version = None if self._order.dry_run else await self._stored(record, again)
        kept = self._order.dry_run or version is not None
        outcome = Outcome.CHANGED if kept else Outcome.OVERTAKEN
        return Reread(record.id, source.name, outcome, before, again, fields, "", version)

    async def _stored(self, record: Record, again: Article) -> int | None:
        write = self._storage.writer.submit(
            self._storage.archive.amend, record.id, record.version, again, datetime.now(UTC)
        )
        version = await asyncio.wrap_future(write)
        if version is not None and self._posts is not None:
            await asyncio.to_thread(self._publish, record.id)
        return version

    def _publish(self, record_id: int) -> None:
        versions = [one.article for one in self._storage.records.versions(record_id)]
        if self._posts is not None and versions:
            self._posts.write(versions[-1], versions[:-1])
