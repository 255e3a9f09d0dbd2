"""One try to tell a channel something: by a signed POST, or through apprise in a thread.

Raises nothing that a receiver can cause: what went wrong is a value, without the channel's secrets.
"""

from __future__ import annotations

import asyncio
import logging
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote, urlsplit

import aiohttp

from config.masking import MASK
from config.notify import Channel
from service.notify.letters import text_of
from service.notify.signing import signed_headers
from storage.notices import Letter

_GONE = 410
_TIMEOUT = aiohttp.ClientTimeout(total=15)
_APPRISE_TIMEOUT = 60.0
_LONGEST_ERROR = 300
_SHORTEST_SECRET = 4


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a channel has not taken a message.

    ``asked``: how long the receiver wants to be left alone. ``final``: no further try will help.
    """

    why: str
    asked: timedelta | None = None
    final: bool = False


async def send(channel: Channel, letter: Letter) -> Refusal | None:
    """Tell a channel something, once; None: it was taken."""
    if channel.is_webhook:
        refusal = await _post(channel, letter)
    else:
        refusal = await _through_apprise(channel, letter)
    return refusal and Refusal(masked(refusal.why, channel), refusal.asked, refusal.final)


def masked(text: str, channel: Channel) -> str:
    """Return a text without any part of a channel's address or secret, one line of it."""
    parts = urlsplit(channel.address)
    secrets = {channel.address, channel.address.partition("://")[2]}
    secrets.update(re.split(r"[/:@?&=,;]+", channel.address.partition("://")[2]))
    secrets.discard(parts.hostname if channel.is_webhook and parts.hostname else "")
    if channel.secret:
        secrets.add(channel.secret.get_secret_value())
    secrets |= {unquote(one) for one in secrets}
    for one in sorted(secrets, key=len, reverse=True):
        if len(one) >= _SHORTEST_SECRET:
            text = text.replace(one, MASK)
    return " ".join(text.split())[:_LONGEST_ERROR]


async def _post(channel: Channel, letter: Letter) -> Refusal | None:
    body, secret = letter.body.encode(), channel.secret
    text = secret.get_secret_value() if secret else None
    headers = signed_headers(letter.event, body, text, datetime.now(UTC))
    headers |= {"Content-Type": "application/json", "User-Agent": "newsmill"}
    try:
        async with (
            aiohttp.ClientSession(timeout=_TIMEOUT, trust_env=True) as session,
            # a redirect is not followed: what is signed for one receiver goes to no other
            session.post(
                channel.address, data=body, headers=headers, allow_redirects=False
            ) as answer,
        ):
            return _judged(answer)
    except TimeoutError:
        return Refusal(f"no answer within {_TIMEOUT.total:g} s")
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return Refusal(f"{type(error).__name__}: {error}")


def _judged(answer: aiohttp.ClientResponse) -> Refusal | None:
    status = answer.status
    if status // 100 == 2:  # noqa: PLR2004 - a success
        return None
    if status // 100 == 3:  # noqa: PLR2004 - a redirect
        return Refusal(f"HTTP {status}: it redirects, which is not followed; write the new address")
    asked = answer.headers.get("Retry-After", "")
    wait = timedelta(seconds=int(asked)) if asked.isdecimal() and len(asked) < 7 else None  # noqa: PLR2004 - days
    return Refusal(f"HTTP {status}", wait, final=status == _GONE)


async def _through_apprise(channel: Channel, letter: Letter) -> Refusal | None:
    """Let apprise tell it. Its thread is left behind when it hangs: nothing waits for it."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Refusal | None] = loop.create_future()

    def settle(result: Refusal | None) -> None:
        if not done.done():
            done.set_result(result)

    def work() -> None:
        result = _guarded(lambda: _apprise(channel, letter))
        try:
            loop.call_soon_threadsafe(settle, result)
        except RuntimeError:
            # the loop has ended meanwhile, and nobody wants to know
            return

    threading.Thread(target=work, name="newsmill-apprise", daemon=True).start()
    try:
        async with asyncio.timeout(_APPRISE_TIMEOUT):
            return await done
    except TimeoutError:
        return Refusal(f"apprise did not end within {_APPRISE_TIMEOUT:g} s")


def _guarded(call: Callable[[], Refusal | None]) -> Refusal | None:
    try:
        return call()
    except Exception as error:  # noqa: BLE001 - a plug-in's bug is a message not taken
        return Refusal(f"apprise failed: {type(error).__name__}: {error}")


def _apprise(channel: Channel, letter: Letter) -> Refusal | None:
    import apprise  # noqa: PLC0415 - takes a while, and few need it

    service = apprise.Apprise.instantiate(channel.address)
    if service is None:
        return Refusal("apprise does not know this kind of address, or it lacks a part")
    ear = _Ear(threading.get_ident())
    log = logging.getLogger("apprise")
    log.addHandler(ear)
    try:
        taken = service.notify(title=letter.title, body=text_of(letter))
    finally:
        log.removeHandler(ear)
    return None if taken else Refusal(ear.heard or "apprise could not deliver it")


class _Ear(logging.Handler):
    """Keeps what apprise last complained of in one thread."""

    def __init__(self, thread: int) -> None:
        super().__init__(logging.WARNING)
        self._thread = thread
        self.heard = ""

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self.heard = record.getMessage()
