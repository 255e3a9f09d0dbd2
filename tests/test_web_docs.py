"""docs/api.md says what the API describes; docs/web.md shows pictures that are there."""

from __future__ import annotations

import re
from pathlib import Path

from web_world import settings_of

from service.pages import alone
from storage import open_storage

DOCS = Path(__file__).parent.parent / "docs"
ROW = re.compile(r"^\| (GET|POST) \| `([^`]+)` \| ([^|]*)\|", re.MULTILINE)


def test_the_table_is_that_of_the_description(tmp_path: Path) -> None:
    with open_storage(f"sqlite:///{tmp_path}/newsmill.db") as storage:
        described = alone(settings_of(tmp_path), storage, {}).openapi()
    found = {
        (method.upper(), path): {
            one["name"] for one in said.get("parameters", []) if one["in"] == "query"
        }
        for path, methods in described["paths"].items()
        for method, said in methods.items()
    }
    text = (DOCS / "api.md").read_text("utf-8")
    told = {(row[0], row[1]): set(re.findall(r"`(\w+)`", row[2])) for row in ROW.findall(text)}
    assert told == found


def test_the_pictures_are_there_and_small() -> None:
    names = re.findall(r"\]\((images/[^)]+)\)", (DOCS / "web.md").read_text("utf-8"))
    assert len(names) >= 5
    for name in names:
        assert (DOCS / name).stat().st_size < 120_000, name
