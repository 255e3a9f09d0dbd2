"""kill -9 at random moments, over and over, while the newspaper publishes: nothing lost or doubled."""

from __future__ import annotations

import signal
from collections import Counter
from functools import partial
from random import Random

import pytest
from commands import Command
from daemons import Nursery, move, oracle, query, running_daemon, titles
from processes import control, newspaper, told, wait_for

ROUNDS = 30
SEED = 7


@pytest.mark.timeout(600)
def test_thirty_random_kills_lose_and_double_nothing(newsmill: Command) -> None:
    rng, nursery = Random(SEED), Nursery()  # noqa: S311 - the same moments each time
    newsmill.ok("db", "init")
    with newspaper("--size", "60") as base:
        move(newsmill, base)
        newsmill.env["NEWSMILL_DELAY"] = "0.03"
        for number in range(ROUNDS):
            control(base, "add")
            runs = query(newsmill, "SELECT max(id) FROM run")
            begun = f"SELECT id FROM run WHERE state = 'running' AND id > {runs[0][0] or 0}"  # noqa: S608 - our own number
            with running_daemon(newsmill, nursery) as one:
                if number % 3:
                    wait_for("a crawl", partial(query, newsmill, begun), every=0.01)
                signal.sigtimedwait([], rng.uniform(0.0, 0.5))
                control(base, f"update?id={newest(base)}&retitle=0")
                one.stop(signal.SIGKILL)
        killed = query(newsmill, "SELECT count(*) FROM run WHERE state IN ('crashed', 'running')")
        with running_daemon(newsmill, nursery) as one:
            wait_for("everything", lambda: titles(newsmill) == oracle(base))
            assert one.stop() == 0
    nursery.close()
    assert killed[0][0] >= ROUNDS // 3, "the kills missed the crawls"
    doubled = [title for title, count in Counter(titles(newsmill)).items() if count > 1]
    assert doubled == []
    assert query(newsmill, "SELECT count(*) FROM entry WHERE state = 'leased'") == [(0,)]
    assert query(newsmill, "SELECT count(*) FROM run WHERE state = 'running'") == [(0,)]
    assert query(
        newsmill,
        "SELECT count(*) - count(DISTINCT article_id || content_hash) FROM article_version",
    ) == [(0,)]
    assert newsmill.ok("db", "check", "--json").json["faults"] == []


def newest(base: str) -> int:
    articles = told(base)["articles"]
    assert isinstance(articles, list)
    return int(articles[0]["id"])
