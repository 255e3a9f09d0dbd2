"""The outbox: what people are to be told, written in the transaction that it tells of.

A message leaves it only when its channel has taken it, or when it is given up. A kill between the
two repeats it under the same event, and loses none.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, case, delete, func, insert, select, text, update

from articles.types import Decision
from storage.arrivals import Visit
from storage.backfill import TRIGGER
from storage.database import Database
from storage.notices import Letter, News, Notice, NoticeState, Standing
from storage.queries import summary_of
from storage.rows import AnyRow
from storage.tables import article, news, notice, run
from storage.types import Saved

_PENDING = NoticeState.PENDING.value
_FAILED = NoticeState.FAILED.value
_TOLD = frozenset({Decision.NEW, Decision.CHANGED})


class Outbox:
    """The messages of all channels."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, letters: Sequence[Letter], now: datetime) -> None:
        """Put messages in; what a channel was told already is not told again."""
        with self._database.write("outbox-put") as connection:
            add_letters(connection, letters, now)

    def news(self, limit: int) -> tuple[News, ...]:
        """Return stored articles that are in no message yet, oldest first."""
        query = (
            select(
                article,
                news.c.id.label("news_id"),
                news.c.decision,
                news.c.stored_at,
                run.c.trigger,
            )
            .select_from(news)
            .join(article, article.c.id == news.c.article_id)
            .outerjoin(run, run.c.id == news.c.run_id)
            .order_by(news.c.id)
            .limit(limit)
        )
        with self._database.read() as connection:
            return tuple(_news(row) for row in connection.execute(query))

    def post_news(self, letters: Sequence[Letter], told: Sequence[int], now: datetime) -> None:
        """Put the messages in that tell these news, which are news no more."""
        with self._database.write("outbox-news") as connection:
            add_letters(connection, letters, now)
            connection.execute(delete(news).where(news.c.id.in_(told)))

    def due(self, channel: str, now: datetime, limit: int) -> tuple[Notice, ...]:
        """Return what a channel is to be told now, oldest first."""
        query = (
            select(notice)
            .where(notice.c.channel == channel, notice.c.due_at <= now)
            .order_by(notice.c.due_at, notice.c.id)
            .limit(limit)
        )
        with self._database.read() as connection:
            return tuple(_notice(row) for row in connection.execute(query))

    def delivered(self, number: int, now: datetime) -> None:
        """Note that a channel has taken a message."""
        self._end(notice.c.id == number, NoticeState.DELIVERED, None, now)

    def failed(self, number: int, error: str, now: datetime) -> None:
        """Give a message up."""
        self._end(notice.c.id == number, NoticeState.FAILED, error, now)

    def postponed(self, number: int, error: str, due_at: datetime) -> None:
        """Note a try in vain, and when the next one is."""
        with self._database.write("outbox-postponed") as connection:
            connection.execute(
                update(notice)
                .where(notice.c.id == number)
                .values(attempts=notice.c.attempts + 1, error=error, due_at=due_at)
            )

    def fail_strays(self, channels: Collection[str], now: datetime) -> None:
        """Give up what is for channels that are not among these any more."""
        stray = notice.c.due_at.is_not(None) & notice.c.channel.not_in(channels)
        error = "the settings have no channel of this name"
        self._end(stray, NoticeState.FAILED, error, now, tries=0)

    def retry(self, now: datetime, channel: str | None = None) -> int:
        """Let what was given up be tried again at once; return how much that is."""
        chosen = notice.c.state == _FAILED
        if channel is not None:
            chosen &= notice.c.channel == channel
        with self._database.write("outbox-retry") as connection:
            done = connection.execute(
                update(notice)
                .where(chosen)
                .values(state=_PENDING, due_at=now, attempts=0, created_at=now, ended_at=None)
            )
            return done.rowcount

    def list(self, states: Collection[NoticeState], limit: int) -> tuple[Notice, ...]:
        """Return messages in these states, newest first."""
        query = (
            select(notice)
            .where(notice.c.state.in_([one.value for one in states]))
            .order_by(notice.c.id.desc())
            .limit(limit)
        )
        with self._database.read() as connection:
            return tuple(_notice(row) for row in connection.execute(query))

    def standing(self) -> tuple[Standing, ...]:
        """Return how each channel stands that has pending or failed messages."""
        pending = case((notice.c.state == _PENDING, 1), else_=0)
        oldest = case((notice.c.state == _PENDING, notice.c.created_at))
        query = (
            select(
                notice.c.channel,
                func.sum(pending).label("pending"),
                func.count().label("all_of_them"),
                func.min(oldest, type_=notice.c.created_at.type).label("oldest"),
            )
            .where(text("state <> 'delivered'"))  # as its index says
            .group_by(notice.c.channel)
            .order_by(notice.c.channel)
        )
        with self._database.read() as connection:
            return tuple(
                Standing(row.channel, row.pending, row.all_of_them - row.pending, row.oldest)
                for row in connection.execute(query)
            )

    def forget(self, before: datetime) -> None:
        """Delete what ended before then."""
        with self._database.write("outbox-forget") as connection:
            connection.execute(delete(notice).where(notice.c.ended_at < before))

    def _end(
        self,
        chosen: ColumnElement[bool],
        state: NoticeState,
        error: str | None,
        now: datetime,
        tries: int = 1,
    ) -> None:
        with self._database.write(f"outbox-{state.value}") as connection:
            connection.execute(
                update(notice)
                .where(chosen)
                .values(
                    state=state.value,
                    error=error,
                    due_at=None,
                    ended_at=now,
                    attempts=notice.c.attempts + tries,
                )
            )


def note_news(connection: Connection, stored: Sequence[tuple[Saved, Visit]]) -> None:
    """Note which articles are new or changed, in the transaction that stores them."""
    rows = [
        {
            "article_id": saved.record_id,
            "version": saved.version,
            "decision": saved.decision.value,
            "run_id": visit.run_id,
            "stored_at": visit.now,
        }
        for saved, visit in stored
        if saved.decision in _TOLD
    ]
    if rows:
        connection.execute(insert(news), rows)


def add_letters(connection: Connection, letters: Sequence[Letter], now: datetime) -> None:
    """Write messages in the caller's transaction."""
    for one in letters:
        known = select(notice.c.id).where(
            notice.c.event == one.event, notice.c.channel == one.channel
        )
        if connection.execute(known).first() is None:
            connection.execute(
                insert(notice).values(
                    event=one.event,
                    channel=one.channel,
                    topic=one.topic,
                    title=one.title,
                    body=one.body,
                    state=_PENDING,
                    created_at=now,
                    due_at=now,
                    attempts=0,
                )
            )


def _notice(row: AnyRow) -> Notice:
    letter = Letter(row.event, row.channel, row.topic, row.title, row.body)
    return Notice(
        row.id,
        letter,
        NoticeState(row.state),
        row.created_at,
        row.due_at,
        row.attempts,
        row.error,
        row.ended_at,
    )


def _news(row: AnyRow) -> News:
    live = row.trigger != TRIGGER
    return News(row.news_id, Decision(row.decision), summary_of(row), row.stored_at, live)
