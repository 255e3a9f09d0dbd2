"""Rendered pages, kept as the bytes that go out, with what HTTP needs to know of them.

A page is rendered at its first request and again when what it shows has changed. It is packed
(gzip) once; of the two forms only those that were asked for are kept.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass, field

from demo.address import Address
from demo.edition import Edition
from demo.moments import http_date
from demo.site import Resource, Site

_MOST_ADDRESSES = 8
_COMPRESSIBLE = ("text/", "application/")


@dataclass(slots=True)
class Kept:
    """A rendered resource. ``etag`` is weak: the packed form is the same page."""

    resource: Resource
    revision: int
    etag: str
    last_modified: str | None
    compressible: bool
    _forms: dict[bool, bytes] = field(repr=False)

    def body(self, *, packed: bool) -> bytes:
        """Return the page, packed or as it is."""
        if packed not in self._forms:
            self._forms[packed] = self._packed() if packed else gzip.decompress(self._forms[True])
        return self._forms[packed]

    def _packed(self) -> bytes:
        packed = gzip.compress(self._forms[False], 6, mtime=0)
        del self._forms[False]
        return packed


class Shelf:
    """Keeps the pages of a site, for a few addresses; forgets all when there are more."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._by_address: dict[Address, dict[str, Kept]] = {}

    def get(self, path: str, edition: Edition, address: Address) -> Kept:
        """Return the page of a path, rendered at need."""
        pages = self._pages(address)
        kept = pages.get(path)
        if kept is not None and kept.revision == edition.revision:
            return kept
        resource = self._site.find(path, edition, address)
        if kept is not None and kept.resource.of == resource.of:
            kept.revision = edition.revision
            kept.last_modified = http_date(resource.last_modified)
            return kept
        fresh = _kept(resource, edition.revision)
        if resource.status == 200:  # noqa: PLR2004 - names that hold nothing are endless
            pages[path] = fresh
        return fresh

    def error(self, status: int, edition: Edition, address: Address) -> Kept:
        """Return the page of an error."""
        return _kept(self._site.error(status, address), edition.revision)

    def _pages(self, address: Address) -> dict[str, Kept]:
        if address not in self._by_address and len(self._by_address) >= _MOST_ADDRESSES:
            self._by_address.clear()
        return self._by_address.setdefault(address, {})


def _kept(resource: Resource, revision: int) -> Kept:
    page = resource.render()
    return Kept(
        resource=resource,
        revision=revision,
        etag=f'W/"{hashlib.sha256(page).hexdigest()[:20]}"',
        last_modified=http_date(resource.last_modified),
        compressible=resource.content_type.startswith(_COMPRESSIBLE),
        _forms={False: page},
    )
