"""The one writer thread: what waits goes into one transaction, then its callers hear of it."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any, TypeVar

from storage.again import again
from storage.database import Database

T = TypeVar("T")
A = TypeVar("A")

_BATCH = 100
_MOMENT = 0.05
"""Seconds that calls without haste wait for others. A commit costs as much as storing an article,
and an article has taken longer than this to come."""


@dataclass(frozen=True, slots=True)
class _Call:
    run: Callable[[Sequence[Any]], Sequence[Any]]
    """Takes what neighbours are called with, and returns for each its result or its error."""
    given: Any
    future: Future[Any]
    in_haste: bool


class Writer:
    """Group commit. A call in haste waits for nobody; others wait a moment, to share one commit."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._calls: queue.SimpleQueue[_Call | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._closed = False

    def submit(self, call: Callable[..., T], *args: Any, **named: Any) -> Future[T]:
        """Run a write method in the writer thread.

        The future has its result once that is committed. If the call fails, only its own
        changes are undone and only its future has the error; if the commit fails, all have it.
        Raises RuntimeError after ``close``.
        """
        return self._submitted(_one_by_one, partial(call, *args, **named), in_haste=True)

    def submit_soon(self, call: Callable[..., T], *args: Any, **named: Any) -> Future[T]:
        """Do as ``submit``, in a moment: where more calls of the kind are on their way."""
        return self._submitted(_one_by_one, partial(call, *args, **named), in_haste=False)

    def submit_among(
        self, call: Callable[[Sequence[A]], Sequence[T | Exception]], one: A
    ) -> Future[T]:
        """Do as ``submit_soon`` with a method that takes as many as wait beside each other.

        It returns for each its result, or its error.
        """
        return self._submitted(call, one, in_haste=False)

    def _submitted(
        self,
        run: Callable[[Sequence[Any]], Sequence[Any]],
        given: object,
        *,
        in_haste: bool,
    ) -> Future[Any]:
        future: Future[Any] = Future()
        with self._lock:
            if self._closed:
                raise RuntimeError("the storage is closed: nothing more can be written")
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._run, name="newsmill-writer", daemon=True
                )
                self._thread.start()
            self._calls.put(_Call(run, given, future, in_haste))
        return future

    def close(self) -> None:
        """Finish what waits and end the thread."""
        with self._lock:
            if self._thread and not self._closed:
                self._calls.put(None)
            self._closed = True
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        while calls := self._waiting():
            last = calls[-1] is None
            self._commit([call for call in calls if call is not None])
            if last:
                return

    def _waiting(self) -> list[_Call | None]:
        calls = [self._calls.get()]
        until = time.monotonic() + _MOMENT
        while len(calls) < _BATCH and (last := calls[-1]) is not None:
            if last.in_haste:
                until = 0.0
            try:
                calls.append(self._calls.get(timeout=max(0.0, until - time.monotonic())))
            except queue.Empty:
                break
        return calls

    def _commit(self, calls: list[_Call]) -> None:
        running = [call for call in calls if call.future.set_running_or_notify_cancel()]
        if not running:
            return
        try:
            outcomes = again(self._outcomes, running)
        except BaseException as error:  # noqa: BLE001 - each caller gets it
            outcomes = [error] * len(running)
        for call, outcome in zip(running, outcomes, strict=True):
            if isinstance(outcome, BaseException):
                call.future.set_exception(outcome)
            else:
                call.future.set_result(outcome)

    def _outcomes(self, running: list[_Call]) -> list[Any]:
        with self._database.batch():
            return [
                outcome
                for run, calls in groupby(running, key=attrgetter("run"))
                for outcome in _together(run, [call.given for call in calls])
            ]


def _together(run: Callable[[Sequence[Any]], Sequence[Any]], given: Sequence[Any]) -> Sequence[Any]:
    try:
        return run(given)
    except Exception as error:  # noqa: BLE001 - each caller gets it
        return [error] * len(given)


def _one_by_one(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    return [_outcome(call) for call in calls]


def _outcome(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Exception as error:  # noqa: BLE001 - its caller gets it
        return error
