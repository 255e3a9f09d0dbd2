"""What storing an article means, read off what is stored."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, select

from articles.decide import decide
from articles.types import Article, Decision
from storage.finding import find
from storage.rows import AnyRow
from storage.tables import article, article_version
from storage.types import Lease


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, the record that it is about, and why the stored text is kept, if it is."""

    decision: Decision
    row: AnyRow | None = None
    why: str = ""


def decided(connection: Connection, new: Article, lease: Lease | None) -> Decided:
    """Decide what storing ``new`` means. Writes nothing."""
    found = find(connection, new, lease)
    decision = decide(found.stored, found.twin, new)
    if found.row is not None and decision is Decision.CHANGED:
        from articles.worse import worse  # noqa: PLC0415 - who only reads needs no patterns

        stored = partial(_provenance, connection, found.row), partial(_text, connection, found.row)
        why = worse(new, *stored)
        if why is not None:
            return Decided(Decision.WORSE, found.row, why)
    return Decided(decision, found.row)


def _provenance(connection: Connection, row: AnyRow) -> dict[str, str]:
    found = connection.execute(select(article.c.provenance).where(article.c.id == row.id))
    return dict(found.scalar_one())


def _text(connection: Connection, row: AnyRow) -> str:
    found = connection.execute(
        select(article_version.c.body_text).where(
            article_version.c.article_id == row.id, article_version.c.number == row.version
        )
    )
    return str(found.scalar_one())
