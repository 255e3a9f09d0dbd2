"""Read a source's past in slices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.kinds import NUMBER, WORD

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of backfills, and the index of the entries that they have taken up."""
    op.create_table(
        "backfill",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("source", WORD, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("goal_pages", NUMBER, nullable=True),
        sa.Column("goal_since", sa.DateTime(), nullable=True),
        sa.Column("per_day", NUMBER, nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("next_at", sa.DateTime(), nullable=True),
        sa.Column("failures", NUMBER, nullable=False),
        sa.Column("error_kind", WORD, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("after_run", NUMBER, nullable=False),
        sa.Column("last_run", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backfill")),
    )
    _one_open = sa.text("state IN ('running', 'paused', 'failed')")
    op.create_index(
        "uq_backfill_open",
        "backfill",
        ["source"],
        unique=True,
        sqlite_where=_one_open,
        postgresql_where=_one_open,
    )
    op.create_table(
        "backfill_place",
        sa.Column("backfill_id", NUMBER, nullable=False),
        sa.Column("listing_url", WORD, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("latest", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["backfill_id"],
            ["backfill.id"],
            name=op.f("fk_backfill_place_backfill_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("backfill_id", "listing_url", name=op.f("pk_backfill_place")),
    )
    op.create_table(
        "backfill_part",
        sa.Column("backfill_id", NUMBER, nullable=False),
        sa.Column("listing_url", WORD, nullable=False),
        sa.Column("url", WORD, nullable=False),
        sa.ForeignKeyConstraint(
            ["backfill_id"],
            ["backfill.id"],
            name=op.f("fk_backfill_part_backfill_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("backfill_id", "listing_url", "url", name=op.f("pk_backfill_part")),
    )
    _taken_up = sa.text("state = 'backfill'")
    op.create_index(
        "ix_entry_backfill",
        "entry",
        ["source", "crashes", sa.text("sort_at DESC"), "id"],
        unique=False,
        sqlite_where=_taken_up,
        postgresql_where=_taken_up,
    )
