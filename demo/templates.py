"""The page templates under ``pages/``: ``$name`` is a slot, values arrive escaped."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from string import Template


@cache
def template(name: str) -> Template:
    """Return the template ``pages/<name>.html``, without its last line end."""
    return Template(page_file(f"{name}.html").decode().removesuffix("\n"))


def page_file(name: str) -> bytes:
    """Return a file of ``pages/`` as it is."""
    return files("demo").joinpath("pages", name).read_bytes()
