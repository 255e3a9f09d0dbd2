"""Remember where the pages that records were read from are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.kinds import NUMBER, WORD

revision = "0010"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of raw pages."""
    op.create_table(
        "raw_page",
        sa.Column("article_id", NUMBER, nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("part", NUMBER, nullable=False),
        sa.Column("source", WORD, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.Column("file", WORD, nullable=False),
        sa.Column("start", NUMBER, nullable=False),
        sa.Column("length", NUMBER, nullable=False),
        sa.Column("sha256", WORD, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id", "version"],
            ["article_version.article_id", "article_version.number"],
            name=op.f("fk_raw_page_article_id_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", "version", "part", name=op.f("pk_raw_page")),
    )
    op.create_index("ix_raw_page_source", "raw_page", ["source", "kept_at"], unique=False)
