"""``newsmill daemon``: crawl every enabled source when its time has come."""

from __future__ import annotations

from typing import Annotated

import typer

from service.cli.console import hint
from service.cli.state import state
from service.wiring import settings

REFUSED = 1


def daemon(
    no_standby: Annotated[
        bool,
        typer.Option("--no-standby", help="End with status 1 if another daemon leads already."),
    ] = False,
    no_web: Annotated[
        bool, typer.Option("--no-web", help="Serve no pages, API, probes and metrics.")
    ] = False,
) -> int:
    """Crawl every enabled source by its schedule, until told to stop (Ctrl-C, SIGTERM).

    A second daemon on the same database stands by and takes over when the first ends.
    """
    from service.daemon_process import run_daemon
    from service.logs import configure_logs
    from storage import LeaderBusy

    configured = settings()
    configure_logs(debug=state.debug)
    try:
        run_daemon(configured, standby=not no_standby, web=not no_web)
    except LeaderBusy as busy:
        hint(f"newsmill: {busy}")
        return REFUSED
    return 0
