"""The words: messages about incidents, news and a day, for people and for programs. Pure.

Each message is one JSON document. ``text`` is for people, and is what a chat service shows of a
plain webhook; ``data`` is for programs. Its fields are a promise (docs/operations.md).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from config.notify import Channel
from service.cli.moments import exact, lasted
from service.notify.incidents import OWN
from storage.notices import Incident, Letter, News, Trouble

_NAMED = 5
"""Troubles told one by one in the title's place; of more, their number is told."""


@dataclass(frozen=True, slots=True)
class Day:
    """What a digest tells: each source's figures, and what is or was broken."""

    since: datetime
    until: datetime
    sources: Mapping[str, Mapping[str, int]]
    incidents: Sequence[Incident]


def incident_letters(
    broken: Sequence[Trouble | Incident],
    mended: Sequence[Incident],
    channels: Mapping[str, Channel],
    event: str,
    now: datetime,
) -> list[Letter]:
    """Return the message for each channel that is told of any of these."""
    letters = []
    for name, channel in channels.items():
        wants = _wants(channel)
        bad, good = [one for one in broken if wants(one)], [one for one in mended if wants(one)]
        if bad or good:
            title = _title(bad, good)
            text = "\n\n".join([*(_broken(one) for one in bad), *(_mended(o, now) for o in good)])
            data = {
                "broken": [_data(one) for one in bad],
                "mended": [_data(one) | {"mended_at": exact(now)} for one in good],
            }
            body = _body("incidents", title, text, data, now)
            letters.append(Letter(event, name, "incidents", title, body))
    return letters


def news_letters(
    news: Sequence[News], channels: Mapping[str, Channel], event: str, now: datetime
) -> list[Letter]:
    """Return the message for each channel that is told of any of these articles."""
    letters = []
    for name, channel in channels.items():
        its = [one for one in news if one.live and channel.tells("articles", one.record.source)]
        if its:
            title = f"{len(its)} articles" if len(its) > 1 else its[0].record.title
            text = "\n".join(f"{one.record.title} {one.record.url}" for one in its)
            body = _body("articles", title, text, {"articles": [_article(one) for one in its]}, now)
            letters.append(Letter(event, name, "articles", title, body))
    return letters


def digest_letters(day: Day, channels: Mapping[str, Channel]) -> list[Letter]:
    """Return the daily summary for each channel that is told of it; one a day and channel."""
    letters = []
    for name, channel in channels.items():
        if not channel.tells("digest"):
            continue
        sources = {key: one for key, one in day.sources.items() if _concerns(channel, key)}
        broken = [one for one in day.incidents if _concerns(channel, one.subject)]
        new = sum(one["new"] for one in sources.values())
        still = sum(1 for one in broken if one.mended_at is None)
        title = f"newsmill: {new} new articles" + (f", {still} sources broken" if still else "")
        data = {
            "since": exact(day.since),
            "until": exact(day.until),
            "sources": {key: dict(one) for key, one in sources.items()},
            "incidents": [_data(one) | {"mended_at": exact(one.mended_at)} for one in broken],
        }
        body = _body("digest", title, _day_text(sources, broken), data, day.until)
        letters.append(Letter(f"digest-{day.until:%Y-%m-%d}", name, "digest", title, body))
    return letters


def trial_letter(channel: str, event: str, now: datetime) -> Letter:
    """Return a message that says that it is none."""
    title, text = "newsmill: a test", f"This is a test of the channel {channel}. All is well."
    return Letter(event, channel, "test", title, _body("test", title, text, {}, now))


def text_of(letter: Letter) -> str:
    """Return what people read of a message."""
    return str(json.loads(letter.body)["text"])


def _body(kind: str, title: str, text: str, data: Mapping[str, Any], now: datetime) -> str:
    return json.dumps(
        {
            "type": f"newsmill.{kind}",
            "timestamp": exact(now),
            "title": title,
            "text": text,
            "data": data,
        },
        ensure_ascii=False,
    )


def _wants(channel: Channel) -> Callable[[Trouble | Incident], bool]:
    def wants(one: Trouble | Incident) -> bool:
        return channel.tells("incidents") and _concerns(channel, one.subject)

    return wants


def _concerns(channel: Channel, subject: str) -> bool:
    return subject.startswith(OWN) or not channel.sources or subject in channel.sources


def _title(broken: Sequence[Trouble | Incident], mended: Sequence[Incident]) -> str:
    parts = [_count(broken, "broken"), _count(mended, "mended")]
    return "newsmill: " + "; ".join(part for part in parts if part)


def _count(ones: Sequence[Trouble | Incident], what: str) -> str:
    if len(ones) > _NAMED:
        return f"{len(ones)} sources {what}"
    names = ", ".join(_named(one.subject) for one in ones)
    return f"{names} {what}" if names else ""


def _named(subject: str) -> str:
    return subject.removeprefix(OWN)


def _broken(one: Trouble | Incident) -> str:
    lines = [f"{_named(one.subject)} is {one.state} since {_minute(one.since)}: {one.why}"]
    if one.usual:
        lines.append(f"usually: {one.usual}")
    lines.append(f"look: {_reproduce(one.subject)}")
    return "\n".join(lines)


def _mended(one: Incident, now: datetime) -> str:
    name = _named(one.subject)
    return f"{name} is mended. It was {one.state} for {lasted(one.since, now)}: {one.why}"


def _reproduce(subject: str) -> str:
    return "newsmill status" if subject.startswith(OWN) else f"newsmill sources try {subject}"


def _data(one: Trouble | Incident) -> dict[str, Any]:
    own = one.subject.startswith(OWN)
    return {
        "source": None if own else one.subject,
        "subject": one.subject,
        "state": one.state,
        "since": exact(one.since),
        "why": one.why,
        "usual": one.usual or None,
        "reproduce": _reproduce(one.subject),
    }


def _article(one: News) -> dict[str, Any]:
    record = one.record
    return {
        "what": one.decision.value,
        "id": record.id,
        "source": record.source,
        "url": record.url,
        "title": record.title,
        "author": record.author,
        "byline": record.byline,
        "categories": list(record.categories),
        "published_at": exact(record.published_at),
        "language": record.language,
        "headimg": record.headimg or None,
        "version": record.version,
        "stored_at": exact(one.stored_at),
    }


def _day_text(sources: Mapping[str, Mapping[str, int]], broken: Sequence[Incident]) -> str:
    lines = [
        f"{name}: {one['new']} new, {one['changed']} changed, {one['failed']} failed"
        for name, one in sources.items()
    ]
    lines += [
        f"{_named(one.subject)}: {one.state} since {_minute(one.since)}"
        + (f", mended {_minute(one.mended_at)}" if one.mended_at else f": {one.why}")
        for one in broken
    ]
    return "\n".join(lines) or "No source was crawled."


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
