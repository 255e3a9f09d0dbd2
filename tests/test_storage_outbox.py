"""The outbox and the incidents: nothing is told that was not stored, and nothing twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from storage_world import NOW, article, fresh, later, store

from articles.types import Decision
from storage import Storage
from storage.incidents import Turn
from storage.notices import Letter, NoticeState, Trouble
from storage.types import Reading, RunCounts, RunState

pytestmark = pytest.mark.usefixtures("each_database")

ALL = tuple(NoticeState)


def letter(event: str = "e1", channel: str = "desk") -> Letter:
    return Letter(event, channel, "incidents", "a title", '{"type": "x"}')


def told(storage: Storage) -> list[tuple[str, str]]:
    return [(one.letter.event, one.state.value) for one in storage.outbox.list(ALL, 99)]


def test_a_message_is_due_until_it_is_delivered(tmp_path: Path) -> None:
    with fresh(tmp_path) as storage:
        outbox = storage.outbox
        outbox.put([letter(), letter(channel="mail")], NOW)
        (one,) = outbox.due("desk", NOW, 9)
        outbox.postponed(one.id, "refused", later(minutes=1))
        assert outbox.due("desk", NOW, 9) == ()
        (again,) = outbox.due("desk", later(minutes=1), 9)
        assert (again.letter, again.attempts, again.error) == (letter(), 1, "refused")
        outbox.delivered(one.id, later(minutes=1))
        assert outbox.due("desk", later(days=9), 9) == ()
        assert [(one.channel, one.pending, one.failed) for one in outbox.standing()] == [
            ("mail", 1, 0)
        ]
        assert outbox.standing()[0].oldest == NOW
        outbox.forget(later(days=1))
        assert [one.letter.channel for one in outbox.list(ALL, 9)] == ["mail"]


def test_an_event_is_told_to_a_channel_once(tmp_path: Path) -> None:
    with fresh(tmp_path) as storage:
        for _ in range(2):
            storage.outbox.put([letter()], NOW)
        assert told(storage) == [("e1", "pending")]


def test_what_was_given_up_can_be_tried_again(tmp_path: Path) -> None:
    with fresh(tmp_path) as storage:
        outbox = storage.outbox
        outbox.put([letter(), letter("e2", "mail"), letter("e3", "gone")], NOW)
        outbox.failed(1, "dead", NOW)
        outbox.fail_strays(["desk", "mail"], NOW)
        assert told(storage) == [("e3", "failed"), ("e2", "pending"), ("e1", "failed")]
        assert outbox.list([NoticeState.FAILED], 1)[0].error == (
            "the settings have no channel of this name"
        )
        assert outbox.retry(later(hours=1), "desk") == 1
        (one,) = outbox.due("desk", later(hours=1), 9)
        assert (one.attempts, one.created_at) == (0, later(hours=1))


def test_news_are_noted_with_what_they_tell_of(tmp_path: Path) -> None:
    with fresh(tmp_path, announce=True) as storage:
        run = storage.runs.start("nbd", "schedule", "me", NOW)
        past = storage.runs.start("old", "backfill", "me", NOW)
        storage.records.save(article("a"), None, run, NOW)
        storage.records.save(article("a"), None, run, NOW)
        storage.records.save(article("a", title="Another"), None, run, NOW)
        storage.records.save(article("b", title="Old"), None, past, NOW)
        news = storage.outbox.news(9)
        assert [(one.decision, one.record.id, one.live) for one in news] == [
            (Decision.NEW, 1, True),
            (Decision.CHANGED, 1, True),
            (Decision.NEW, 2, False),
        ]
        storage.outbox.post_news([letter()], [one.id for one in news], NOW)
        assert storage.outbox.news(9) == ()
        assert told(storage) == [("e1", "pending")]


def test_news_of_what_was_not_stored_are_none(tmp_path: Path) -> None:
    def stop(point: str) -> None:
        if point == "save:before-commit":
            raise KeyboardInterrupt

    with fresh(tmp_path, announce=True, on_point=stop) as storage:
        with pytest.raises(KeyboardInterrupt):
            storage.records.save(article(), None, None, NOW)
        assert storage.outbox.news(9) == ()


def test_news_go_with_their_record(tmp_path: Path) -> None:
    with fresh(tmp_path, announce=True) as storage:
        store(storage, article())
        storage.records.delete([1])
        assert storage.outbox.news(9) == ()


def test_nothing_is_noted_where_nobody_listens(tmp_path: Path) -> None:
    with fresh(tmp_path) as storage:
        store(storage, article())
        assert storage.outbox.news(9) == ()


def test_incidents_and_their_messages_are_one(tmp_path: Path) -> None:
    trouble = Trouble("nbd", "failing", NOW, "dns: no such host", "usually 20")
    quiet = Trouble("other", "degraded", NOW, "silent")
    with fresh(tmp_path) as storage:
        incidents = storage.incidents
        incidents.write(Turn(begun=[trouble], silent=[quiet]), [letter()], later(hours=1))
        first, second = incidents.open()
        assert (first.subject, first.told_at, first.usual) == ("nbd", later(hours=1), "usually 20")
        assert (second.subject, second.told_at) == ("other", None)
        incidents.write(Turn(told=[2], closed=[1]), [letter("e2")], later(hours=2))
        (left,) = incidents.open()
        assert (left.subject, left.told_at) == ("other", later(hours=2))
        assert told(storage) == [("e2", "pending"), ("e1", "pending")]
        assert [one.mended_at for one in incidents.since(NOW)] == [later(hours=2), None]
        assert incidents.since(later(hours=3)) == ()


def test_a_subject_has_one_open_incident(tmp_path: Path) -> None:
    trouble = Trouble("nbd", "failing", NOW, "dns")
    with fresh(tmp_path) as storage:
        storage.incidents.write(Turn(begun=[trouble]), [], NOW)
        with pytest.raises(Exception, match=r"(?i)unique"):
            storage.incidents.write(Turn(begun=[trouble]), [letter()], NOW)
        assert told(storage) == []


def test_mutes_end_by_themselves_or_by_hand(tmp_path: Path) -> None:
    with fresh(tmp_path) as storage:
        incidents = storage.incidents
        incidents.mute("nbd", NOW, later(hours=1))
        incidents.mute("nbd", NOW, later(hours=2))
        incidents.mute("other", NOW, None)
        assert [one.source for one in incidents.mutes(later(hours=1))] == ["nbd", "other"]
        assert [one.source for one in incidents.mutes(later(hours=2))] == ["other"]
        assert incidents.unmute("other")
        assert not incidents.unmute("other")


def test_a_run_keeps_what_its_articles_were_like(tmp_path: Path) -> None:
    reading = Reading(900, 1, 2, 3, 0, NOW + timedelta(hours=1))
    with fresh(tmp_path) as storage:
        run = storage.runs.start("nbd", "schedule", "me", NOW)
        storage.runs.finish(run, RunState.DONE, RunCounts(), (), None, None, NOW, reading)
        assert storage.runs.get(run).reading == reading
        assert storage.runs.latest(1)["nbd"][0].reading == reading
        assert storage.runs.list().rows[0].reading == reading
