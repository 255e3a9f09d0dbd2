from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from config import Settings, SettingsError, explain_settings, load_settings


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("NEWSMILL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path


def write(text, name="newsmill.toml"):
    file = Path(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def refusal(config_file=None, overrides=None):
    with pytest.raises(SettingsError) as caught:
        load_settings(config_file, overrides)
    return str(caught.value)


def origins():
    return {row.name: row.origin for row in explain_settings()}


def test_the_defaults_are_polite_and_local(home):
    settings = load_settings()
    assert settings.data_dir == home / "data" / "newsmill"
    assert settings.database_url == f"sqlite:///{home}/data/newsmill/newsmill.db"
    assert (settings.sources_dir, settings.posts_dir, settings.contact) == (None, None, None)
    assert settings.allow_addresses == ()
    assert settings.user_agent.startswith("newsmill/")
    assert (settings.delay, settings.concurrency, settings.timeout) == (1.0, 4, 30.0)
    assert (settings.deadline, settings.max_redirects, settings.retry_times) == (60.0, 5, 2)
    assert settings.max_page_bytes == 20 * 1024 * 1024
    assert settings.robots


def test_settings_are_frozen():
    with pytest.raises(ValidationError, match="frozen"):
        Settings().delay = 2


def test_built_directly_it_reads_no_environment(monkeypatch):
    monkeypatch.setenv("NEWSMILL_DELAY", "9")
    assert Settings().delay == 1.0
    assert load_settings().delay == 9.0


def test_the_database_follows_the_data_folder(tmp_path):
    assert Settings(data_dir=tmp_path).database_url == f"sqlite:///{tmp_path}/newsmill.db"


def test_a_percent_sign_in_the_data_folder_is_none_of_the_urls(tmp_path):
    url = Settings(data_dir=tmp_path / "a%41").database_url
    assert url == f"sqlite:///{tmp_path}/a%2541/newsmill.db"


def test_the_user_agent_carries_the_contact():
    assert Settings(contact="https://a.example/about").user_agent.endswith(
        " (+https://a.example/about)"
    )
    assert Settings(contact="a@b.example", user_agent="mine/1").user_agent == "mine/1"


def test_flag_beats_environment_beats_file_beats_default(monkeypatch):
    write("delay = 2\nconcurrency = 2\ntimeout = 20\n")
    monkeypatch.setenv("NEWSMILL_DELAY", "3")
    monkeypatch.setenv("NEWSMILL_CONCURRENCY", "3")
    settings = load_settings(overrides={"delay": 4.0, "retry_times": None})
    assert (settings.delay, settings.concurrency, settings.timeout) == (4.0, 3, 20.0)
    assert settings.retry_times == 2


def test_every_setting_tells_where_it_came_from(monkeypatch):
    write("timeout = 20\n")
    monkeypatch.setenv("NEWSMILL_CONCURRENCY", "3")
    rows = {row.name: row for row in explain_settings(overrides={"delay": 4.0})}
    assert list(rows) == list(Settings.model_fields)
    assert (rows["delay"].value_shown, rows["delay"].origin) == ("4.0", "flag")
    assert rows["concurrency"].origin == "environment NEWSMILL_CONCURRENCY"
    assert rows["timeout"].origin == "file newsmill.toml"
    assert rows["robots"].origin == "default"
    assert rows["posts_dir"].value_shown == ""


def test_the_file_is_found_beside_the_user_then_in_the_configuration_folder(home):
    write("delay = 2", str(home / "config" / "newsmill" / "newsmill.toml"))
    assert load_settings().delay == 2.0
    write("concurrency = 1")
    assert (load_settings().delay, load_settings().concurrency) == (1.0, 1)


def test_a_file_given_is_the_only_one_read(home):
    write("delay = 2")
    file = write("concurrency = 1", str(home / "other.toml"))
    assert (load_settings(file).delay, load_settings(file).concurrency) == (1.0, 1)


def test_folders_in_a_file_are_relative_to_it_and_others_to_the_working_folder(home, monkeypatch):
    file = write('posts_dir = "posts"\nsources_dir = "~/s"', str(home / "etc" / "n.toml"))
    monkeypatch.setenv("NEWSMILL_DATA_DIR", "here")
    settings = load_settings(file)
    assert settings.posts_dir == home / "etc" / "posts"
    assert settings.sources_dir == Path.home() / "s"
    assert settings.data_dir == home / "work" / "here"


@pytest.mark.parametrize("text", ["127.0.0.1:8000,10.0.0.0/8", "127.0.0.1:8000  10.0.0.0/8 "])
def test_addresses_come_as_a_list_or_separated(text, monkeypatch):
    write('allow_addresses = ["127.0.0.1:8000", "10.0.0.0/8"]')
    from_file = load_settings()
    monkeypatch.setenv("NEWSMILL_ALLOW_ADDRESSES", text)
    assert load_settings() == from_file
    assert [address.port for address in from_file.allowed] == [8000, None]
    shown = {one.name: one.value_shown for one in explain_settings()}
    assert shown["allow_addresses"] == "127.0.0.1:8000, 10.0.0.0/8"


def test_an_empty_variable_is_not_set(monkeypatch):
    monkeypatch.setenv("NEWSMILL_DELAY", "")
    monkeypatch.setenv("NEWSMILL_DATABASE_URL", "")
    assert load_settings().delay == 1.0
    assert origins()["database_url"] == "default"


@pytest.mark.parametrize("text", ["5242880", "5 MiB", "5MiB"])
def test_sizes_may_have_units(text, monkeypatch):
    monkeypatch.setenv("NEWSMILL_MAX_PAGE_BYTES", text)
    assert load_settings().max_page_bytes == 5 * 1024 * 1024


def test_an_unknown_key_is_refused_with_file_line_and_guess():
    write('# mine\n\ndelya = 2\ncontact = "x@y.example"\n')
    assert refusal() == "newsmill.toml, line 3, delya: unknown key. Did you mean 'delay'?"


def test_an_unknown_variable_is_refused_with_its_name(monkeypatch):
    monkeypatch.setenv("NEWSMILL_DATA_DRI", "/x")
    assert refusal() == (
        "environment NEWSMILL_DATA_DRI, data_dri: unknown key. Did you mean 'data_dir'?"
    )
    monkeypatch.delenv("NEWSMILL_DATA_DRI")
    monkeypatch.setenv("NEWSMILL_DELAY__X", "1")
    assert "environment NEWSMILL_DELAY__X" in refusal()


def test_variables_of_the_test_suite_are_no_settings(monkeypatch):
    monkeypatch.setenv("NEWSMILL_TEST_PG_URL", "x")
    assert load_settings() == Settings()


def test_an_unknown_flag_is_refused():
    assert refusal(overrides={"dely": 1}).startswith("flag --dely, dely: unknown key. Did you mean")


def test_all_problems_are_shown_at_once(monkeypatch):
    write("delay = -1\nconcurrency = 'many'\n")
    monkeypatch.setenv("NEWSMILL_TIMEOUT", "soon")
    lines = refusal().splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "newsmill.toml, line 1, delay",
        "newsmill.toml, line 2, concurrency",
        "environment NEWSMILL_TIMEOUT, timeout",
    ]


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("allow_addresses", "intranet", "Write host:port"),
        ("contact", "me", "neither a web address"),
        ("contact", "https://a\r\nX: y", "neither a web address"),
        ("user_agent", "a\nb", "is no user agent"),
        ("user_agent", "", "is no user agent"),
        ("database_url", "newsmill.db", "is no database URL. Write sqlite:////"),
        ("data_dir", "/a?b", "question mark"),
        ("data_dir", "~nobody-here/x", "Write the path in full"),
        ("delay", float("inf"), "finite"),
        ("delay_jitter", 2, "less than or equal to 1"),
        ("concurrency", 0, "greater than or equal to 1"),
        ("max_page_bytes", "big", "byte"),
        ("max_page_bytes", 1, "greater than or equal to 1024"),
        ("max_redirects", -1, "greater than or equal to 0"),
        ("timeout", 0, "greater than 0"),
        ("robots", "perhaps", "boolean"),
    ],
)
def test_unusable_values_say_why(key, value, words):
    message = refusal(overrides={key: value})
    assert message.startswith(f"flag --{key.replace('_', '-')}, {key}: ")
    assert words in message


def test_the_deadline_is_not_shorter_than_the_timeout():
    write("timeout = 90")
    assert refusal().startswith("newsmill.toml, line 1, deadline: deadline (60 s")


def test_a_password_shows_nowhere(monkeypatch):
    monkeypatch.setenv("NEWSMILL_DATABASE_URL", "postgresql://u:hunter2@h/db")
    settings = load_settings()
    assert settings.database_url == "postgresql://u:hunter2@h/db"
    assert settings.database_shown == "postgresql://u:***@h/db"
    assert "hunter2" not in repr(settings)
    assert "hunter2" not in str(explain_settings())
    monkeypatch.setenv("NEWSMILL_DATABASE_URL", "hunter2 is no url")
    assert "hunter2" not in refusal()
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "hunter2" not in str(caught.value.__cause__)


def test_a_secret_can_come_from_a_file(home, monkeypatch):
    file = write("postgresql://u:hunter2@h/db\n", str(home / "secret"))
    monkeypatch.setenv("NEWSMILL_DATABASE_URL_FILE", str(file))
    assert load_settings().database_url == "postgresql://u:hunter2@h/db"
    assert origins()["database_url"] == f"file {file} (NEWSMILL_DATABASE_URL_FILE)"
    monkeypatch.setenv("NEWSMILL_DATABASE_URL", "sqlite:////x")
    assert "NEWSMILL_DATABASE_URL is set as well" in refusal()


@pytest.mark.parametrize(("content", "words"), [(None, "No such file"), (b"\xff", "not UTF-8")])
def test_a_secret_file_that_cannot_be_read_is_named(home, monkeypatch, content, words):
    file = home / "secret"
    if content:
        file.write_bytes(content)
    monkeypatch.setenv("NEWSMILL_DATABASE_URL_FILE", str(file))
    message = refusal()
    assert message.startswith(f"environment NEWSMILL_DATABASE_URL_FILE: {file} ")
    assert words in message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"delay = ", "work.toml, line 1, the settings file: is not valid TOML: Invalid value"),
        (b"# a\n\xff", "work.toml, line 2, the settings file: is not UTF-8"),
        (None, "work.toml, the settings file: cannot be read: No such file or directory"),
    ],
)
def test_an_unreadable_file_is_named(content, message):
    file = Path("work.toml")
    if content:
        file.write_bytes(content)
    assert refusal(file).startswith(message)
