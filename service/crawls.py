"""The daemon's crawls: each one held, watched, ended in time, and no error of one reaches another.

A source that fails is the business of its run's row. A storage that fails is waited for: nothing
is begun for 5 s at first, for a minute at last, and everything goes on by itself afterwards.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import structlog

from articles.types import Article, Decision
from config import Settings, Source
from crawler.options import CrawlOptions, CrawlProgress
from crawler.process_state import ProcessState
from crawler.run import CrawlTask
from service.metrics import Metrics
from service.schedule import MISSED, missed
from service.waiting import waited
from storage import Storage, StorageError
from storage.types import Run, RunState

_log = structlog.stdlib.get_logger("newsmill.crawls")
_FIRST_WAIT, _LONGEST_WAIT = 5.0, 60.0
TRIGGER = "schedule"
_LIVE = CrawlOptions(trigger=TRIGGER)


@dataclass(frozen=True, slots=True)
class Due:
    """A source whose time has come, for a live crawl or for a slice of its backfill.

    ``step``: its interval, by which missed slots are counted.
    """

    source: Source
    planned: datetime
    step: timedelta
    options: CrawlOptions = _LIVE

    @property
    def live(self) -> bool:
        """Whether it is no slice of a backfill."""
        return self.options.backfill is None


@dataclass(slots=True)
class Running:
    """A crawl under way."""

    due: Due
    begun: datetime
    run_id: int | None = None
    progress: CrawlProgress | None = None
    task: CrawlTask | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why nothing can be stored, since when, and how often it was tried in vain."""

    what: str
    since: datetime
    tries: int


class Crawls:
    """Runs crawls on the process's loop."""

    def __init__(
        self, settings: Settings, storage: Storage, process: ProcessState, metrics: Metrics
    ) -> None:
        self._settings, self._storage, self._process = settings, storage, process
        self._metrics = metrics
        self.last_ended = _now()
        self.running: dict[str, Running] = {}
        self.trouble: Trouble | None = None
        self._stop_order = asyncio.Event()
        self._rest_until = 0.0

    @property
    def stopping(self) -> bool:
        """Whether no other crawl is begun."""
        return self._stop_order.is_set()

    async def crawl(self, due: Due) -> None:
        """Crawl one source; whatever becomes of it is in its run's row, the log or both."""
        await self._storage_rested()
        if self.stopping:
            return
        name = due.source.name
        running = self.running[name] = Running(due, _now())
        with structlog.contextvars.bound_contextvars(source=name):
            try:
                run = await self._run(running)
                if run is not None:
                    self._metrics.ended(run, due.planned)
                    await self._tell(due, run)
                    self.trouble = None
                self.last_ended = _now()
            except StorageError as error:
                self.storage_failed(error)
            finally:
                del self.running[name]

    async def stop(self) -> None:
        """Ask every crawl to stop; begin no other."""
        self._stop_order.set()
        tasks = [one.task.stop() for one in self.running.values() if one.task]
        await asyncio.gather(*tasks)

    def abort(self) -> None:
        """End at once what has not stopped."""
        for one in self.running.values():
            if one.task:
                one.task.abort()

    def storage_failed(self, error: StorageError) -> float:
        """Note that nothing can be stored; return the seconds for which nothing is begun."""
        tries = self.trouble.tries + 1 if self.trouble else 1
        since = self.trouble.since if self.trouble else _now()
        self.trouble = Trouble(str(error), since, tries)
        wait = min(_FIRST_WAIT * (1 << min(tries - 1, 9)), _LONGEST_WAIT)
        self._rest_until = time.monotonic() + wait
        _log.error("the storage failed", error=str(error), tries=tries, next_try_s=wait)
        return wait

    async def _storage_rested(self) -> None:
        while (left := self._rest_until - time.monotonic()) > 0:
            if await waited(self._stop_order, left):
                return

    async def _run(self, running: Running) -> Run | None:
        """Run one crawl; None for one that met a bug, which ends neither daemon nor others."""

        def started(run_id: int) -> None:
            running.run_id = run_id
            structlog.contextvars.bind_contextvars(run=run_id)

        def heard(progress: CrawlProgress) -> None:
            running.progress = progress

        def stored(article: Article, decision: Decision) -> None:
            if decision is Decision.NEW:
                self._metrics.stored(article.published_at, _now())

        live = running.due.live
        options = replace(
            running.due.options, on_start=started, on_article=stored if live else None
        )
        running.task = CrawlTask(
            running.due.source, self._settings, self._storage, options, self._process, heard
        )
        try:
            return await running.task.run()
        except StorageError:
            raise
        except Exception:  # noqa: BLE001 - one source's bug must not silence the others
            _log.exception("a bug ended a crawl; please report it")
            return None
        finally:
            structlog.contextvars.unbind_contextvars("run")

    async def _tell(self, due: Due, run: Run) -> None:
        log = _log.warning if run.error_kind else _log.info
        counts = run.counts
        log(
            "crawled",
            run=run.id,
            trigger=run.trigger,
            state=run.state.value,
            error_kind=run.error_kind,
            error=run.error,
            found=counts.found,
            stored_new=counts.stored_new,
            stored_changed=counts.stored_changed,
            rejected=counts.rejected,
            failed=counts.failed,
            requests=counts.requests,
        )
        if run.state is RunState.INTERRUPTED or not due.live:
            return
        why = missed(due.source, due.planned, run, due.step)
        if why is not None:
            skipped = (run.source, TRIGGER, run.holder, why, _now())
            await asyncio.to_thread(self._storage.runs.skip, *skipped, kind=MISSED)


def _now() -> datetime:
    return datetime.now(UTC)
