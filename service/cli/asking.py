"""Asking before what cannot be undone."""

from __future__ import annotations

import sys

import typer

from service.errors import UsageProblem


def agreed(question: str, doing: str, *, yes: bool) -> None:
    """Go on only if ``--yes`` was said or the user says so now.

    Raises UsageProblem where nobody can be asked, naming what ``--yes`` would be ``doing``.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageProblem(f"nobody can be asked here: add --yes to {doing}")
    typer.confirm(question, abort=True, err=True)
