from __future__ import annotations

import os
import pickle
import subprocess
import sys

import pytest

from config import (
    Settings,
    SettingsError,
    SourceErrors,
    UnknownSource,
    load_source,
    load_sources,
    read_source,
    read_sources,
)

GOOD = """name = "{name}"
title = "Example"
homepage = "https://www.example.com"
timezone = "UTC"
category = "News"
enabled = {enabled}

[[listing]]
url = "/news"
title = "All"
entries = "h2 a"
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    (tmp_path / "mine").mkdir()
    return tmp_path / "mine"


def write(folder, name, text=None, *, enabled="true"):
    file = folder / f"{name}.toml"
    file.write_text(text or GOOD.format(name=name, enabled=enabled), encoding="utf-8")
    return file


def faults(file):
    with pytest.raises(SourceErrors) as caught:
        read_source(file)
    return [str(error) for error in caught.value.errors]


def names(settings):
    return [source.name for source in load_sources(settings)]


def test_shipped_sources_load_and_come_by_name(folder):
    shipped = names(Settings())
    assert "nbd" in shipped
    assert shipped == sorted(shipped)
    assert folder.is_dir()


def test_the_first_source_is_what_the_project_promises(folder):
    source = load_source("nbd", Settings(sources_dir=folder))
    assert source.profile.title == "每经网"
    assert source.profile.category == "金融"
    assert source.profile.rules.body == (".g-article-top", ".g-articl-text")
    first = source.listings[0]
    assert (first.title, first.max_pages) == ("重磅原创", 5)
    assert source.listing_url(first) == "https://www.nbd.com.cn/columns/332"
    assert source.next_url(first, 2) == "https://www.nbd.com.cn/columns/332/page/2"
    for listing in source.listings:
        assert listing.wants("https://www.nbd.com.cn/articles/2021-05-10/1739234.html")
        assert not listing.wants("https://www.nbd.com.cn/columns/3")
    assert source.path.name == "nbd.toml"


def test_the_users_folder_adds_and_replaces(folder):
    write(folder, "extra")
    write(folder, "nbd", enabled="false")
    settings = Settings(sources_dir=folder)
    assert {"extra", "nbd"} <= set(names(settings))
    replaced = load_source("nbd", settings)
    assert (replaced.title, replaced.enabled) == ("Example", False)
    assert replaced.path == folder / "nbd.toml"


def test_without_a_setting_the_configuration_folder_is_looked_at(folder, tmp_path):
    own = tmp_path / "xdg" / "newsmill" / "sources"
    own.mkdir(parents=True)
    write(own, "extra")
    assert "extra" in names(Settings())
    assert "extra" not in names(Settings(sources_dir=folder))


def test_an_empty_folder_adds_nothing(folder):
    assert names(Settings(sources_dir=folder)) == names(Settings())


def test_other_files_in_the_folder_are_passed_over(folder):
    for name in (".hidden.toml", "notes.md", "old.toml~"):
        (folder / name).write_text("not a source", encoding="utf-8")
    assert names(Settings(sources_dir=folder)) == names(Settings())


@pytest.mark.parametrize("kind", ["missing", "file"])
def test_a_folder_that_is_none_is_an_error_with_a_way_out(folder, kind):
    path = folder / "gone"
    if kind == "file":
        path.write_text("", encoding="utf-8")
    with pytest.raises(SettingsError, match="sources_dir: there is no such folder"):
        load_sources(Settings(sources_dir=path))


def test_an_unknown_name_is_answered_with_close_ones(folder):
    write(folder, "example-times")
    with pytest.raises(UnknownSource, match="Did you mean 'example-times'") as caught:
        load_source("exmaple-times", Settings(sources_dir=folder))
    assert caught.value.close_matches == ("example-times",)
    assert "newsmill sources list" in str(caught.value)
    with pytest.raises(UnknownSource) as caught:
        load_source("../nbd", Settings(sources_dir=folder))
    assert "Did you mean 'nbd'" in str(caught.value)


def test_errors_of_all_files_are_shown_at_once(folder):
    write(folder, "a", "name = ")
    write(folder, "b", GOOD.format(name="b", enabled='"yes"').replace("h2 a", "h2["))
    write(folder, "good")
    settings = Settings(sources_dir=folder)
    with pytest.raises(SourceErrors) as caught:
        load_sources(settings)
    assert [(error.file.name, error.line) for error in caught.value.errors] == [
        ("a.toml", 1),
        ("b.toml", 6),
        ("b.toml", 11),
    ]
    readout = read_sources(settings)
    assert "good" in [source.name for source in readout.sources]
    assert readout.errors == tuple(
        error for error in readout.errors if error.file.name != "good.toml"
    )
    assert load_source("good", settings).name == "good"
    with pytest.raises(SourceErrors, match="is not valid TOML"):
        load_source("a", settings)


def test_an_error_names_file_line_key_cause_and_way_out(folder):
    file = write(folder, "x", GOOD.format(name="x", enabled="true").replace("h2 a", "h2["))
    (fault,) = faults(file)
    assert fault.startswith(
        "mine/x.toml, line 11, listing[0].entries: selector 'h2[' is not usable"
    )
    assert "Use plain CSS" in fault


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            'title = "Example"',
            'titel = "Example"',
            "line 2, titel: unknown key. Did you mean 'title'",
        ),
        ('title = "Example"\n', "", "line 1, title: is missing"),
        ('entries = "h2 a"', "", "line 8, listing[0].entries: is missing"),
        (
            'entries = "h2 a"',
            'entries = "a"\nenabled = false',
            "line 12, listing[0].enabled: unknown key here. 'enabled' belongs at the top",
        ),
        (
            "enabled = true",
            'every = "1h"',
            "line 6, every: unknown key here. 'every' belongs below [s",
        ),
        (
            "enabled = true",
            'entries = "a"',
            "line 6, entries: unknown key here. 'entries' belongs below [[listing]]",
        ),
        (
            "enabled = true",
            "xyzzy = 1",
            "line 6, xyzzy: unknown key. docs/sources.md lists every key",
        ),
        (
            "enabled = true",
            "listings = []",
            "line 6, listings: unknown key. Did you mean 'listing'",
        ),
        ("enabled = true", "enabled = 1", "line 6, enabled: "),
        ("enabled = true", "fetch = 1", "line 6, fetch: must be a table, not 1"),
        ("enabled = true", "image = 1", "line 6, image: must be text between quotes, not 1"),
        (
            "enabled = true",
            "status = 'x'",
            "line 6, status: input should be 'proven' or 'unproven'",
        ),
        ("enabled = true", "title = 'x'", "line 6: is not valid TOML: Cannot overwrite a value"),
        (
            "[[listing]]",
            "[fetch]\nrobots = false\n[[listing]]",
            "line 8, fetch: robots = false needs reason",
        ),
        (
            'name = "x"',
            'name = "y"',
            "line 1, name: 'y' is not the file's name. Write 'x' or rename",
        ),
        ('name = "x"', 'name = "Ü"', "line 1, name: 'Ü' is no name"),
        ('name = "x"', "path = 'x'\nname = 'x'", "line 1, path: unknown key"),
    ],
)
def test_each_mistake_has_its_line_and_its_words(folder, old, new, fault):
    text = GOOD.format(name="x", enabled="true")
    assert old in text
    assert any(
        f"mine/x.toml, {fault}" in found
        for found in faults(write(folder, "x", text.replace(old, new)))
    )


def test_a_file_that_claims_the_name_of_another_is_refused(folder):
    write(folder, "first")
    write(folder, "second", GOOD.format(name="first", enabled="true"))
    with pytest.raises(SourceErrors, match=r"second\.toml, line 1, name: 'first' is not the file"):
        load_sources(Settings(sources_dir=folder))


def test_a_file_in_another_encoding_is_named_with_its_line(folder):
    file = folder / "x.toml"
    file.write_bytes('name = "x"\ntitle = "每经网"\n'.encode("gb18030"))
    assert faults(file) == ["mine/x.toml, line 2: is not UTF-8. Save the file in that encoding"]


def test_a_byte_order_mark_does_no_harm(folder):
    file = folder / "x.toml"
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.format(name="x", enabled="true").encode())
    assert read_source(file).name == "x"


def test_a_folder_named_like_a_file_is_named(folder):
    (folder / "x.toml").mkdir()
    assert faults(folder / "x.toml") == ["mine/x.toml: cannot be read: Is a directory"]


def test_errors_can_go_to_another_process(folder):
    with pytest.raises(SourceErrors) as caught:
        read_source(write(folder, "x", "a = 1"))
    error = caught.value.errors[0]
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (str(copy), copy.line) == (str(error), error.line)


def test_importing_the_package_loads_nothing_heavy():
    code = (
        "import sys, config, config.errors; heavy = {'pydantic', 'selectolax'};"
        "print(sorted(heavy & set(sys.modules)));"
        "import config.loader; heavy.discard('pydantic'); print(sorted(heavy & set(sys.modules)))"
    )
    output = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env=os.environ
    ).stdout
    assert output == "[]\n[]\n"


def test_every_name_that_the_package_promises_is_there():
    import config  # noqa: PLC0415 - the module itself is the subject

    for module, promised in config._HOMES.items():
        for name in promised.split():
            assert getattr(config, name).__module__ == f"config.{module}"


def test_the_package_has_no_name_that_it_does_not_know():
    import config  # noqa: PLC0415 - the module itself is the subject

    with pytest.raises(AttributeError, match="has no attribute 'load_everything'"):
        _ = config.load_everything
