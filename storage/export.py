"""Records for other programs: JSON Lines, CSV, and the values that both are made of."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import IO, Any

from storage.types import Record

FIELDS = (
    "id", "source", "url", "aliases", "title", "author", "byline", "origin", "categories",
    "channels", "published_at", "date_source", "updated_at", "first_fetched_at", "fetched_at",
    "withdrawn_at", "language", "headimg", "images", "keywords", "description",
    "confidence", "provenance", "content_hash",
    "version", "status", "body_html", "body_text",
)  # fmt: skip
"""What an exported record holds, in this order: a promise to whoever reads the files."""


def record_data(record: Record) -> dict[str, Any]:
    """Return a record as plain values; times are ISO 8601 with ``Z``."""
    return {name: _plain(value) for name, value in record_values(record).items()}


def record_values(record: Record) -> dict[str, Any]:
    """Return a record's values as they are, in the order of ``FIELDS``."""
    article = record.article
    held = {
        "id": record.id,
        "aliases": record.aliases,
        "channels": record.channels,
        "date_source": article.date_source.value,
        "provenance": dict(article.provenance),
        "first_fetched_at": record.first_fetched_at,
        "withdrawn_at": record.withdrawn_at,
        "version": record.version,
        "status": record.status,
    }
    return {name: held[name] if name in held else getattr(article, name) for name in FIELDS}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return list(value) if isinstance(value, tuple) else value


def write_jsonl(records: Iterable[Record], to: IO[str]) -> Iterator[Record]:
    """Write a JSON document a line; yields each record once it is written."""
    for record in records:
        to.write(json.dumps(record_data(record), ensure_ascii=False) + "\n")
        yield record


def write_csv(records: Iterable[Record], to: IO[str]) -> Iterator[Record]:
    """Write CSV with a head (RFC 4180), lists as ``a; b``; yields as ``write_jsonl`` does."""
    writer = csv.DictWriter(to, FIELDS, lineterminator="\r\n")
    writer.writeheader()
    for record in records:
        writer.writerow({name: _cell(value) for name, value in record_data(record).items()})
        yield record


def _cell(value: object) -> object:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {where}" for name, where in value.items())
    return "; ".join(value) if isinstance(value, list) else value
