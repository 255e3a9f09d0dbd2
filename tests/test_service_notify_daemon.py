"""The daemon tells people, whatever the receivers do and whoever kills it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import closing
from sqlite3 import connect

import pytest
from commands import Command
from daemons import Nursery, move, oracle, query, running_daemon, titles
from processes import control, newspaper, wait_for
from receivers import SECRET, Receiver, receiver, verified


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with newspaper("--size", "20") as address:
        yield address


@pytest.fixture(autouse=True)
def _well(base: str) -> Iterator[None]:
    yield
    control(base, "clear-faults")


def subscribe(command: Command, name: str, desk: Receiver, tell: str) -> None:
    own = f"NEWSMILL_NOTIFY__CHANNELS__{name.upper()}"
    command.env |= {
        f"{own}__URL": desk.url,
        f"{own}__SECRET": SECRET,
        f"{own}__TELL": tell,
        "NEWSMILL_NOTIFY__AFTER": "2",
    }


def break_off(command: Command, base: str) -> None:
    """Move the source's listings to where nothing is."""
    file = move(command, base)
    text = file.read_text("utf-8").replace('url = "/columns', 'url = "/nothing-here')
    file.write_text(text, "utf-8")


def articles(desk: Receiver) -> list[str]:
    return sorted(
        one["title"] for body in desk.bodies("articles") for one in body["data"]["articles"]
    )


def test_a_broken_source_is_told_once_and_once_when_mended(
    newsmill: Command, nursery: Nursery, base: str
) -> None:
    with receiver(503) as desk, receiver() as chat:
        subscribe(newsmill, "desk", desk, "incidents")
        subscribe(newsmill, "chat", chat, "incidents")
        newsmill.env["NEWSMILL_NOTIFY__CHANNELS__CHAT__URL"] = chat.url.replace("http:", "json:")
        break_off(newsmill, base)
        with running_daemon(newsmill, nursery) as one:
            (body,) = wait_for("the message", lambda: desk.bodies("incidents"))
            (broken,) = body["data"]["broken"]
            assert (broken["source"], broken["reproduce"]) == ("nbd", "newsmill sources try nbd")
            assert "404" in broken["why"]
            wait_for("apprise", lambda: chat.taken)
            assert "newsmill sources try nbd" in chat.taken[0]["body"]["message"]
            told = one.status()["notices"]
            assert [row["subject"] for row in told["incidents"]] == ["nbd"]
            move(newsmill, base)
            wait_for("the mending", lambda: len(desk.taken) == 2)
            assert desk.bodies()[1]["data"]["mended"][0]["source"] == "nbd"
            wait_for("the mending by apprise", lambda: len(chat.taken) == 2)
            assert one.stop() == 0
        assert desk.refused[0]["raw"] == desk.taken[0]["raw"]
        # the first was refused once: the same event, the same body
        tries = [one["headers"]["webhook-id"] for one in (*desk.refused, desk.taken[0])]
        assert len(set(tries)) == 1
        assert all(verified(one) for one in desk.taken)
        assert len(desk.taken) == len(chat.taken) == 2


@pytest.mark.timeout(300)
def test_no_article_stays_untold_whoever_kills_the_daemon(
    newsmill: Command, nursery: Nursery, base: str
) -> None:
    with receiver() as desk:
        subscribe(newsmill, "desk", desk, "articles")
        move(newsmill, base)
        for stored in (1, 8):
            with running_daemon(newsmill, nursery, name=f"killed-{stored}") as one:
                wait_for("some articles", lambda n=stored: len(titles(newsmill)) >= n)
                one.stop(signal.SIGKILL)
        with running_daemon(newsmill, nursery):
            wait_for("all of them", lambda: set(articles(desk)) == set(oracle(base)))
            wait_for("an empty outbox", lambda: not query(newsmill, PENDING)[0][0])
        # told again only under the same event
        by_event = {one["headers"]["webhook-id"]: one["raw"] for one in desk.taken}
        assert len(by_event) <= len(desk.taken)
        assert all(one["raw"] == by_event[one["headers"]["webhook-id"]] for one in desk.taken)
        counted = sum(raw.count(b'"what"') for raw in by_event.values())
        assert counted == len(titles(newsmill))


PENDING = "SELECT (SELECT count(*) FROM notice WHERE state = 'pending') + count(*) FROM news"


def test_a_receiver_that_hangs_holds_up_no_crawl_and_no_other(
    newsmill: Command, nursery: Nursery, base: str
) -> None:
    with receiver(0, 0, 0) as hanging, receiver() as desk:
        subscribe(newsmill, "hanging", hanging, "articles")
        subscribe(newsmill, "desk", desk, "articles")
        move(newsmill, base)
        with running_daemon(newsmill, nursery) as one:
            wait_for("the news", lambda: set(articles(desk)) == set(oracle(base)))
            wait_for("the hanging one", lambda: hanging.refused)
            control(base, "add")
            wait_for("more news", lambda: set(articles(desk)) == set(oracle(base)))
            hanging.over.set()
            assert one.stop() == 0


def test_what_was_given_up_is_seen_and_tried_again(
    newsmill: Command, nursery: Nursery, base: str
) -> None:
    with receiver(410) as desk:
        subscribe(newsmill, "desk", desk, "incidents")
        break_off(newsmill, base)
        with running_daemon(newsmill, nursery) as one:
            one.heard("a message was given up")
            (channel,) = one.status()["notices"]["channels"]
            assert (channel["failed"], channel["pending"]) == (1, 0)
            assert "token-of-the-hook" not in newsmill("status").out
            assert "1 messages were given up" in newsmill("status").out
            listed = newsmill.ok("notify", "list", "--json").json
            assert listed["messages"][0]["error"] == "HTTP 410"
            doctor = newsmill("doctor", "--json")
            assert [row["result"] for row in doctor.json if row["what"] == "notices"] == ["wrong"]
            newsmill.ok("notify", "retry")
            wait_for("the message", lambda: desk.bodies("incidents"))
            log = one.file.read_text("utf-8")
            assert SECRET not in log
            assert "token-of-the-hook" not in log


def test_a_muted_source_is_quiet_until_it_is_unmuted(
    newsmill: Command, nursery: Nursery, base: str
) -> None:
    with receiver() as desk:
        subscribe(newsmill, "desk", desk, "incidents")
        break_off(newsmill, base)
        newsmill.ok("notify", "mute", "nbd", "--for", "1d")
        with running_daemon(newsmill, nursery) as one:
            wait_for("the incident", lambda: one.status()["notices"]["incidents"])
            (row,) = one.status()["notices"]["incidents"]
            assert row["told_at"] is None
            assert not query(newsmill, "SELECT * FROM notice")
            assert [row["source"] for row in one.status()["notices"]["muted"]] == ["nbd"]
            newsmill.ok("notify", "unmute", "nbd")
            wait_for("the message", lambda: desk.bodies("incidents"))


def test_the_digest_comes_once_a_day(newsmill: Command, nursery: Nursery, base: str) -> None:
    with receiver() as desk:
        subscribe(newsmill, "desk", desk, "digest")
        newsmill.env["NEWSMILL_NOTIFY__DIGEST"] = "00:00"
        move(newsmill, base)
        for name in ("first", "second"):
            with running_daemon(newsmill, nursery, name=name) as one:
                wait_for("the digest", lambda: desk.bodies("digest"))
                one.heard("crawled")
                assert one.stop() == 0
        days = {body["data"]["until"] for body in desk.bodies("digest")}
        assert len(desk.taken) == len(days)


def test_the_test_message_shows_which_channel_is_wrong(newsmill: Command) -> None:
    assert newsmill("notify", "test").status == 2
    with receiver() as well, receiver(500) as ill:
        subscribe(newsmill, "well", well, "incidents")
        subscribe(newsmill, "ill", ill, "incidents")
        result = newsmill("notify", "test")
        assert result.status == 1
        assert f"well ({well.url.partition('hook')[0]}***): taken" in result.out
        assert "ill (http://127.0.0.1:" in result.out
        assert "HTTP 500" in result.out
        assert newsmill.ok("notify", "test", "well").out.count("taken") == 1
        assert newsmill("notify", "test", "other").status == 2
        assert "token-of-the-hook" not in result.out + result.err


def test_a_channel_that_is_no_more_is_given_up(
    newsmill: Command, nursery: Nursery, base: str
) -> None:
    with receiver() as desk:
        subscribe(newsmill, "desk", desk, "incidents")
        move(newsmill, base)
        newsmill.ok("db", "init")
        database = newsmill.folder / "data" / "newsmill.db"
        with closing(connect(database)) as connection, connection:
            connection.execute(
                "INSERT INTO notice (event, channel, topic, title, body, state, created_at, due_at,"
                " attempts) VALUES ('e', 'gone', 'incidents', 't', '{}', 'pending',"
                " '2026-05-01 12:00:00.000000', '2026-05-01 12:00:00.000000', 0)"
            )
        with running_daemon(newsmill, nursery):
            wait_for(
                "the end", lambda: query(newsmill, "SELECT 1 FROM notice WHERE due_at IS NULL")
            )
        assert "not in the settings" in newsmill.ok("notify", "list").out
