"""Remember what was exported."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.kinds import NUMBER, WORD

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of what each named export has written."""
    op.create_table(
        "export_mark",
        sa.Column("name", WORD, nullable=False),
        sa.Column("article_id", NUMBER, nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_export_mark_article_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("name", "article_id", name=op.f("pk_export_mark")),
    )
    with op.batch_alter_table("export_mark", schema=None) as batch_op:
        batch_op.create_index("ix_export_mark_article", ["article_id"], unique=False)
