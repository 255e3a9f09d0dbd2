"""What a crawl makes of walls: never an article, tried again later, good text stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from odd_site import OddSite, answered, article, crawl, listing, source_of

from crawler.options import CrawlOptions
from storage import Storage
from storage.types import RecordFilter, RunState

CHALLENGE = answered(
    "<title>访问验证</title><p>您的访问过于频繁，请输入验证码</p><script>var captcha=1</script>"
)
MISSING = answered("<title>404</title><p>您访问的页面不存在或已删除</p>")


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with Storage.open(f"sqlite:///{tmp_path}/news.db") as opened:
        yield opened


def test_a_wall_fails_its_entry_and_says_when_it_is_tried_again(
    storage: Storage, tmp_path: Path
) -> None:
    pages = {
        "/list": listing("/1", "/2", "/3"),
        "/1": article("一"),
        "/2": CHALLENGE,
        "/3": MISSING,
    }
    with OddSite(pages) as site:
        (run,) = crawl(storage, source_of(site.url), folder=tmp_path)
    assert run.state is RunState.DONE
    assert (run.counts.stored_new, run.counts.failed, run.counts.rejected) == (1, 2, 0)
    assert {(one.stage, one.kind) for one in run.problems} == {
        ("failed", "blocked"),
        ("failed", "soft-404"),
    }
    waiting, first = storage.frontier.waiting("odd")
    assert waiting == 2
    assert first is not None
    assert run.finished_at is not None
    assert first > run.finished_at + timedelta(minutes=45)


def test_a_wall_never_takes_the_place_of_a_stored_text(storage: Storage, tmp_path: Path) -> None:
    with OddSite({"/list": listing("/1"), "/1": article("一")}) as site:
        crawl(storage, source_of(site.url), folder=tmp_path)
        before = storage.records.get(1)
        for wall in (CHALLENGE, MISSING):
            site.pages["/1"] = wall
            again = CrawlOptions(refetch=True)
            crawl(storage, source_of(site.url), folder=tmp_path, options=again)
    assert storage.records.get(1).article == before.article
    assert storage.records.get(1).version == 1


def test_an_error_page_that_stays_becomes_final_like_a_404(
    storage: Storage, tmp_path: Path
) -> None:
    with OddSite({"/list": listing("/1"), "/1": MISSING}) as site:
        again = CrawlOptions(urls=(f"{site.url}/1",))
        runs = [
            crawl(storage, source_of(site.url), folder=tmp_path, options=again)[0] for _ in range(3)
        ]
    assert [run.counts.failed for run in runs] == [1, 1, 0]
    assert [run.counts.gone for run in runs] == [0, 0, 1]
    assert storage.records.count(RecordFilter()) == 0


def test_a_blanked_or_cut_article_is_booked_and_keeps_its_text(
    storage: Storage, tmp_path: Path
) -> None:
    long = article("一", "重庆工业互联网平台发布新的数据，接入设备超过一百万台。" * 20)
    cut = article("一", "重庆工业互联网平台发布新的数据。本文为付费内容，订阅后可阅读全文")
    with OddSite({"/list": listing("/1"), "/1": long}) as site:
        crawl(storage, source_of(site.url), folder=tmp_path)
        before = storage.records.get(1)
        site.pages["/1"] = cut
        again = CrawlOptions(refetch=True)
        (run,) = crawl(storage, source_of(site.url), folder=tmp_path, options=again)
        preview = CrawlOptions(refetch=True, dry_run=True, urls=(f"{site.url}/1",))
        (dry,) = crawl(storage, source_of(site.url), folder=tmp_path, options=preview)
        assert storage.records.get(1) == before
        assert (run.counts.rejected, run.counts.stored) == (1, 0)
        assert [(one.kind, one.stage) for one in run.problems] == [("worse", "rejected")]
        assert run.problems[0].message.startswith("its text shrank from 5")
        assert dry.counts.rejected == 1
        site.pages["/1"] = article(
            "一", "重庆工业互联网平台更正了数据，接入设备超过两百万台。" * 19
        )
        crawl(storage, source_of(site.url), folder=tmp_path, options=again)
    assert storage.records.get(1).version == 2


def test_a_challenge_with_an_error_status_is_a_challenge(storage: Storage, tmp_path: Path) -> None:
    refused = answered("no", status="403 Forbidden", cf_mitigated="challenge")
    with OddSite({"/list": listing("/1"), "/1": refused}) as site:
        (run,) = crawl(storage, source_of(site.url), folder=tmp_path)
    assert [(one.kind, one.message) for one in run.problems] == [
        ("blocked", "it answered HTTP 403 (cf-mitigated: challenge)")
    ]


def test_a_wall_in_place_of_a_listing_is_told_as_what_it_is(
    storage: Storage, tmp_path: Path
) -> None:
    with OddSite({"/list": CHALLENGE}) as site:
        (walled,) = crawl(storage, source_of(site.url), folder=tmp_path)
        site.pages["/list"] = answered("<title>新闻</title><p>" + "版面已经改了。" * 200 + "</p>")
        (changed,) = crawl(storage, source_of(site.url), folder=tmp_path)
    assert (walled.state, walled.error_kind) == (RunState.FAILED, "blocked")
    assert "challenge of an anti-robot gate" in (walled.error or "")
    assert changed.error_kind == "drifted"
