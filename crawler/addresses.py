"""Which addresses may be dialled: public ones, and those that the user names.

Judges the address itself, after name resolution. ``ipaddress.is_global`` is no guard alone: it
calls multicast, NAT64, 6to4 and IPv4-compatible addresses global, and with them whatever private
address they carry. Sources: the IANA special-purpose registries (RFC 6890), RFC 6052, RFC 3056.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from config.addresses import AllowedAddress

Address = IPv4Address | IPv6Address

_UNICAST = ip_network("2000::/3")
_SPECIAL = tuple(
    (ip_network(network), why)
    for network, why in (
        ("168.63.129.16/32", "a cloud's own service"),
        ("100.64.0.0/10", "shared by a carrier or a cloud"),
        ("192.0.0.0/24", "reserved"),
        ("192.88.99.0/24", "a relay"),
        ("198.18.0.0/15", "for benchmarks"),
        ("240.0.0.0/4", "reserved"),
        ("64:ff9b::/96", "a translation of an IPv4 address"),
        ("64:ff9b:1::/48", "a translation of an IPv4 address"),
        ("2002::/16", "a tunnel to an IPv4 address"),
        ("2001::/23", "reserved"),
        ("2001:db8::/32", "for documentation"),
        ("3fff::/20", "for documentation"),
    )
)


def private_because(address: Address) -> str | None:
    """Return why an address is not the public web; None if it is."""
    if isinstance(address, IPv6Address):
        if carried := address.ipv4_mapped:
            return private_because(carried) or "an IPv4 address in disguise"
        if address.scope_id or not (address in _UNICAST or _known(address)):
            return _known(address) or "local or reserved"
    for network, why in _SPECIAL:
        if address.version == network.version and address in network:
            return why
    return _known(address)


def _known(address: Address) -> str | None:
    for why in ("loopback", "link_local", "multicast", "unspecified", "private", "reserved"):
        if getattr(address, f"is_{why}"):
            return why.replace("_", "-")
    return None if address.is_global else "not public"


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """What may be dialled."""

    allowed: tuple[AllowedAddress, ...] = ()

    def refusal(self, host: str, address: str, port: int) -> str | None:
        """Return why dialling ``address`` for ``host`` is refused; None if it is not."""
        found = ip_address(address)
        why = private_because(found)
        if why is None or any(_opens(one, host, found, port) for one in self.allowed):
            return None
        return why


def _opens(allowed: AllowedAddress, host: str, address: Address, port: int) -> bool:
    if allowed.port not in {None, port}:
        return False
    if allowed.network is None:
        return allowed.host == host.lower().rstrip(".")
    network = allowed.network
    if isinstance(address, IPv6Address) and not isinstance(network, IPv6Network):
        return False
    return address.version == network.version and address in network
