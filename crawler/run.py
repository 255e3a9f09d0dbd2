"""The one way a crawl is run: by hand, by the daemon and by a worker alike.

hold the source → run row → spider (listings, articles) → books closed → run row
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from scrapy.crawler import Crawler

from config import Settings, Source
from crawler.accounts import Accounts
from crawler.dry_run import DryWorkList
from crawler.loader import spider_for
from crawler.options import CrawlOptions, ProgressListener
from crawler.process_state import ProcessState
from crawler.session import CrawlSession, utc_now
from crawler.settings import for_crawl
from crawler.stopping import drop_requests
from crawler.stored import StoredWorkList
from crawler.verdict import Verdict, verdict
from storage import ExportError, SourceBusy, Storage, StorageError
from storage.backfill import Backfill, BackfillState, Goal, SliceEnd, after_slice
from storage.types import Failure, Run, RunState

__all__ = ["CrawlTask", "run_crawl"]

T = TypeVar("T")


class CrawlTask:
    """One crawl of one source that can be asked to stop."""

    def __init__(
        self,
        source: Source,
        settings: Settings,
        storage: Storage,
        options: CrawlOptions,
        process: ProcessState,
        listener: ProgressListener | None = None,
    ) -> None:
        self._source, self._settings, self._storage = source, settings, storage
        self._options, self._process = options, process
        self._accounts = Accounts(source.name, listener)
        self._session: CrawlSession | None = None
        self._crawler: Crawler | None = None
        self._crawling: asyncio.Future[None] | None = None
        self._stopping = False
        self._backfill: Backfill | None = None
        self._begun: datetime = utc_now()

    async def run(self) -> Run:
        """Crawl; return the finished run. A busy source gives a skipped run.

        A folder of posts that cannot be written fails the run (``export``). Raises StorageError
        when the storage fails, and whatever was unexpected; the run row then tells as much.
        """
        try:
            with ExitStack() as stack:
                # a server may take its time to answer
                hold = self._storage.hold(self._source.name)
                await asyncio.to_thread(stack.enter_context, hold)
                return await self._held()
        except SourceBusy as busy:
            return await self._skipped(str(busy))

    async def stop(self) -> None:
        """Stop cleanly: what is being fetched is given back to the work list."""
        self._stopping = True
        if self._session:
            self._session.interrupted = True
            self._session.stop_reading()
        # Before its engine runs, Scrapy would take the stop for done and never end; the spider
        # sees that it is interrupted, asks for nothing, and ends by itself.
        if self._crawler and self._crawler.crawling and self._crawler.engine.running:
            drop_requests(self._crawler)
            await self._crawler.stop_async()

    def abort(self) -> None:
        """End at once a crawl that was asked to stop: what hangs is given back all the same."""
        self._stopping = True
        if self._session:
            self._session.interrupted = True
            self._session.stop_reading()
        if self._crawling:
            self._crawling.cancel()

    async def _held(self) -> Run:
        self._backfill = await self._opened()
        if self._options.backfill is not None and self._backfill is None:
            return await self._skipped("its backfill is over")
        run_id = await self._started()
        session = self._session = self._new_session(run_id)
        session.interrupted = self._stopping
        try:
            await self._crawl(session)
            await self._close(session)
        except BaseException as error:
            await self._broken(session, run_id, error)
            raise
        return await self._finished(session, run_id)

    async def _write(self, call: Callable[..., T], *args: object) -> T:
        """Write in the writer's thread: a database held by another process stops no loop."""
        return await asyncio.wrap_future(self._storage.writer.submit(call, *args))

    async def _opened(self) -> Backfill | None:
        """Return the backfill of which this crawl is a slice: begun, or gone on with."""
        order, name, now = self._options.backfill, self._source.name, utc_now()
        if order is None:
            return None
        if self._options.dry_run:
            goal = order.goal or Goal()
            return Backfill(0, name, BackfillState.RUNNING, goal, created_at=now, updated_at=now)
        if order.goal is not None:
            return await self._write(self._storage.backfills.start, name, order.goal, now)
        return await self._write(self._storage.backfills.open_one, name, now)

    async def _started(self) -> int:
        if self._options.dry_run:
            return 0
        name, trigger = self._source.name, self._options.trigger
        # handed over together, they share a commit
        recovered = self._write(self._storage.frontier.recover, name)
        started = self._write(self._storage.runs.start, name, trigger, _holder(), utc_now())
        _, run_id = await asyncio.gather(recovered, started)
        if self._backfill is not None:
            await self._write(
                self._storage.backfills.begin_slice, self._backfill.id, run_id, utc_now()
            )
        if self._options.on_start:
            self._options.on_start(run_id)
        return run_id

    def _new_session(self, run_id: int) -> CrawlSession:
        work = (
            DryWorkList(self._storage, self._source)
            if self._options.dry_run
            else StoredWorkList(
                self._storage,
                self._source,
                run_id,
                self._backfill,
                keeps_pages=self._settings.archive_days > 0,
            )
        )
        return CrawlSession(
            self._source,
            self._settings,
            _of_slice(self._options, self._backfill),
            work,
            self._accounts,
            self._process,
            self._backfill,
        )

    async def _crawl(self, session: CrawlSession) -> None:
        # without a runner: it would copy all settings once more
        spider = spider_for(self._source.name)
        self._crawler = Crawler(spider, for_crawl(self._source, self._settings))
        self._crawling = asyncio.ensure_future(self._crawler.crawl_async(session=session))
        try:
            await self._crawling
        except asyncio.CancelledError:
            if not self._crawling.cancelled() or not self._stopping:
                raise
        if session.fatal and not isinstance(session.fatal, ExportError):
            raise session.fatal

    async def _close(self, session: CrawlSession) -> None:
        await session.work.give_back()
        left = await session.work.left(session.now())
        session.accounts.close(max(0, left - session.held_back))

    async def _finished(self, session: CrawlSession, run_id: int) -> Run:
        accounts = session.accounts
        how = _judged(session)
        if self._options.dry_run:
            return self._unstored(how)
        await self._end_slice(session.backfill_read, how)
        now = utc_now()
        outcome = (how.state, accounts.counts, accounts.problems, how.error_kind, how.error, now)
        return await self._write(self._storage.runs.finish, run_id, *outcome, accounts.reading)

    def _unstored(self, how: Verdict) -> Run:
        """Return a run that is in no history: that of a dry run."""
        return Run(
            id=0,
            source=self._source.name,
            state=how.state,
            started_at=self._begun,
            finished_at=utc_now(),
            counts=self._accounts.counts,
            problems=self._accounts.problems,
            error_kind=how.error_kind,
            error=how.error,
            holder=_holder(),
            trigger=self._options.trigger,
        )

    async def _end_slice(self, read: bool, how: Verdict) -> None:  # noqa: FBT001 - one of its facts
        """Write down how the backfill stands after this slice; an interrupt changes nothing."""
        before = self._backfill
        if before is None or how.state is RunState.INTERRUPTED:
            return
        failed = how.state is RunState.FAILED
        failure = Failure(how.error_kind or "", how.error or "") if failed else None
        ended = SliceEnd(read, self._accounts.counts.left, failure)
        now = utc_now()
        stands = after_slice(before.failures, ended, now)
        await self._write(self._storage.backfills.end_slice, before.id, stands, now)

    async def _broken(self, session: CrawlSession, run_id: int, error: BaseException) -> None:
        """Leave a trace of an unexpected end, if the storage still takes one."""
        if self._options.dry_run or isinstance(error, StorageError):
            return
        await self._close(session)
        accounts = self._accounts
        how = Verdict(RunState.FAILED, "internal", f"{type(error).__name__}: {error}")
        await self._end_slice(read=False, how=how)
        outcome = (how.state, accounts.counts, accounts.problems, how.error_kind, how.error)
        await self._write(self._storage.runs.finish, run_id, *outcome, utc_now(), accounts.reading)

    async def _skipped(self, reason: str) -> Run:
        if self._options.dry_run:
            return self._unstored(Verdict(RunState.SKIPPED, "busy", reason))
        why = (self._source.name, self._options.trigger, _holder(), reason, utc_now())
        return await asyncio.to_thread(self._storage.runs.skip, *why)


async def run_crawl(
    source: Source,
    settings: Settings,
    storage: Storage,
    options: CrawlOptions,
    process: ProcessState,
    listener: ProgressListener | None = None,
) -> Run:
    """Crawl one source on the running loop and return its finished run."""
    return await CrawlTask(source, settings, storage, options, process, listener).run()


def _judged(session: CrawlSession) -> Verdict:
    """Tell how a crawl ended that no error of the storage or flaw of ours has ended."""
    if isinstance(session.fatal, ExportError):
        hint = "newsmill records export --to posts writes what is missing"
        return Verdict(RunState.FAILED, "export", f"{session.fatal}; {hint}")
    accounts = session.accounts
    return verdict(
        accounts.counts,
        accounts.problems,
        interrupted=session.interrupted,
        undated=accounts.reading.undated,
        failed_again=accounts.failed_again,
    )


def _of_slice(options: CrawlOptions, backfill: Backfill | None) -> CrawlOptions:
    """Return a slice's options as a crawl has them: its backfill's ``since``, its own length."""
    if backfill is None or options.backfill is None:
        return options
    return replace(options, since=backfill.goal.since, limit=options.backfill.articles)


def _holder() -> str:
    return f"pid {os.getpid()} on {socket.gethostname()}"
