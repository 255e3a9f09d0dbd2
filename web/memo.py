"""Answers that are costly and may be some seconds old: counts over all records, files on disk."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
_MOST = 64


@dataclass(slots=True)
class _Kept(Generic[T]):
    value: T
    until: float
    renewing: bool = False


class Memo(Generic[T]):
    """Keeps answers by their question. One that is old is given once more while it is renewed.

    So nobody but the first waits. What the renewal raises is dropped: the next one tries again.
    """

    def __init__(
        self, seconds: float, clock: Callable[[], float] = time.monotonic, most: int = _MOST
    ) -> None:
        self._seconds, self._clock, self._most = seconds, clock, most
        self._kept: OrderedDict[Hashable, _Kept[T]] = OrderedDict()
        self._lock = threading.Lock()
        self._worker = ThreadPoolExecutor(1, "newsmill-memo")

    def get(self, question: Hashable, answer: Callable[[], T]) -> T:
        """Return what ``answer`` gives, or gave a short while ago."""
        with self._lock:
            kept = self._kept.get(question)
            renew = kept is not None and self._clock() >= kept.until and not kept.renewing
            if kept is not None and renew:
                kept.renewing = True
        if kept is None:
            return self._keep(question, answer())
        if renew:
            self._worker.submit(self._renew, question, answer, kept)
        return kept.value

    def forget(self) -> None:
        """Ask anew from now on."""
        with self._lock:
            self._kept.clear()

    def _renew(self, question: Hashable, answer: Callable[[], T], kept: _Kept[T]) -> None:
        try:
            self._keep(question, answer())
        finally:
            kept.renewing = False

    def _keep(self, question: Hashable, value: T) -> T:
        with self._lock:
            self._kept[question] = _Kept(value, self._clock() + self._seconds)
            self._kept.move_to_end(question)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return value
