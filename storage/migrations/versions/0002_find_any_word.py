"""Find any word."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.kinds import NUMBER

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


_SEARCH_INDEX = (
    """
CREATE VIRTUAL TABLE search USING fts5(title, body, source, content='', tokenize='ascii')
""",
    "INSERT INTO search (search, rank) VALUES ('automerge', 16)",
    """
CREATE TRIGGER search_new AFTER INSERT ON article BEGIN
    INSERT OR IGNORE INTO search_pending VALUES (new.id);
END
""",
    """
CREATE TRIGGER search_changed AFTER UPDATE OF version ON article
WHEN old.version <> new.version BEGIN
    INSERT OR IGNORE INTO search_pending VALUES (new.id);
END
""",
)


def upgrade() -> None:
    """Make the index of words; what is stored already is noted, and indexed when it is opened."""
    op.create_table(
        "search_document",
        sa.Column("article_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("place", NUMBER, nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_search_document_article_id")
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_search_document")),
    )
    with op.batch_alter_table("search_document", schema=None) as batch_op:
        batch_op.create_index("uq_search_document_place", ["place"], unique=True)
    op.create_table(
        "search_pending",
        sa.Column("article_id", NUMBER, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_search_pending_article_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_search_pending")),
    )
    for statement in _SEARCH_INDEX:
        op.execute(statement)
    op.execute("INSERT INTO search_pending SELECT id FROM article")
