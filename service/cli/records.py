"""``newsmill records``: look at what is stored."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from service.cli.asking import agreed
from service.cli.console import hint
from service.cli.export import export
from service.cli.options import (
    After,
    Category,
    Json,
    Limit,
    Narrowing,
    Shape,
    Since,
    Source,
    Status,
    Until,
    Yes,
)
from service.cli.record_view import (
    print_changed,
    print_record,
    print_summaries,
    print_versions,
)
from service.cli.tables import Data, Format, print_json, print_list
from service.errors import UsageProblem
from service.wiring import settings, storage

if TYPE_CHECKING:
    from storage import Storage
    from storage.types import Page, Record, Version

T = TypeVar("T")
app = typer.Typer(no_args_is_help=True, help="Look at what is stored.")
app.command()(export)

_Which = Annotated[str, typer.Argument(metavar="ID|URL", help="A record's number or an address.")]
_Number = Annotated[int, typer.Argument(metavar="ID", help="A record's number.")]


@app.command("list")
def list_records(
    source: Source = None,
    category: Category = None,
    since: Since = None,
    until: Until = None,
    status: Status = None,
    limit: Limit = 20,
    after: After = None,
    form: Shape = Format.TABLE,
    json: Json = False,
) -> None:
    """List records, newest first."""
    from storage.data import summary_data

    chosen = Narrowing(source, category, since, until, status).chosen()
    with storage() as store:
        page = store.records.list(chosen, after=after, limit=limit)
    nothing = "no record here; newsmill crawl NAME fetches"
    _print_page(page, Format.JSON if json else form, nothing, summary_data, print_summaries)


@app.command()
def search(
    words: Annotated[
        list[str], typer.Argument(metavar="QUERY…", help="Words, all of which must occur.")
    ],
    rank: Annotated[
        bool, typer.Option("--rank", help="The most relevant first, not the newest.")
    ] = False,
    source: Source = None,
    category: Category = None,
    since: Since = None,
    until: Until = None,
    status: Status = None,
    limit: Limit = 20,
    after: After = None,
    form: Shape = Format.TABLE,
    json: Json = False,
) -> None:
    """Find records by words, newest first.

    '重庆 "open source" -广告 econom* title:央行 source:nbd category:要闻 since:7d until:2026-11-01'
    """
    from articles.search.query import parse
    from service.cli.hit_view import print_hits
    from service.cli.moments import parse_moment
    from storage.data import hit_data

    chosen = Narrowing(source, category, since, until, status).chosen()
    query = parse(" ".join(words), parse_moment)
    with storage() as store:
        page = store.records.search(query, chosen, ranked=rank, after=after, limit=limit)
    nothing = "no record holds all of this"
    _print_page(page, Format.JSON if json else form, nothing, hit_data, print_hits)


def _print_page(
    page: Page[T],
    form: Format,
    nothing: str,
    data: Callable[[T], Data],
    shown: Callable[[Sequence[T]], None],
    name: str = "records",
) -> None:
    if form is not Format.TABLE:
        print_list(form, name, [data(row) for row in page.rows], page.next_cursor)
    elif page.rows:
        shown(page.rows)
    else:
        hint(nothing)
    if page.next_cursor and form is not Format.JSON:
        hint(f"more: --after {page.next_cursor}")


@app.command()
def stories(
    source: Source = None,
    category: Category = None,
    since: Since = None,
    until: Until = None,
    status: Status = None,
    limit: Limit = 20,
    after: After = None,
    form: Shape = Format.TABLE,
    json: Json = False,
) -> None:
    """List what several sources have in nearly the same words, the latest first."""
    from service.cli.story_view import print_stories
    from storage.data import story_data

    chosen = Narrowing(source, category, since, until, status).chosen()
    with storage() as store:
        page = store.records.stories(chosen, after=after, limit=limit)
    form = Format.JSON if json else form
    _print_page(page, form, "no text is in several sources", story_data, print_stories, "stories")


@app.command()
def show(
    which: _Which,
    post: Annotated[bool, typer.Option("--post", help="The post, exactly as published.")] = False,
    raw: Annotated[
        bool, typer.Option("--raw", help="The page that it was read from, as it came.")
    ] = False,
    json: Json = False,
) -> None:
    """Show one record readably, as its exact post, as the page it came from, or for programs."""
    with storage() as store:
        record = _found(store, which)
        copies = store.records.copies(record.id)
        pages = store.archive.pages(record.id) if raw else ()
    if raw:
        from service.cli.raw_view import write_pages

        write_pages(pages)
    elif post:
        write_post(record)
    elif json:
        from storage.data import record_data

        print_json(record_data(record))
    else:
        print_record(record, copies)


def _found(store: Storage, which: str) -> Record:
    if which.isdecimal():
        return store.records.get(int(which))
    record = store.records.find(which)
    if record is None:
        raise UsageProblem(
            f"no record is known as {which!r}: give a number of newsmill records list, or the "
            "address of an article"
        )
    return record


def write_post(record: Record) -> None:
    """Write a record's post to standard output, byte for byte."""
    from articles.frontmatter import post_of, render

    sys.stdout.flush()
    sys.stdout.buffer.write(render(post_of(record.article)).encode())
    sys.stdout.buffer.flush()
    if sys.stdout.isatty():
        # a post ends without a line end; the prompt should not stand behind it
        hint("")


@app.command()
def stats(
    source: Source = None,
    category: Category = None,
    since: Since = None,
    until: Until = None,
    json: Json = False,
) -> None:
    """Count what is stored, by source and by day."""
    from service.cli.stats_view import print_stats
    from storage.data import stats_data

    chosen = Narrowing(source, category, since, until).chosen()
    with storage() as store:
        found = store.records.stats(chosen)
    if json:
        print_json(stats_data(found))
    else:
        print_stats(found)


@app.command()
def versions(number: _Number, json: Json = False) -> None:
    """List the versions of a record, oldest first."""
    from storage.data import version_data

    with storage() as store:
        found = store.records.versions(number)
    if json:
        print_json([version_data(one) for one in found])
    else:
        print_versions(found)


@app.command()
def diff(
    number: _Number,
    old: Annotated[int | None, typer.Argument(metavar="A", help="An older version.")] = None,
    new: Annotated[int | None, typer.Argument(metavar="B", help="A newer version.")] = None,
    markup: Annotated[bool, typer.Option("--html", help="Compare the markup.")] = False,
) -> None:
    """Show what changed between two versions, by default the latest two."""
    from service.cli.reading import difference

    with storage() as store:
        found = store.records.versions(number)
    if len(found) == 1 and old is None:
        hint(f"record {number} has one version")
        return
    newest = found[-1].number
    after = _version(found, new or newest)
    before = _version(found, old or max(after.number - 1, found[0].number))
    lines = difference(before, after, markup=markup)
    for line in lines:
        print_changed(line)
    if not lines:
        hint("no difference in the text; --html compares the markup" if not markup else "none")


def _version(versions: tuple[Version, ...], number: int) -> Version:
    for one in versions:
        if one.number == number:
            return one
    raise UsageProblem(
        f"there is no version {number}: this record has "
        f"{versions[0].number} to {versions[-1].number}"
    )


@app.command()
def delete(
    numbers: Annotated[list[int], typer.Argument(metavar="ID…", help="Records' numbers.")],
    yes: Yes = False,
) -> None:
    """Delete records with all their versions; they are remembered and do not come back."""
    from storage.posts import PostsFolder

    configured = settings()
    with storage(configured) as store:
        records = [store.records.get(number) for number in dict.fromkeys(numbers)]
        for record in records:
            hint(f"{record.id}  {record.article.title}  {record.article.url}")
        agreed(f"Delete {len(records)} with all versions?", "delete", yes=yes)
        versions = [one for record in records for one in store.records.versions(record.id)]
        deleted = store.records.delete([record.id for record in records])
    if configured.posts_dir is not None:
        PostsFolder(configured.posts_dir).remove([one.article for one in versions])
    hint(f"deleted {deleted}; they do not come back, not even under another address")
