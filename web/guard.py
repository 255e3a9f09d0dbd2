"""Who may ask for what: names, tokens, sessions and forms, as pure decisions.

Three things are kept apart. A foreign page must not reach us through a name that it made point here
(the name is checked). A foreign page must not make a browser act for its owner (changes need the
origin and a form's own token). Who is not on this machine must know the token.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from config.addresses import is_loopback

COOKIE = "newsmill_session"
FIELD = "csrf"
"""The name of the hidden field that every form carries."""
_OWN_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
_LASTS = 30 * 24 * 3600
"""Seconds that a login lasts."""


@dataclass(frozen=True, slots=True)
class Access:
    """How the pages are protected. ``key`` signs sessions and forms, never shown."""

    host: str = "127.0.0.1"
    names: frozenset[str] = frozenset()
    token: str | None = None
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    @classmethod
    def given(
        cls, host: str, names: Sequence[str] = (), token: str | None = None, own_name: str = ""
    ) -> Access:
        """Make one of settings. Who changes the token ends every session with it."""
        key = hashlib.sha256(f"newsmill session {token}".encode()).digest() if token else None
        known = {one.lower() for one in (*names, own_name) if one}
        return cls(host, frozenset(known), token, key or secrets.token_bytes(32))


def is_known_name(access: Access, header: str | None) -> bool:
    """Tell whether a Host header names us.

    On loopback that is a short list. Elsewhere any number is as well: only a name can be made to
    point here by somebody else.
    """
    name = _name(header or "")
    if name in access.names or name in _OWN_NAMES:
        return True
    return not is_loopback(access.host) and _is_address(name)


def _name(header: str) -> str:
    try:
        return (urlsplit(f"//{header}").hostname or "").lower()
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def is_own_origin(headers: Mapping[str, str]) -> bool:
    """Tell whether a change was asked for by one of our own pages, or by no page at all."""
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}
    try:
        return urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
    except ValueError:
        return False


def knows_token(access: Access, given: str | None) -> bool:
    """Compare a token in a time that tells nothing of where it differs."""
    held = access.token
    return held is not None and hmac.compare_digest((given or "").encode(), held.encode())


def given_token(header: str | None) -> str | None:
    """Return the token of an Authorization header, if it holds one.

    Bearer (RFC 6750), or the password of Basic (RFC 7617), which is all that feed readers can send.
    """
    kind, _, value = (header or "").partition(" ")
    if kind.lower() == "bearer":
        return value.strip()
    if kind.lower() != "basic":
        return None
    try:
        return base64.b64decode(value.strip(), validate=True).decode().partition(":")[2]
    except ValueError:
        return None


def new_session(access: Access, now: float) -> str:
    """Return a session's cookie: when it ends, and our word for it."""
    told = f"{int(now) + _LASTS}.{secrets.token_hex(8)}"
    return f"{told}.{_signed(access, 'session', told)}"


def is_session(access: Access, cookie: str | None, now: float) -> bool:
    """Tell whether a cookie is one that we gave and that still lasts."""
    told, _, mark = (cookie or "").rpartition(".")
    if not hmac.compare_digest(mark.encode(), _signed(access, "session", told).encode()):
        return False
    return now < int(told.partition(".")[0])


def form_token(access: Access, session: str) -> str:
    """Return what the forms of a session carry, which no other page can know."""
    return _signed(access, "form", session)


def is_own_form(access: Access, session: str | None, given: str | None) -> bool:
    """Tell whether a form was made by us for this session."""
    expected = form_token(access, session) if session else ""
    return bool(expected) and hmac.compare_digest((given or "").encode(), expected.encode())


def _signed(access: Access, purpose: str, text: str) -> str:
    return hmac.new(access.key, f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()[:40]
