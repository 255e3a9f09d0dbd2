"""The one writer thread: what waits goes into one transaction, then its callers hear of it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from storage.again import again
from storage.database import Database

T = TypeVar("T")

_Call = tuple[Callable[[], Any], "Future[Any]"]
_BATCH = 100


class Writer:
    """Group commit. A lone call waits for nobody; a crowd shares one commit."""

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
        future: Future[T] = Future()
        with self._lock:
            if self._closed:
                raise RuntimeError("the storage is closed: nothing more can be written")
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._run, name="newsmill-writer", daemon=True
                )
                self._thread.start()
            self._calls.put((lambda: call(*args, **named), future))
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
        while len(calls) < _BATCH and calls[-1] is not None:
            try:
                calls.append(self._calls.get_nowait())
            except queue.Empty:
                break
        return calls

    def _commit(self, calls: list[_Call]) -> None:
        running = [call for call in calls if call[1].set_running_or_notify_cancel()]
        if not running:
            return
        try:
            outcomes = again(self._outcomes, running)
        except BaseException as error:  # noqa: BLE001 - each caller gets it
            outcomes = [_Outcome(error=error)] * len(running)
        for (_, future), outcome in zip(running, outcomes, strict=True):
            outcome.tell(future)

    def _outcomes(self, running: list[_Call]) -> list[_Outcome]:
        with self._database.batch():
            return [_outcome(call) for call, _ in running]


@dataclass(frozen=True, slots=True)
class _Outcome:
    result: Any = None
    error: BaseException | None = None

    def tell(self, future: Future[Any]) -> None:
        if self.error is None:
            future.set_result(self.result)
        else:
            future.set_exception(self.error)


def _outcome(call: Callable[[], Any]) -> _Outcome:
    try:
        return _Outcome(call())
    except Exception as error:  # noqa: BLE001 - its caller gets it
        return _Outcome(error=error)
