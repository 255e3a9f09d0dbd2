"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.kinds import NUMBER, WORD

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


_RECORDS_VIEW = """
CREATE VIEW records AS
SELECT article.id, article.source, article.url, article.title, article.author,
       article.categories, article.published_at, article.updated_at, article.fetched_at,
       article.language, article.headimg, article_version.body_html, article_version.body_text,
       article.content_hash, article.version,
       CASE WHEN article.withdrawn_at IS NULL THEN 'current' ELSE 'withdrawn' END AS status
FROM article JOIN article_version
  ON article_version.article_id = article.id AND article_version.number = article.version
"""


def upgrade() -> None:
    """Make the first schema."""
    op.create_table(
        "article",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("source", WORD, nullable=False),
        sa.Column("key", WORD, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("byline", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.Column("date_source", WORD, nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("language", WORD, nullable=True),
        sa.Column("headimg", sa.Text(), nullable=False),
        sa.Column("images", sa.JSON(), nullable=False),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("provenance", sa.JSON(), nullable=False),
        sa.Column("content_hash", WORD, nullable=False),
        sa.Column("text_hash", WORD, nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("first_fetched_at", sa.DateTime(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
    )
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.create_index("ix_article_published", ["published_at", "id"], unique=False)
        batch_op.create_index(
            "ix_article_source_published", ["source", "published_at", "id"], unique=False
        )
        batch_op.create_index("ix_article_source_text", ["source", "text_hash"], unique=False)
        batch_op.create_index("uq_article_source_key", ["source", "key"], unique=True)
        batch_op.create_index(
            "ix_article_withdrawn",
            ["published_at", "id"],
            unique=False,
            sqlite_where=sa.text("withdrawn_at IS NOT NULL"),
            postgresql_where=sa.text("withdrawn_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_article_source_withdrawn",
            ["source", "published_at", "id"],
            unique=False,
            sqlite_where=sa.text("withdrawn_at IS NOT NULL"),
            postgresql_where=sa.text("withdrawn_at IS NOT NULL"),
        )

    op.create_table(
        "listing",
        sa.Column("source", WORD, nullable=False),
        sa.Column("url", WORD, nullable=False),
        sa.Column("rules", WORD, nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("walk_started_at", sa.DateTime(), nullable=True),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("source", "url", name=op.f("pk_listing")),
    )
    op.create_table(
        "run",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("source", WORD, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("trigger", WORD, nullable=False),
        sa.Column("holder", WORD, nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("error_kind", WORD, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("listings", NUMBER, nullable=False),
        sa.Column("listings_unchanged", NUMBER, nullable=False),
        sa.Column("found", NUMBER, nullable=False),
        sa.Column("known", NUMBER, nullable=False),
        sa.Column("new", NUMBER, nullable=False),
        sa.Column("older", NUMBER, nullable=False),
        sa.Column("resumed", NUMBER, nullable=False),
        sa.Column("stored_new", NUMBER, nullable=False),
        sa.Column("stored_changed", NUMBER, nullable=False),
        sa.Column("stored_unchanged", NUMBER, nullable=False),
        sa.Column("stored_duplicate", NUMBER, nullable=False),
        sa.Column("rejected", NUMBER, nullable=False),
        sa.Column("failed", NUMBER, nullable=False),
        sa.Column("gone", NUMBER, nullable=False),
        sa.Column("left", NUMBER, nullable=False),
        sa.Column("requests", NUMBER, nullable=False),
        sa.Column("bytes", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.create_index("ix_run_source", ["source", "id"], unique=False)

    op.create_table(
        "tombstone",
        sa.Column("source", WORD, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("value", WORD, nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("source", "kind", "value", name=op.f("pk_tombstone")),
    )

    op.create_table(
        "article_category",
        sa.Column("article_id", NUMBER, nullable=False),
        sa.Column("category", WORD, nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("source", WORD, nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_article_category_article_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", "category", name=op.f("pk_article_category")),
    )
    with op.batch_alter_table("article_category", schema=None) as batch_op:
        batch_op.create_index(
            "ix_article_category_published",
            ["category", "published_at", "article_id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_article_category_source",
            ["source", "category", "published_at", "article_id"],
            unique=False,
        )

    op.create_table(
        "article_url",
        sa.Column("key", WORD, nullable=False),
        sa.Column("source", WORD, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("article_id", NUMBER, nullable=False),
        sa.Column("first_seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_article_url_article_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", "source", name=op.f("pk_article_url")),
    )
    with op.batch_alter_table("article_url", schema=None) as batch_op:
        batch_op.create_index("ix_article_url_article", ["article_id"], unique=False)

    op.create_table(
        "article_version",
        sa.Column("article_id", NUMBER, nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("stored_at", sa.DateTime(), nullable=False),
        sa.Column("run_id", NUMBER, nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("byline", sa.Text(), nullable=True),
        sa.Column("headimg", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.Column("content_hash", WORD, nullable=False),
        sa.Column("text_hash", WORD, nullable=False),
        sa.Column("body_text", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_article_version_article_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", "number", name=op.f("pk_article_version")),
    )
    op.create_table(
        "entry",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("source", WORD, nullable=False),
        sa.Column("key", WORD, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("state", WORD, nullable=False),
        sa.Column("sort_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("attempts", NUMBER, nullable=False),
        sa.Column("crashes", NUMBER, nullable=False),
        sa.Column("run_id", NUMBER, nullable=True),
        sa.Column("seen_run_id", NUMBER, nullable=True),
        sa.Column("article_id", NUMBER, nullable=True),
        sa.Column("error_kind", WORD, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_entry_article_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
    )
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.create_index("ix_entry_article", ["article_id"], unique=False)
        batch_op.create_index(
            "ix_entry_due",
            ["source", "crashes", sa.text("sort_at DESC"), "id"],
            unique=False,
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_entry_leased",
            ["source"],
            unique=False,
            sqlite_where=sa.text("state = 'leased'"),
            postgresql_where=sa.text("state = 'leased'"),
        )
        batch_op.create_index("uq_entry_source_key", ["source", "key"], unique=True)

    op.create_table(
        "run_problem",
        sa.Column("run_id", NUMBER, nullable=False),
        sa.Column("stage", WORD, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("count", NUMBER, nullable=False),
        sa.Column("example_url", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["run.id"], name=op.f("fk_run_problem_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "stage", "kind", name=op.f("pk_run_problem")),
    )
    op.create_table(
        "entry_listing",
        sa.Column("entry_id", NUMBER, nullable=False),
        sa.Column("listing_url", WORD, nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("claim", WORD, nullable=False),
        sa.Column("first_seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_entry_listing_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry_id", "listing_url", name=op.f("pk_entry_listing")),
    )
    op.execute(_RECORDS_VIEW)
