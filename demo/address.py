"""Under which address the newspaper is being read: its own links repeat it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

_HOST = re.compile(r"(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(?::\d{1,5})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """``own`` is what the reader asked for; ``main`` the same without the mobile label.

    ``mobile`` is the twin's address, None where the host is no domain name: nobody could reach
    ``m.127.0.0.1``.
    """

    own: str
    main: str
    mobile: str | None

    @property
    def is_mobile(self) -> bool:
        """Whether this is the mobile twin."""
        return self.own != self.main


def address_of(host: str, default: str) -> Address:
    """Return the address that a Host header names; ``default`` for an unusable header.

    A host whose first label is ``m`` is the mobile twin of the same domain's ``www`` host.
    """
    scheme = urlsplit(default).scheme
    if not _HOST.fullmatch(host):
        host = urlsplit(default).netloc
    host = host.lower()
    if host.startswith("m."):
        rest = host.removeprefix("m.")
        main = f"www.{rest}" if _is_domain(rest) else rest
        return Address(f"{scheme}://{host}", f"{scheme}://{main}", f"{scheme}://{host}")
    mobile = f"{scheme}://m.{host.removeprefix('www.')}" if _is_domain(host) else None
    return Address(f"{scheme}://{host}", f"{scheme}://{host}", mobile)


def _is_domain(host: str) -> bool:
    name = urlsplit(f"//{host}").hostname or ""
    try:
        ip_address(name)
    except ValueError:
        return "." in name
    return False
