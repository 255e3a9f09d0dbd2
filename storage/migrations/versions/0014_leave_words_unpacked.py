"""Leave the words of a document unpacked: to try to pack them was in vain, and slow."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tell PostgreSQL so; what it holds stays as it is."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE search ALTER COLUMN words SET STORAGE EXTERNAL")
