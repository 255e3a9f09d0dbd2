"""Downloader middlewares of our own."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Request

from crawler.circuit import CircuitOpenError
from crawler.component import SessionComponent

_PORTS = {"http": 80, "https": 443}


class CircuitMiddleware(SessionComponent):
    """Lets no request pass to a host whose circuit is open.

    What passes may wait for its turn while the circuit opens: the download handler looks again.
    """

    def process_request(self, request: Request) -> None:
        """Let a request pass, or raise until when its host is left alone."""
        host = urlsplit(request.url).netloc
        # What follows from a request that was let through (robots.txt, a redirect, a retry) is
        # part of it.
        if request.meta.get("dont_obey_robotstxt") or request.meta.get("circuit") == host:
            return
        circuits = self.session.process.circuits
        until = circuits.closed_until(host, self.session.now())
        if until is not None:
            raise CircuitOpenError(host, until)
        request.meta["circuit"] = host
        request.meta["probe"] = circuits.open_until(host) is not None


class AddressGuardMiddleware(SessionComponent):
    """Tells a refused address from a host without one. The refusing is the resolver's."""

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Raise the refusal in place of the lookup error: it is not worth a retry."""
        if not isinstance(exception, CannotResolveHostError):
            return
        parts = urlsplit(request.url)
        guard = self.session.process.guard
        refused = guard.refused(parts.hostname or "", parts.port or _PORTS[parts.scheme])
        if refused:
            raise refused from exception
