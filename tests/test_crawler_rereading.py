"""Kept pages read again: what reads otherwise becomes a version, all else stays as it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from listing_site import Site, crawl, served, source
from storage_world import NOW, fresh, rows

from articles.types import FetchedPage
from config import Settings, Source
from crawler.rereading import Order, Outcome, Reread, reread_records, wanted
from storage import Storage

pytestmark = pytest.mark.usefixtures("each_database")

LONG = "The bridge over the river is closed for a week, says the town. " * 8
PAGE = """<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1>{more}
<div class="text"><p>{text}</p></div><p class="note">Subscribe to our letter of the week.</p>{on}
</body></html>"""
WITH_NOTE = {"body": [".text", ".note"], "title": "h1", "published": "time"}
WITHOUT = WITH_NOTE | {"body": [".text"]}
DATED = "<time>2026-11-20T08:00:00Z</time>"


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with fresh(tmp_path, archive_dir=tmp_path / "archive") as opened:
        yield opened


@pytest.fixture
def site() -> Iterator[Site]:
    """One article with a date, one without any, and one on two pages."""
    links = "".join(f'<a href="/a/{name}">{name}</a>' for name in ("dated", "dateless", "long_1"))
    with served({"/list": links}) as running:
        put(running, "dated", more=DATED)
        put(running, "dateless")
        put(running, "long_1", more=DATED, on='<a href="/a/long_2">下一页</a>')
        put(running, "long_2", more=DATED, title="Story long_1", text="And so it goes on. " * 20)
        yield running


def put(site: Site, name: str, text: str = LONG, **named: str) -> None:
    whole = {"title": f"Story {name}", "more": "", "on": ""} | named
    site.pages[f"/a/{name}"] = PAGE.format(text=f"{name}: {text}", **whole)


def made(site: Site, rules: dict[str, object] = WITH_NOTE) -> Source:
    return source(site.base, {"entries": "a"}, extract=rules)


def again(
    source: Source, storage: Storage, order: Order | None = None, posts: Path | None = None
) -> dict[str, Reread]:
    """Read all records of a source again; by the last part of their address."""
    order, found = order or Order(), []
    work = [(source, number) for number in wanted(storage, source, order)]
    reread_records(work, Settings(posts_dir=posts), storage, order, found.append)
    assert len(found) == len(work)
    names = {int(n): str(url).rpartition("/")[2] for n, url in rows(storage, _URLS)}
    return {names[one.record_id]: one for one in found}


_URLS = "SELECT id, url FROM article"


def outcomes(found: dict[str, Reread]) -> dict[str, str]:
    return {name: one.outcome.value for name, one in found.items()}


def state(storage: Storage) -> list[tuple[object, ...]]:
    return rows(storage, "SELECT article_id, number, content_hash FROM article_version ORDER BY 1")


def test_the_same_rules_change_nothing(site: Site, storage: Storage) -> None:
    assert crawl(made(site), storage).counts.stored_new == 3
    before = state(storage)
    assert set(outcomes(again(made(site), storage)).values()) == {"unchanged"}
    assert state(storage) == before


def test_other_rules_make_a_version_of_all_pages(
    site: Site, storage: Storage, tmp_path: Path
) -> None:
    crawl(made(site), storage)
    found = again(made(site, WITHOUT), storage, posts=tmp_path / "posts")
    assert set(outcomes(found).values()) == {"changed"}
    assert found["long_1"].fields == ("body_html", "body_text")
    for one in found.values():
        record = storage.records.get(one.record_id)
        first, second = storage.records.versions(one.record_id)
        assert (record.version, one.version, second.run_id) == (2, 2, None)
        assert "Subscribe" in first.article.body_text
        assert "Subscribe" not in record.article.body_text
        same = ("key", "url", "categories", "published_at", "date_source", "title", "fetched_at")
        assert [getattr(record.article, name) for name in same] == [
            getattr(first.article, name) for name in same
        ]
        assert storage.archive.pages(one.record_id)
    assert "And so it goes on" in storage.records.get(found["long_1"].record_id).article.body_text
    assert len(list((tmp_path / "posts").rglob("*.md"))) == 3
    # and it holds: by now they are read so, and so does the next crawl
    assert set(outcomes(again(made(site, WITHOUT), storage)).values()) == {"unchanged"}
    run = crawl(made(site, WITHOUT), storage, refetch=True)
    assert (run.counts.stored_changed, run.counts.stored_new) == (0, 0)


def test_a_dry_run_tells_the_same_and_stores_nothing(
    site: Site, storage: Storage, tmp_path: Path
) -> None:
    crawl(made(site), storage)
    before = state(storage)
    found = again(made(site, WITHOUT), storage, Order(dry_run=True), tmp_path / "posts")
    assert set(outcomes(found).values()) == {"changed"}
    assert {one.version for one in found.values()} == {None}
    assert state(storage) == before
    assert not (tmp_path / "posts").exists()


def test_a_date_rule_that_is_mended_gives_the_date(site: Site, storage: Storage) -> None:
    put(site, "dated", more="<p class=day>2026年11月19日 21:30</p>")
    crawl(made(site, WITH_NOTE | {"published": ".none"}), storage, limit=1)
    found = again(made(site, WITH_NOTE | {"published": ".day"}), storage)
    (one,) = found.values()
    assert one.after is not None
    assert f"{one.after.published_at:%Y-%m-%d %H:%M}" == "2026-11-19 21:30"


def test_what_the_site_withdrew_stays_withdrawn(site: Site, storage: Storage) -> None:
    crawl(made(site), storage)
    site.pages["/a/dated"] = 410
    crawl(made(site), storage, refetch=True)
    found = again(made(site, WITHOUT), storage)
    assert found["dated"].outcome is Outcome.CHANGED
    record = storage.records.get(found["dated"].record_id)
    assert (record.status, record.version) == ("withdrawn", 2)


@pytest.mark.parametrize(
    "rules", [WITH_NOTE | {"body": [".none"]}, WITH_NOTE | {"body": ["h1"]}], ids=["none", "h1"]
)
def test_a_rule_that_would_lose_the_text_is_told_and_not_followed(
    site: Site, storage: Storage, rules: dict[str, object]
) -> None:
    crawl(made(site), storage)
    before = state(storage)
    found = again(made(site, rules), storage)
    assert set(outcomes(found).values()) == {"worse"}
    assert all(one.why for one in found.values())
    assert state(storage) == before
    taken = again(made(site, rules), storage, Order(accept_loss=True))
    assert set(outcomes(taken).values()) == {"changed"}


def test_pages_that_are_gone_or_no_article_keep_their_record(
    site: Site, storage: Storage, tmp_path: Path
) -> None:
    crawl(made(site), storage)
    before = state(storage)
    number = again(made(site), storage)["dated"].record_id
    url = f"{site.base}/a/dated"
    empty = FetchedPage(url, url, 200, b"<html><p></p></html>", "text/html", NOW)
    places = storage.archive.files.add("example", [empty], NOW)
    storage.archive.point(number, 1, "example", places, [empty], NOW)
    found = again(made(site, WITHOUT), storage, Order(dry_run=True))
    assert found["dated"].outcome is Outcome.REJECTED
    assert "no-" in found["dated"].why
    for file in (tmp_path / "archive").rglob("*.warc.gz"):
        file.unlink()
    gone = again(made(site, WITHOUT), storage)
    assert set(outcomes(gone).values()) == {"unreadable"}
    assert all("warc.gz" in one.why for one in gone.values())
    assert state(storage) == before


def test_who_came_first_is_not_overwritten(site: Site, storage: Storage) -> None:
    crawl(made(site), storage)
    number = wanted(storage, made(site), Order())[0]
    record = storage.records.get(number)
    newer = replace(record.article, body_text="other", body_html="<p>other</p>")
    assert storage.archive.amend(number, 1, newer, NOW) == 2
    assert storage.archive.amend(number, 1, newer, NOW) is None
    assert storage.archive.amend(999, 1, newer, NOW) is None
    assert storage.records.get(number).version == 2


def test_only_the_latest_or_those_since_a_day(site: Site, storage: Storage) -> None:
    crawl(made(site), storage)
    everything = wanted(storage, made(site), Order())
    assert len(everything) == 3
    assert list(everything) == sorted(everything, reverse=True)
    assert wanted(storage, made(site), Order(limit=2)) == everything[:2]
    dateless = wanted(storage, made(site), Order(since=NOW.replace(year=2026, month=11, day=25)))
    assert len(dateless) == 1
    assert wanted(storage, replace_name(made(site)), Order()) == ()


def replace_name(source: Source) -> Source:
    return source.model_copy(update={"name": "another"})
