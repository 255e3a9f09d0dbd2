"""What records read as now beside what is stored: for people, and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from articles.moments import stamp
from crawler.rereading import Outcome
from service.cli.console import hint, say
from service.cli.reading import changed_lines
from service.cli.record_view import print_changed
from service.cli.tables import Column, print_json, print_table
from service.cli.text import safe_text

if TYPE_CHECKING:
    from articles.types import Article
    from crawler.rereading import Reread

Counts = Mapping[str, Mapping[Outcome, int]]
_MOST = 50
"""Records that are named one by one; --json names all."""
_HIDDEN = frozenset({"body_text", "date_source"})
"""Fields that change with another one, which is named."""
_NAMES = {"body_html": "body", "published_at": "published", "updated_at": "updated"}


def print_changes(found: Sequence[Reread], *, dry_run: bool, diff: bool) -> None:
    """Name the records that read otherwise, and those that could not be taken, with the reason."""
    changed = [one for one in found if one.outcome is Outcome.CHANGED]
    kept = [one for one in found if one.outcome is not Outcome.CHANGED]
    if changed and (dry_run or diff):
        print_table(changed[:_MOST], _CHANGES, "would change:" if dry_run else "changed:")
        _more(len(changed))
    if diff:
        for one in changed[:_MOST]:
            _print_difference(one)
    if kept:
        print_table(kept[:_MOST], _KEPT, "kept as they are:")
        _more(len(kept))


def _more(count: int) -> None:
    if count > _MOST:
        hint(f"and {count - _MOST:,} more: --json names all")


def print_summary(counts: Counts, *, dry_run: bool) -> None:
    """Print how many became what, by source, and how to go on."""
    shown = [one for one in Outcome if any(of[one] for of in counts.values())]
    columns: list[Column[str]] = [
        Column("source", str),
        Column("read", lambda name: f"{sum(counts[name].values()):,}", right=True),
        *(_counted(counts, outcome) for outcome in shown),
    ]
    print_table(sorted(counts), columns)
    if dry_run and any(of[Outcome.CHANGED] for of in counts.values()):
        hint("nothing was stored; without --dry-run each becomes a further version")
    if any(of[Outcome.WORSE] for of in counts.values()):
        hint("texts that would lose most of what they have are kept; --accept-loss takes them")


def _counted(counts: Counts, outcome: Outcome) -> Column[str]:
    return Column(outcome.value, lambda name: f"{counts[name][outcome]:,}", right=True)


def print_document(found: Iterable[Reread], counts: Counts, *, dry_run: bool, diff: bool) -> None:
    """Print all that for programs."""
    print_json(
        {
            "dry_run": dry_run,
            "counts": {
                name: {one.value: of[one] for one in Outcome} for name, of in counts.items()
            },
            "records": [_data(one, diff=diff) for one in found],
        }
    )


def _data(one: Reread, *, diff: bool) -> dict[str, Any]:
    told = {
        "record": one.record_id,
        "source": one.source,
        "outcome": one.outcome.value,
        "version": one.version,
        "fields": _named(one.fields),
        "why": one.why or None,
        "url": one.before.url if one.before else None,
        "before": _facts(one.before),
        "after": _facts(one.after),
    }
    return told | {"diff": list(_difference(one))} if diff else told


def _facts(article: Article | None) -> dict[str, Any] | None:
    if article is None:
        return None
    return {
        "title": article.title,
        "byline": article.byline,
        "published_at": stamp(article.published_at),
        "characters": len(article.body_text),
        "confidence": article.confidence,
    }


def _named(fields: Iterable[str]) -> list[str]:
    return [_NAMES.get(name, name) for name in fields if name not in _HIDDEN] or ["text"]


def _change(one: Reread) -> str:
    """Return the fields that differ; of the text how much longer or shorter it is."""
    words = []
    for name in _named(one.fields):
        if name == "body" and one.before and one.after:
            words.append(f"body {len(one.before.body_text)} → {len(one.after.body_text)}")
        elif name == "published" and one.before and one.after:
            times = one.before.published_at, one.after.published_at
            words.append(f"published {times[0]:%Y-%m-%d %H:%M} → {times[1]:%Y-%m-%d %H:%M}")
        else:
            words.append(name)
    return ", ".join(words)


def _title(one: Reread) -> str:
    return one.before.title if one.before else ""


_CHANGES: list[Column[Reread]] = [
    Column("record", lambda one: one.record_id, right=True),
    Column("source", lambda one: one.source),
    Column("title", _title, wide=True),
    Column("differs", _change, wraps=True),
]
_KEPT: list[Column[Reread]] = [
    Column("record", lambda one: one.record_id, right=True),
    Column("source", lambda one: one.source),
    Column("title", _title, wide=True),
    Column("outcome", lambda one: one.outcome.value),
    Column("why", lambda one: one.why, wraps=True),
]


def _difference(one: Reread) -> tuple[str, ...]:
    if one.before is None or one.after is None:
        return ()
    names = f"record {one.record_id}, stored", f"record {one.record_id}, read now"
    return changed_lines(one.before, one.after, names)


def _print_difference(one: Reread) -> None:
    lines = _difference(one)
    for line in lines:
        print_changed(line)
    if not lines:
        say(safe_text(f"record {one.record_id}: no difference that can be read"))
