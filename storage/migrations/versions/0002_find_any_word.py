"""Find any word."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.kinds import NUMBER

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


_SQLITE_INDEX = (
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
_POSTGRESQL_INDEX = (
    """
CREATE TABLE search (rowid BIGINT NOT NULL, words TSVECTOR NOT NULL,
    CONSTRAINT pk_search PRIMARY KEY (rowid))
""",
    "CREATE INDEX ix_search_words ON search USING gin (words)",
    """
CREATE FUNCTION search_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_pending VALUES (NEW.id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$
""",
    """
CREATE TRIGGER search_new AFTER INSERT ON article
FOR EACH ROW EXECUTE FUNCTION search_note()
""",
    """
CREATE TRIGGER search_changed AFTER UPDATE OF version ON article
FOR EACH ROW WHEN (OLD.version <> NEW.version) EXECUTE FUNCTION search_note()
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
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE_INDEX if sqlite else _POSTGRESQL_INDEX:
        op.execute(statement)
    op.execute("INSERT INTO search_pending SELECT id FROM article")
