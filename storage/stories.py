"""Copies of one story, over sources: found by what their texts are like, linked, never merged.

Two records of one source are never linked: there, texts that are alike are forms that were filled
in (closing prices, weather), and the same text twice is one record already.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from articles.signature import BANDS, NEAR, Signature, bands, difference, signature
from storage.plain import plain
from storage.queries import conditions, is_in, summary_of
from storage.tables import article, article_story
from storage.types import RecordFilter, RecordSummary, Story

MOST_CANDIDATES = 50
"""Records that are compared for each band, the newest: a form letter must not cost seconds."""

_OF_A_BAND = """
SELECT * FROM
(SELECT article_id FROM article_band WHERE band = ? ORDER BY article_id DESC LIMIT ?) AS subquery
"""
_CANDIDATES = "UNION".join([_OF_A_BAND] * BANDS).strip()
_LIKE = """
SELECT article_signature.article_id, signature, coalesce(story_id, article.id) AS story
FROM article_signature JOIN article ON article.id = article_signature.article_id
LEFT JOIN article_story ON article_story.article_id = article.id
WHERE article.id = ? AND article.source <> ?
"""
_SIGNED = "SELECT signature FROM article_signature WHERE article_id = ?"
_SIGN = "INSERT INTO article_signature (article_id, signature) VALUES (?, ?)"
_BAND = "INSERT INTO article_band (band, article_id) VALUES (?, ?)"
_LINK = """
INSERT INTO article_story (article_id, story_id) VALUES (?, ?)
ON CONFLICT (article_id) DO UPDATE SET story_id = excluded.story_id
"""
_JOIN = "UPDATE article_story SET story_id = ? WHERE story_id = ?"
_FORGET = (
    "DELETE FROM article_signature WHERE article_id = ?",
    "DELETE FROM article_story WHERE article_id = ?",
)


def compare(connection: Connection, record_id: int, source: str, tokens: Sequence[str]) -> None:
    """Sign a record's text and link it with the copies of it that other sources have.

    It has no signature yet, or none any more.
    """
    own = signature(tokens)
    if own is None:
        return
    near = copies_near(connection, own, source)
    plain(connection, _SIGN, (record_id, own))
    plain(connection, _BAND, [(band, record_id) for band in bands(own)])
    if near:
        _link(connection, record_id, near)


def forget_signature(connection: Connection, record_id: int) -> None:
    """Take a record out of the comparison and out of its story."""
    found = plain(connection, _SIGNED, (record_id,)).scalar_one_or_none()
    if found is None:
        return
    plain(
        connection,
        "DELETE FROM article_band WHERE band = ? AND article_id = ?",
        [(band, record_id) for band in bands(found)],
    )
    for statement in _FORGET:
        plain(connection, statement, (record_id,))


def copies_near(connection: Connection, own: Signature, source: str) -> dict[int, int]:
    """Return the copies that other sources have, each with its story or its own number."""
    limited = tuple(value for band in bands(own) for value in (band, MOST_CANDIDATES))
    candidates = plain(connection, _CANDIDATES, limited).scalars().all()
    rows = [row for number in candidates for row in plain(connection, _LIKE, (number, source))]
    return {row.article_id: row.story for row in rows if difference(own, row.signature) <= NEAR}


def _link(connection: Connection, record_id: int, near: dict[int, int]) -> None:
    """Make one story of a record, its copies and their stories; the oldest gives its number."""
    story = min(near.values())
    for other in sorted({*near.values()} - {story}):
        plain(connection, _JOIN, (story, other))
    members = [(number, story) for number in (*sorted(near), record_id)]
    plain(connection, _LINK, members)


def listed_stories(
    connection: Connection, chosen: RecordFilter, before: int | None, limit: int
) -> list[Story]:
    """Return stories of two records and more, the latest begun first.

    ``chosen``: one of the records is let through by it. ``before``: go on below this number.
    """
    wanted = conditions(chosen)
    if chosen.category is not None:
        wanted.append(is_in(chosen.category))
    member = article_story.alias()
    query = (
        select(article_story.c.story_id)
        .group_by(article_story.c.story_id)
        .having(func.count() > 1)
        .order_by(article_story.c.story_id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(article_story.c.story_id < before)
    if wanted:
        query = query.where(
            select(member.c.article_id)
            .join(article, article.c.id == member.c.article_id)
            .where(member.c.story_id == article_story.c.story_id, *wanted)
            .exists()
        )
    numbers = connection.execute(query).scalars().all()
    return [Story(number, members(connection, number)) for number in numbers]


def story_of(connection: Connection, record_id: int) -> int | None:
    """Return the number of the story that a record belongs to."""
    return connection.execute(
        select(article_story.c.story_id).where(article_story.c.article_id == record_id)
    ).scalar_one_or_none()


def members(connection: Connection, story: int) -> tuple[RecordSummary, ...]:
    """Return a story's records, as they were published."""
    rows = connection.execute(
        select(article)
        .join(article_story, article_story.c.article_id == article.c.id)
        .where(article_story.c.story_id == story)
        .order_by(article.c.published_at, article.c.id)
    )
    return tuple(summary_of(row) for row in rows)
