"""The limits of a request, against a site that goes to each of them."""

from __future__ import annotations

import gzip
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import brotli
import pytest
from odd_site import Answer, Asked, OddSite, answered, article, crawl, listing, redirect, source_of

from config import Settings
from crawler.headers import is_own
from crawler.options import CrawlOptions
from crawler.settings import for_crawl
from storage import Storage
from storage.types import Run

PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with Storage.open(f"sqlite:///{tmp_path}/news.db") as opened:
        yield opened


def kinds(run: Run) -> dict[str, int]:
    return {one.kind: one.count for one in run.problems}


@pytest.fixture
def fetched(storage: Storage, tmp_path: Path) -> Callable[..., tuple[Run, float]]:
    """Crawl a site whose only article is one answer; return the run and how long it took."""

    def fetch(site: OddSite, answer: Answer, **settings: object) -> tuple[Run, float]:
        site.pages["/1"] = answer
        started = time.monotonic()
        options = CrawlOptions(urls=(f"{site.url}/1",))
        source = source_of(site.url)
        (run,) = crawl(storage, source, folder=tmp_path, options=options, **settings)
        return run, time.monotonic() - started

    return fetch


Fetch = Callable[..., tuple[Run, float]]


def test_a_page_that_drips_ends_at_the_deadline(fetched: Fetch) -> None:
    with OddSite() as site:

        def drip(asked: Asked, connection: socket.socket) -> None:  # noqa: ARG001
            connection.sendall(PAGE + b"\r\n<article>")
            while not site.pause(0.05):
                connection.sendall(b"x")

        run, took = fetched(site, drip, deadline=1.5, timeout=1)
    assert kinds(run) == {"timeout": 1}
    assert took < 15


def test_headers_that_drip_end_at_the_deadline(fetched: Fetch) -> None:
    with OddSite() as site:

        def drip(asked: Asked, connection: socket.socket) -> None:  # noqa: ARG001
            connection.sendall(PAGE)
            while not site.pause(0.05):
                connection.sendall(b"X: y\r\n")

        run, took = fetched(site, drip, deadline=1.5, timeout=1)
    assert kinds(run) == {"timeout": 1}
    assert took < 15


def test_silence_ends_a_request_before_its_deadline(fetched: Fetch) -> None:
    with OddSite() as site:
        at_once, took = fetched(site, site.hang, deadline=60, timeout=0.5)

        def half(asked: Asked, connection: socket.socket) -> None:
            connection.sendall(PAGE + b"Content-Length: 99\r\n\r\n<article>")
            site.hang(asked, connection)

        in_the_body, then = fetched(site, half, deadline=60, timeout=0.5)
    assert kinds(at_once) == kinds(in_the_body) == {"timeout": 1}
    assert took < 5
    assert then < 5


def test_headers_without_end_are_cut_off(fetched: Fetch) -> None:
    with OddSite() as site:

        def pour(asked: Asked, connection: socket.socket) -> None:  # noqa: ARG001
            connection.sendall(PAGE)
            while not site.pause(0):
                connection.sendall(b"X-Header: yyyyyyyyyyyyyyyyyyyyyy\r\n" * 1_000)

        run, took = fetched(site, pour, deadline=30)
    assert kinds(run) == {"too-large": 1}
    assert run.problems[0].message == "its headers do not end"
    assert took < 10


def test_interim_answers_without_end_are_cut_off(fetched: Fetch) -> None:
    with OddSite() as site:

        def pour(asked: Asked, connection: socket.socket) -> None:  # noqa: ARG001
            while not site.pause(0):
                connection.sendall(b"HTTP/1.1 102 Processing\r\nX: y\r\n\r\n" * 1_000)

        run, _ = fetched(site, pour, deadline=30)
    assert kinds(run) == {"too-large": 1}


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (answered(brotli.compress(bytes(1 << 26), quality=1), Content_Encoding="br"), "too-large"),
        (answered(gzip.compress(bytes(1 << 26)), Content_Encoding="gzip"), "too-large"),
        (answered(gzip.compress(b"<article>" * 99)[:25], Content_Encoding="gzip"), "truncated"),
        (answered(b"<article>", Content_Encoding="rot13"), "bad-coding"),
        (PAGE + b"Content-Length: 999\r\nConnection: close\r\n\r\n<article>", "truncated"),
        (PAGE + b"Transfer-Encoding: chunked\r\n\r\n9\r\n<article>\r\n", "truncated"),
        (PAGE + b"Content-Length: 99999999\r\n\r\n<article>", "too-large"),
        (b"this is no HTTP\r\n\r\n", "network"),
        (redirect("/1"), "redirects"),
        (redirect("file:///etc/passwd"), "bad-url"),
        (redirect("http://169.254.169.254/latest/"), "private-address"),
        (redirect("http://[::ffff:10.0.0.1]/"), "private-address"),
    ],
)
def test_every_odd_answer_has_its_class(fetched: Fetch, answer: bytes, kind: str) -> None:
    with OddSite() as site:
        run, _ = fetched(site, answer, max_page_bytes="2 MiB")
    assert kinds(run) == {kind: 1}


BOMBED = """
import resource, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from odd_site import crawl, source_of
from crawler.headers import is_own
from crawler.options import CrawlOptions
from storage import Storage
if __name__ == "__main__":
    folder = Path({folder!r})
    with Storage.open(f"sqlite:///{{folder}}/news.db") as storage:
        quiet = CrawlOptions(urls=({url!r} + "/quiet",))
        crawl(storage, source_of({url!r}, "quiet"), folder=folder, options=quiet)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        (run,) = crawl(storage, source_of({url!r}), folder=folder)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(run.counts.failed, (after - before) // 1024)
"""


def test_bombs_take_little_memory(tmp_path: Path) -> None:
    bomb = answered(brotli.compress(bytes(1 << 28), quality=1), Content_Encoding="br")
    names = [f"/{number}" for number in range(16)]
    pages = {"/list": listing(*names), "/quiet": article("一")} | dict.fromkeys(names, bomb)
    with OddSite(pages) as site:
        script = tmp_path / "crawling.py"
        given = {"tests": str(Path(__file__).parent), "folder": str(tmp_path), "url": site.url}
        script.write_text(BOMBED.format(**given))
        done = subprocess.run(
            [sys.executable, script], capture_output=True, text=True, check=True, timeout=100
        )
    failed, megabytes = map(int, done.stdout.split())
    assert failed == 16
    assert megabytes < 100


def test_no_setting_lets_a_library_default_through(tmp_path: Path) -> None:
    made = for_crawl(source_of("https://news.example.com"), Settings(data_dir=tmp_path))
    assert made["DOWNLOAD_TIMEOUT"] == 60
    assert made["NEWSMILL_SILENCE"] == 30
    assert made["DOWNLOAD_MAXSIZE"] == 20 * 1024 * 1024


def test_a_run_makes_no_more_requests_than_it_may(storage: Storage, tmp_path: Path) -> None:
    pages: dict[str, Answer] = {"/list": listing(*(f"/{n}" for n in range(9)))}
    pages |= {f"/{n}": article(f"第{n}条") for n in range(9)}
    with OddSite(pages) as site:
        runs = [
            crawl(storage, source_of(site.url), folder=tmp_path, max_requests=6)[0]
            for _ in range(2)
        ]
        assert len(site.asked) == 6 + 5
    assert [run.counts.stored_new for run in runs] == [5, 4]
    assert [run.counts.left for run in runs] == [4, 0]
    assert kinds(runs[0]) == {"max-requests": 4}


def test_a_run_reads_no_more_listing_pages_than_it_may(storage: Storage, tmp_path: Path) -> None:
    pages: dict[str, Answer] = {f"/list/{n}": listing(f"/{n}") for n in range(2, 50)}
    pages["/list"] = listing("/1")
    endless = {
        "url": "/list", "title": "全部", "entries": "li a", "next_page": "/list/{page}",
        "max_pages": 40,
    }  # fmt: skip
    with OddSite(pages) as site:
        source = source_of(site.url, listing=[endless])
        (run,) = crawl(storage, source, folder=tmp_path, max_listing_pages=7)
    assert run.counts.found == 7
    assert kinds(run)["max-listing-pages"] == 1


def test_a_listing_page_fills_no_work_list(storage: Storage, tmp_path: Path) -> None:
    links = "".join(f"<li><a href=/{n}>{n}</a></li>" for n in range(6_000))
    with OddSite({"/list": answered(links)}) as site:
        nothing = CrawlOptions(limit=0)
        (run,) = crawl(storage, source_of(site.url), folder=tmp_path, options=nothing)
    assert run.counts.found == 5_000
    assert kinds(run) == {"too-many-entries": 1}


def test_an_address_without_end_is_not_asked_for(fetched: Fetch) -> None:
    with OddSite() as site:
        run, _ = fetched(site, redirect("/" + "x" * 3_000))
        assert site.paths() == ["/1"]
    assert kinds(run) == {"bad-url": 1}


def test_a_sources_headers_go_to_its_own_site_only(storage: Storage, tmp_path: Path) -> None:
    secrets = {
        "headers": {"Authorization": "Bearer s3cret", "X-Token": "t0ken", "Accept-Language": "fr"},
        "cookies": {"session": "abc"},
    }
    with OddSite(host="127.0.0.2") as other, OddSite() as site:
        site.pages |= {
            "/list": listing("/1", "/2", f"{other.url}/linked"),
            "/1": redirect(f"{other.url}/redirected"),
            "/2": redirect("/3"),
            "/3": article("三"),
        }
        other.pages |= {"/redirected": redirect(f"{site.url}/back"), "/linked": article("别处")}
        crawl(storage, source_of(site.url, fetch=secrets), folder=tmp_path)
    assert {one.path for one in site.asked} >= {"/list", "/1", "/2", "/3", "/back"}
    for one in site.asked:
        assert one.headers["authorization"] == "Bearer s3cret"
        assert one.headers["cookie"] == "session=abc"
        assert one.headers["accept-language"] == "fr"
    assert {one.path for one in other.asked} == {"/redirected", "/linked"}
    for one in other.asked:
        assert not {"authorization", "x-token", "cookie", "referer"} & one.headers.keys()
        assert one.headers["accept-language"] == "zh-CN,zh;q=0.9,en;q=0.7"
        assert "s3cret" not in str(one.headers)


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("http://news.example.com/1", True),
        ("https://news.example.com/1", True),
        ("http://news.example.com:80/1", True),
        ("http://lists.example.com/x", True),
        ("http://news.example.com:8080/1", False),
        ("https://news.example.com:8443/1", False),
        ("http://example.com/1", False),
        ("http://news.example.com.evil.test/1", False),
    ],
)
def test_a_site_is_its_homepages_and_its_listings_origins(url: str, own: bool) -> None:
    lists = [{"url": "http://lists.example.com/all", "title": "全部", "entries": "a"}]
    assert is_own(source_of("http://news.example.com", listing=lists), url) is own


def test_a_robots_file_of_a_private_address_is_not_fetched(
    storage: Storage, tmp_path: Path
) -> None:
    with OddSite(host="127.0.0.2") as inner, OddSite() as site:
        site.pages |= {
            "/robots.txt": redirect(f"{inner.url}/robots.txt"),
            "/list": listing("/1"),
            "/1": article("一"),
        }
        allowed = (f"127.0.0.1:{site.port}",)
        source = source_of(site.url)
        (run,) = crawl(storage, source, folder=tmp_path, robots=True, allow_addresses=allowed)
    assert inner.asked == []
    assert run.counts.stored_new == 1


def test_a_robots_file_may_be_redirected_five_times_and_no_more(
    storage: Storage, tmp_path: Path
) -> None:
    with OddSite() as site:
        hops = {f"/hop/{n}": redirect(f"/hop/{n + 1}") for n in range(1, 9)}
        site.pages |= hops | {
            "/robots.txt": redirect("/hop/1"),
            "/list": listing("/1"),
            "/1": article("一"),
        }
        crawl(storage, source_of(site.url), folder=tmp_path, robots=True, max_redirects=20)
        assert [path for path in site.paths() if "hop" in path] == [
            f"/hop/{n}" for n in range(1, 6)
        ]


def test_a_robots_file_that_cannot_be_unpacked_forbids_for_now(
    storage: Storage, tmp_path: Path
) -> None:
    pages: dict[str, Answer] = {
        "/robots.txt": answered(b"\x1f\x8bjunk", "text/plain", Content_Encoding="gzip"),
        "/list": listing("/1"),
    }
    with OddSite(pages) as site:
        (run,) = crawl(storage, source_of(site.url), folder=tmp_path, robots=True)
        assert site.paths() == []
    assert kinds(run) == {"robots-unavailable": 1}
