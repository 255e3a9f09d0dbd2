"""The command tree and the options before a command's name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from service.cli.state import state
from service.cli.tree import commands

_HOMES = {
    "demo": "service.cli.demo:demo",
    "crawl": "service.cli.crawl:crawl",
    "daemon": "service.cli.daemon:daemon",
    "web": "service.cli.web:web",
    "status": "service.cli.control:status",
    "pause": "service.cli.control:pause",
    "resume": "service.cli.control:resume",
    "reload": "service.cli.control:reload",
    "renormalize": "service.cli.renormalize:renormalize",
    "doctor": "service.cli.doctor:doctor",
    "sources": "service.cli.sources:app",
    "records": "service.cli.records:app",
    "runs": "service.cli.runs:app",
    "backfill": "service.cli.backfill:app",
    "notify": "service.cli.notify:app",
    "service": "service.cli.service:app",
    "db": "service.cli.db:app",
    "config": "service.cli.config:app",
}
"""Where the commands are, in the order of help."""


class _Newsmill(TyperGroup):
    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = commands(_HOMES)


app = typer.Typer(
    name="newsmill",
    cls=_Newsmill,
    help="Crawl news sites into deduplicated front-matter posts.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    # plain text: Rich with its Markdown and Pygments would cost as much as all the rest of --help
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)


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
