from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from articles.types import DateSource
from service.cli.app import app
from storage.export import FIELDS
from storage.types import RunState

DOCS = Path(__file__).parent.parent / "docs" / "cli.md"
FILTERS = {"--source", "-s", "--category", "-c", "--since", "--until", "--status"}


def commands() -> Iterator[tuple[str, set[str]]]:
    def walk(command: object, path: str) -> Iterator[tuple[str, set[str]]]:
        below = getattr(command, "commands", None)
        if below is None:
            options = (one for one in getattr(command, "params", []) if hasattr(one, "opts"))
            found = {name for one in options for name in one.opts if name.startswith("-")}
            yield path, found
            return
        for name, one in below.items():
            yield from walk(one, f"{path} {name}")

    return walk(typer.main.get_command(app), "newsmill")


def section(command: str) -> str:
    text = DOCS.read_text("utf-8")
    found = re.search(
        rf"^## {command}(?![\w ]*[a-z]).*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL
    )
    assert found, f"docs/cli.md has no section on {command}"
    return found[0]


@pytest.mark.parametrize(("command", "options"), list(commands()))
def test_every_command_and_option_is_documented(command: str, options: set[str]) -> None:
    told = section(command)
    if "All filters" in told:
        options = options - FILTERS
    if "The options of `records list`" in told:
        return
    missing = {option for option in options if f"`{option}" not in told}
    assert not missing, f"{command}: {sorted(missing)}"


def test_no_command_is_documented_that_is_not_there() -> None:
    known = {command for command, _ in commands()}
    for heading in re.findall(
        r"^## (newsmill [a-z ]+[a-z])", DOCS.read_text("utf-8"), re.MULTILINE
    ):
        assert heading in known, heading


def test_the_fields_and_states_are_documented() -> None:
    text = DOCS.read_text("utf-8")
    for name in (*FIELDS, *RunState, *DateSource):
        assert f"`{name}`" in text, name
