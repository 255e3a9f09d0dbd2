"""Packages whose modules are loaded when one of their names is first used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module


def on_first_use(package: str, homes: Mapping[str, str]) -> Callable[[str], object]:
    """Return a package's ``__getattr__`` (PEP 562): ``homes`` tells which module has which names.

    The names of a module are one text, parted by spaces. Whatever else is asked for raises
    AttributeError, as it does of any module.
    """
    home_of = {name: module for module, names in homes.items() for name in names.split()}

    def found(name: str) -> object:
        if name in home_of:
            return getattr(import_module(f"{package}.{home_of[name]}"), name)
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return found
