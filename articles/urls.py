"""Addresses: which two mean the same article, and where a link leads.

``canonical_url`` drops what names the reader or the way he came, and keeps what may name the
article: merging two articles is worse than keeping one twice. It decides nothing about a page's
own claim of a canonical link. Grammar: RFC 3986; normalisation: its section 6.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from articles.errors import UrlError
from articles.noise import is_noise
from articles.twins import plain_path, uncached
from articles.types import ArticleKey

if TYPE_CHECKING:
    from tldextract import TLDExtract

_LONGEST = 4_096
_LONGEST_KEY, _KEPT = 1_024, 512
_LONGEST_HOST, _LONGEST_LABEL = 253, 63
_WEB = frozenset({"http", "https"})
_PORTS = {"http": 80, "https": 443}
_PATH_SESSION = re.compile(
    r";(?:j?session_?id|phpsessid|sid)=[^/;]*|/\(S\([a-z0-9]{24}\)\)", re.IGNORECASE
)
_TWIN_LABELS = ("www", "m", "wap", "3g", "mobile", "amp", "touch")
_DOTS = re.compile(r"/\.{1,2}(?=/|$)")
_DEEPEST = 3
_SAFE_PATH = "/:@!$&'()*+,;=-._~"
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ENCODED = re.compile(r"(%[0-9A-Fa-f]{2})")
_AROUND = "".join(map(chr, range(0x21)))
_NO_HOST = re.compile(r"[\x00-\x20\x7f-\U0010ffff#%/:<>?@\[\\\]^`{|}\"]")
"""What the WHATWG URL standard forbids in a host name, and what is not ASCII."""


def canonical_url(url: str, *, keep_query: Collection[str] = ()) -> str:
    """Return the one form of an article's address. Idempotent.

    Lower-case host in ASCII, no default port, user name, fragment, tracking or session parameter
    (unless ``keep_query`` names it), the rest sorted; no slash at the end of a path; what a cache
    of AMP pages holds is named by its own address. The scheme stays, so that the address works;
    ``article_key`` leaves it out. Raises UrlError for what is no http address.
    """
    parts = _split(url)
    for _ in range(_DEEPEST):
        original = uncached(parts)
        if not original:
            break
        parts = _split(original)
    host, port = _host(parts.hostname or "", url), _port(parts, url)
    netloc = host if port is None else f"{host}:{port}"
    path = _path(parts.path)
    return urlunsplit((parts.scheme, netloc, path, _query(parts.query, keep_query), ""))


def article_key(url: str, *, keep_query: Collection[str] = ()) -> ArticleKey:
    """Return an article's identity: its canonical URL without scheme and without its door.

    ``www.``, ``m.`` and their like are the same site's other doors; so are the AMP twin of a
    path and the name of a folder's index file. It is ``indexable``.
    """
    parts = urlsplit(canonical_url(url, keep_query=keep_query))
    netloc, path = _one_door(parts.netloc), plain_path(parts.path)
    return ArticleKey(indexable(urlunsplit(("", netloc, path, parts.query, ""))[2:]))


def indexable(address: str) -> str:
    """Return what stands for an address in an index: of a very long one the end is its SHA-256.

    No database indexes such a one whole.
    """
    whole = address.encode("utf-8", "surrogatepass")
    if len(whole) <= _LONGEST_KEY:
        return address
    return f"{address[:_KEPT]}#{sha256(whole).hexdigest()}"


def absolute(base: str, link: str) -> str | None:
    """Return where a link of a page leads; None if that is nothing on the web."""
    link = link.strip()
    if not link or len(link) > _LONGEST or link.startswith("#"):
        return None
    try:
        target = urljoin(base, link)
        parts = urlsplit(target)
    except ValueError:
        return None
    return target if parts.scheme.lower() in _WEB and parts.hostname else None


def without_credentials(url: str) -> str:
    """Return an address without user name and password: a page has none to give us."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def same_site(one: str, other: str) -> bool:
    """Tell whether two addresses belong to one registrable domain, or to one bare host and port."""
    try:
        first, second = urlsplit(one), urlsplit(other)
        if not (first.hostname and second.hostname):
            return False
        if first.netloc.lower() == second.netloc.lower():
            return True
        domain = registrable(first.hostname or "")
        return domain is not None and domain == registrable(second.hostname or "")
    except ValueError:
        return False


def registrable(host: str) -> str | None:
    """Return the domain that a host is registered under; None for an address or a bare name."""
    return _extract()(host).top_domain_under_public_suffix or None


@cache
def _extract() -> TLDExtract:
    from tldextract import TLDExtract  # noqa: PLC0415 - half of the import time of this module

    return TLDExtract(suffix_list_urls=(), cache_dir=None, fallback_to_snapshot=True)


def _split(url: str) -> SplitResult:
    text = url.strip(_AROUND)
    if len(text) > _LONGEST:
        raise UrlError(url[:80], f"it is longer than {_LONGEST} characters")
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise UrlError(url, str(error)) from error
    if parts.scheme not in _WEB or not parts.hostname:
        raise UrlError(url, "it is no http or https address")
    return parts


def _host(host: str, url: str) -> str:
    if ":" in host and host.isascii():
        return f"[{host.lower()}]"
    try:
        name = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise UrlError(url, "its host name is not valid") from error
    name = name.rstrip(".").lower()
    if not _is_host(name):
        raise UrlError(url, "its host name is not valid")
    return name


def _is_host(name: str) -> bool:
    """Tell whether a resolver can be asked for a name (RFC 1035, 2.3.4: 1 to 63 a label)."""
    if len(name) > _LONGEST_HOST or _NO_HOST.search(name):
        return False
    return all(0 < len(label) <= _LONGEST_LABEL for label in name.split("."))


def _port(parts: SplitResult, url: str) -> int | None:
    try:
        port = parts.port
    except ValueError as error:
        raise UrlError(url, "its port is not valid") from error
    return None if port in {None, _PORTS[parts.scheme]} else port


def _path(path: str) -> str:
    path = _PATH_SESSION.sub("", _encoded(path, _SAFE_PATH))
    if _DOTS.search(path):
        # RFC 3986, section 5.2.4
        path = urlsplit(urljoin("http://host", path)).path
    return path.rstrip("/")


def _query(query: str, keep: Collection[str]) -> str:
    text = query.encode("utf-8", "replace").decode()
    # Older sites write GBK here: its bytes go through as they are.
    pairs = parse_qsl(text, keep_blank_values=True, errors="surrogateescape")
    kept = sorted(pair for pair in pairs if pair[0] in keep or not is_noise(*pair))
    return urlencode(kept, errors="surrogateescape")


def _encoded(text: str, safe: str) -> str:
    """Decode what needs no encoding and encode the rest, once (RFC 3986, section 6.2.2)."""
    pieces = _ENCODED.split(quote(text, safe=safe + "%", errors="replace"))
    return "".join(
        _piece(piece) if number % 2 else piece.replace("%", "%25")
        for number, piece in enumerate(pieces)
    )


def _piece(encoded: str) -> str:
    letter = chr(int(encoded[1:], 16))
    return letter if letter in _UNRESERVED else encoded.upper()


def _one_door(netloc: str) -> str:
    label, _, rest = netloc.partition(".")
    host = rest.partition(":")[0]
    return _one_door(rest) if label in _TWIN_LABELS and registrable(host) else netloc
