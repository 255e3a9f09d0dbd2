"""The [notify] table: read from files and the environment, and shown without its secrets."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from config import SettingsError, explain_settings, load_settings
from config.notify import Channel

FILE = """
[notify]
after = 2
digest = "07:30"

[notify.channels.desk]
url = "https://user:pass@desk.example.com:8443/hook/zebra-77"

[notify.channels.mail]
url = "mailtos://me:hidden@example.com"
tell = ["digest"]
sources = ["nbd"]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "newsmill.toml"
    path.write_text(FILE, "utf-8")
    return path


def test_a_table_is_filled_up_from_the_environment(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSMILL_NOTIFY__CHANNELS__DESK__SECRET", "long-enough-a-secret")
    monkeypatch.setenv("NEWSMILL_NOTIFY__CHANNELS__DESK__TELL", "articles, incidents")
    monkeypatch.setenv("NEWSMILL_NOTIFY__AFTER", "5")
    notify = load_settings(file).notify
    desk = notify.channels["desk"]
    assert (notify.after, notify.digest, desk.tell) == (5, time(7, 30), ("articles", "incidents"))
    assert desk.secret
    assert desk.secret.get_secret_value() == "long-enough-a-secret"
    assert desk.is_webhook
    assert not notify.channels["mail"].is_webhook
    assert notify.tells_articles
    (row,) = [one for one in explain_settings(file) if one.name == "notify"]
    assert row.origin.startswith("file ")
    assert "environment NEWSMILL_NOTIFY__CHANNELS__DESK__SECRET" in row.origin


def test_no_secret_is_shown(file: Path) -> None:
    settings = load_settings(file)
    told = repr(settings) + settings.notify.shown + str(explain_settings(file))
    assert settings.notify.shown == "desk = https://desk.example.com:8443/***, mail = mailtos://***"
    for secret in ("pass@", "zebra-77", "hidden"):
        assert secret not in told


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('url = "desk.example.com"', "notify.channels.x.url: is no address. Write https://"),
        ('url = "https:///hook"', "names no host"),
        ('url = "json://h"\nsecret = "hush"', "is too short. Use at least 16 characters"),
        ('url = "json://h"\ntell = ["news"]', "notify.channels.x.tell[0]"),
        (
            'url = "json://h"\nurll = "a"',
            "notify.channels.x.urll: unknown key. Did you mean 'url'?",
        ),
    ],
)
def test_what_cannot_be_used_says_why_and_shows_no_secret(
    tmp_path: Path, line: str, words: str
) -> None:
    path = tmp_path / "newsmill.toml"
    path.write_text(f"[notify.channels.x]\n{line}\n", "utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings(path)
    assert words in str(caught.value)
    assert "hush" not in str(caught.value)


def test_a_wrong_time_of_day_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "newsmill.toml"
    path.write_text('[notify]\ndigest = "25:00"\n', "utf-8")
    with pytest.raises(SettingsError, match="no time of day"):
        load_settings(path)


def test_a_channel_may_be_for_some_sources_only() -> None:
    one = Channel.model_validate({"url": "https://x.example/", "sources": ["nbd"]})
    assert one.tells("incidents", "nbd")
    assert not one.tells("incidents", "other")
    assert not one.tells("articles", "nbd")
    assert one.tells("digest")
