"""Which picture leads an article: the page's claim, unless that is a logo or a stand-in.

Many sites cut the picture anew for each place. Where the article shows the picture that JSON-LD
names, the shown cut is taken: it is what a reader of the page sees.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import unquote, urlsplit

from articles.extract.structured import Statements, addresses_of
from articles.types import Provenance

_NO_PICTURE = re.compile(
    r"(?:^|[_.-])(?:logos?|icons?|favicon|placeholder|blank|spacer|sprite|avatar|fallback|dummy|"
    r"no-?image|noimg|pixel|1x1|loading|load|wx_?share|qrcode|ewm|erweima|missing_face|button)"
    r"(?=[_.\d-]|$)|^(?:default|share|og|social)[-_]?(?:img|image|default)?\.|\.svg$|\.ico$",
    re.IGNORECASE,
)
_COUNTERS = re.compile(
    r"(?:^|\.)(?:met\.vgwort\.de|ioam\.de|ivwbox\.de|doubleclick\.net|googletagmanager\.com|"
    r"google-analytics\.com|scorecardresearch\.com|quantserve\.com|adform\.net)$"
)
"""Hosts of pictures that only count who reads: they may carry the article's own number."""
_LONG_ID = re.compile(r"[0-9a-f]{8,}|\d{6,}", re.IGNORECASE)
_SIZE = re.compile(
    r"[-_.]?(?:\d{2,4}x\d{2,4}|[wh]_?\d{2,4}|\d{2,4}[wp]|scaled|large|medium|small|"
    r"thumb(?:nail)?)+$",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"\.(?:jpe?g|png|webp|avif|gif)$", re.IGNORECASE)
_SHORTEST_STEM = 8
_SHARED = """
og:image og:image:url og:image:secure_url twitter:image twitter:image:src sailthru.image.full
parsely-image-url thumbnail image thumbnailurl
""".split()


def lead_image_of(found: Statements, shown: Sequence[str]) -> tuple[str, Provenance] | None:
    """Return the address of the article's lead image, as written, and where it stood.

    JSON-LD names the article's own picture, Open Graph one for sharing, so JSON-LD comes first,
    and the cut of it that the page shows before both. ``shown`` are the addresses of the images
    in and just above the article's text, in order. A logo is the last resort.
    """
    own = [one for one in addresses_of(found.linked.get("image")) if is_picture(one)]
    shared = [one for name in _SHARED for one in found.meta.get(name, ())[:1]]
    real = [address for address in shown if is_picture(address)]
    if own:
        twin = next((one for one in real if same_picture(one, own[0])), None)
        return (twin, Provenance.MARKUP) if twin else (own[0], Provenance.JSON_LD)
    if picture := first_picture(shared):
        return picture, Provenance.META
    if real:
        return real[0], Provenance.MARKUP
    return (shared[0], Provenance.META) if shared else None


def is_picture(address: str) -> bool:
    """Tell whether an address may lead to a picture: not to a logo, icon, stand-in or counter."""
    if not address or address.startswith("data:"):
        return False
    host, path = _host_and_path(address)
    return not _COUNTERS.search(host) and not _NO_PICTURE.search(path.rpartition("/")[2])


def _host_and_path(address: str) -> tuple[str, str]:
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", address
    return parts.hostname or "", parts.path


def _path(address: str) -> str:
    return _host_and_path(address)[1]


def same_picture(one: str, other: str) -> bool:
    """Tell whether two addresses name cuts of one picture: same file stem, or a common long id."""
    a, b = _stem(one), _stem(other)
    if len(a) >= _SHORTEST_STEM and a == b:
        return True
    return bool(_ids(one) & _ids(other))


def _stem(address: str) -> str:
    name = unquote(_path(address)).rstrip("/").rpartition("/")[2]
    return _SIZE.sub("", _EXTENSION.sub("", name)).lower()


def _ids(address: str) -> set[str]:
    return set(_LONG_ID.findall(unquote(_path(address)).lower()))


def first_picture(addresses: Iterable[str]) -> str | None:
    """Return the first address that may lead to a picture."""
    return next((one for one in addresses if is_picture(one)), None)
