"""Doing again what a server that went away has undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt

from storage.errors import ConnectionLost

T = TypeVar("T")

_TRIES = 8
"""What takes a server down each time is not tried for ever."""


def again(call: Callable[..., T], *args: Any) -> T:
    """Return what a call returns; call it anew if its connection broke, which left no trace of it.

    A new connection waits for the server by itself. Raises ConnectionLost after some tries.
    """
    tries = Retrying(
        retry=retry_if_exception_type(ConnectionLost),
        stop=stop_after_attempt(_TRIES),
        reraise=True,
    )
    return tries(call, *args)
