"""What is worth telling, in which words, and when a message is tried again: pure rules."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from articles.types import Decision
from config.notify import Channel
from service.health import Health, State
from service.notify.incidents import PROGRESS, WEB, Look, tidings
from service.notify.letters import (
    Day,
    digest_letters,
    incident_letters,
    news_letters,
    text_of,
)
from service.notify.patience import next_try
from storage.notices import Incident, Letter, News, Notice, NoticeState, Trouble
from storage.types import RecordSummary

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
WELL = Health(State.HEALTHY)


def bad(tries: int | None = 3, state: State = State.FAILING) -> Health:
    return Health(state, NOW - HOUR, "dns: no such host", tries, "20 found")


def incident(subject: str = "nbd", told: bool = True) -> Incident:
    return Incident(7, subject, "failing", NOW - HOUR, "dns", "", NOW, NOW if told else None, None)


def channel(*tell: str, sources: tuple[str, ...] = ()) -> Channel:
    return Channel.model_validate({"url": "https://x.example/", "tell": tell, "sources": sources})


@pytest.mark.parametrize(
    ("health", "is_told"),
    [
        (bad(3), True),
        (bad(2), False),
        (bad(None, State.DEGRADED), True),
        (bad(3, State.DEGRADED), True),
        (WELL, False),
        (Health(State.UNKNOWN, None, "never crawled"), False),
    ],
)
def test_a_trouble_is_told_once_it_has_lasted(health: Health, is_told: bool) -> None:
    found = tidings(Look({"nbd": health}, {}), [], 3)
    assert [one.subject for one in found.turn.begun] == ["nbd"] * is_told
    assert len(found.broken) == is_told


def test_it_is_told_once_only_and_once_more_when_mended() -> None:
    look = Look({"nbd": bad(9)}, {})
    assert tidings(look, [incident()], 3).turn.none
    assert tidings(Look({"nbd": bad(1, State.DEGRADED)}, {}), [incident()], 3).turn.none
    found = tidings(Look({"nbd": WELL}, {}), [incident()], 3)
    assert found.turn.closed == [7]
    assert [one.subject for one in found.mended] == ["nbd"]


def test_a_source_that_is_crawled_no_more_is_closed_without_a_word() -> None:
    found = tidings(Look({}, {}), [incident()], 3)
    assert found.turn.closed == [7]
    assert not found.mended


def test_a_muted_source_is_told_of_when_it_is_unmuted() -> None:
    found = tidings(Look({"nbd": bad()}, {}, {"nbd"}), [], 3)
    assert [one.subject for one in found.turn.silent] == ["nbd"]
    assert not found.broken
    silent = incident(told=False)
    assert tidings(Look({"nbd": bad()}, {}, {"nbd"}), [silent], 3).turn.none
    assert tidings(Look({"nbd": bad()}, {}), [silent], 3).broken == (silent,)
    mended = tidings(Look({"nbd": WELL}, {}, {"nbd"}), [silent], 3)
    assert mended.turn.closed == [7]
    assert not mended.mended


def test_a_network_that_is_down_is_told_once() -> None:
    sources = {f"s{number}": bad() for number in range(9)}
    stuck = Health(State.FAILING, NOW, "every source fails: is the network there?")
    found = tidings(Look(sources, {PROGRESS: stuck}), [], 3)
    assert [one.subject for one in found.broken] == [PROGRESS]
    taken = Health(State.DEGRADED, NOW, "the port is taken")
    found = tidings(Look(sources, {WEB: taken}), [], 3)
    assert len(found.broken) == 10
    own = incident(WEB)
    assert tidings(Look({}, {}), [own], 3).mended == [own]


def test_the_message_says_all_that_is_needed_to_act() -> None:
    trouble = Trouble("nbd", "failing", NOW - HOUR, "dns: no such host", "20 found")
    channels = {"desk": channel("incidents"), "news": channel("articles")}
    (letter,) = incident_letters([trouble], [incident("other")], channels, "e1", NOW)
    assert (letter.channel, letter.topic, letter.event) == ("desk", "incidents", "e1")
    assert letter.title == "newsmill: nbd broken; other mended"
    assert text_of(letter) == (
        "nbd is failing since 2026-05-01 11:00 UTC: dns: no such host\n"
        "usually: 20 found\n"
        "look: newsmill sources try nbd\n\n"
        "other is mended. It was failing for 1 h 0 min: dns"
    )
    body = json.loads(letter.body)
    assert body["type"] == "newsmill.incidents"
    assert body["data"]["broken"] == [
        {
            "source": "nbd",
            "subject": "nbd",
            "state": "failing",
            "since": "2026-05-01T11:00:00Z",
            "why": "dns: no such host",
            "usual": "20 found",
            "reproduce": "newsmill sources try nbd",
        }
    ]
    assert body["data"]["mended"][0]["mended_at"] == "2026-05-01T12:00:00Z"


def test_many_are_told_by_their_number_and_each_channel_of_its_own() -> None:
    troubles = [Trouble(f"s{number}", "failing", NOW, "dns") for number in range(6)]
    channels = {
        "all": channel("incidents"),
        "one": channel("incidents", sources=("s3",)),
        "none": channel("incidents", sources=("other",)),
    }
    letters = incident_letters(troubles, [], channels, "e1", NOW)
    assert [(one.channel, one.title) for one in letters] == [
        ("all", "newsmill: 6 sources broken"),
        ("one", "newsmill: s3 broken"),
    ]


def news(number: int, source: str = "nbd", live: bool = True) -> News:
    record = RecordSummary(
        number, source, f"https://x.example/{number}", f"题目{number}", "X", ("a",), NOW, NOW, 1,
        "current",
    )  # fmt: skip
    return News(number, Decision.NEW, record, NOW, live)


def test_news_are_told_in_one_message_and_a_past_not_at_all() -> None:
    channels = {"a": channel("articles"), "b": channel("articles", sources=("other",))}
    letters = news_letters([news(1), news(2, "other"), news(3, live=False)], channels, "e", NOW)
    assert [one.channel for one in letters] == ["a", "b"]
    articles = json.loads(letters[0].body)["data"]["articles"]
    assert [(one["what"], one["id"], one["title"]) for one in articles] == [
        ("new", 1, "题目1"),
        ("new", 2, "题目2"),
    ]
    assert letters[1].title == "题目2"
    assert news_letters([news(3, live=False)], channels, "e", NOW) == []


def test_the_digest_sums_up_a_day() -> None:
    totals = {"nbd": {"runs": 9, "new": 5, "changed": 1, "failed": 2}}
    day = Day(NOW - 24 * HOUR, NOW, totals, [replace(incident(), mended_at=NOW), incident("b")])
    (letter,) = digest_letters(day, {"desk": channel("digest"), "x": channel("articles")})
    assert letter.event == "digest-2026-05-01"
    assert letter.title == "newsmill: 5 new articles, 1 sources broken"
    assert text_of(letter).splitlines() == [
        "nbd: 5 new, 1 changed, 2 failed",
        "nbd: failing since 2026-05-01 11:00 UTC, mended 2026-05-01 12:00 UTC",
        "b: failing since 2026-05-01 11:00 UTC: dns",
    ]


def notice(attempts: int, age: timedelta = HOUR) -> Notice:
    letter = Letter("e", "desk", "incidents", "t", "{}")
    return Notice(1, letter, NoticeState.PENDING, NOW - age, NOW, attempts, None, None)


def test_a_message_is_tried_again_over_hours() -> None:
    day = timedelta(days=1)
    waits = []
    for attempts in range(12):
        again = next_try(notice(attempts), NOW, day)
        assert again
        waits.append(round((again - NOW).total_seconds()))
    assert waits == [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600]
    assert next_try(notice(400, day), NOW, day) is None


def test_the_receiver_may_ask_for_up_to_an_hour() -> None:
    day = timedelta(days=1)
    assert next_try(notice(0), NOW, day, timedelta(minutes=5)) == NOW + timedelta(minutes=5)
    assert next_try(notice(0), NOW, day, timedelta(days=9)) == NOW + HOUR
    assert next_try(notice(9), NOW, day, timedelta(seconds=1)) == NOW + HOUR
