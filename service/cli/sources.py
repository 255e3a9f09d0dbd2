"""``newsmill sources``: what can be crawled."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli import trying
from service.cli.console import hint, say
from service.cli.moments import shown
from service.cli.options import Json, Shape
from service.cli.tables import Column, Format, print_json, print_list, print_pairs, print_table
from service.cli.text import safe_text
from service.wiring import settings, storage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from config import Listing, Settings, Source
    from config.data import HealthData
    from service.health import Health
    from service.trial import Trial

app = typer.Typer(no_args_is_help=True, help="See, check and add what can be crawled.")
app.command("try")(trying.attempt)
app.command()(trying.add)
app.command()(trying.fixture)
app.command()(trying.enable)
app.command()(trying.disable)
_FAULTY = 2

_Name = Annotated[str, typer.Argument(metavar="NAME", help="A source's name.")]


@app.command("list")
def list_sources(form: Shape = Format.TABLE, json: Json = False) -> int:
    """List the sources, shipped ones and your own."""
    from config import read_sources
    from config.data import source_data

    configured = settings()
    readout = read_sources(configured)
    health = _health(readout.sources, configured)
    shape = Format.JSON if json else form
    if shape is Format.TABLE:
        print_table(readout.sources, _columns(health))
    else:
        rows = [source_data(one, _judged(health.get(one.name))) for one in readout.sources]
        print_list(shape, "sources", rows, None)
    for error in readout.errors:
        hint(f"newsmill: {error}")
    return _FAULTY if readout.errors else 0


@app.command()
def show(name: _Name, json: Json = False) -> None:
    """Show what is known of one source."""
    from config import load_source
    from config.data import schedule_shown, source_data

    configured = settings()
    source = load_source(name, configured)
    health = _health([source], configured).get(name)
    if json:
        print_json(source_data(source, _judged(health)))
        return
    print_pairs(
        [
            ("source", source.name),
            ("title", source.title),
            ("homepage", source.homepage),
            ("file", str(source.path)),
            ("enabled", "yes" if source.enabled else "no"),
            ("status", source.status),
            ("health", _told(health)),
            ("crawled", schedule_shown(source.schedule)),
            ("language", source.language),
            ("time zone", source.timezone),
            ("category", source.category),
            ("robots.txt", "obeyed" if source.fetch.robots else f"not: {source.fetch.reason}"),
        ]
    )
    say("")
    print_table(source.listings, _listing_columns(source))


@app.command()
def check(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME…", help="Sources; all without.")
    ] = None,
    live: Annotated[
        bool, typer.Option("--live", help="Fetch one article of each enabled or named source.")
    ] = False,
) -> int:
    """Read source files and name every fault with file, line and key."""
    from config import SourceErrors, load_source, source_files

    configured = settings()
    wanted = list(names or source_files(configured))
    sound: list[Source] = []
    for name in wanted:
        try:
            sound.append(load_source(name, configured))
        except SourceErrors as error:
            hint(str(error))
    faulty = len(wanted) - len(sound)
    if live:
        failed = _live([one for one in sound if names or one.enabled], configured)
        return _FAULTY if faulty else failed
    say(
        f"{len(wanted)} checked, {faulty} with faults"
        if faulty
        else f"{len(wanted)} checked, all well"
    )
    return _FAULTY if faulty else 0


def _live(sources: Sequence[Source], configured: Settings) -> int:
    """Fetch an article of each source and tell how that went; 1 if any gave none."""
    from service.trial import try_source

    with storage(configured) as store:
        trials = [try_source(one, configured, store, limit=1) for one in sources]
    print_table(trials, _TRIALS)
    return 0 if all(one.works for one in trials) else 1


_TRIALS: list[Column[Trial]] = [
    Column("source", lambda one: one.source.name),
    Column("result", lambda one: "works" if one.works else one.run.error_kind or "no article"),
    Column("found", lambda one: one.run.counts.found, right=True),
    Column("article", lambda one: one.articles[0].title if one.articles else "", wide=True),
]


def _health(sources: Sequence[Source], configured: Settings) -> dict[str, Health]:
    """Judge sources by the run history; nothing where that cannot be read."""
    from service.judgement import RUNS, judge_all
    from storage import StorageError

    try:
        with storage(configured) as store:
            return judge_all(sources, store.runs.latest(RUNS), store, datetime.now(UTC))
    except StorageError as error:
        hint(f"newsmill: the sources' health is not known: {error}")
        return {}


def _told(health: Health | None) -> str:
    if health is None:
        return ""
    since = f" since {shown(health.since)} UTC" if health.since else ""
    return f"{health.state.value}{since}" + (f": {health.why}" if health.why else "")


def _judged(health: Health | None) -> HealthData | None:
    from service.status import health_status

    return None if health is None else health_status(health)


def _columns(health: Mapping[str, Health]) -> list[Column[Source]]:
    from config.data import schedule_shown

    return [
        Column("name", lambda one: one.name),
        Column("title", lambda one: one.title),
        Column("enabled", lambda one: "yes" if one.enabled else "no"),
        Column("status", lambda one: one.status),
        Column("health", lambda one: health[one.name].state.value if one.name in health else ""),
        Column("crawled", lambda one: schedule_shown(one.schedule)),
        Column("listings", lambda one: len(one.listings), right=True),
        Column("homepage", lambda one: safe_text(one.homepage), wide=True),
    ]


def _listing_columns(source: Source) -> list[Column[Listing]]:
    return [
        Column("listing", lambda one: one.title),
        Column("kind", lambda one: one.kind),
        Column("pages", lambda one: one.max_pages, right=True),
        Column("address", source.listing_url, wide=True),
    ]
