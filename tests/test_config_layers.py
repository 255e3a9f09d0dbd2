from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from pydantic import BaseModel

from config.layers import collect

if TYPE_CHECKING:
    from pathlib import Path


class Door(BaseModel):
    port: int = 0


class Rooms(BaseModel):
    door: Door = Door()
    key_dir: str = ""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("NEWSMILL_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def test_a_setting_inside_a_table_has_two_underscores_in_the_environment(monkeypatch):
    monkeypatch.setenv("NEWSMILL_DOOR__PORT", "5")
    given = collect(Rooms, None, {})
    assert given["door"].value == {"port": "5"}
    assert given["door"].origin == "environment NEWSMILL_DOOR__PORT"


def test_whether_a_value_is_usable_is_not_asked_here(tmp_path: Path):
    file = tmp_path / "n.toml"
    file.write_text("key_dir = 5\nother = [1]\n", encoding="utf-8")
    given = collect(Rooms, file, {"door": object})
    assert {name: value.value for name, value in given.items()} == {
        "key_dir": 5,
        "other": [1],
        "door": object,
    }
    assert given["other"].place == "n.toml, line 2"


def test_without_any_file_or_variable_nothing_is_given():
    assert collect(Rooms, None, {}) == {}
