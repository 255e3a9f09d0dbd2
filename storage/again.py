"""Doing again what a server that went away has undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from storage.errors import ConnectionLost

T = TypeVar("T")

_TRIES = 8
"""What takes a server down each time is not tried for ever."""


def again(call: Callable[..., T], *args: Any) -> T:
    """Return what a call returns; call it anew if its connection broke, which left no trace of it.

    A new connection waits for the server by itself. Raises ConnectionLost after some tries.
    """
    try:
        return call(*args)
    except ConnectionLost:
        return _anew(call, *args)


def _anew(call: Callable[..., T], *args: Any) -> T:
    from tenacity import Retrying, retry_if_exception_type, stop_after_attempt  # noqa: PLC0415 - for bad days

    tries = Retrying(
        retry=retry_if_exception_type(ConnectionLost),
        stop=stop_after_attempt(_TRIES - 1),
        reraise=True,
    )
    return tries(call, *args)
