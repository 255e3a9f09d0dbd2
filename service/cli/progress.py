"""Progress on standard error: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from service.cli.console import hint, side

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from crawler.options import CrawlProgress, ProgressListener

T = TypeVar("T")
_STEPS_EVERY = 2.0
_PLAIN_EVERY = 5.0
"""Seconds between two plain lines: a log of an hour's crawl stays readable."""


def counted(rows: Iterable[T], total: int, what: str) -> Iterator[T]:
    """Yield rows and show how far along they are."""
    from rich.progress import track

    console = side()
    yield from track(
        rows,
        description=what,
        total=total,
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


@contextmanager
def advancing(total: int, what: str, *, quiet: bool) -> Iterator[Callable[[], None]]:
    """Give what is to be called once for each of ``total`` things that is done."""
    from rich.progress import Progress

    console = side()
    with Progress(
        console=console, transient=True, disable=quiet or not console.is_terminal
    ) as bars:
        task = bars.add_task(what, total=total)
        steps, done = Steps(what), 0

        def advance() -> None:
            nonlocal done
            done += 1
            bars.advance(task)
            if not (quiet or console.is_terminal):
                steps(done, total)

        yield advance


class Steps:
    """Tells now and then how much of something is done; nothing of what is done at once."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._last = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        """Hear that so many are done."""
        now = time.monotonic()
        if now - self._last >= _STEPS_EVERY:
            self._last = now
            hint(f"{done:,} of {total:,} {self._what}")


@contextmanager
def crawling(*, quiet: bool) -> Iterator[ProgressListener | None]:
    """Give a listener for crawls, and take the bars away at the end."""
    if quiet:
        yield None
    elif side().is_terminal:
        with _bars() as bars:
            yield _Bars(bars)
    else:
        yield _Lines()


def _bars() -> Progress:
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    return Progress(
        TextColumn("{task.fields[source]}", style="bold"),
        TextColumn("{task.fields[phase]}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("{task.fields[told]}"),
        TimeElapsedColumn(),
        console=side(),
        transient=True,
    )


def _told(progress: CrawlProgress) -> str:
    counts = progress.counts
    told = (
        f"{counts.stored_new} new, {counts.stored_changed} changed, "
        f"{counts.stored_unchanged + counts.stored_duplicate} unchanged, {counts.rejected} rejected"
    )
    return f"{told}, {counts.failed} failed" if counts.failed else told


def _done(progress: CrawlProgress) -> int:
    counts = progress.counts
    return counts.stored + counts.rejected + counts.failed + counts.gone


class _Bars:
    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, progress: CrawlProgress) -> None:
        source = progress.source
        if source not in self._tasks:
            self._tasks[source] = self._bars.add_task("", source=source, phase="", told="")
        self._bars.update(
            self._tasks[source],
            completed=_done(progress),
            total=progress.expected or None,
            phase="reading listings" if progress.phase == "listing" else "articles",
            told=_told(progress),
        )


class _Lines:
    def __init__(self) -> None:
        self._last: dict[str, float] = {}

    def __call__(self, progress: CrawlProgress) -> None:
        now = time.monotonic()
        begun = self._last.setdefault(progress.source, now)
        if now - begun < _PLAIN_EVERY or progress.phase == "done":
            return
        self._last[progress.source] = now
        if progress.phase == "listing":
            hint(f"{progress.source}: {progress.counts.found} links in the listings so far")
        else:
            hint(f"{progress.source}: {_done(progress)} of {progress.expected}: {_told(progress)}")
