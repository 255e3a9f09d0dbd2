"""Finding records, and reading one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from articles.errors import QueryError
from articles.search.excerpt import Marked
from config.errors import MomentError
from storage.types import Hit, RecordSummary, Version
from web.asking import Asking, Wish
from web.comparing import compared
from web.errors import NotFound
from web.lineup import names_to_choose
from web.pages.page import asking, render
from web.pages.texts import paragraphs, text_of

routes = APIRouter()
_ROWS = 30
_LONGEST = 2_000
_Text = Annotated[str, Query(max_length=_LONGEST)]
_Number = Annotated[int, Path(ge=1, le=2**63 - 1)]


@dataclass(frozen=True, slots=True)
class Line:
    """One record of the list; ``excerpt`` where a search found it."""

    record: RecordSummary
    title: Marked
    excerpt: Marked | None = None


@routes.get("/records")
def records(  # noqa: PLR0913, PLR0917 - each is a parameter of the address
    request: Request,
    q: _Text = "",
    source: _Text = "",
    category: _Text = "",
    since: _Text = "",
    until: _Text = "",
    status: _Text = "",
    rank: _Text = "",
    after: _Text = "",
) -> Response:
    """List records, or what a search finds, a page at a time."""
    wish = Wish(*(one.strip() for one in (q, source, category, since, until, status)))
    ask = asking(request)
    lines, following, wrong = _found(ask, wish, after or None, ranked=bool(rank))
    return render(
        request,
        "records_found.html" if request.headers.get("hx-target") == "found" else "records.html",
        400 if wrong else 200,
        wish=wish,
        rank=rank,
        after=after,
        lines=lines,
        following=following,
        wrong=wrong,
        names=_to_choose(ask),
    )


def _to_choose(ask: Asking) -> list[tuple[str, str]]:
    """Return the sources that have records, for a list to choose from; none if they are many."""
    known = ask.sources()
    names = names_to_choose(ask.of_each().keys() & known.keys())
    return [(name, known[name].title) for name in names]


def _found(
    ask: Asking, wish: Wish, after: str | None, *, ranked: bool
) -> tuple[Sequence[Line], str | None, str]:
    """Return a page, where the next begins, and what is wrong with what was typed."""
    try:
        if wish.q:
            hits = ask.hits(wish, after, _ROWS, ranked=ranked)
            return [_hit(one) for one in hits.rows], hits.next_cursor, ""
        page = ask.records(wish, after, _ROWS)
    except (QueryError, MomentError) as error:
        return (), None, str(error)
    return [Line(row, Marked(row.title)) for row in page.rows], page.next_cursor, ""


def _hit(hit: Hit) -> Line:
    return Line(hit.record, hit.title, hit.excerpt)


@routes.get("/records/{number}")
def record(request: Request, number: _Number, view: _Text = "read", images: str = "") -> Response:
    """Show one record: its text, where it comes from, its versions and copies."""
    ask = asking(request)
    with ask.storage() as storage:
        found = storage.records.get(number)
        copies = storage.records.copies(number)
        versions = storage.records.versions(number) if found.version > 1 else ()
        has_raw = storage.archive.kept(number)
    source = ask.sources().get(found.article.source)
    return render(
        request,
        "record.html",
        record=found,
        article=found.article,
        source_title=source.title if source else found.article.source,
        copies=copies,
        versions=tuple(reversed(versions)),
        view=view if view in {"read", "post", "markup"} else "read",
        has_raw=has_raw,
        images="1" if images else "",
        text=text_of(found.article, view),
    )


@routes.get("/records/{number}/diff")
def diff(
    request: Request,
    number: _Number,
    a: Annotated[int | None, Query(ge=1)] = None,
    b: Annotated[int | None, Query(ge=1)] = None,
) -> Response:
    """Show what changed between two versions, by default the latest two."""
    with asking(request).storage() as storage:
        versions = storage.records.versions(number)
    after = _version(versions, b or versions[-1].number)
    before = _version(versions, a or max(after.number - 1, versions[0].number))
    return render(
        request,
        "diff.html",
        number=number,
        versions=versions,
        before=before,
        after=after,
        changes=compared(_shown(before), _shown(after)),
    )


def _version(versions: Sequence[Version], number: int) -> Version:
    for one in versions:
        if one.number == number:
            return one
    raise NotFound(
        f"there is no version {number}: this record has {versions[0].number} to "
        f"{versions[-1].number}"
    )


def _shown(version: Version) -> list[str]:
    return [version.article.title, version.article.byline or "", *paragraphs(version.article)]
