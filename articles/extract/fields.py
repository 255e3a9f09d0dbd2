"""The fields of a page without rules for them: all but the body, each with where it stood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from articles.extract.bylines import origin_of
from articles.extract.headlines import Titles, chosen_title
from articles.extract.language import language_of
from articles.extract.people import authors_of
from articles.extract.pictures import lead_image_of
from articles.extract.runs import Run
from articles.extract.structured import Claims, Statements, text_of
from articles.extract.times import guessed, published_in_url, published_of, updated_of
from articles.types import FetchedPage, Provenance

Read = tuple[str, Provenance]

_BEFORE, _AFTER = 6, 16
"""Runs before and after the title in which a date line or a byline is looked for."""
_LINE = 200
_LABELLED = 60
_ENDS = 3


@dataclass(slots=True)
class Fields:
    """What was read, by field of ArticleItem, which libraries failed, and which rules missed."""

    read: dict[str, Read] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def add(self, name: str, value: Read | None) -> None:
        """Keep the first value of a field: rules come first, then the weighed claims."""
        if value is not None:
            self.read.setdefault(name, value)


def weighed(
    fields: Fields,
    tree: LexborHTMLParser,
    found: Statements,
    said: Claims,
    page: PageText,
) -> None:
    """Add every field that is still missing. Changes nothing of the tree."""
    sites = site_names(found, page.url)
    if "title" not in fields.read:
        fields.add("title", chosen_title(_titles(tree, found, sites)))
    if "published" not in fields.read:
        fields.add("published", _published(fields, tree, found, page))
    fields.add("updated", updated_of(found, page.now))
    if "byline" not in fields.read:
        fields.add("byline", authors_of(tree, found, sites, page.lines))
    if origin := origin_of("\n".join(page.lines)):
        fields.add("origin", (origin, Provenance.TEXT))
    fields.add("lead_image", lead_image_of(found, page.images))
    fields.add("language", language_of(found, page.text))
    if site := found.said("og:site_name") or _publisher(found):
        fields.add("site_name", (site, Provenance.META))
    plain(fields, found, said)


def plain(fields: Fields, found: Statements, said: Claims) -> None:
    """Add the claims that need no weighing: section and description."""
    for name, value, key in (
        ("section", said.section, "articleSection"),
        ("description", said.description, "description"),
    ):  # fmt: skip
        if value:
            linked = text_of(found.linked.get(key)) == value
            fields.add(name, (value, Provenance.JSON_LD if linked else Provenance.META))


@dataclass(frozen=True, slots=True)
class PageText:
    """What the fields need to know of a page besides its tree."""

    url: str
    markup: str
    now: datetime
    text: str
    lines: tuple[str, ...]
    images: tuple[str, ...]


def lines_of(runs: Sequence[Run], kept: Sequence[bool]) -> tuple[str, ...]:
    """Return the lines that may tell dates and authors: near the title, labelled, at an end."""
    chosen = [at for at, keep in enumerate(kept) if keep]
    title = next((at for at, run in enumerate(runs) if "h1" in run.box.inside), None)
    at = title if title is not None else (chosen[0] if chosen else 0)
    near = [run.text for run in runs[max(0, at - _BEFORE) : at + _AFTER] if len(run.text) < _LINE]
    labelled = [run.text for run in runs if len(run.text) < _LABELLED and _is_labelled(run.text)]
    ends = [runs[one].text for one in (*chosen[:_ENDS], *chosen[-_ENDS:])]
    return tuple(line[:_LINE] for line in (*near, *labelled, *ends))


def _is_labelled(line: str) -> bool:
    word = line[:14].casefold()
    return word.startswith(_LABELS)


_LABELS = (
    "autor", "author", "penulis", "tác giả", "yazar", "datum", "published", "veröffentlicht",
    "posted", "publi", "发布", "发表", "时间", "日期", "来源", "作者",
    "记者", "文/", "文｜", "公開",
    "入力", "입력", "등록",
)  # fmt: skip


def site_names(found: Statements, url: str) -> tuple[str, ...]:
    """Return what the site calls itself, and the names its host suggests."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    labels = host.split(".")
    names = (
        found.said("og:site_name"),
        _publisher(found),
        host,
        labels[0],
        labels[-2] if len(labels) > 1 else None,
    )
    return tuple(name for name in names if name)


def _publisher(found: Statements) -> str | None:
    publisher = found.referred(found.linked.get("publisher"))
    return text_of(publisher.get("name")) if isinstance(publisher, dict) else None


def _titles(tree: LexborHTMLParser, found: Statements, sites: tuple[str, ...]) -> Titles:
    window = tree.css_first("title")
    return Titles(
        headings=tuple(node.text(deep=True) for node in tree.css("h1")[:12]),
        headline=text_of(found.linked.get("headline")),
        shared=tuple(said for name in ("og:title", "twitter:title") if (said := found.said(name))),
        window=window.text(deep=True) if window is not None else None,
        site_names=sites,
    )


def shown_date(found: Statements, tree: LexborHTMLParser, page: FetchedPage) -> Read | None:
    """Return the date that markup or address tell, where a rule for it matches nothing."""
    now, url = page.fetched_at, page.final_url
    return published_of(found, tree, (), now) or published_in_url(url, now)


def _published(
    fields: Fields, tree: LexborHTMLParser, found: Statements, page: PageText
) -> Read | None:
    known = published_of(found, tree, page.lines, page.now) or published_in_url(page.url, page.now)
    if known:
        return known
    try:
        return guessed(page.markup, page.url, page.now)
    except Exception as error:  # noqa: BLE001 - a library's bug must not lose the page
        fields.failures.append(f"htmldate: {type(error).__name__}")
        return None
