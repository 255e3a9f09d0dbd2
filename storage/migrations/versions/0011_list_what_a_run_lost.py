"""Find all pages that gave a run no article."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index of entries with a reason, by the run that gave it."""
    _with_a_reason = sa.text("error_kind IS NOT NULL")
    op.create_index(
        "ix_entry_run",
        "entry",
        ["run_id", "id"],
        unique=False,
        sqlite_where=_with_a_reason,
        postgresql_where=_with_a_reason,
    )
