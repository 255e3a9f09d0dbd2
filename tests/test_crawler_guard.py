"""The address guard: what is judged is what is dialled, for every name, every time."""

# ruff: noqa: N802, N803 - Twisted names these methods and arguments

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from odd_site import Answer, OddSite, article, crawl, listing, redirect, source_of
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer

from config.addresses import parse_address
from crawler.addresses import AddressPolicy
from crawler.options import CrawlOptions
from crawler.resolver import GuardedResolver
from storage import Storage
from storage.types import Run

PUBLIC, OTHER = "93.184.216.34", "2606:2800:220:1::1"


@implementer(IHostnameResolver)
class Names:
    """A resolver that gives each name the next of the answers that were written down for it."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self._answers = {name: iter(given) for name, given in answers.items()}

    def resolveHostName(
        self, resolutionReceiver: Any, hostName: str, portNumber: int = 0, *_: object
    ) -> None:
        resolutionReceiver.resolutionBegan(None)
        for address in next(self._answers[hostName]):
            kind = IPv6Address if ":" in address else IPv4Address
            resolutionReceiver.addressResolved(kind("TCP", address, portNumber))
        resolutionReceiver.resolutionComplete()


@implementer(IResolutionReceiver)
class Dialled:
    """What a connection would be made to."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.complete = False

    def resolutionBegan(self, resolutionInProgress: object) -> None:
        """Nothing to do."""

    def addressResolved(self, address: Any) -> None:
        self.addresses.append(address.host)

    def resolutionComplete(self) -> None:
        self.complete = True


def dialled(guard: GuardedResolver, host: str, port: int = 80) -> list[str]:
    receiver = Dialled()
    guard.resolveHostName(receiver, host, port)
    assert receiver.complete
    return receiver.addresses


def policy(*allowed: str) -> AddressPolicy:
    return AddressPolicy(tuple(map(parse_address, allowed)))


def test_a_name_that_changes_its_address_between_two_requests_gains_nothing() -> None:
    guard = GuardedResolver(Names(news=[[PUBLIC], ["127.0.0.1"], ["10.0.0.1"]]), policy())
    assert [dialled(guard, "news") for _ in range(3)] == [[PUBLIC], [], []]
    refused = guard.refused("news", 80)
    assert refused
    assert "news is 10.0.0.1, which is private" in str(refused)
    assert "add 10.0.0.1:80 to" in str(refused)


def test_of_several_addresses_only_public_ones_are_dialled() -> None:
    mixed = ["169.254.169.254", PUBLIC, "::1", OTHER, "::ffff:10.0.0.1", "64:ff9b::a00:1"]
    guard = GuardedResolver(Names(news=[mixed]), policy())
    assert dialled(guard, "news") == [PUBLIC, OTHER]
    assert guard.refused("news", 80) is None


def test_what_was_refused_is_forgotten_once_it_has_a_public_address() -> None:
    guard = GuardedResolver(Names(news=[["10.0.0.1"], [PUBLIC]]), policy())
    dialled(guard, "news")
    assert guard.refused("news", 80)
    dialled(guard, "news")
    assert guard.refused("news", 80) is None


def test_what_was_refused_is_forgotten_once_the_user_allows_it() -> None:
    guard = GuardedResolver(Names(news=[["10.0.0.1"], ["10.0.0.1"]]), policy())
    assert dialled(guard, "news") == []
    guard.policy = policy()
    assert guard.refused("news", 80)
    guard.policy = policy("10.0.0.1:80")
    assert guard.refused("news", 80) is None
    assert dialled(guard, "news") == ["10.0.0.1"]


def test_the_hint_names_an_address_that_the_setting_takes() -> None:
    guard = GuardedResolver(Names(news=[["::1"], ["::1"]]), policy())
    dialled(guard, "news", 8080)
    hint = str(guard.refused("news", 8080))
    assert "add [::1]:8080 to allow_addresses" in hint
    guard.policy = policy("[::1]:8080")
    assert dialled(guard, "news", 8080) == ["::1"]


def test_the_latest_thousand_refusals_are_remembered() -> None:
    names = {f"n{number}": [["10.0.0.1"]] for number in range(1_001)}
    guard = GuardedResolver(Names(**names), policy())
    for name in names:
        dialled(guard, name)
    assert guard.refused("n0", 80) is None
    assert guard.refused("n1", 80)


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with Storage.open(f"sqlite:///{tmp_path / 'news.db'}") as opened:
        yield opened


def kinds(run: Run) -> dict[str, int]:
    return {problem.kind: problem.count for problem in run.problems}


@pytest.fixture
def sites() -> Iterator[tuple[OddSite, OddSite]]:
    """A site that may be fetched, and one inside our own network."""
    with OddSite(host="127.0.0.2") as inner, OddSite() as site:
        inner.pages["/secret"] = article("机密")
        yield site, inner


def test_no_way_of_an_allowed_site_leads_into_our_own_network(
    storage: Storage, tmp_path: Path, sites: tuple[OddSite, OddSite]
) -> None:
    site, inner = sites
    port = inner.port
    ways: dict[str, Answer] = {
        "/1": redirect(f"{inner.url}/secret"),
        "/2": redirect("/1"),
        "/3": redirect(f"http://2130706434:{port}/secret"),
        "/4": redirect(f"http://0x7f000002:{port}/secret"),
        "/5": redirect(f"http://[::ffff:127.0.0.2]:{port}/secret"),
        "/6": redirect(f"//127.0.0.2:{port}/secret"),
    }
    links = (*ways, f"{inner.url}/secret", f"http://localhost:{port}/secret")
    site.pages |= ways | {"/list": listing(*links)}
    allowed = (f"127.0.0.1:{site.port}",)
    for options in (CrawlOptions(), CrawlOptions(retry_failed=True)):
        (run,) = crawl(
            storage, source_of(site.url), folder=tmp_path, allow_addresses=allowed, options=options
        )
        assert inner.asked == []
        assert (run.counts.stored, kinds(run)) == (0, {"private-address": 8})


def test_a_listing_inside_our_own_network_is_fetched_once_the_user_allows_it(
    storage: Storage, tmp_path: Path, sites: tuple[OddSite, OddSite]
) -> None:
    _, inner = sites
    inner.pages["/list"] = listing("/secret")
    source = source_of(inner.url)
    (run,) = crawl(storage, source, folder=tmp_path, allow_addresses=("127.0.0.1",))
    assert kinds(run) == {"private-address": 1}
    assert f"add 127.0.0.2:{inner.port} to" in run.problems[0].message
    assert inner.asked == []
    told = (f"127.0.0.2:{inner.port}",)
    (run,) = crawl(storage, source, folder=tmp_path, allow_addresses=told)
    assert (run.counts.stored_new, run.problems) == (1, ())


def test_a_name_is_allowed_for_the_port_that_was_named(storage: Storage, tmp_path: Path) -> None:
    with OddSite({"/list": listing("/1"), "/1": article("一")}) as site:
        source = source_of(f"http://localhost:{site.port}")
        wrong, right = f"localhost:{site.port + 1}", f"localhost:{site.port}"
        (run,) = crawl(storage, source, folder=tmp_path, allow_addresses=(wrong,))
        assert kinds(run) == {"private-address": 1}
        assert site.asked == []
        (run,) = crawl(storage, source, folder=tmp_path, allow_addresses=(right,))
    assert run.counts.stored_new == 1


BAD = ["http://a..b/", f"http://{'a' * 70}.example/", "http://\u00ad.example/", "http://%zz/"]


@pytest.mark.parametrize("url", BAD)
def test_an_address_that_cannot_be_asked_for_is_told_as_one(
    storage: Storage, tmp_path: Path, url: str
) -> None:
    with OddSite({"/list": listing("/1"), "/1": article("一")}) as site:
        bad = {"url": url, "title": "错", "entries": "li a"}
        good = {"url": "/list", "title": "全部", "entries": "li a"}
        source = source_of(site.url, listing=[bad, good])
        (run,) = crawl(storage, source, folder=tmp_path)
    assert (run.error_kind, kinds(run)) == ("bad-url", {"bad-url": 1})
    assert "its host name is not valid" in str(run.error)
    assert run.counts.stored_new == 1


def test_links_and_redirects_to_bad_addresses_hold_up_nothing(
    storage: Storage, tmp_path: Path
) -> None:
    with OddSite() as site:
        hops = {f"/{n}": redirect(url) for n, url in enumerate((*BAD, "http://a:99999/"))}
        links = (*hops, "http://a..b/x", "http://a:99999/x", "http://[::1/x", "/good")
        site.pages |= hops | {"/list": listing(*links), "/good": article("好")}
        (run,) = crawl(storage, source_of(site.url), folder=tmp_path)
    assert (run.counts.found, run.counts.stored_new, run.counts.failed) == (6, 1, 5)
    assert kinds(run) == {"bad-url": 5}


def test_a_proxy_that_lets_nothing_through_is_a_matter_of_the_network(
    storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with OddSite({"news.example:443": b"HTTP/1.1 403 Forbidden\r\n\r\n"}) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        (run,) = crawl(storage, source_of("https://news.example"), folder=tmp_path)
        assert proxy.paths() == ["news.example:443"]
    assert (run.error_kind, kinds(run)) == ("network", {"network": 1})
    assert "its proxy does not let it through" in str(run.error)
