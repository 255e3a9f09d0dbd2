"""Which records have texts that are like one another: found by bands, compared by signatures.

Many are looked up at once: on a server each question costs a way there and back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from articles.signature import BANDS, NEAR, Signature, bands, difference
from storage.plain import plain
from storage.rows import AnyRow

MOST_CANDIDATES = 50
"""Records that are compared for each band, the newest: a form letter must not cost seconds."""

_CHUNK = 500
_OF_A_BAND = """
SELECT * FROM
(SELECT article_id FROM article_band WHERE band = ? ORDER BY article_id DESC LIMIT ?) AS subquery
"""
_OF_BANDS = "UNION".join([_OF_A_BAND] * BANDS).strip()
_OF_MANY_BANDS = """
SELECT number, article_id, source, signature FROM (
    SELECT DISTINCT (place - 1) / ? AS number, article_id
    FROM unnest(CAST(? AS BIGINT[])) WITH ORDINALITY AS asked (band, place)
    CROSS JOIN LATERAL (
        SELECT article_id FROM article_band WHERE article_band.band = asked.band
        ORDER BY article_id DESC LIMIT ?
    ) AS of_the_band
) AS found
JOIN article_signature USING (article_id) JOIN article ON article.id = article_id
"""
_SIGNED = """
SELECT article_id, source, signature FROM article_signature
JOIN article ON article.id = article_signature.article_id WHERE article_id IN ({})
"""


@dataclass(frozen=True, slots=True)
class Signed:
    """A record's text, as far as it is compared."""

    record_id: int
    source: str
    signature: Signature


def copies_of_each(connection: Connection, signed: Sequence[Signed]) -> list[list[int]]:
    """Return for each its copies in other sources: stored ones, and those before it in the list."""
    earlier: dict[int, list[Signed]] = {}
    found = []
    for one, stored in zip(signed, _sharing(connection, signed), strict=True):
        candidates = [*stored]
        for band in bands(one.signature):
            of_the_band = earlier.setdefault(band, [])
            candidates += of_the_band[-MOST_CANDIDATES:]
            of_the_band.append(one)
        found.append(sorted({other.record_id for other in candidates if _is_copy(one, other)}))
    return found


def _is_copy(one: Signed, other: Signed) -> bool:
    return one.source != other.source and difference(one.signature, other.signature) <= NEAR


def _sharing(connection: Connection, signed: Sequence[Signed]) -> Sequence[Sequence[Signed]]:
    """Return for each the stored records that have a band in common with it."""
    if connection.dialect.name != "sqlite":
        return _sharing_at_once(connection, signed)
    # a file is asked for each as fast, and its planner knows this form
    numbers = [
        plain(connection, _OF_BANDS, tuple(_limited(one.signature))).scalars().all()
        for one in signed
    ]
    known = _known(connection, set().union(*numbers))
    return [[known[number] for number in some if number in known] for some in numbers]


def _limited(own: Signature) -> Iterator[int]:
    for band in bands(own):
        yield from (band, MOST_CANDIDATES)


def _sharing_at_once(connection: Connection, signed: Sequence[Signed]) -> list[list[Signed]]:
    found: list[list[Signed]] = [[] for _ in signed]
    asked = [band for one in signed for band in bands(one.signature)]
    for row in plain(connection, _OF_MANY_BANDS, (BANDS, asked, MOST_CANDIDATES)):
        found[row.number].append(_signed(row))
    return found


def _known(connection: Connection, numbers: set[int]) -> dict[int, Signed]:
    found = {}
    for some in _chunks(sorted(numbers)):
        statement = _SIGNED.format(", ".join("?" * len(some)))
        for row in plain(connection, statement, tuple(some)):
            found[row.article_id] = _signed(row)
    return found


def _signed(row: AnyRow) -> Signed:
    return Signed(row.article_id, row.source, bytes(row.signature))


def _chunks(numbers: Sequence[int]) -> list[Sequence[int]]:
    return [numbers[at : at + _CHUNK] for at in range(0, len(numbers), _CHUNK)]
