"""When an article was published and changed: claims, then what the page shows, then htmldate.

A claim that names no day is passed over. What is returned is text for ``articles.dates`` to read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from selectolax.lexbor import LexborHTMLParser

from articles.dates import parse_date
from articles.errors import DateError
from articles.extract.structured import Statements, text_of
from articles.types import Provenance

_PUBLISHED = """
article:published_time og:published_time article:published datepublished pubdate publishdate
publish-date publish_date published_time publication_date parsely-pub-date sailthru.date
cxenseparse:recs:publishtime dc.date.issued dcterms.created dc.date.created dcterms.issued
citation_publication_date article.published published-date og:pubdate rnews:datepublished
weibo:article:create_at bytedance:published_time apub:time displaydate ptime _pubtime
article_date_original ob-pubdate originalpublicationdate firstpublishdate last-published
""".split()
_UPDATED = """
article:modified_time og:updated_time datemodified last-modified dcterms.modified
bytedance:updated_time article:modified revision_date lastmod
""".split()
_JAVA = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun)\w*,? (?P<month>[a-z]{3})\w* (?P<day>\d{1,2}) "
    r"(?P<clock>\d\d:\d\d:\d\d) (?P<zone>[a-z]{2,4}) (?P<year>\d{4})",
    re.IGNORECASE,
)
_ZONES = {
    "utc": 0, "gmt": 0, "wet": 0, "bst": 1, "west": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3,
    "msk": 3, "jst": 9, "kst": 9, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7,
}  # fmt: skip
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_YEAR_FIRST = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*[-/.年]\s*(1[0-2]|0?[1-9])\s*[-/.月]\s*(3[01]|[12]\d|0?[1-9])(?!\d)日?"
    r"(?:[\sT]*(?:星期.)?\s*([012]?\d[:：][0-5]\d(?:[:：][0-5]\d)?))?"
)
_DAY_FIRST = re.compile(
    r"(?<![\d.])(3[01]|[12]\d|0?[1-9])\s?\.\s?(1[0-2]|0?[1-9])\s?\.\s?((?:19|20)?\d\d)(?!\d|\.\d)"
    r"(?:[\s,|–-]*([012]?\d[:.][0-5]\d))?"
)
_NAMED = re.compile(
    r"(?<!\d)(3[01]|[12]\d|0?[1-9])(?:\.|º|er|st|nd|rd|th)?\s+(?:de\s+|of\s+)?"
    r"([^\W\d]{3,10})\.?,?\s+(?:de\s+|del\s+)?((?:19|20)\d\d)"
    r"(?:\D{1,10}([012]?\d[:.h][0-5]\d))?"
)
_MONTH_NAMES = {
    name: number
    for number, names in enumerate(
        (
            "jan ene gen sty", "feb fév fev lut", "mar mär maa mrt", "apr avr abr kwi",
            "may mai mei mag maj", "jun juin giu cze", "jul juil lug lip", "aug aoû ago sie",
            "sep set wrz", "oct okt out ott paź", "nov lis", "dec dez déc dic des gru",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_LABEL = re.compile(
    r"^(?:datum|date|published(?: on)?|posted(?: on)?|first published|veröffentlicht(?: am)?|"
    r"erstellt(?: am)?|publié(?: le)?|publicado(?: em| el)?|pubblicato|发布时间|发布日期|发表时间|"
    r"发稿时间|时间|日期|公開日|掲載日|投稿日|입력|등록|ngày đăng)\b",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"updated|modified|aktualisiert|geändert|更新|修改|수정|mis à jour|actualizado", re.IGNORECASE
)
_FIRST_WORDS = 8
"""Characters in which a line says that it tells of a change, not of the publication."""
_IN_URL = re.compile(
    r"[/_-]((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])"
    r"(?=[/_.-]|\d{0,9}(?:[/_.-]|$))"
)
_DAY_MARKUP = (
    '[itemprop="datePublished"], time[pubdate], time.published, abbr.published, time.entry-date'
)
_NEW_YEAR = re.compile(
    r"(?:19|20)\d\d\s?[-/._年]?\s?0?1\s?[-/._月]?\s?0?1(?!\d)|(?<!\d)0?1[./-]0?1[./-](?:19|20)?\d\d(?!\d)"
    r"|\bjan\w*\.? 0?1\b|\b0?1(?:st|er|\.|º)? (?:de |of )?(?:jan|ene|gen|sty|янв)",
    re.IGNORECASE,
)
_SHORT = 90
_LARGEST = 3_000_000


def published_of(
    found: Statements, tree: LexborHTMLParser, lines: Sequence[str], now: datetime
) -> tuple[str, Provenance] | None:
    """Return the text of the day, and time if told, that the page gives as its publication.

    ``lines`` are the short lines round the title, then the labelled ones of the whole page. Asks
    neither the address nor htmldate: see ``published_in_url`` and ``guessed``.
    """
    for text, provenance in (*_claimed(found), *_marked_up(tree), *_shown(lines)):
        if fit := readable(text, now):
            return fit, provenance
    return None


def updated_of(found: Statements, now: datetime) -> tuple[str, Provenance] | None:
    """Return the text of the last change, as the page claims it."""
    claims = [(text_of(found.linked.get("dateModified")), Provenance.JSON_LD)]
    claims += [(found.said(name), Provenance.META) for name in _UPDATED]
    for text, provenance in claims:
        if text and (fit := readable(text, now)):
            return fit, provenance
    return None


def published_in_url(url: str, now: datetime) -> tuple[str, Provenance] | None:
    """Return the day that an address holds as /2021/05/10/, -20210510 and the like."""
    found = _IN_URL.search(url)
    day = _day(*found.groups()) if found else None
    fits = day is not None and day <= (now + timedelta(days=2)).date()
    return (day.isoformat(), Provenance.URL) if day and fits else None


def readable(text: str, now: datetime) -> str | None:
    """Return a text for the same moment that ``articles.dates`` reads; None if there is none."""
    text = " ".join(text.split())[:80]
    for one in (text, *_rewritten(text)):
        try:
            parse_date(one, timezone="UTC", now=now)
        except DateError:
            continue
        return one
    return None


def _claimed(found: Statements) -> Iterator[tuple[str, Provenance]]:
    for name in ("datePublished", "dateCreated", "uploadDate"):
        value = found.linked.get(name)
        if text := text_of(value[0] if isinstance(value, list) and value else value):
            yield text, Provenance.JSON_LD
        if name == "datePublished":
            yield from ((said, Provenance.META) for one in _PUBLISHED if (said := found.said(one)))


def _marked_up(tree: LexborHTMLParser) -> Iterator[tuple[str, Provenance]]:
    for node in tree.css(_DAY_MARKUP)[:5]:
        written = (
            node.attributes.get("datetime")
            or node.attributes.get("content")
            or node.attributes.get("title")
        )
        yield (written or node.text(deep=True)).strip(), Provenance.MARKUP


def _shown(lines: Sequence[str]) -> Iterator[tuple[str, Provenance]]:
    short = [line for line in lines if len(line) <= _SHORT]
    labelled = [line for line in short if _LABEL.search(line)]
    for line in (*labelled, *short):
        changed = _CHANGED.search(line)
        if changed and changed.start() <= _FIRST_WORDS:
            continue
        told = line[: changed.start()] if changed else line
        yield from ((text, Provenance.TEXT) for text in _days_in(told))


def _days_in(line: str) -> Iterator[str]:
    if found := _YEAR_FIRST.search(line):
        day = _day(found[1], found[2], found[3])
    elif found := _DAY_FIRST.search(line):
        year = found[3] if len(found[3]) == 4 else f"20{found[3]}"  # noqa: PLR2004 - 25.04.24
        day = _day(year, found[2], found[1])
    elif found := _NAMED.search(line):
        day = _day(found[3], str(_month(found[2])), found[1])
    else:
        return
    if day:
        clock = re.sub("[：.h]", ":", found[4] or "")
        yield f"{day.isoformat()} {clock}".strip()


def _month(name: str) -> int:
    folded = name.casefold()
    return _MONTH_NAMES.get(folded[:4]) or _MONTH_NAMES.get(folded[:3], 0)


def _rewritten(text: str) -> Iterator[str]:
    found = _JAVA.fullmatch(text)
    if found and found["month"].lower() in _MONTHS and found["zone"].lower() in _ZONES:
        month = _MONTHS.index(found["month"].lower()) + 1
        offset = _ZONES[found["zone"].lower()]
        sign = "-" if offset < 0 else "+"
        day = f"{found['year']}-{month:02}-{int(found['day']):02}"
        yield f"{day}T{found['clock']}{sign}{abs(offset):02}:00"
    yield from _days_in(text)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def guessed(markup: str, url: str, now: datetime) -> tuple[str, Provenance] | None:
    """Return the day that htmldate finds in a page: the last thing to ask, and the dearest.

    Raises what htmldate raises.
    """
    if len(markup) > _LARGEST:
        return None
    from htmldate import find_date  # noqa: PLC0415 - heavy, and seldom needed

    day = find_date(
        markup, url=url or None, original_date=True, extensive_search=True,
        max_date=now.astimezone(UTC).strftime("%Y-%m-%d"),
    )  # fmt: skip
    return (day, Provenance.AUTOMATIC) if day and _is_told(day, markup) else None


def _is_told(day: str, markup: str) -> bool:
    """Tell whether a page that is given the first of January names that day.

    htmldate gives it to a page that tells a year alone, as its copyright line does.
    """
    return not day.endswith("-01-01") or _NEW_YEAR.search(markup) is not None
