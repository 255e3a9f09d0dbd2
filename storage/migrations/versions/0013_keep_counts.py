"""Keep how many records each source has of each day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.kinds import NUMBER, WORD

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_SQLITE = (
    """
CREATE TRIGGER day_new AFTER INSERT ON article BEGIN
    INSERT INTO article_day (source, day, records, versions, withdrawn)
    VALUES (new.source, substr(new.published_at, 1, 10), 1, new.version,
        new.withdrawn_at IS NOT NULL)
    ON CONFLICT (source, day) DO UPDATE SET records = records + 1,
        versions = versions + excluded.versions, withdrawn = withdrawn + excluded.withdrawn;
END
""",
    """
CREATE TRIGGER day_gone AFTER DELETE ON article BEGIN
    UPDATE article_day SET records = records - 1, versions = versions - old.version,
        withdrawn = withdrawn - (old.withdrawn_at IS NOT NULL)
    WHERE source = old.source AND day = substr(old.published_at, 1, 10);
    DELETE FROM article_day
    WHERE source = old.source AND day = substr(old.published_at, 1, 10) AND records = 0;
END
""",
    """
CREATE TRIGGER day_changed AFTER UPDATE OF source, published_at, version, withdrawn_at ON article
WHEN old.source <> new.source OR substr(old.published_at, 1, 10) <> substr(new.published_at, 1, 10)
    OR old.version <> new.version OR (old.withdrawn_at IS NULL) <> (new.withdrawn_at IS NULL)
BEGIN
    UPDATE article_day SET records = records - 1, versions = versions - old.version,
        withdrawn = withdrawn - (old.withdrawn_at IS NOT NULL)
    WHERE source = old.source AND day = substr(old.published_at, 1, 10);
    DELETE FROM article_day
    WHERE source = old.source AND day = substr(old.published_at, 1, 10) AND records = 0;

    INSERT INTO article_day (source, day, records, versions, withdrawn)
    VALUES (new.source, substr(new.published_at, 1, 10), 1, new.version,
        new.withdrawn_at IS NOT NULL)
    ON CONFLICT (source, day) DO UPDATE SET records = records + 1,
        versions = versions + excluded.versions, withdrawn = withdrawn + excluded.withdrawn;
END
""",
)
_POSTGRESQL = (
    """
CREATE FUNCTION day_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE article_day SET records = records - 1, versions = versions - OLD.version,
            withdrawn = withdrawn - CAST(OLD.withdrawn_at IS NOT NULL AS integer)
        WHERE source = OLD.source AND day = date(OLD.published_at);
        DELETE FROM article_day
        WHERE source = OLD.source AND day = date(OLD.published_at) AND records = 0;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO article_day AS kept (source, day, records, versions, withdrawn)
        VALUES (NEW.source, date(NEW.published_at), 1, NEW.version,
            CAST(NEW.withdrawn_at IS NOT NULL AS integer))
        ON CONFLICT (source, day) DO UPDATE SET records = kept.records + 1,
            versions = kept.versions + excluded.versions,
            withdrawn = kept.withdrawn + excluded.withdrawn;
    END IF;
    RETURN NULL;
END $$
""",
    """
CREATE TRIGGER day_new AFTER INSERT OR DELETE ON article
FOR EACH ROW EXECUTE FUNCTION day_note()
""",
    """
CREATE TRIGGER day_changed AFTER UPDATE OF source, published_at, version, withdrawn_at ON article
FOR EACH ROW WHEN (OLD.source <> NEW.source OR date(OLD.published_at) <> date(NEW.published_at)
    OR OLD.version <> NEW.version OR (OLD.withdrawn_at IS NULL) <> (NEW.withdrawn_at IS NULL))
EXECUTE FUNCTION day_note()
""",
)
_FILL = """
INSERT INTO article_day (source, day, records, versions, withdrawn)
SELECT source, {day}, count(*), sum(version), count(withdrawn_at) FROM article GROUP BY source, {day}
"""


def upgrade() -> None:
    """Make the table and what keeps it in step; count what is stored already."""
    op.create_table(
        "article_day",
        sa.Column("source", WORD, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("records", NUMBER, nullable=False),
        sa.Column("versions", NUMBER, nullable=False),
        sa.Column("withdrawn", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("source", "day", name=op.f("pk_article_day")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_article_day_day", "article_day", ["day", "source"], unique=False)
    sqlite = op.get_bind().dialect.name == "sqlite"
    day = "substr(published_at, 1, 10)" if sqlite else "date(published_at)"
    op.execute(_FILL.format(day=day))
    for statement in _SQLITE if sqlite else _POSTGRESQL:
        op.execute(statement)
