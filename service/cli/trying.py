"""``newsmill sources try|add|fixture|enable|disable``: from an address to a source that works."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.cli.console import hint, say
from service.cli.moments import exact
from service.cli.options import Json, Yes
from service.cli.progress import crawling
from service.cli.run_view import print_problems, told
from service.cli.tables import print_json, print_pairs
from service.errors import UsageProblem
from service.wiring import settings, storage

if TYPE_CHECKING:
    from articles.types import Article
    from config import Settings, Source
    from service.adding import Wishes
    from service.scouting import Offer, Way
    from service.trial import Trial
    from storage import Storage

_FAILED = 1


class Kind(StrEnum):
    """How a site's articles are listed."""

    FEED = "feed"
    SITEMAP = "sitemap"
    PAGE = "page"


_Kinds = Annotated[
    list[Kind] | None, typer.Option("--kind", help="Only this way; may be repeated.")
]


def attempt(
    which: Annotated[str, typer.Argument(metavar="NAME|URL", help="A source or a site.")],
    kind: _Kinds = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Tell why the first one's text was chosen.")
    ] = False,
    json: Json = False,
) -> int:
    """Fetch a few articles of a source or a site and show them; store nothing."""
    configured = settings()
    with storage(configured) as store:
        if "://" in which:
            trial, _ = _found(which, kind, _wishes(), configured, store)
        else:
            trial = _tried(_named(which, configured), configured, store)
        reasons = _reasons(trial, configured, store) if explain and trial.articles else ()
    _print_trial(trial, json=json)
    for line in reasons:
        hint(line)
    return 0 if trial.works else _FAILED


def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="The site's address.")],
    name: Annotated[str | None, typer.Option("--name", help="The source's name.")] = None,
    title: Annotated[str | None, typer.Option("--title", help="The site's title.")] = None,
    category: Annotated[
        str | None, typer.Option("--category", help="The first category of its posts.")
    ] = None,
    timezone: Annotated[
        str | None, typer.Option("--timezone", help="Of its dates: Asia/Shanghai, UTC …")
    ] = None,
    every: Annotated[str, typer.Option("--every", help="How often it is crawled.")] = "30m",
    kind: _Kinds = None,
    yes: Yes = False,
    json: Json = False,
) -> int:
    """Look at a site, choose the best way to its articles, show some, and write the source."""
    from config.writing import new_file, own_folder, write_source
    from service.adding import name_of

    configured = settings()
    new_file(own_folder(configured), name or name_of(url))
    wishes = _wishes(name=name, title=title, category=category, timezone=timezone, every=every)
    with storage(configured) as store:
        trial, text = _found(url, kind, wishes, configured, store)
    if not json:
        _print_trial(trial, json=False)
    if not trial.works:
        if json:
            _print_trial(trial, json=True)
        raise UsageProblem(
            f"no article could be read from {url}. Write the source by hand: CONTRIBUTING.md"
        )
    if not json:
        say(f"\n{text}")
    _confirm(trial.source.name, yes=yes)
    source = write_source(own_folder(configured), trial.source.name, text)
    if json:
        _print_trial(trial, json=True)
    hint(f"written: {source.path}\nnow: newsmill crawl {source.name}")
    return 0


def fixture(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A source.")],
    url: Annotated[str, typer.Argument(metavar="URL", help="One of its articles.")],
    to: Annotated[
        Path, typer.Option("--to", metavar="FOLDER", help="Where recordings are kept.")
    ] = Path("tests/sources"),
) -> None:
    """Record a page and the post that it must become, as a test of the source."""
    from service.recording import record

    configured = settings()
    with storage(configured) as store:
        recording = record(_named(name, configured), url, to, configured, store)
    say(recording.post)
    hint(f"recorded in {recording.folder}: look at expected.md before you trust it")


def enable(name: Annotated[str, typer.Argument(metavar="NAME", help="A source.")]) -> None:
    """Switch a source on: the daemon and crawl --all take it. Your own file is written."""
    _switch(name, enabled=True)


def disable(name: Annotated[str, typer.Argument(metavar="NAME", help="A source.")]) -> None:
    """Switch a source off: only crawl NAME takes it. Your own file is written."""
    _switch(name, enabled=False)


def _switch(name: str, *, enabled: bool) -> None:
    from config.writing import set_enabled

    configured = settings()
    source = _named(name, configured)
    word = "enabled" if enabled else "disabled"
    if source.enabled == enabled:
        hint(f"{name} is {word} already")
        return
    hint(f"{name} is {word}: {set_enabled(source, configured, enabled=enabled)}")


def _named(name: str, configured: Settings) -> Source:
    from config import load_source

    return load_source(name, configured)


def _wishes(**wishes: Any) -> Wishes:
    from service.adding import Wishes

    return Wishes(**wishes)


def _found(
    url: str, kinds: list[Kind] | None, wishes: Wishes, configured: Settings, store: Storage
) -> tuple[Trial, str]:
    """Try the ways of a site, best first, and return the first that works with its file."""
    from service.adding import look, source_of

    offer = look(url, [str(kind) for kind in kinds or Kind], configured, store)
    _print_offer(offer)
    if not offer.ways:
        raise UsageProblem(
            f"no feed, sitemap or list of articles was found at {url}. Give the address of a page "
            "that lists articles, or write the source by hand: CONTRIBUTING.md"
        )
    tried = None
    for way in offer.ways:
        source, text = source_of(offer, way, wishes)
        hint(f"trying {_described(way)}")
        trial = _tried(source, configured, store)
        if trial.works:
            return trial, text
        tried = tried or (trial, text)
    assert tried is not None  # noqa: S101 - there are ways
    return tried


def _tried(source: Source, configured: Settings, store: Storage) -> Trial:
    from service.trial import try_source

    with crawling(quiet=False) as listener:
        return try_source(source, configured, store, listener=listener)


def _reasons(trial: Trial, configured: Settings, store: Storage) -> tuple[str, ...]:
    from service.trial import reasons

    return reasons(trial.source, trial.articles[0].url, configured, store)


def _print_offer(offer: Offer) -> None:
    hint(f"{offer.homepage}: {offer.title}; robots.txt: {offer.robots}")
    for way in offer.ways:
        hint(f"  found {_described(way)}")


def _described(way: Way) -> str:
    first = way.listings[0]
    more = f" and {len(way.listings) - 1} more" if len(way.listings) > 1 else ""
    return f"{way.kind} {first['url']}{more}: {way.why}"


def _print_trial(trial: Trial, *, json: bool) -> None:
    if json:
        print_json(_data(trial))
        return
    for article in trial.articles:
        _print_article(article, trial.source)
    print_problems(trial.run)
    if line := told(trial.run):
        hint(f"newsmill: {line}")


def _print_article(article: Article, source: Source) -> None:
    from service.trial import first_words, published_shown, warnings

    print_pairs(
        [
            ("title", article.title),
            ("url", article.url),
            ("published", published_shown(article, source)),
            ("byline", article.byline),
            ("image", article.headimg),
            ("text", f"{len(article.body_text):,} characters: {first_words(article)}"),
            ("read from", ", ".join(f"{name}: {where}" for name, where in article.provenance)),
            ("confidence", article.confidence),
            ("note", "\n".join(warnings(article))),
        ]
    )
    say("")


def _data(trial: Trial) -> dict[str, Any]:
    from service.trial import warnings
    from storage.data import run_data

    return {
        "source": trial.source.name,
        "works": trial.works,
        "listings": [one.model_dump(mode="json") for one in trial.source.listings],
        "articles": [
            {
                "title": one.title,
                "url": one.url,
                "published_at": exact(one.published_at),
                "date_source": one.date_source.value,
                "byline": one.byline,
                "headimg": one.headimg,
                "characters": len(one.body_text),
                "confidence": one.confidence,
                "provenance": dict(one.provenance),
                "notes": list(warnings(one)),
            }
            for one in trial.articles
        ],
        "run": run_data(trial.run),
    }


def _confirm(name: str, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageProblem("nobody can be asked here: add --yes to write the source")
    typer.confirm(f"Write the source {name}?", abort=True, err=True)
