"""Copies of one story, over sources: found by what their texts are like, linked, never merged.

Two records of one source are never linked: there, texts that are alike are forms that were filled
in (closing prices, weather), and the same text twice is one record already.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from articles.signature import bands
from storage.copies import Signed, copies_of_each
from storage.plain import insert_each, plain, plain_each
from storage.queries import SUMMARY, conditions, is_in, summary_of
from storage.tables import article, article_story
from storage.types import RecordFilter, RecordSummary, Story

_STORIES = """
SELECT DISTINCT coalesce(story_id, id) FROM article
LEFT JOIN article_story ON article_story.article_id = article.id WHERE id IN ({})
"""
_SIGNED = "SELECT signature FROM article_signature WHERE article_id = ?"
_SIGNATURES = "article_signature (article_id, signature)"
_BANDS = "article_band (band, article_id)"
_LINK = """
INSERT INTO article_story (article_id, story_id) VALUES (?, ?)
ON CONFLICT (article_id) DO UPDATE SET story_id = excluded.story_id
"""
_TAKE_BAND = "DELETE FROM article_band WHERE band = ? AND article_id = ?"
_JOIN = "UPDATE article_story SET story_id = ? WHERE story_id = ?"
_FORGET = (
    "DELETE FROM article_signature WHERE article_id = ?",
    "DELETE FROM article_story WHERE article_id = ?",
)


def compare(connection: Connection, signed: Sequence[Signed]) -> None:
    """Keep what records' texts are like; link each with the copies of it that other sources have.

    None of them is kept so already.
    """
    near = copies_of_each(connection, signed) if signed else []
    signatures = [(one.record_id, one.signature) for one in signed]
    insert_each(connection, _SIGNATURES, ("BIGINT", "BYTEA"), signatures)
    # in the order of the table: its pages are written one after the other
    rows = sorted((band, one.record_id) for one in signed for band in bands(one.signature))
    insert_each(connection, _BANDS, ("BIGINT", "BIGINT"), rows)
    for one, copies in zip(signed, near, strict=True):
        if copies:
            _link(connection, one.record_id, copies)


def forget_signature(connection: Connection, record_id: int) -> None:
    """Take a record out of the comparison and out of its story."""
    found = plain(connection, _SIGNED, (record_id,)).scalar_one_or_none()
    if found is None:
        return
    plain_each(connection, _TAKE_BAND, [(band, record_id) for band in bands(found)])
    for statement in _FORGET:
        plain(connection, statement, (record_id,))


def _link(connection: Connection, record_id: int, near: Sequence[int]) -> None:
    """Make one story of a record, its copies and their stories; the oldest gives its number."""
    asked = _STORIES.format(", ".join("?" * len(near)))
    story, *others = sorted(plain(connection, asked, tuple(near)).scalars())
    plain_each(connection, _JOIN, [(story, other) for other in others])
    plain_each(connection, _LINK, [(number, story) for number in (*near, record_id)])


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
        select(*SUMMARY)
        .join(article_story, article_story.c.article_id == article.c.id)
        .where(article_story.c.story_id == story)
        .order_by(article.c.published_at, article.c.id)
    )
    return tuple(summary_of(row) for row in rows)
