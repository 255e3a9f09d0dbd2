"""The reactor's name resolver with the address guard in it.

Every connection that Scrapy opens (pages, robots.txt, redirects, images, proxies) resolves its
host here, literal addresses too, and dials only what comes out: what was judged is what is
dialled, so a name that changes its address between check and use gains nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from scrapy.exceptions import IgnoreRequest
from twisted.internet.interfaces import IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer

from crawler.addresses import AddressPolicy

_REMEMBERED = 1_000


class AddressRefusedError(IgnoreRequest):
    """A host's address may not be dialled; says which, why and what would allow it."""

    kind = "private-address"

    def __init__(self, host: str, port: int, address: str, why: str) -> None:
        self.host, self.port, self.address, self.why = host, port, address, why
        place = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
        super().__init__(
            f"{host} is {address}, which is {why}; if you trust it, add {place} to "
            "allow_addresses (NEWSMILL_ALLOW_ADDRESSES)"
        )


@implementer(IHostnameResolver)
class GuardedResolver:
    """Resolves as the reactor did, and lets only addresses through that the policy allows."""

    def __init__(self, resolver: IHostnameResolver, policy: AddressPolicy) -> None:
        self._policy = policy
        self._resolver = resolver
        self._refused: OrderedDict[tuple[str, int], AddressRefusedError] = OrderedDict()

    @property
    def policy(self) -> AddressPolicy:
        """What may be dialled. Another one forgets what was refused by this one."""
        return self._policy

    @policy.setter
    def policy(self, policy: AddressPolicy) -> None:
        if policy != self._policy:
            self._refused.clear()
        self._policy = policy

    def refused(self, host: str, port: int) -> AddressRefusedError | None:
        """Return why a host was last refused: Twisted itself only tells that it has no address."""
        return self._refused.get((host, port))

    def let_through(self, host: str, port: int) -> None:
        """Forget a refusal: the host has another address now."""
        self._refused.pop((host, port), None)

    def note(self, error: AddressRefusedError) -> None:
        """Remember a refusal, the latest thousand of them."""
        self._refused[error.host, error.port] = error
        while len(self._refused) > _REMEMBERED:
            self._refused.popitem(last=False)

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803 - Twisted's name
        hostName: str,  # noqa: N803 - Twisted's name
        portNumber: int = 0,  # noqa: N803 - Twisted's name
        addressTypes: Sequence[type[Any]] | None = None,  # noqa: N803 - Twisted's name
        transportSemantics: str = "TCP",  # noqa: N803 - Twisted's name
    ) -> IHostResolution:
        """Resolve a name; a refused address never reaches the receiver."""
        judge = _Judge(self, resolutionReceiver, hostName, portNumber)
        resolve: Any = self._resolver.resolveHostName
        resolution: IHostResolution = resolve(
            judge, hostName, portNumber, addressTypes, transportSemantics
        )
        return resolution


@implementer(IResolutionReceiver)
class _Judge:
    """Stands between the resolver and who asked."""

    def __init__(self, guard: GuardedResolver, receiver: Any, host: str, port: int) -> None:
        self._guard, self._receiver = guard, receiver
        self._host, self._port = host, port
        self._refused: AddressRefusedError | None = None
        self._passed = False

    def resolutionBegan(self, resolutionInProgress: IHostResolution) -> None:  # noqa: N802, N803
        self._receiver.resolutionBegan(resolutionInProgress)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        why = self._guard.policy.refusal(self._host, address.host, self._port)
        if why is None:
            self._passed = True
            self._receiver.addressResolved(address)
        else:
            self._refused = AddressRefusedError(self._host, self._port, address.host, why)

    def resolutionComplete(self) -> None:  # noqa: N802
        if self._passed:
            self._guard.let_through(self._host, self._port)
        elif self._refused:
            self._guard.note(self._refused)
        self._receiver.resolutionComplete()
