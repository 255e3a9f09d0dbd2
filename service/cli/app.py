"""The command tree and the options before a command's name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from service.cli import (
    backfill,
    config,
    control,
    crawl,
    daemon,
    db,
    demo,
    doctor,
    notify,
    records,
    renormalize,
    runs,
    service,
    sources,
    web,
)
from service.cli.state import state

app = typer.Typer(
    name="newsmill",
    help="Crawl news sites into deduplicated front-matter posts.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    # plain text: Rich with its Markdown and Pygments would cost as much as all the rest of --help
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
app.command("demo")(demo.demo)
app.command("crawl")(crawl.crawl)
app.command("daemon")(daemon.daemon)
app.command("web")(web.web)
app.command("status")(control.status)
app.command("pause")(control.pause)
app.command("resume")(control.resume)
app.command("reload")(control.reload)
app.add_typer(sources.app, name="sources")
app.add_typer(records.app, name="records")
app.add_typer(runs.app, name="runs")
app.command("renormalize")(renormalize.renormalize)
app.add_typer(backfill.app, name="backfill")
app.add_typer(notify.app, name="notify")
app.add_typer(service.app, name="service")
app.add_typer(db.app, name="db")
app.add_typer(config.app, name="config")
app.command("doctor")(doctor.doctor)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"newsmill {version('newsmill')}")
        raise typer.Exit


@app.callback()
def options(
    config: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Settings file instead of newsmill.toml."),
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks and logs.")] = False,
    version: Annotated[  # noqa: ARG001 - handled by its callback
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Crawl news sites into deduplicated front-matter posts."""
    state.config_file, state.debug = config, debug
