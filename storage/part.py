"""A part of a whole that is made, and whose code is loaded, when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import Any, Generic, Self, TypeVar, overload

T = TypeVar("T")

_MAKING = RLock()
"""One for all: what is made once is seldom waited for, and one part may ask for another."""


class part(Generic[T]):  # noqa: N801 - a decorator, as ``property`` is
    """A property that is made once, also where several threads ask for it at the same time.

    ``functools.cached_property`` makes one for each of them since Python 3.12.
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make
        self.__doc__ = make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, whole: None, owner: type) -> Self: ...

    @overload
    def __get__(self, whole: object, owner: type) -> T: ...

    def __get__(self, whole: object | None, owner: type) -> T | Self:
        if whole is None:
            return self
        with _MAKING:
            made: dict[str, Any] = whole.__dict__
            if self._name not in made:
                made[self._name] = self._make(whole)
            found: T = made[self._name]
            return found
