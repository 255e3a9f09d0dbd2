"""Bytes → text, in the order of the WHATWG standards, mislabelled pages put right.

    byte-order mark → Content-Type header → the page's own meta → valid UTF-8 → a guess

Where the standards believe a label, this asks whether the bytes can be what it says: a page whose
bytes are sound UTF-8, or read as no usual text under its label, is read as what it is. UTF-7 is
never used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from w3lib.encoding import to_unicode

from articles.extract.charset_guess import (
    guess,
    is_believable,
    mostly_utf8,
    sample_of,
    unlabelled_escapes,
)
from articles.extract.charset_labels import (
    UTF_8,
    UTF_16BE,
    UTF_16LE,
    WINDOWS_1252,
    X_USER_DEFINED,
    Encoding,
    encoding_of,
)
from articles.extract.charset_meta import declared_encoding, label_in
from articles.types import FetchedPage

_MARKS = ((b"\xef\xbb\xbf", UTF_8), (b"\xfe\xff", UTF_16BE), (b"\xff\xfe", UTF_16LE))
_WIDE = frozenset({UTF_16LE, UTF_16BE})
_LATE = 16 * 1024
"""Bytes in which a declaration is still looked for when nothing else tells."""
_ENOUGH = 8
"""So many non-ASCII characters are sound UTF-8 by chance once in a hundred thousand pages."""
_PRIVATE = {byte: 0xF780 + byte - 0x80 for byte in range(0x80, 0x100)}


class Origin(StrEnum):
    """What told the encoding of a page."""

    MARK = "byte-order-mark"
    TRANSPORT = "transport"
    META = "meta"
    UTF_8 = "valid-utf-8"
    DETECTED = "detected"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's text with the encoding (its name in the Encoding Standard) and what told it."""

    text: str
    encoding: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class _Told:
    encoding: Encoding
    origin: Origin


def decode(page: FetchedPage) -> str:
    """Return the page's text; see ``decode_labelled``."""
    return decode_labelled(page).text


# What reads a page asks for its text more than once.
@lru_cache(maxsize=2)
def decode_labelled(page: FetchedPage) -> Decoded:
    """Return the page's text and how it was read, line ends as LF.

    Undecodable bytes become U+FFFD, also a character cut off at the end; never an error.
    """
    for mark, encoding in _MARKS:
        if page.body.startswith(mark):
            return _decoded(page.body[len(mark) :], _Told(encoding, Origin.MARK))
    labels = _labels(page)
    sound = _sound_utf8(page.body)
    told = _told(page.body, labels, sound=sound is not None)
    if sound is not None and told.encoding == UTF_8:
        return Decoded(_lines(sound), UTF_8.name, told.origin)
    return _decoded(page.body, told)


def _labels(page: FetchedPage) -> list[_Told]:
    transport = encoding_of(page.encoding) or encoding_of(label_in(page.content_type))
    if transport == UTF_8:
        return [_Told(UTF_8, Origin.TRANSPORT)]
    found = ((transport, Origin.TRANSPORT), (declared_encoding(page.body), Origin.META))
    return [_Told(encoding, origin) for encoding, origin in found if encoding]


def _sound_utf8(body: bytes) -> str | None:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        cut_off = error.reason == "unexpected end of data"
        return body.decode(errors="replace") if cut_off and error.start else None


def _told(body: bytes, labels: Sequence[_Told], *, sound: bool) -> _Told:
    if hidden := unlabelled_escapes(body):
        return next((one for one in labels if one.encoding == hidden), _detected(hidden))
    if wide := next((one for one in labels if _is_wide(body, one)), None):
        return wide
    possible = [one for one in labels if one.encoding not in _WIDE]
    if possible and possible[0].encoding == X_USER_DEFINED:
        return possible[0]
    return _of_sound(body, possible) if sound else _of(sample_of(body), possible or _late(body))


def _is_wide(body: bytes, told: _Told) -> bool:
    """Tell whether a header's UTF-16 is meant: a page has markup in it. A meta's never is."""
    if told.encoding not in _WIDE or told.origin is not Origin.TRANSPORT:
        return False
    return "<" in to_unicode(body[:1_024], told.encoding.codec)


def _of_sound(body: bytes, labels: Sequence[_Told]) -> _Told:
    """Choose for bytes that are sound UTF-8, or no more than ASCII."""
    for told in labels:
        if told.encoding == UTF_8:
            return told
    if not labels:
        return _Told(UTF_8, Origin.UTF_8)
    if body.isascii():
        return labels[0]
    sample = sample_of(body)
    foreign = sum(character > "\x7f" for character in sample.decode("utf-8", "replace"))
    by_chance = foreign < _ENOUGH and is_believable(sample, labels[0].encoding)
    return labels[0] if by_chance else _detected(UTF_8)


def _of(sample: bytes, labels: Sequence[_Told]) -> _Told:
    """Choose for bytes that are no sound UTF-8."""
    is_utf8 = mostly_utf8(sample)
    for told in labels:
        if is_believable(sample, told.encoding) and (told.encoding == UTF_8 or not is_utf8):
            return told
    found = guess(sample, [told.encoding for told in labels])
    for told in labels:
        if found in {None, told.encoding} and told.encoding != UTF_8:
            return told
    return _detected(found) if found else _Told(WINDOWS_1252, Origin.DEFAULT)


def _late(body: bytes) -> list[_Told]:
    found = declared_encoding(body, _LATE)
    return [_Told(found, Origin.META)] if found else []


def _detected(encoding: Encoding) -> _Told:
    return _Told(encoding, Origin.DETECTED)


def _decoded(body: bytes, told: _Told) -> Decoded:
    if told.encoding == X_USER_DEFINED:
        text = body.decode("latin-1").translate(_PRIVATE)
    else:
        text = to_unicode(body, told.encoding.codec)
    return Decoded(_lines(text), told.encoding.name, told.origin)


def _lines(text: str) -> str:
    # a look for it is ten times as quick as two passes
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
