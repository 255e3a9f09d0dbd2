"""Any sequence of finding, storing, withdrawing, deleting and dying keeps the database whole."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from storage_world import NOW, SITE, article, assert_whole, discover, fresh, lease, line, rows

from articles.types import Decision
from storage.types import Lease, RecordFilter

PATHS = st.sampled_from("abc")
TEXTS = st.sampled_from(
    [f"第{number}种正文，长到两篇文章有它就是同一篇。" for number in "一二三"] + ["短文", ""]
)
RULES = settings(
    max_examples=15,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.too_slow],
)

FOLDER = Path(tempfile.mkdtemp(prefix="newsmill-library-"))
"""The same for each example, so that a server's database is emptied and not made anew."""


class Library(RuleBasedStateMachine):
    """A source of three addresses, whatever happens to them."""

    def __init__(self) -> None:
        super().__init__()
        FOLDER.mkdir(exist_ok=True)
        self.storage = fresh(FOLDER)
        self.run = 1
        self.deleted: set[str] = set()
        self.kept: dict[int, list[str]] = {}

    def teardown(self) -> None:
        assert_whole(self.storage)
        self.storage.close()
        shutil.rmtree(FOLDER)

    def lease(self, path: str) -> Lease:
        """Take one entry as the current run, whatever state it is in."""
        return lease(self.storage, path, run=self.run)

    @rule(path=PATHS, text=TEXTS, title=st.sampled_from(["甲", "乙"]), listed=PATHS)
    def fetch(self, path: str, text: str, title: str, listed: str) -> None:
        """An address that a listing shows leads to a page that may name another as its own."""
        made = article(path, text, title=title)
        before = {one.id for one in self.storage.records.iterate(RecordFilter())}
        saved = self.storage.records.save(made, self.lease(listed), self.run, NOW)
        if saved.decision is Decision.DELETED:
            assert saved.record_id == 0
            return
        assert path not in self.deleted
        record = self.storage.records.get(saved.record_id)
        found = self.storage.records.find(f"{SITE}/{path}")
        assert found == record
        assert (record.article.body_text, record.status) == (text, "current")
        assert (saved.decision is Decision.NEW) == (record.id not in before)
        if saved.decision in {Decision.NEW, Decision.CHANGED}:
            self.kept.setdefault(record.id, []).append(text)
        assert record.version == saved.version == len(self.kept[record.id])

    @rule(path=PATHS)
    def withdraw(self, path: str) -> None:
        held = self.lease(path)
        if self.storage.frontier.gone(held, self.run, NOW):
            assert held.record_id is not None
            assert self.storage.records.get(held.record_id).status == "withdrawn"

    @rule(path=PATHS)
    def not_modified(self, path: str) -> None:
        held = self.lease(path)
        self.storage.frontier.untouched(held, self.run, NOW)
        if held.record_id is not None:
            assert self.storage.records.get(held.record_id).status == "current"

    @rule(path=PATHS)
    def delete(self, path: str) -> None:
        record = self.storage.records.find(f"{SITE}/{path}")
        if record is not None:
            addresses = {record.article.url, *record.aliases}
            assert self.storage.records.delete([record.id]) == 1
            self.deleted |= {one.removeprefix(f"{SITE}/") for one in addresses}
            del self.kept[record.id]

    @rule(path=PATHS, claim=st.sampled_from("xy"), listing=st.sampled_from("pq"))
    def discover(self, path: str, claim: str, listing: str) -> None:
        found: Any = discover(
            self.storage, [line(path, claim=claim)], listing=listing, run=self.run
        )
        assert found.found == found.known + found.new
        assert found.found + found.repeated == 1

    @rule(path=PATHS)
    def die(self, path: str) -> None:
        self.lease(path)
        self.storage.frontier.recover("news", NOW)
        self.run += 1

    @rule(path=PATHS)
    def give_back(self, path: str) -> None:
        self.lease(path)
        self.storage.frontier.give_back("news", self.run)

    @invariant()
    def every_text_is_kept(self) -> None:
        for number, texts in self.kept.items():
            stored = [one.article.body_text for one in self.storage.records.versions(number)]
            assert stored == texts
        assert rows(self.storage, "SELECT count(*) FROM records") == [(len(self.kept),)]

    @invariant()
    def entries_make_sense(self) -> None:
        assert not rows(
            self.storage,
            "SELECT * FROM entry WHERE state = 'leased' OR attempts < 0"
            " OR state = 'pending' AND error_kind IS NOT NULL"
            " OR state = 'failed' AND error_kind IS NULL",
        )


@pytest.mark.usefixtures("each_database")
def test_whatever_happens_the_database_stays_whole() -> None:
    run_state_machine_as_test(Library, settings=RULES)
