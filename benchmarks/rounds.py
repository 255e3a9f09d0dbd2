"""What the same look costs again and again in one process, told to the process that asks."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

_ROUNDS = 5


def tell_rounds(look: Callable[[], object], sources: int) -> None:
    """Look once to warm up, then print the CPU that further rounds took: milliseconds a source."""
    look()
    print(json.dumps([_milliseconds(look) / sources for _ in range(_ROUNDS)]))  # noqa: T201 - its output


def _milliseconds(look: Callable[[], object]) -> float:
    started = time.process_time()
    look()
    return (time.process_time() - started) * 1000
