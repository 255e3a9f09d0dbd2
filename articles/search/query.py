"""What people type to find records, read into what is asked for.

    重庆 工业互联网        both, in the title or in the text
    "open source"        these words in this order (“…” and 「…」 too)
    -广告 -"sponsored by"  without these
    econom*              words that begin so
    title:央行            in the title
    source:nbd category:要闻 since:7d until:2026-11-01

Decides what a query means; neither what a time is (``Moment`` does) nor how it is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches

from articles.errors import QueryError
from articles.search.tokens import BREAK, is_spaceless, tokens

Moment = Callable[[str, str], datetime | None]
"""Reads a time (``7d``, ``2026-11-01``); its second argument is what to call it in an error."""

FIELDS = ("title", "source", "category", "since", "until")
_ALONE = frozenset("-－–—+&|/")
"""Signs that part words when they stand alone, and mean nothing."""
_LONGEST = 2_000
_MOST_TERMS = 100
_PAIRS = {'"': '"', "“": "”", "„": "“", "「": "」", "『": "』", "«": "»"}
_OPENING = "".join(map(re.escape, _PAIRS))
_TERM = re.compile(
    rf"\s*(?P<minus>[-－](?=\S))?(?:(?P<field>[A-Za-z]+)[:：](?=\S))?"
    rf"(?:(?P<open>[{_OPENING}])|(?P<word>[^\s{_OPENING}]+))"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens that must stand one after another. ``prefix``: the last one is a word's beginning."""

    tokens: tuple[str, ...]
    in_title: bool = False
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for: every phrase of ``wanted``, none of ``unwanted``; times as in filters."""

    wanted: tuple[Phrase, ...] = ()
    unwanted: tuple[Phrase, ...] = ()
    source: str | None = None
    category: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Term:
    name: str
    value: str
    negated: bool
    quoted: bool


@dataclass(slots=True)
class _Read:
    wanted: list[Phrase] = field(default_factory=list)
    unwanted: list[Phrase] = field(default_factory=list)
    filters: dict[str, str] = field(default_factory=dict)


def parse(text: str, moment: Moment) -> Query:
    """Read a query. Raises QueryError, and what ``moment`` raises for a time."""
    if len(text) > _LONGEST:
        raise QueryError(text, f"it has more than {_LONGEST:,} characters")
    read = _Read()
    for count, term in enumerate(_terms(text)):
        if count == _MOST_TERMS:
            raise QueryError(text, f"it has more than {_MOST_TERMS} words")
        _take(read, term, text)
    if not (read.wanted or read.unwanted or read.filters):
        raise QueryError(text, "there is nothing in it to look for")
    given = read.filters
    return Query(
        tuple(read.wanted),
        tuple(read.unwanted),
        given.get("source"),
        given.get("category"),
        moment(given["since"], "since:") if "since" in given else None,
        moment(given["until"], "until:") if "until" in given else None,
    )


def _terms(text: str) -> Iterator[_Term]:
    at = 0
    while text[at:].strip():
        found = _TERM.match(text, at)
        assert found is not None  # noqa: S101 - any character begins a word or a quotation
        value, at = _value(text, found)
        if value not in _ALONE:
            name = (found["field"] or "").lower()
            yield _Term(name, value, found["minus"] is not None, found["open"] is not None)


def _value(text: str, found: re.Match[str]) -> tuple[str, int]:
    if not found["open"]:
        return found["word"], found.end()
    closing = text.find(_PAIRS[found["open"]], found.end())
    if closing < 0:
        raise QueryError(text, f"the quotation that begins with {found['open']} does not end")
    return text[found.end() : closing], closing + 1


def _take(read: _Read, term: _Term, text: str) -> None:
    if not (term.name or term.quoted) and term.value[:-1].lower() in FIELDS and _ends(term.value):
        raise QueryError(text, f"{term.value} has no value behind it")
    if term.name in FIELDS and term.name != "title":
        _filter(read, term, text)
        return
    value = term.value
    if term.name and term.name != "title":
        _refuse_misspelt(term.name, text)
        value = f"{term.name}:{value}"
    phrase = _phrase(value, in_title=term.name == "title", quoted=term.quoted)
    if phrase is None:
        raise QueryError(text, f"{value!r} has no letter, digit or character to look for")
    (read.unwanted if term.negated else read.wanted).append(phrase)


def _ends(value: str) -> bool:
    return value.endswith((":", "："))


def _filter(read: _Read, term: _Term, text: str) -> None:
    if term.negated:
        raise QueryError(text, f"-{term.name}: is not possible: only words can be left out")
    if term.name in read.filters:
        raise QueryError(text, f"{term.name}: stands in it twice")
    read.filters[term.name] = term.value


def _refuse_misspelt(name: str, text: str) -> None:
    near = get_close_matches(name, FIELDS, 1, 0.75)
    if near:
        raise QueryError(
            text, f"there is no {name}: in it, only {near[0]}:. Quote it to look for the words"
        )


def _phrase(value: str, *, in_title: bool, quoted: bool) -> Phrase | None:
    found = [*tokens(value)]
    while found and found[0] == BREAK:
        del found[0]
    while found and found[-1] == BREAK:
        del found[-1]
    if not found:
        return None
    open_ended = not quoted and value.endswith("*") and not is_spaceless(found[-1])
    return Phrase(tuple(found), in_title, open_ended)
