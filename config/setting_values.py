"""The kinds of value that settings hold, and the defaults that follow from other settings.

Every check returns the value as it will be used and raises ValueError saying what to write instead.
"""

from __future__ import annotations

import re
from importlib import metadata
from typing import TYPE_CHECKING, Any

from config.addresses import parse_address

if TYPE_CHECKING:
    from pathlib import Path


def absolute(path: Path) -> Path:
    """Resolve ``~`` and relative paths against home and the working folder."""
    try:
        return path.expanduser().absolute()
    except RuntimeError as error:
        raise ValueError(f"{str(path)!r}: {error}. Write the path in full") from error


def check_data_dir(path: Path) -> Path:
    """Accept what can stand in the URL of the SQLite file there."""
    if "?" in str(path):
        raise ValueError(f"{str(path)!r} holds a question mark, which ends the path in a URL")
    return absolute(path)


def split(value: object) -> object:
    """Split an environment variable at commas and white space."""
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def check_addresses(values: tuple[str, ...]) -> tuple[str, ...]:
    """Accept host:port, IP addresses and networks."""
    for value in values:
        parse_address(value)
    return values


def check_database(url: str) -> str:
    """Accept a URL with a scheme; whether a database is behind it shows when it is opened."""
    if not re.match(r"[a-z][a-z0-9+]*://", url):
        raise ValueError(
            "is no database URL. Write sqlite:////folder/newsmill.db or"
            " postgresql://user:password@host/database"
        )
    return url


def check_contact(contact: str | None) -> str | None:
    """Accept a web or a mail address."""
    if contact is not None and not re.fullmatch(r"https?://[!-~]+|[!-~]+@[!-~]+", contact):
        raise ValueError(
            f"{contact!r} is neither a web address (https://…) nor a mail address, in ASCII"
        )
    return contact


def check_token(token: str | None) -> str | None:
    """Accept what can stand in an Authorization header (RFC 6750) and is not guessed."""
    if token is not None and not re.fullmatch(r"[A-Za-z0-9._~+/=-]{16,512}", token):
        raise ValueError(
            "is no token. Use 16 characters or more, letters, digits and ._~+/=- only, as"
            " `openssl rand -hex 24` makes them"
        )
    return token


def check_user_agent(agent: str) -> str:
    """Accept what may stand in a User-Agent header (RFC 9110, section 10.1.5)."""
    if not re.fullmatch(r"[!-~]+( [!-~]+)*", agent):
        raise ValueError(f"{agent!r} is no user agent. Use one line of ASCII text")
    return agent


def default_database(known: dict[str, Any]) -> str:
    """Name the SQLite file in the data folder; a percent sign is none of a URL's."""
    path = str(known["data_dir"] / "newsmill.db").replace("%", "%25")
    return f"sqlite:///{path}"


def default_user_agent(known: dict[str, Any]) -> str:
    """Name this program, its version and the contact."""
    try:
        version = metadata.version("newsmill")
    except metadata.PackageNotFoundError:
        # run from a checkout that was never installed
        version = "0"
    return f"newsmill/{version}" + (f" (+{known['contact']})" if known["contact"] else "")
