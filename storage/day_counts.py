"""How many records each source has of each day (UTC), kept in step by the database itself.

Triggers count in the transaction that changes a record, whoever writes it, so the sums are always
those that counting all records would give; ``out_of_step`` counts, ``recount`` makes them anew.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from storage.database import Database
from storage.plain import plain

# SQLite's date() takes the last half of a millisecond of a day for the next day
_DAY = {"sqlite": "substr(published_at, 1, 10)", "postgresql": "date(published_at)"}
_COUNTED = """
SELECT source, {day} AS day, count(*) AS records, sum(version) AS versions,
    count(withdrawn_at) AS withdrawn
FROM article GROUP BY source, {day}
"""
_FILL = "INSERT INTO article_day (source, day, records, versions, withdrawn) {counted}"
_SQLITE_ADD = """
    INSERT INTO article_day (source, day, records, versions, withdrawn)
    VALUES (new.source, substr(new.published_at, 1, 10), 1, new.version,
        new.withdrawn_at IS NOT NULL)
    ON CONFLICT (source, day) DO UPDATE SET records = records + 1,
        versions = versions + excluded.versions, withdrawn = withdrawn + excluded.withdrawn;
"""
_SQLITE_TAKE = """
    UPDATE article_day SET records = records - 1, versions = versions - old.version,
        withdrawn = withdrawn - (old.withdrawn_at IS NOT NULL)
    WHERE source = old.source AND day = substr(old.published_at, 1, 10);
    DELETE FROM article_day
    WHERE source = old.source AND day = substr(old.published_at, 1, 10) AND records = 0;
"""
_SQLITE = (
    f"CREATE TRIGGER day_new AFTER INSERT ON article BEGIN{_SQLITE_ADD}END",
    f"CREATE TRIGGER day_gone AFTER DELETE ON article BEGIN{_SQLITE_TAKE}END",
    f"""
CREATE TRIGGER day_changed AFTER UPDATE OF source, published_at, version, withdrawn_at ON article
WHEN old.source <> new.source OR substr(old.published_at, 1, 10) <> substr(new.published_at, 1, 10)
    OR old.version <> new.version OR (old.withdrawn_at IS NULL) <> (new.withdrawn_at IS NULL)
BEGIN{_SQLITE_TAKE}{_SQLITE_ADD}END
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
SCHEMA: Mapping[str, tuple[str, ...]] = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}
"""What counts, for each kind of database."""

_OTHERWISE = """
WITH counted AS (
    SELECT source, day, records, versions, withdrawn FROM article_day UNION ALL {counted}
), wrong AS (
    SELECT source, day FROM counted GROUP BY source, day
    HAVING count(*) <> 2 OR min(records) <> max(records) OR min(versions) <> max(versions)
        OR min(withdrawn) <> max(withdrawn)
)
SELECT count(*) FROM wrong
"""


def out_of_step(connection: Connection) -> int:
    """Count all records; return for how many days of sources something else is kept."""
    return int(plain(connection, _of_here(connection, _OTHERWISE)).scalar_one())


def recount(database: Database) -> None:
    """Make the counts anew."""
    with database.write("recount") as connection:
        plain(connection, "DELETE FROM article_day")
        plain(connection, _of_here(connection, _FILL))


def day_of_publication(connection: Connection) -> str:
    """Return what gives an article's day in the database's own SQL."""
    return _DAY[connection.dialect.name]


def _of_here(connection: Connection, statement: str) -> str:
    return statement.format(counted=_COUNTED.format(day=day_of_publication(connection)))
