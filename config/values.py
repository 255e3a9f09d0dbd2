"""The kinds of value that a source file holds, each checked where it is read.

Every check returns the value as it will be used and raises ValueError saying what is wrong with
which value and what to write instead; pydantic adds the key, the loader the file and the line.
"""

from __future__ import annotations

import difflib
import re
from datetime import timedelta
from typing import Annotated, TypeAlias
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator

from config.cron import check_cron
from config.durations import parse_duration
from config.hours import check_hours
from config.paths import check_path
from config.selectors import check_listing_selector, check_row_selector, check_selector

MAX_LINE = 100
MAX_PATTERN = 500
_NAME = re.compile(r"[a-z0-9_-]{1,64}", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", re.ASCII)
_BREAKS_YAML = re.compile(r"^[-?:,\[\]{}#&*!|>'\"%@`]|: | #|:$")
_CRAWLER_HEADERS = {
    "connection": "the crawler manages connections",
    "content-length": "requests have no body",
    "cookie": "write it as a key of cookies",
    "host": "it follows from the address",
    "if-modified-since": "the crawler remembers what it has seen",
    "if-none-match": "the crawler remembers what it has seen",
    "transfer-encoding": "requests have no body",
}


def check_name(name: str) -> str:
    """Accept a source's name, which is a file stem, a row key and part of web addresses."""
    if not _NAME.fullmatch(name):
        raise ValueError(
            f"{name!r} is no name. Use 1 to 64 lower-case letters, digits, hyphens and underscores"
        )
    return name


def check_line(text: str) -> str:
    """One line that may stand unquoted in the front matter of a post."""
    stripped = text.strip()
    if not stripped or len(stripped) > MAX_LINE or not stripped.isprintable():
        raise ValueError(f"must be one line of 1 to {MAX_LINE} printable characters")
    if _BREAKS_YAML.search(stripped):
        raise ValueError(
            f"{stripped!r} would break the front matter of posts."
            " Do not begin with a punctuation mark, and avoid ': ' and ' #'"
        )
    return stripped


def check_site(url: str) -> str:
    """Accept an absolute http or https address without credentials, query or fragment."""
    parts = _split(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f'{url!r} is no web address. Write it in full: "https://www.example.com"')
    if parts.query or parts.fragment:
        raise ValueError(f"{url!r} must end before the ? or #, because addresses are joined to it")
    return url


def check_address(url: str) -> str:
    """Accept an address relative to the source's homepage, or an absolute http or https one."""
    parts = _split(url)
    if parts.scheme and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise ValueError(f"{url!r} cannot be fetched. Use http, https or a relative address")
    if not url:
        raise ValueError('is empty. Write "/" for the homepage itself')
    return url


def check_image(url: str) -> str:
    """Accept an absolute address of an image, or nothing."""
    if url:
        check_site(url.partition("?")[0])
    return url


def _split(url: str) -> SplitResult:
    if re.search(r"[\s\x00-\x1f\x7f]", url):
        raise ValueError(f"{url!r} holds white space or control characters. Write it as one word")
    try:
        parts = urlsplit(url)
        credentials, _ = parts.username, parts.port
    except ValueError as error:
        raise ValueError(f"{url!r} is no address: {error}") from error
    if credentials is not None:
        raise ValueError("must not hold a user name or password. Use fetch.headers")
    return parts


def check_timezone(name: str) -> str:
    """Accept a name of the IANA time zone database."""
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        close = difflib.get_close_matches(name, available_timezones(), n=1)
        guess = f" Did you mean {close[0]!r}?" if close else ""
        raise ValueError(
            f'{name!r} is no time zone.{guess} Write an IANA name such as "Asia/Shanghai" or "UTC"'
        ) from None
    return name


def check_language(tag: str) -> str:
    """Accept a language tag in the form of BCP 47, its spelling only."""
    if not _LANGUAGE.fullmatch(tag):
        raise ValueError(f'{tag!r} is no language tag. Write "zh", "en" or "zh-TW"')
    return tag


def check_pattern(pattern: str) -> str:
    """Accept a regular expression that compiles and is short enough to be read by a person."""
    if not pattern or len(pattern) > MAX_PATTERN:
        raise ValueError(f"must have 1 to {MAX_PATTERN} characters. Leave the key out to match all")
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(
            f"{pattern!r} is no regular expression: {error}."
            " In TOML, write patterns between single quotes so that backslashes stay"
        ) from error
    return pattern


def check_page_pattern(pattern: str) -> str:
    """Accept the address of a further page of a listing, with the page's number left open."""
    if "{page}" not in pattern:
        raise ValueError(
            f"{pattern!r} has no {{page}}, where the page's number goes."
            ' Write it as in "/news/page/{page}"'
        )
    return check_address(pattern)


def check_cursor_pattern(pattern: str | None) -> str:
    """Accept the address of a further page with the place of its cursor left open."""
    if pattern is None or "{cursor}" not in pattern:
        raise ValueError(
            "a cursor needs a place to go. Write {cursor} where its value stands, as in"
            ' "/api/news?after={cursor}"'
        )
    return check_address(pattern)


def check_link_pattern(pattern: str) -> str:
    """Accept the address of an article with the place of its number left open."""
    if "{link}" not in pattern:
        raise ValueError(
            f"{pattern!r} has no {{link}}, where what entry_link finds goes."
            ' Write it as in "/articles/{link}.html"'
        )
    return check_address(pattern)


def check_headers(pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Request headers that a source may set (RFC 9110, section 5)."""
    for name, value in pairs:
        reason = _CRAWLER_HEADERS.get(name.lower())
        if reason:
            raise ValueError(f"{name} cannot be set here: {reason}")
        if not _HEADER_NAME.fullmatch(name) or not (value.isascii() and value.isprintable()):
            raise ValueError(f"{name!r} is no header. Use ASCII letters, and one line of text")
    return pairs


def check_cookies(pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Cookies that a source may send (RFC 6265, section 4.1.1)."""
    for name, value in pairs:
        if not _HEADER_NAME.fullmatch(name) or re.search(r"[^\x21-\x7e]|[;,\"\\]", value):
            raise ValueError(f"{name!r} is no cookie: no spaces, quotes, commas, semicolons")
    return pairs


def as_tuple(value: object) -> object:
    """Take a single text where a list is expected for a list of one."""
    return (value,) if isinstance(value, str) else value


def as_pairs(value: object) -> object:
    """Turn a table of texts into pairs: frozen, hashable, in the order of the file."""
    if not isinstance(value, dict):
        return value
    for name, text in value.items():
        if not isinstance(text, str):
            raise ValueError(f"{name} = {text!r} is not text. Put it between quotes")  # noqa: TRY004 - pydantic collects ValueError
    return tuple(value.items())


Name: TypeAlias = Annotated[str, AfterValidator(check_name)]
Line: TypeAlias = Annotated[str, AfterValidator(check_line)]
Site: TypeAlias = Annotated[str, AfterValidator(check_site)]
Address: TypeAlias = Annotated[str, AfterValidator(check_address)]
Image: TypeAlias = Annotated[str, AfterValidator(check_image)]
Timezone: TypeAlias = Annotated[str, AfterValidator(check_timezone)]
Language: TypeAlias = Annotated[str, AfterValidator(check_language)]
Selector: TypeAlias = Annotated[str, AfterValidator(check_selector)]
Selectors: TypeAlias = Annotated[tuple[Selector, ...], BeforeValidator(as_tuple)]
ListingSelector: TypeAlias = Annotated[str, AfterValidator(check_listing_selector)]
RowSelector: TypeAlias = Annotated[str, AfterValidator(check_row_selector)]
JsonPath: TypeAlias = Annotated[str, AfterValidator(check_path)]
Words: TypeAlias = Annotated[tuple[str, ...], BeforeValidator(as_tuple)]
Pattern: TypeAlias = Annotated[str, AfterValidator(check_pattern)]
PagePattern: TypeAlias = Annotated[str, AfterValidator(check_page_pattern)]
LinkPattern: TypeAlias = Annotated[str, AfterValidator(check_link_pattern)]
Duration: TypeAlias = Annotated[timedelta, BeforeValidator(parse_duration)]
Durations: TypeAlias = tuple[Duration, ...]
Cron: TypeAlias = Annotated[str, AfterValidator(check_cron)]
Hours: TypeAlias = Annotated[str, AfterValidator(check_hours)]
Pairs: TypeAlias = tuple[tuple[str, str], ...]
Headers: TypeAlias = Annotated[Pairs, BeforeValidator(as_pairs), AfterValidator(check_headers)]
Cookies: TypeAlias = Annotated[Pairs, BeforeValidator(as_pairs), AfterValidator(check_cookies)]
