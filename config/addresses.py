"""Addresses that may be fetched although they are private.

Decides what one entry of ``allow_addresses`` means; does not resolve names and does not decide
whether a request may go out (the crawler's address guard does).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*\.?", re.ASCII)
_WITH_PORT = re.compile(r"(?:\[([0-9a-f:.%]+)\]|([^:/\[\]]+)):(\d{1,5})", re.ASCII)
_MAX_PORT = 65_535


@dataclass(frozen=True, slots=True)
class AllowedAddress:
    """One allowed place: a host name or a network (one address is a network of one).

    ``port`` None means every port. Exactly one of ``host`` and ``network`` is set.
    """

    host: str | None
    network: IPv4Network | IPv6Network | None
    port: int | None


def parse_address(text: str) -> AllowedAddress:
    """Tell what ``127.0.0.1:8000``, ``[::1]:8000``, ``10.0.0.0/8`` or ``intranet:80`` allow.

    ValueError for anything else, a host name without a port included: a name can be made to point
    anywhere, so it opens one port only.
    """
    lowered = text.strip().lower()
    network = _network(lowered)
    if network is not None:
        return AllowedAddress(None, network, None)
    match = _WITH_PORT.fullmatch(lowered)
    if not match or not 0 < int(match[3]) <= _MAX_PORT:
        raise _refusal(text)
    network, host = _network(match[1] or match[2]), match[2]
    if network is not None and "/" not in (match[1] or match[2]):
        return AllowedAddress(None, network, int(match[3]))
    if host is None or not _HOST.fullmatch(host) or host.replace(".", "").isdecimal():
        raise _refusal(text)
    return AllowedAddress(host.rstrip("."), None, int(match[3]))


def _network(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text)
    except ValueError:
        return None


def _refusal(text: str) -> ValueError:
    return ValueError(
        f"{text!r} is no address. Write host:port (127.0.0.1:8000, [::1]:8000), an IP address"
        " (10.1.2.3) or a network with no host bits set (10.0.0.0/8)"
    )


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches what listens on an address or name."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
