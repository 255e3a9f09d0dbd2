from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert
from storage_world import NOW, article, fresh, later, store

from articles.types import DateSource
from storage.figures import Coverage, Figures
from storage.incidents import Turn
from storage.notices import Trouble
from storage.tables import entry


def test_nothing_gives_no_figures(tmp_path: Path) -> None:
    with fresh(tmp_path) as storage:
        assert storage.figures(NOW) == Figures({})


def test_what_was_seen_and_is_not_stored_is_missed(tmp_path: Path) -> None:
    states = ["stored", "stored", "failed", "rejected", "pending", "skipped", "backfill", "gone"]
    with fresh(tmp_path) as storage:
        with storage.database.write() as connection:
            for number, state in enumerate(states):
                for age, source in ((0, "news"), (8, "old")):
                    connection.execute(
                        insert(entry).values(
                            source=source, key=f"{source}{number}", url="u", state=state,
                            sort_at=NOW, attempts=0, crashes=0,
                            first_seen_at=later(days=-age), last_seen_at=NOW,
                        )
                    )  # fmt: skip
        assert storage.figures(NOW).sources == {"news": Coverage(4, 2, None)}


def test_the_delay_is_the_median_of_what_is_dated(tmp_path: Path) -> None:
    with fresh(tmp_path) as storage:
        for minutes in (1, 5, 600):
            store(storage, article(str(minutes), published_at=later(minutes=-minutes)))
        store(storage, article("x", date_source=DateSource.FIRST_SEEN))
        store(storage, article("old", published_at=later(days=-9)))
        assert storage.figures(NOW).sources == {"news": Coverage(5, 0, timedelta(minutes=5))}


def test_an_alarm_that_was_over_within_the_hour_was_false(tmp_path: Path) -> None:
    def trouble(name: str) -> Trouble:
        return Trouble(name, "failing", NOW, "dns")

    with fresh(tmp_path) as storage:
        incidents = storage.incidents
        incidents.write(Turn(begun=[trouble("a"), trouble("b"), trouble("c")]), [], NOW)
        incidents.write(Turn(silent=[trouble("d")]), [], NOW)
        incidents.write(Turn(closed=[1]), [], later(minutes=59))
        incidents.write(Turn(closed=[2]), [], later(minutes=60))
        found = storage.figures(later(days=1))
        assert (found.alarms, found.false_alarms) == (3, 1)
        assert storage.figures(later(days=31)).alarms == 0
