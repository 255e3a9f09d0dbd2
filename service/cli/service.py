"""``newsmill service``: the daemon under the user's systemd."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from service.cli.console import hint, say
from service.cli.state import state
from service.errors import UsageProblem
from service.wiring import settings

app = typer.Typer(no_args_is_help=True, help="Run the daemon as a service of your own systemd.")
_SECRET = "NEWSMILL_DATABASE_URL"  # noqa: S105 - the name of one


@app.command()
def install(
    no_start: Annotated[
        bool, typer.Option("--no-start", help="Write the unit only; start nothing.")
    ] = False,
) -> None:
    """Write the unit, then enable and start it; it gets today's NEWSMILL_ variables."""
    from service.units import user_unit

    settings()
    given = {key: one for key, one in os.environ.items() if key.startswith("NEWSMILL_")}
    if given.pop(_SECRET, None):
        hint(f"{_SECRET} may hold a password and is left out: use {_SECRET}_FILE")
    config = state.config_file.absolute() if state.config_file else None
    file = _unit_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(user_unit(_program(), config, Path.cwd(), given), encoding="utf-8")
    say(f"{file} written")
    if not no_start:
        _systemctl("daemon-reload")
        _systemctl("enable", "--now", file.name)
        say("enabled and started; newsmill status tells more")
        hint("to keep it running while you are logged out: loginctl enable-linger")


@app.command()
def uninstall() -> None:
    """Stop and disable the service, and take its unit away; data stays."""
    file = _unit_file()
    if not file.exists():
        say("it is not installed")
        return
    _systemctl("disable", "--now", file.name)
    file.unlink()
    _systemctl("daemon-reload")
    say(f"{file} taken away; records and settings are where they were")


@app.command()
def status() -> int:
    """Show what systemd says of the service."""
    done = subprocess.run(  # noqa: S603 - our own words
        [_found("systemctl"), "--user", "--no-pager", "status", _unit_file().name], check=False
    )
    return min(done.returncode, 1)


def _unit_file() -> Path:
    from service.units import NAME

    home = os.environ.get("XDG_CONFIG_HOME")
    return (Path(home) if home else Path.home() / ".config") / "systemd" / "user" / NAME


def _program() -> Path:
    beside = Path(sys.executable).with_name("newsmill")
    return beside if beside.exists() else Path(sys.argv[0]).absolute()


def _systemctl(*words: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own words
        [_found("systemctl"), "--user", *words], capture_output=True, text=True, check=False
    )
    if done.returncode:
        told = done.stderr.strip() or f"status {done.returncode}"
        raise UsageProblem(f"systemctl --user {' '.join(words)}: {told}")


def _found(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        raise UsageProblem(
            f"there is no {program} here. Other service managers: docs/operations.md"
        )
    return path
