"""Images: a real address for lazy ones, and hot-link protection."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

LAZY = (
    "data-src", "data-original", "data-lazy-src", "data-lazy", "data-actualsrc", "data-echo",
    "data-original-src", "data-url", "data-srcset", "data-lazy-srcset",
)  # fmt: skip
_PLACEHOLDER = re.compile(
    r"^\s*$|^data:|^about:blank|(?:^|/)[^/?]*(?:blank|placeholder|loading|lazy|spacer|transparent|"
    r"grey|pixel|1x1)[^/?]*\.(?:gif|png|svg|jpe?g|webp)(?:\?|$)",
    re.IGNORECASE,
)
_LOOKS_LIKE_ADDRESS = re.compile(
    r"^\s*(?:https?:)?/{0,2}[^\s{}<>\"']+[./][^\s{}<>\"']*", re.IGNORECASE
)


def real_source(attributes: Mapping[str, str]) -> str | None:
    """Return the address an ``img`` means to show; None if it names none.

    ``src`` wins unless it is missing or a placeholder; then the lazy loaders' attributes, then
    the widest candidate of ``srcset``.
    """
    source = attributes.get("src", "")
    if not _PLACEHOLDER.search(source):
        return source
    for name in LAZY:
        if _LOOKS_LIKE_ADDRESS.match(attributes.get(name, "")):
            value = attributes[name]
            return widest(value) if name.endswith("srcset") else value.strip()
    return widest(attributes.get("srcset", "")) or source or None


def candidates(srcset: str) -> Sequence[tuple[str, str]]:
    """Split a ``srcset`` into (address, descriptor); commas inside an address stay there."""
    found = re.findall(r"\s*([^\s,]\S*[^\s,])(?:\s+([\d.]+[wx]))?\s*(?:,|$)", srcset[:20_000])
    return [(address, descriptor) for address, descriptor in found]


def widest(srcset: str) -> str | None:
    """Return the address of the largest candidate, the first of equals."""
    best = max(
        candidates(srcset), key=lambda one: float(one[1][:-1] or 0) if one[1] else 0.0, default=None
    )
    return best[0] if best else None
