"""Note the parts of a listing however long their addresses are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from articles.urls import indexable
from storage.kinds import NUMBER, WORD

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table anew with a key that every database indexes, and keep what is in it."""
    query = sa.text("SELECT backfill_id, listing_url, url FROM backfill_part")
    rows = op.get_bind().execute(query).mappings()
    kept = [{**row, "key": indexable(row["url"])} for row in rows]
    op.drop_table("backfill_part")
    made = op.create_table(
        "backfill_part",
        sa.Column("backfill_id", NUMBER, nullable=False),
        sa.Column("listing_url", WORD, nullable=False),
        sa.Column("key", WORD, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["backfill_id"],
            ["backfill.id"],
            name=op.f("fk_backfill_part_backfill_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("backfill_id", "listing_url", "key", name=op.f("pk_backfill_part")),
    )
    if kept:
        op.bulk_insert(made, kept)
