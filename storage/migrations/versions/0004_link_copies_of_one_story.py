"""Link copies of one story."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.kinds import NUMBER

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of signatures; what is stored already is noted, and compared when opened."""
    op.create_table(
        "article_signature",
        sa.Column("article_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_article_signature_article_id")
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_article_signature")),
    )
    op.create_table(
        "article_band",
        sa.Column("band", sa.BigInteger(), nullable=False),
        sa.Column("article_id", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("band", "article_id", name=op.f("pk_article_band")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "article_story",
        sa.Column("article_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("story_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_article_story_article_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_article_story")),
    )
    with op.batch_alter_table("article_story", schema=None) as batch_op:
        batch_op.create_index("ix_article_story_story", ["story_id", "article_id"], unique=False)
    op.execute(
        "INSERT INTO search_pending SELECT id FROM article WHERE true ON CONFLICT DO NOTHING"
    )
