from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

from articles.first_use import on_first_use

PACKAGES = ("config", "storage.types", "storage.tables")


@pytest.mark.parametrize("name", PACKAGES)
def test_every_name_is_where_it_is_said_to_be(name: str) -> None:
    package = import_module(name)
    for module, names in package._HOMES.items():
        home = import_module(f"{name}.{module}")
        for one in names.split():
            assert getattr(package, one) is getattr(home, one)


@pytest.mark.parametrize("name", PACKAGES)
def test_an_unknown_name_is_none_of_the_package(name: str) -> None:
    package = import_module(name)
    with pytest.raises(AttributeError, match=f"module '{name}' has no attribute 'Nothing'"):
        package.Nothing  # noqa: B018 - asking is the point
    assert not hasattr(package, "__path_of_nothing__")


def test_a_module_is_loaded_when_one_of_its_names_is_used() -> None:
    program = (
        "import sys, storage.types\n"
        "print([one for one in sys.modules if one.startswith('storage.types.')])\n"
        "from storage.types import RecordFilter\n"
        "print([one for one in sys.modules if one.startswith('storage.types.')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["[]", "['storage.types.records']"]


def test_what_a_module_lacks_is_told_of_the_module() -> None:
    find = on_first_use("articles", {"moments": "stamp nothing"})
    assert find("stamp") is import_module("articles.moments").stamp
    with pytest.raises(AttributeError, match=r"articles\.moments"):
        find("nothing")
