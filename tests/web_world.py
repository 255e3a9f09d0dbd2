"""What the tests of the pages share: a stored world with good and bad in it, served for real."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests
from storage_world import article, fresh

from benchmarks.serving import served
from config import Settings
from service.pages import alone
from storage import Storage
from storage.types import Failure, RunCounts, RunProblem, RunState

TOKEN = "a-token-of-the-tests-0123"  # noqa: S105 - of the tests
NOW = datetime.now(UTC).replace(microsecond=0)
STORY = "工业互联网的重庆样本。" * 30
HOSTILE = (
    '<p onclick="hit()">before</p><script>document.title="HIT";top.hit=1</script>'
    '<img src="x" onerror="document.title=\'HIT\';parent.hit=1"><iframe src="/settings"></iframe>'
    '<form action="/sources/news/pause" method="post"><button id="go">go</button></form>'
    '<a href="javascript:document.title=\'HIT\'">link</a><meta http-equiv="refresh" content="0;/x">'
    '<style>@import url(/x.css);</style><object data="/x"></object><svg onload="parent.hit=1"></svg>'
)
SOURCE = """
name = "{name}"
title = "{title}"
homepage = "https://{name}.example.com"
language = "zh"
timezone = "Asia/Shanghai"
category = "金融"

[schedule]
every = "10m"

[[listing]]
url = "/latest"
title = "要闻"
entries = "a"
"""


@dataclass(frozen=True)
class Served:
    """An application that answers at ``base``, and what is behind it."""

    base: str
    storage: Storage
    settings: Settings

    def get(self, path: str, **headers: str) -> requests.Response:
        return self.ask("GET", path, headers)

    def ask(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, **named: object
    ) -> requests.Response:
        """Ask as a program does: no cookie kept, no redirect followed."""
        return requests.request(
            method,
            self.base + path,
            headers={key.replace("_", "-"): one for key, one in (headers or {}).items()},
            allow_redirects=False,
            timeout=30,
            **named,  # type: ignore[arg-type]
        )


def settings_of(folder: Path, **named: object) -> Settings:
    sources = folder / "sources"
    sources.mkdir(exist_ok=True)
    for name, title in (("news", "新闻网"), ("wire", "通讯社")):
        (sources / f"{name}.toml").write_text(SOURCE.format(name=name, title=title), "utf-8")
    return Settings(data_dir=folder, sources_dir=sources, **named)  # type: ignore[arg-type]


def fill(storage: Storage, count: int = 40) -> None:
    """Store articles of two sources, versions, copies, a hostile one, and runs good and bad."""
    for number in range(count):
        made = article(
            f"a{number}",
            f"第{number}篇：重庆工业互联网 open source 正文，足够长，可以与别的文章区分开来。",
            title=f"重庆工业互联网观察之{number}",
            published_at=NOW - timedelta(hours=3 * number),
            byline="李明",
            provenance=(("title", "rule"), ("body_html", "automatic")),
            confidence=0.93,
            images=("https://pictures.invalid/a.jpg",),
            language="zh",
        )
        storage.records.save(made, None, None, NOW)
    first = article("v", "原来的第一段。\n\n第二段不变。", title="会变的文章", published_at=NOW)
    second = article("v", "改过的第一段！\n\n第二段不变。", title="会变的文章", published_at=NOW)
    for one in (first, second):
        storage.records.save(one, None, None, NOW)
    for source, host in (("news", "news"), ("wire", "wire")):
        copy = article("s", STORY, url=f"https://{host}.example.com/s", source=source)
        storage.records.save(replace(copy, author=source, published_at=NOW), None, None, NOW)
    hostile = article("h", "hostile words " * 9, title="<b>HIT</b>", published_at=NOW)
    storage.records.save(replace(hostile, body_html=HOSTILE), None, None, NOW)
    _runs(storage)


def _runs(storage: Storage) -> None:
    for back in range(6, 0, -1):
        at = NOW - timedelta(minutes=10 * back)
        good = storage.runs.start("wire", "schedule", "pid 1 on test", at)
        counts = RunCounts(listings=1, found=9, new=9, stored_new=9, requests=10, bytes=90_000)
        storage.runs.finish(
            good, RunState.DONE, counts, (), None, None, at + timedelta(seconds=back)
        )
        bad = storage.runs.start("news", "schedule", "pid 1 on test", at)
        if back == 1:
            storage.frontier.queue("news", ["https://news.example.com/lost"], "要闻", bad, at)
            (lease,) = storage.frontier.lease("news", bad, 1, at)
            failure = Failure("timeout", "no answer in 30 s", at + timedelta(hours=1))
            storage.frontier.fail(lease, bad, failure, at)
        problem = RunProblem("failed", "timeout", 1, "https://news.example.com/lost", "no answer")
        why = "the listing https://news.example.com/latest shows nothing that looks like an entry"
        storage.runs.finish(
            bad, RunState.FAILED, RunCounts(listings=1, failed=1, new=1), (problem,),
            "drifted", why, at + timedelta(seconds=2),
        )  # fmt: skip


@contextmanager
def world(folder: Path, count: int = 40, **named: object) -> Iterator[Served]:
    """Serve a filled database; ``named`` are settings."""
    settings = settings_of(folder, **named)
    with fresh(folder) as storage:
        fill(storage, count)
        flags: Mapping[str, object] = {
            key: value for key, value in named.items() if key.startswith("web_")
        }
        with served(alone(settings, storage, flags)) as base:
            yield Served(base, storage, settings)
