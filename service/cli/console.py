"""The two streams: results go to standard output, everything else to standard error."""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING

from service.cli.text import safe_text

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

_PIPED_WIDTH = 240
"""Columns when nobody watches: wide enough that nothing is cut."""


@cache
def output() -> Console:
    """Return the console of results."""
    from rich.console import Console

    piped = None if sys.stdout.isatty() else _PIPED_WIDTH
    return Console(width=piped, highlight=False, soft_wrap=False, emoji=False, markup=False)


def show(thing: RenderableType) -> None:
    """Print a table of results; piped, without the blanks that fill its lines up."""
    console = output()
    if console.is_terminal:
        console.print(thing)
        return
    with console.capture() as told:
        console.print(thing)
    for line in told.get().splitlines():
        print(line.rstrip())  # noqa: T201 - what this function is for


@cache
def side() -> Console:
    """Return the console of progress, hints and errors."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, emoji=False, markup=False)


def hint(text: str) -> None:
    """Tell something beside the results."""
    print(safe_text(text, lines=True), file=sys.stderr)  # noqa: T201 - what this function is for


def say(text: str) -> None:
    """Print a line of results."""
    print(safe_text(text, lines=True))  # noqa: T201 - what this function is for
