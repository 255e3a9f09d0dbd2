"""Remember which addresses several articles claim as their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.kinds import WORD

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of addresses that are not believed."""
    op.create_table(
        "shared_address",
        sa.Column("source", WORD, nullable=False),
        sa.Column("key", WORD, nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("source", "key", name=op.f("pk_shared_address")),
    )
