from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
from datetime import UTC, date, datetime

from articles.search.query import parse
from storage import open_storage
from storage.types import RecordFilter

def loaded():
    return {one for one in sys.modules if one.split('.')[0] in ('storage', 'articles')}

now = datetime(2026, 11, 1, tzinfo=UTC)
with open_storage(sys.argv[1]) as store:
    before = loaded()
    store.load()
    ready = loaded()
    chosen = RecordFilter(source="nbd")
    store.records.list(chosen)
    store.records.search(parse("econom*", lambda text: now), chosen)
    store.records.stories()
    store.records.stats(chosen)
    store.records.of_each()
    store.records.daily(date(2026, 11, 1), 7)
    store.records.find("https://example.com/a")
    store.records.delete([1])
    store.runs.latest(3)
    with store.hold("nbd"):
        run = store.runs.start("nbd", "manual", "somebody", now)
        store.frontier.recover("nbd")
    store.backfills.list(now)
    store.incidents.open()
    store.archive.extent()
    store.figures(now)
    print(len(ready - before), sorted(loaded() - ready))
"""


def test_a_process_of_long_life_loads_all_before_it_is_asked(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/newsmill.db"
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, url], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    count, _, later = done.stdout.strip().partition(" ")
    assert int(count) > 30
    assert later == "[]"
