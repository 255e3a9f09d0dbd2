"""The kinds of column: what every database holds and gives back alike."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, String, Text, TypeDecorator
from sqlalchemy.types import TypeEngine

from storage.values import fit, fits

NUMBER = Integer().with_variant(BigInteger(), "postgresql")
"""A whole number of 64 bits, which is what SQLite's INTEGER holds."""

# one encoder for all: to make one takes longer than its work
_encode = json.JSONEncoder(ensure_ascii=False).encode


def written_json(value: object) -> str:
    """Return a list or an object as people can read it. Most are empty, and quickly told."""
    if value == []:
        return "[]"
    return "{}" if value == {} else _encode(value)


WORD = String().with_variant(String(collation="C"), "postgresql")
"""What ``Word`` is in the database; migrations use it as it is."""


class AnyText(TypeDecorator[str]):
    """A text of whatever origin, without what databases refuse (see ``fit``)."""

    impl: type[String] = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Give the database what it can hold."""
        return None if value is None else fit(value)


class Word(AnyText):
    """The same for what is compared and indexed: a name, a key, a state.

    Compared byte by byte in every database, whatever the language of its server.
    """

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Name the order."""
        return dialect.type_descriptor(WORD)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC here; in the database a time that SQL and people can read and sort."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse naive times; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give back aware UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


class Binding:
    """Gives the driver the values of whole columns: what their kinds do to each, done to all."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._times: dict[Any, Any] = {None: None}
        """What has been written already: most times of an article are the same."""

    def column(self, kind: TypeEngine[Any], values: Sequence[Any]) -> Sequence[Any]:
        """Return what is stored for the values of one column."""
        if isinstance(kind, AnyText) and fits("".join(filter(None, values))):
            return values
        each = kind.dialect_impl(self._dialect).bind_processor(self._dialect)
        if each is None:
            return values
        if isinstance(kind, UtcDateTime):
            times = self._times
            times |= {value: each(value) for value in set(values) if value not in times}
            return [times[value] for value in values]
        return [each(value) for value in values]
