"""JSON answers of a site's own interface: where the entries stand is told in JMESPath."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import jmespath
from jmespath.exceptions import JMESPathError

from articles.listings.json_text import NoJsonError, json_of
from articles.listings.line import Line, Lines, one_line


@dataclass(frozen=True, slots=True)
class Fields:
    """JMESPaths: of the list of entries and, inside each, of its link, title and date."""

    entries: str
    link: str
    title: str | None = None
    date: str | None = None
    cursor: str | None = None


def lines(text: str, fields: Fields) -> tuple[Lines, str | None]:
    """Return an answer's entries, in its order, and the cursor of the next page, if any."""
    try:
        answer = json_of(text)
        found = jmespath.search(fields.entries, answer)
        if not isinstance(found, list):
            return Lines(fault=f"there is no list at entries = {fields.entries!r}"), None
        cursor = one_line(jmespath.search(fields.cursor, answer)) if fields.cursor else None
        return Lines(tuple(_lines(found, fields))), cursor
    except NoJsonError as error:
        return Lines(fault=str(error)), None
    except JMESPathError as error:
        return Lines(fault=f"a JMESPath does not fit the answer: {error}"), None


def _lines(found: list[object], fields: Fields) -> Iterator[Line]:
    for entry in found:
        link = _at(fields.link, entry)
        if link is not None:
            yield Line(link=link, title=_at(fields.title, entry), date=_at(fields.date, entry))


def _at(path: str | None, entry: object) -> str | None:
    return None if path is None else one_line(jmespath.search(path, entry))
