"""docs/sources.md and docs/settings.md say what the models say."""

from __future__ import annotations

import os
import re
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from config.durations import show_duration
from config.listing import KINDS, Listing
from config.notify import Channel, Notify
from config.schedule import Schedule
from config.settings import Settings, load_settings
from config.source import Extract, Fetch, Source

DOCS = Path(__file__).parent.parent / "docs"
TABLES = {
    "": Source,
    "schedule": Schedule,
    "listing": Listing,
    "extract": Extract,
    "fetch": Fetch,
} | KINDS
DERIVED = {
    "data_dir": "`newsmill` in the platform's folder for user data",
    "database_url": "`newsmill.db` (SQLite) in `data_dir`",
    "user_agent": "`newsmill/VERSION (+CONTACT)`",
}
# what an example needs beside it to be a valid file
COMPANIONS = {
    "min": {"adaptive": True},
    "max": {"adaptive": True},
    "robots": {"reason": "our own site"},
    "cursor": {"next_page": "/api?after={cursor}"},
}
# the listing that a key of each kind is tried in
LISTINGS = {
    "page": {"url": "/", "title": "All", "entries": "a"},
    "feed": {"url": "/", "title": "All", "kind": "feed"},
    "sitemap": {"url": "/", "title": "All", "kind": "sitemap"},
    "json": {"url": "/", "title": "All", "kind": "json", "entries": "@", "entry_link": "url"},
}


def toml(value):
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, timedelta):
        return toml(show_duration(value))
    if isinstance(value, list | tuple):
        return f"[{', '.join(toml(item) for item in value)}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {toml(item)}' for key, item in value.items())} }}"
    return str(value)


def default_of(field):
    if field.is_required():
        return "required"
    if (
        field.default is None
        or field.default_factory is Notify
        or isinstance(field.default, Schedule | Extract | Fetch)
    ):
        return "–"
    if field.default == () and str(field.annotation) == "tuple[tuple[str, str], ...]":
        return "`{}`"
    return f"`{toml(field.default)}`"


def source_row(name, field):
    key = field.alias or name
    example = f"`{key} = {toml(field.examples[0])}`"
    return f"| `{key}` | {default_of(field)} | {field.description} | {example} |"


def own_fields(model):
    """Return the documented keys of a model; of a kind of listing, those that only some have."""
    common = Listing.model_fields if model in KINDS.values() else {}
    fields = model.model_fields.items()
    return {name: field for name, field in fields if field.examples and name not in common}


def source_rows(model):
    return [source_row(name, field) for name, field in own_fields(model).items()]


def setting_row(name, field):
    extra = field.json_schema_extra or {}
    default = DERIVED.get(name) or default_of(field)
    variable = f"`NEWSMILL_{name.upper()}`"
    return f"| `{name}` | {variable} | {default} | {extra.get('unit', '–')} | {field.description} |"


def rows_of(document, heading):
    section = document.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return [line for line in section.splitlines() if re.match(r"\| `", line)]


def blocks(document):
    return re.findall(r"^```toml\n(.*?)^```", document, re.MULTILINE | re.DOTALL)


HEADINGS = {
    "": "The top of the file",
    "schedule": "`[schedule]`: when",
    "listing": "`[[listing]]`: where articles are listed",
    "extract": "`[extract]`: where an article's parts stand",
    "fetch": "`[fetch]`: how the site is asked",
    "page": '`kind = "page"`: an HTML page',
    "feed": '`kind = "feed"`: RSS, Atom, RDF, JSON Feed',
    "sitemap": '`kind = "sitemap"`: sitemaps and their indexes',
    "json": '`kind = "json"`: an interface for programs',
}


@pytest.mark.parametrize("table", TABLES)
def test_the_source_tables_are_those_of_the_models(table):
    document = (DOCS / "sources.md").read_text(encoding="utf-8")
    assert rows_of(document, HEADINGS[table]) == source_rows(TABLES[table])


def test_every_key_has_a_row_or_is_a_table_with_its_own_section():
    for name, field in Source.model_fields.items():
        assert field.examples or (field.alias or name) in TABLES
    for model in (Schedule, Listing, Extract, Fetch):
        assert all(field.examples for field in model.model_fields.values())
    for model in KINDS.values():
        own = set(model.model_fields) - set(Listing.model_fields)
        assert own == set(own_fields(model))


def minimal():
    return {
        "name": "x",
        "title": "X",
        "homepage": "https://x.example",
        "timezone": "UTC",
        "category": "News",
        "listing": [dict(LISTINGS["page"])],
    }


@pytest.mark.parametrize(
    ("table", "name"),
    [(table, name) for table, model in TABLES.items() for name in own_fields(model)],
)
def test_every_example_is_accepted(table, name):
    data = minimal()
    if table in KINDS:
        data["listing"] = [dict(LISTINGS[table])]
    if table in {"listing", *KINDS}:
        target = data["listing"][0]
    else:
        target = data.setdefault(table, {}) if table else data
    target |= {name: TABLES[table].model_fields[name].examples[0]} | COMPANIONS.get(name, {})
    assert Source.model_validate(data)


def test_the_whole_files_in_the_source_document_are_valid():
    files = blocks((DOCS / "sources.md").read_text(encoding="utf-8"))
    assert len(files) == 3
    for text in files:
        assert Source.model_validate(tomllib.loads(text))


def test_the_settings_table_is_that_of_the_model():
    document = (DOCS / "settings.md").read_text(encoding="utf-8")
    expected = [setting_row(name, field) for name, field in Settings.model_fields.items()]
    assert rows_of(document, "All settings") == expected


@pytest.mark.parametrize(
    ("heading", "model"),
    [
        ("`[notify]`: who is told", Notify),
        ("`[notify.channels.NAME]`: one way to somebody", Channel),
    ],
)
def test_the_tables_of_notices_are_those_of_the_models(heading, model):
    document = (DOCS / "settings.md").read_text(encoding="utf-8")
    expected = [source_row(name, one) for name, one in model.model_fields.items() if one.examples]
    assert rows_of(document, heading) == expected


def test_the_settings_file_in_the_document_loads(tmp_path, monkeypatch):
    (text,) = blocks((DOCS / "settings.md").read_text(encoding="utf-8"))
    file = tmp_path / "newsmill.toml"
    file.write_text(text, encoding="utf-8")
    for variable in [name for name in os.environ if name.startswith("NEWSMILL_")]:
        monkeypatch.delenv(variable)
    given = tomllib.loads(text)
    settings = load_settings(file)
    assert given
    assert settings.model_fields_set == set(given)
