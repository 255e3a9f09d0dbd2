"""What a crawl keeps of the pages that it was sent, and what becomes of a run that cannot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from listing_site import Site, article, crawl, ruled_source, served
from storage_world import fresh, rows

from config import Settings, Source
from crawler.options import CrawlOptions
from crawler.process import crawl_sources
from storage import RawPageNotFound, Storage
from storage.types import Run, RunState

pytestmark = pytest.mark.usefixtures("each_database")


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with fresh(tmp_path, archive_dir=tmp_path / "archive") as opened:
        yield opened


@pytest.fixture
def site() -> Iterator[Site]:
    with served({"/list": '<a href="/a/1">One</a> <a href="/a/2">Two</a>'}) as running:
        running.put_articles(1, 2)
        yield running


def made(site: Site) -> Source:
    return ruled_source(site.base, {"entries": "a"})


def crawled(site: Site, storage: Storage, days: int, **options: object) -> Run:
    settings = Settings(
        allow_addresses=(site.base.removeprefix("http://"),),
        delay=0,
        retry_times=0,
        archive_days=days,
    )
    return crawl_sources([made(site)], settings, storage, CrawlOptions(**options))[0]  # type: ignore[arg-type]


def sent(storage: Storage, number: int) -> list[str]:
    return [page.body.decode() for page in storage.archive.pages(number)]


def numbers(storage: Storage) -> dict[str, int]:
    found = rows(storage, "SELECT url, id FROM article")
    return {str(url).rpartition("/")[2]: int(number) for url, number in found}


def resent(site: Site) -> None:
    """Let the site send its pages in full, with the same articles."""
    for path in ("/a/1", "/a/2"):
        site.pages[path] = f"{site.pages[path]}<!-- again -->"


def files(tmp_path: Path) -> list[Path]:
    return [one for one in (tmp_path / "archive").rglob("*") if one.is_file()]


def test_what_the_site_sent_is_kept_for_each_version(
    site: Site, storage: Storage, tmp_path: Path
) -> None:
    assert crawl(made(site), storage).counts.stored_new == 2
    one = numbers(storage)["1"]
    assert sent(storage, one) == [article(1)]
    (page,) = storage.archive.pages(one)
    assert (page.status, page.url) == (200, f"{site.base}/a/1")
    assert page.etag is not None
    changed = article(1).replace("The text of", "Another text, of")
    site.pages["/a/1"] = changed
    assert crawl(made(site), storage, refetch=True).counts.stored_changed == 1
    assert sent(storage, one) == [changed]
    assert len(rows(storage, "SELECT part FROM raw_page")) == 3
    assert len(files(tmp_path)) == 1


def test_an_unchanged_page_is_kept_once_and_again_when_it_is_gone(
    site: Site, storage: Storage, tmp_path: Path
) -> None:
    crawl(made(site), storage)
    (file,) = files(tmp_path)
    before = file.stat().st_size
    assert crawl(made(site), storage, refetch=True).counts.stored_unchanged == 2
    assert file.stat().st_size == before
    file.unlink()
    resent(site)
    crawl(made(site), storage, refetch=True)
    assert sent(storage, numbers(storage)["2"]) == [str(site.pages["/a/2"])]
    assert storage.archive.extent().missing == ()


def test_a_page_that_is_not_kept_is_sent_in_full_once(site: Site, storage: Storage) -> None:
    """As after a kill in between, or with an archive that begins later than the records."""
    assert crawled(site, storage, 0).counts.stored_new == 2
    assert crawled(site, storage, 0, refetch=True).counts.stored_unchanged == 2
    site.asked()
    assert crawled(site, storage, 9, refetch=True).counts.stored_unchanged == 2
    assert [status for path, status in site.asked() if path.startswith("/a/")] == [200, 200]
    assert sent(storage, numbers(storage)["1"]) == [article(1)]
    assert crawled(site, storage, 9, refetch=True).counts.stored_unchanged == 2
    assert [status for path, status in site.asked() if path.startswith("/a/")] == [304, 304]


def test_an_article_on_several_pages_keeps_them_all(site: Site, storage: Storage) -> None:
    first = article(1).replace("</article>", '</article><a href="/a/1_2">下一页</a>')
    second = article(1).replace("The text of", "The second part of")
    site.pages |= {"/a/1": first, "/a/1_2": second}
    assert crawl(made(site), storage).counts.stored_new == 2
    assert sent(storage, numbers(storage)["1"]) == [first, second]


def test_zero_days_keep_nothing(site: Site, storage: Storage, tmp_path: Path) -> None:
    assert crawled(site, storage, 0).counts.stored_new == 2
    assert files(tmp_path) == []
    with pytest.raises(RawPageNotFound):
        storage.archive.pages(1)


def test_a_dry_run_keeps_nothing(site: Site, storage: Storage, tmp_path: Path) -> None:
    assert crawled(site, storage, 9, dry_run=True).counts.stored_new == 2
    assert files(tmp_path) == []


def test_what_is_too_old_goes_when_something_new_is_kept(
    site: Site, storage: Storage, tmp_path: Path
) -> None:
    old = tmp_path / "archive" / "example" / "20200101-host-1-ab.warc.gz"
    foreign = tmp_path / "archive" / "other" / old.name
    for one in (old, foreign):
        one.parent.mkdir(parents=True)
        one.write_bytes(b"old")
    crawled(site, storage, 9)
    assert not old.exists()
    assert foreign.exists()
    assert len(files(tmp_path)) == 2


def test_an_archive_that_cannot_be_written_costs_no_record(
    site: Site, storage: Storage, tmp_path: Path
) -> None:
    (tmp_path / "archive").write_text("a file where the folder should be", encoding="utf-8")
    run = crawl(made(site), storage)
    assert (run.state, run.counts.stored_new) == (RunState.DONE, 2)
    told = {(one.stage, one.kind): one for one in run.problems}
    assert told["archive", "not-kept"].count == 2
    assert "archive_days" in told["archive", "not-kept"].message
    (tmp_path / "archive").unlink()
    resent(site)
    crawl(made(site), storage, refetch=True)
    assert sent(storage, numbers(storage)["1"]) == [str(site.pages["/a/1"])]
