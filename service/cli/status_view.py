"""The daemon's status as people see it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from service.cli.console import say
from service.cli.moments import lasted
from service.cli.tables import Column, print_pairs, print_table

_Row = dict[str, Any]
_START = datetime(2000, 1, 1, tzinfo=UTC)


def print_status(found: _Row, now: datetime | None = None) -> None:
    """Print a status document."""
    now = now or datetime.now(UTC)
    daemon = found["daemon"]
    if daemon:
        _print_daemon(found, daemon, now)
    if found["running"]:
        say("")
        print_table(found["running"], _running_columns(now), "being crawled:")
    if found["queue"]:
        waiting = ", ".join(row["source"] for row in found["queue"])
        say(f"\nwaiting for their turn: {waiting}")
    _print_sources(found["sources"], found["figures"], now)
    for row in found["sources"]:
        if row["health"]["why"] and row["last_run"]:
            say(f"{row['name']}: {_health(row['health'])}")
    for fault in found["faults"].values():
        say(f"broken: {fault}")
    _print_told(found["notices"])


def _print_told(told: _Row | None) -> None:
    """Print what people were not told yet, and what they are not to be told."""
    if told is None:
        say("messages: not known, the storage does not answer")
        return
    for row in told["channels"]:
        if row["failed"]:
            say(f"channel {row['name']}: {row['failed']} messages were given up;"
                " newsmill notify list tells why")  # fmt: skip
        if row["pending"]:
            say(f"channel {row['name']}: {row['pending']} messages wait since {row['oldest']}")
    if told["muted"]:
        names = ", ".join(row["source"] for row in told["muted"])
        say(f"muted: {names}")


def _print_sources(rows: list[_Row], figures: _Row | None, now: datetime) -> None:
    """Print the sources that are crawled, and only the number of the others."""
    shown = [row for row in rows if row["state"] != "disabled"]
    if shown:
        say("")
        print_table(shown, _source_columns(now, (figures or {}).get("sources", {})))
    if len(shown) < len(rows):
        say(f"{len(rows) - len(shown)} more are disabled: newsmill sources list")


def _print_daemon(found: _Row, daemon: _Row, now: datetime) -> None:
    trouble = found["trouble"]
    print_pairs(
        [
            ("daemon", f"{daemon['state']}, pid {daemon['pid']} on {daemon['host']}"),
            ("since", f"{daemon['since']} ({_ago(daemon['since'], now)})"),
            ("version", daemon["version"]),
            ("database", daemon["database"]),
            ("crawls at once", daemon["crawls_at_once"]),
            ("probes, metrics", daemon["web"] or daemon["web_fault"]),
            ("health", _health(daemon["health"])),
            ("alarms", _alarms(found["figures"])),
            ("trouble", trouble and f"since {trouble['since']}: {trouble['what']}"),
        ]
    )


def _running_columns(now: datetime) -> list[Column[_Row]]:
    return [
        Column("source", lambda row: row["source"]),
        Column("run", lambda row: row["run"] or "", right=True),
        Column("phase", lambda row: row["phase"]),
        Column("for", lambda row: _ago(row["since"], now), right=True),
        Column("found", lambda row: row["counts"].get("found", 0), right=True),
        Column("new", lambda row: row["counts"].get("stored_new", 0), right=True),
        Column("failed", lambda row: row["counts"].get("failed", 0), right=True),
        Column("requests", lambda row: row["counts"].get("requests", 0), right=True),
    ]


def _alarms(figures: _Row | None) -> str | None:
    if not figures or not figures["alarms"]:
        return None
    return f"{figures['alarms']} in 30 days, {figures['false_alarms']} of them over within the hour"


def _source_columns(now: datetime, figures: _Row) -> list[Column[_Row]]:
    return [
        Column("source", lambda row: row["name"]),
        Column("state", lambda row: row["state"]),
        Column("health", lambda row: row["health"]["state"]),
        Column("next", lambda row: _in(row["next_at"], now), right=True),
        Column("because", lambda row: row["why"] or ""),
        Column("last run", lambda row: _last(row, now)),
        Column("new", lambda row: _count(row, "stored_new"), right=True),
        Column("missed", lambda row: _missed(figures.get(row["name"])), right=True),
        Column("delay", lambda row: _delay(figures.get(row["name"])), right=True),
        Column("title", lambda row: row["title"], wide=True),
    ]


def _missed(one: _Row | None) -> str:
    """Return the share of a week's articles that the listings showed and that are not stored."""
    return f"{100 * one['missed'] / one['seen']:.0f} %" if one and one["seen"] else ""


def _delay(one: _Row | None) -> str:
    return _span(one["delay_s"]) if one and one["delay_s"] is not None else ""


def _span(seconds: int) -> str:
    return lasted(_START, _START + timedelta(seconds=seconds))


def _health(health: _Row) -> str:
    since = f" since {health['since']}" if health["since"] else ""
    return f"{health['state']}{since}" + (f": {health['why']}" if health["why"] else "")


def _last(row: _Row, now: datetime) -> str:
    run = row["last_run"]
    if run is None:
        return "never"
    why = f" ({run['error_kind']})" if run["error_kind"] else ""
    return f"{run['state']}{why} {_ago(run['started_at'], now)} ago"


def _count(row: _Row, name: str) -> object:
    return "" if row["last_run"] is None else row["last_run"]["counts"][name]


def _ago(text: str, now: datetime) -> str:
    return lasted(datetime.fromisoformat(text), now)


def _in(text: str | None, now: datetime) -> str:
    if text is None:
        return ""
    at = datetime.fromisoformat(text)
    return f"in {lasted(now, at)}" if at - now > timedelta() else "now"
