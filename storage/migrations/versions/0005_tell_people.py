"""Tell people: incidents, mutes, the outbox, and what a run's new articles were like."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.kinds import NUMBER, WORD

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; nobody is told of what was stored before."""
    op.create_table(
        "run_reading",
        sa.Column("run_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("chars", NUMBER, nullable=False),
        sa.Column("undated", NUMBER, nullable=False),
        sa.Column("unillustrated", NUMBER, nullable=False),
        sa.Column("unsigned", NUMBER, nullable=False),
        sa.Column("late", NUMBER, nullable=False),
        sa.Column("rest_until", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"], ["run.id"], name=op.f("fk_run_reading_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_run_reading")),
    )
    op.create_table(
        "incident",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("subject", WORD, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("usual", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=True),
        sa.Column("mended_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    _open = sa.text("mended_at IS NULL")
    op.create_index(
        "uq_incident_open",
        "incident",
        ["subject"],
        unique=True,
        sqlite_where=_open,
        postgresql_where=_open,
    )
    op.create_table(
        "mute",
        sa.Column("source", WORD, nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_mute")),
    )
    op.create_table(
        "news",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("article_id", NUMBER, nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("decision", WORD, nullable=False),
        sa.Column("run_id", NUMBER, nullable=True),
        sa.Column("stored_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_news_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news")),
    )
    op.create_index("ix_news_article", "news", ["article_id"])
    op.create_table(
        "notice",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("event", WORD, nullable=False),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("topic", WORD, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("attempts", NUMBER, nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index("uq_notice_event", "notice", ["event", "channel"], unique=True)
    _due = sa.text("due_at IS NOT NULL")
    op.create_index(
        "ix_notice_due",
        "notice",
        ["channel", "due_at", "id"],
        sqlite_where=_due,
        postgresql_where=_due,
    )
