"""Commands that are loaded and built when they are asked for.

Typer builds all commands with all their options before it looks at what was typed, which takes as
long as everything else that a small command does. Here it builds the ones on the way to that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from copy import copy
from functools import partial
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_command_name, get_group
from typer.models import CommandInfo

AnyCommand = TyperCommand | TyperGroup


class Commands(MutableMapping[str, Any]):
    """Commands by name, in the order of help; each is built when it is first looked up."""

    def __init__(self, makers: Mapping[str, Callable[[], AnyCommand]]) -> None:
        self._makers = dict(makers)
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._made[name] = command

    def __delitem__(self, name: str) -> None:
        del self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers | self._made)

    def __len__(self) -> int:
        return len(self._makers | self._made)


def commands(homes: Mapping[str, str]) -> Commands:
    """Return the commands whose homes are ``module:name``: a function, or the Typer of a group."""
    return Commands({name: partial(_found, name, home) for name, home in homes.items()})


def _found(name: str, home: str) -> AnyCommand:
    module, _, attribute = home.partition(":")
    found = getattr(import_module(module), attribute)
    if isinstance(found, typer.Typer):
        return _group(name, found)
    return _command(CommandInfo(name, callback=found))


def _group(name: str, app: typer.Typer) -> TyperGroup:
    empty = copy(app)
    empty.registered_commands = []
    empty.rich_markup_mode = None
    group = get_group(empty)
    group.name = name
    group.commands = Commands(
        {_name(one): partial(_command, one) for one in app.registered_commands}
    )
    return group


def _name(info: CommandInfo) -> str:
    assert info.callback is not None  # noqa: S101 - what a decorated function is
    return info.name or get_command_name(info.callback.__name__)


def _command(info: CommandInfo) -> AnyCommand:
    alone = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    alone.registered_commands = [info]
    command = get_command(alone)
    assert isinstance(command, TyperCommand)  # noqa: S101 - it holds one, and no callback
    return command
