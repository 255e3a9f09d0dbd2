"""What listings of all kinds have in common, and what a source's own spider changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from listing_site import Site, article, crawl, served, source, titles

import crawler.spiders
from crawler.errors import SpiderError
from crawler.loader import spider_for
from crawler.spiders.base import SourceSpider
from storage import Storage
from storage.types import RunState

ROW = '<li><a href="/a/{n}">Article {n}</a> <span>2026-11-20 08:{n:02}</span></li>'
XPATH = {"entries": "//ul[@class='news']//a", "entry_date": "./span"}


def page(*numbers: int, after: str = "") -> str:
    rows = "".join(ROW.format(n=n) for n in numbers)
    return f"<html><body><ul class='news'>{rows}</ul>{after}</body></html>"


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with Storage.open(f"sqlite:///{tmp_path}/test.db") as opened:
        yield opened


@pytest.fixture
def site() -> Iterator[Site]:
    with served({}) as running:
        running.put_articles(*range(1, 31))
        yield running


@pytest.mark.parametrize(
    "selectors",
    [
        XPATH | {"next_link": "//a[@rel='next']"},
        {"entries": ".news a", "entry_date": "span", "next_link": "a[rel=next]"},
        {"entries": "xpath:/html/body/ul/li/a/@href", "next_link": "//a[@rel='next']/@href"},
    ],
)
def test_pages_are_followed_by_their_link(
    storage: Storage, site: Site, selectors: dict[str, str]
) -> None:
    site.pages |= {
        "/list": page(6, 5, after='<a rel="next" href="?p=2">older</a>'),
        "/list?p=2": page(4, 3, after='<a rel="next" href="/list?p=3">older</a>'),
        "/list?p=3": page(2, 1, after='<a rel="next" href="/list">first</a>'),
    }
    made = source(site.base, selectors)
    assert crawl(made, storage).counts.stored_new == 6
    site.asked()
    crawl(made, storage)
    assert site.asked() == [("/list", 304)]


def test_the_link_to_the_next_page_stays_on_the_site(storage: Storage, site: Site) -> None:
    away = '<a rel="next" href="http://127.0.0.1:9/list">older</a>'
    site.pages["/list"] = page(2, 1, after=away)
    run = crawl(source(site.base, XPATH | {"next_link": "//a[@rel='next']"}), storage)
    assert (run.state, run.counts.stored_new) == (RunState.DONE, 2)


def test_no_more_pages_are_read_than_allowed(storage: Storage, site: Site) -> None:
    site.pages |= {
        "/list": page(2, after='<a rel="next" href="?p=2">older</a>'),
        "/list?p=2": page(1, after='<a rel="next" href="?p=3">older</a>'),
    }
    made = source(site.base, XPATH | {"next_link": "//a[@rel='next']", "max_pages": 2})
    assert crawl(made, storage).state is RunState.DONE
    assert ("/list?p=3", 404) not in site.asked()


def test_a_feed_and_a_page_that_show_one_article_do_not_contradict_each_other(
    storage: Storage, site: Site
) -> None:
    items = "<item><title>A1</title><link>BASE/a/1</link></item>"
    site.pages |= {
        "/list": page(1),
        "/feed.xml": f'<rss version="2.0"><channel>{items}</channel></rss>',
    }
    made = source(site.base, XPATH, {"kind": "feed", "url": "/feed.xml", "title": "Feed"})
    assert crawl(made, storage).counts.stored_new == 1
    site.pages["/list"] = page(1, after="<p>changed</p>")
    site.pages["/feed.xml"] += "<!-- changed -->"
    counts = crawl(made, storage).counts
    assert (counts.known, counts.new, counts.resumed) == (1, 0, 0)


def test_a_layout_that_changed_is_a_drift(storage: Storage, site: Site) -> None:
    site.pages["/list"] = page(1)
    made = source(site.base, XPATH)
    assert crawl(made, storage).state is RunState.DONE
    site.pages["/list"] = "<html><body><div>New look</div></body></html>"
    run = crawl(made, storage)
    assert (run.state, run.error_kind) == (RunState.FAILED, "drifted")
    assert "no link on the page matches entries" in (run.error or "")


def test_pages_without_a_body_among_others_are_a_drift(storage: Storage, site: Site) -> None:
    site.pages["/list"] = page(*range(1, 9))
    for number in range(1, 5):
        site.pages[f"/a/{number}"] = article(number).replace("article>", "section>")
    run = crawl(source(site.base, XPATH), storage)
    assert (run.counts.stored_new, run.counts.rejected) == (4, 4)
    assert (run.state, run.error_kind) == (RunState.FAILED, "drifted")


def test_articles_without_a_date_are_a_drift(storage: Storage, site: Site) -> None:
    site.pages["/list"] = page(1, 2, 3, 4)
    for number in range(1, 5):
        site.pages[f"/a/{number}"] = article(number, date="soon")
    made = source(site.base, {"entries": "li a"})
    run = crawl(made, storage)
    assert (run.counts.stored_new, run.error_kind) == (4, "drifted")
    assert "a date for 4 of 4 new articles" in (run.error or "")


OWN = """
from articles.listings.line import Line
from crawler.spiders.base import SourceSpider
from crawler.spiders.listing import page_of

class ExampleSpider(SourceSpider):
    def read_listing(self, page, listing, number):
        lines = [Line(link=link) for link in page.body.decode().split()]
        return page_of(lines, page, self.session.source, listing)
"""


@pytest.fixture
def own_modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose modules count among the spiders that ship."""
    folder = tmp_path / "spiders"
    folder.mkdir()
    monkeypatch.setattr(crawler.spiders, "__path__", [*crawler.spiders.__path__, str(folder)])
    return folder


def test_a_sources_own_spider_is_found_by_its_name(
    storage: Storage, site: Site, own_modules: Path
) -> None:
    (own_modules / "odd_site.py").write_text(OWN)
    site.pages["/list"] = "/a/1 /a/2\n/a/3"
    made = source(site.base, {"entries": "a"}, name="odd-site")
    assert crawl(made, storage).counts.stored_new == 3
    assert titles(storage) == {"Article 1", "Article 2", "Article 3"}
    assert spider_for("odd-site").name == "odd-site"


def test_a_module_without_a_spider_is_an_error(own_modules: Path) -> None:
    (own_modules / "odd_empty.py").write_text("from crawler.spiders.base import SourceSpider\n")
    with pytest.raises(SpiderError, match=r"odd_empty defines 0 subclasses of SourceSpider"):
        spider_for("odd-empty")


@pytest.mark.parametrize("name", ["nbd", "page", "base", "json-api", "36kr"])
def test_any_other_source_is_crawled_by_the_common_spider(name: str) -> None:
    assert spider_for(name).__bases__ == (SourceSpider,)


def test_every_shared_module_is_known_to_be_one() -> None:
    from crawler.loader import _SHARED  # noqa: PLC0415 - the list itself is the subject

    (folder,) = crawler.spiders.__path__
    modules = {file.stem for file in Path(folder).glob("*.py")} - {"__init__"}
    assert modules >= _SHARED
    for other in modules - _SHARED:
        assert spider_for(other).__bases__ != (SourceSpider,)
