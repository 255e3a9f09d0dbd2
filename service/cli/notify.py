"""``newsmill notify``: who is told what, what was not taken, and of whom nobody wants to hear."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.cli.console import hint, say
from service.cli.moments import exact, shown
from service.cli.options import Json
from service.cli.tables import Column, print_json, print_table
from service.errors import UsageProblem
from service.wiring import settings, storage

if TYPE_CHECKING:
    from config.notify import Channel, Notify
    from service.notify.sending import Refusal
    from storage.notices import Notice

app = typer.Typer(no_args_is_help=True, help="Tell people when something breaks.")
_FAILED = 1

_Name = Annotated[str, typer.Argument(metavar="NAME", help="A source's name.")]
_Channel = Annotated[
    str | None, typer.Argument(metavar="[CHANNEL]", help="Only this channel of the settings.")
]


@app.command("list")
def list_notices(
    everything: Annotated[bool, typer.Option("--all", help="Delivered ones too.")] = False,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, max=10_000, help="Messages at most.")
    ] = 50,
    json: Json = False,
) -> None:
    """List the channels, the messages that wait or were given up, and what is muted."""
    from service.notify.report import told_status
    from storage.notices import NoticeState

    configured = settings()
    states = set(NoticeState) if everything else {NoticeState.PENDING, NoticeState.FAILED}
    with storage(configured) as store:
        told = told_status(configured.notify, store, _now())
        notices = store.outbox.list(states, limit)
    if json:
        print_json(told | {"messages": [_data(one) for one in notices]})
        return
    if told["channels"]:
        print_table(told["channels"], _CHANNELS)
    else:
        hint("no channel; docs/settings.md tells how to name one below [notify]")
    if notices:
        print_table(notices, _NOTICES, "messages:")
    for row in told["muted"]:
        say(f"muted: {row['source']}" + (f" until {row['until']}" if row["until"] else ""))


@app.command("test")
def try_channels(channel: _Channel = None) -> int:
    """Send a test message through every channel, at once; status 1 if one does not take it."""
    import asyncio

    chosen = _chosen(settings().notify, channel)
    results = asyncio.run(_tried(chosen))
    for name, refusal in results.items():
        say(f"{name} ({chosen[name].shown}): {refusal.why if refusal else 'taken'}")
    return _FAILED if any(results.values()) else 0


@app.command()
def retry(channel: _Channel = None) -> None:
    """Let the daemon try again what it has given up."""
    configured = settings()
    if channel is not None:
        _chosen(configured.notify, channel)
    with storage(configured) as store:
        count = store.outbox.retry(_now(), channel)
    say(f"{count} messages are tried again by the daemon" if count else "nothing was given up")


@app.command()
def mute(
    name: _Name,
    for_: Annotated[
        str | None,
        typer.Option("--for", metavar="TIME", help="Only so long: 12h, 7d. Else until unmuted."),
    ] = None,
) -> None:
    """Tell nobody of a source's troubles; it is crawled as ever."""
    from config import load_source
    from config.durations import parse_duration

    configured, now = settings(), _now()
    load_source(name, configured)
    try:
        until = None if for_ is None else now + parse_duration(for_)
    except (ValueError, OverflowError) as error:
        raise UsageProblem(f"--for: {error}") from error
    with storage(configured) as store:
        store.incidents.mute(name, now, until)
    say(f"{name} is muted " + (f"until {shown(until)} UTC" if until else "until it is unmuted"))


@app.command()
def unmute(name: _Name) -> None:
    """Tell people of a source's troubles again, also of one that began meanwhile."""
    with storage() as store:
        was = store.incidents.unmute(name)
    say(f"{name} is told of again" if was else f"{name} was not muted")


def _chosen(notify: Notify, name: str | None) -> dict[str, Channel]:
    if not notify.channels:
        raise UsageProblem("no channel is set: write one below [notify] (docs/settings.md)")
    if name is None:
        return dict(notify.channels)
    if name not in notify.channels:
        raise UsageProblem(f"no channel {name!r}; there are: {', '.join(notify.channels)}")
    return {name: notify.channels[name]}


async def _tried(channels: dict[str, Channel]) -> dict[str, Refusal | None]:
    import asyncio
    from uuid import uuid4

    from service.notify.letters import trial_letter
    from service.notify.sending import send

    letters = [trial_letter(name, f"test-{uuid4().hex}", _now()) for name in channels]
    tries = [send(one, letter) for one, letter in zip(channels.values(), letters, strict=True)]
    return dict(zip(channels, await asyncio.gather(*tries), strict=True))


def _data(one: Notice) -> dict[str, Any]:
    return {
        "event": one.letter.event,
        "channel": one.letter.channel,
        "topic": one.letter.topic,
        "title": one.letter.title,
        "state": one.state.value,
        "created_at": exact(one.created_at),
        "due_at": exact(one.due_at),
        "attempts": one.attempts,
        "error": one.error,
        "ended_at": exact(one.ended_at),
    }


_CHANNELS: list[Column[Any]] = [
    Column("channel", lambda row: row["name"]),
    Column("address", lambda row: row["address"] or "not in the settings any more"),
    Column("is told", lambda row: ", ".join(row["tells"])),
    Column("waiting", lambda row: row["pending"], right=True),
    Column("given up", lambda row: row["failed"], right=True),
]
_NOTICES: list[Column[Notice]] = [
    Column("written", lambda one: shown(one.created_at)),
    Column("channel", lambda one: one.letter.channel),
    Column("state", lambda one: one.state.value),
    Column("tries", lambda one: one.attempts, right=True),
    Column("next", lambda one: shown(one.due_at)),
    Column("title", lambda one: one.letter.title),
    Column("error", lambda one: one.error or "", wide=True),
]


def _now() -> datetime:
    return datetime.now(UTC)
