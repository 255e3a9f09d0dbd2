"""Articles on several pages: every page is fetched, and one record is made of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from listing_site import NEWSPAPER, Site, crawl, served, source

from config import Settings, Source
from crawler.further import MOST_PAGES
from crawler.options import CrawlOptions
from crawler.process import crawl_sources
from demo import DemoServer, Newspaper
from demo.pagination import page_count
from storage import Storage
from storage.types import Run, RunState

RULES = {"body": [".text"], "title": "h1", "published": "time"}


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with Storage.open(f"sqlite:///{tmp_path}/test.db") as opened:
        yield opened


@pytest.fixture
def site() -> Iterator[Site]:
    """A story on four pages."""
    with served({"/list": '<a href="/story.html">The bridge is closed</a>'}) as running:
        for number in range(1, 5):
            put(running, number, 4)
        yield running


def path(number: int) -> str:
    return "/story.html" if number == 1 else f"/story_{number}.html"


def put(site: Site, number: int, count: int, more: str = "", title: str = "The bridge") -> None:
    on = f'<a href="{path(number + 1)}">下一页</a>' if number < count else ""
    site.pages[path(number)] = (
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1><time>2026-11-20</time>"
        f'<div class="text"><p>Part {number} of the story.</p></div>{on}{more}</body></html>'
    )


def made(site: Site) -> Source:
    return source(site.base, {"entries": "a"}, extract=RULES)


def text(storage: Storage) -> str:
    return storage.records.get(1).article.body_text


def named(site: Site, storage: Storage) -> Run:
    """Ask for the story by its address, whatever its wait."""
    settings = Settings(
        allow_addresses=(site.base.removeprefix("http://"),), delay=0, retry_times=0
    )
    options = CrawlOptions(urls=(f"{site.base}/story.html",))
    return crawl_sources([made(site)], settings, storage, options)[0]


def doubts(run: Run) -> list[tuple[str, str]]:
    return [(one.kind, one.message) for one in run.problems if one.kind == "missing-part"]


def test_the_newspapers_long_articles_are_stored_whole(storage: Storage) -> None:
    rules = NEWSPAPER | {"body": [".g-article-top", ".g-articl-text"]}
    feed = {"kind": "feed", "url": "/rss.xml", "first_crawl": 30}
    with (
        DemoServer(Newspaper.printed(30), paged=True) as paged,
        DemoServer(Newspaper.printed(30)) as plain,
    ):
        run = crawl(source(paged.base_url, feed, extract=rules), storage)
        whole = source(plain.base_url, feed, extract=rules, name="whole")
        crawl(whole, storage)
        articles = paged.newspaper.edition.articles
        pages = sum(map(page_count, articles))
    assert pages > 2 * len(articles)
    assert (run.state, run.counts.stored_new) == (RunState.DONE, len(articles))
    assert run.counts.requests == pages + 2
    by_title: dict[str, set[str]] = {}
    for number in range(1, 2 * len(articles) + 1):
        article = storage.records.get(number).article
        by_title.setdefault(article.title, set()).add("".join(article.body_text.split()))
    assert len(by_title) == len(articles)
    assert all(len(texts) == 1 for texts in by_title.values())


def test_pages_are_joined_into_one_record_that_is_looked_at_in_whole(
    storage: Storage, site: Site
) -> None:
    assert crawl(made(site), storage).counts.stored_new == 1
    assert text(storage) == "\n".join(f"Part {n} of the story." for n in range(1, 5))
    asked = [one for one, _ in site.asked()]
    assert asked == ["/list", *map(path, range(1, 5))]
    site.pages[path(3)] = str(site.pages[path(3)]).replace("Part 3", "Part three")
    assert crawl(made(site), storage, refetch=True).counts.stored_changed == 1
    assert "Part three" in text(storage)


def test_the_page_that_has_it_whole_is_preferred(storage: Storage, site: Site) -> None:
    put(site, 1, 4, more='<a href="/story_all.html">阅读全文</a>')
    site.pages["/story_all.html"] = (
        "<h1>The bridge</h1><div class=text>"
        + "".join(f"<p>Part {n} of the story.</p>" for n in range(1, 5))
        + "</div>"
    )
    crawl(made(site), storage)
    assert [one for one, _ in site.asked()] == ["/list", "/story.html", "/story_all.html"]
    assert text(storage) == "\n".join(f"Part {n} of the story." for n in range(1, 5))
    assert storage.records.get(1).article.url.endswith("/story.html")


def test_a_whole_that_is_none_is_done_without(storage: Storage, site: Site) -> None:
    put(site, 1, 4, more='<a href="/story_all.html">View all</a>')
    site.pages["/story_all.html"] = 404
    crawl(made(site), storage)
    assert text(storage).count("Part") == 4


def test_a_page_that_cannot_be_had_now_fails_the_whole_which_comes_again(
    storage: Storage, site: Site
) -> None:
    kept = site.pages[path(3)]
    site.pages[path(3)] = 503
    run = crawl(made(site), storage)
    assert (run.counts.failed, run.counts.stored) == (1, 0)
    assert [one.kind for one in run.problems if one.stage == "failed"] == ["http-503"]
    site.pages[path(3)] = kept
    assert crawl(made(site), storage, retry_failed=True).counts.stored_new == 1
    assert text(storage).count("Part") == 4


def test_the_third_time_it_is_stored_without_the_page_and_the_run_says_so(
    storage: Storage, site: Site
) -> None:
    site.pages[path(3)] = 503
    runs = [named(site, storage) for _ in range(3)]
    assert [run.counts.failed for run in runs] == [1, 1, 0]
    run = runs[-1]
    assert run.counts.stored_new == 1
    assert text(storage) == "Part 1 of the story.\nPart 2 of the story."
    ((_, message),) = doubts(run)
    assert message.startswith("a further page of the article is missing: ")


@pytest.mark.parametrize("missing", [404, 410, "<html><body>no more</body></html>"])
def test_a_page_that_is_not_there_is_left_out(
    storage: Storage, site: Site, missing: int | str
) -> None:
    site.pages[path(3)] = missing
    run = crawl(made(site), storage)
    assert (run.counts.stored_new, len(doubts(run))) == (1, 1)
    assert text(storage) == "Part 1 of the story.\nPart 2 of the story."


def test_pages_in_a_circle_and_without_end_do_end(storage: Storage, site: Site) -> None:
    put(site, 2, 4, more="")
    site.pages[path(2)] = str(site.pages[path(2)]).replace(path(3), path(1))
    assert crawl(made(site), storage).counts.stored_new == 1
    assert text(storage).count("Part") == 2
    site.asked()
    for number in range(1, 60):
        put(site, number, 60)
    run = crawl(made(site), storage, refetch=True)
    assert run.counts.stored_changed == 1
    assert text(storage).count("Part") == MOST_PAGES
    assert len(doubts(run)) == 1
    assert len(site.asked()) == MOST_PAGES + 1


def test_a_next_page_of_another_headline_is_another_article(storage: Storage, site: Site) -> None:
    put(site, 2, 4, title="The tower falls")
    crawl(made(site), storage)
    assert text(storage) == "Part 1 of the story."
    assert [one for one, _ in site.asked()][-1] == path(2)
