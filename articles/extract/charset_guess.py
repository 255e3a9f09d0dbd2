"""Which encoding bytes are in, judged by how usual the text looks that each one makes of them.

Looks at a sample of the non-ASCII part only, so its cost is bounded (a few milliseconds) whatever
the page. It is asked only when the labels cannot be right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from w3lib.encoding import to_unicode

from articles.extract.charset_labels import UTF_8, UTF_16BE, UTF_16LE, Encoding, encoding_of
from articles.extract.charset_scripts import SCRIPTS, Script

_READ = 256 * 1024
_SAMPLE = 6_000
_ASCII_RUN = re.compile(rb"(?<=[\x00-\x7f])[\x00-\x7f]{2,}")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_HIGH = re.compile(rb"[\x80-\xff]+")
_BROKEN = re.compile(r"[\ufffd\ue000-\uf8ff\x80-\x9f]")
_ESCAPES = (
    (b"\x1b$B", Encoding("iso-2022-jp", "iso2022_jp")),
    (b"\x1b$@", Encoding("iso-2022-jp", "iso2022_jp")),
    (b"\x1b$)C", Encoding("iso-2022-kr", "iso2022_kr")),
)
_LEAST = 0.5
_LEAST_MULTIBYTE = 0.25
"""Below these qualities no guess is better than none."""
_BELIEVABLE = 0.75
_BELIEVABLE_MULTIBYTE = 0.4
"""The least qualities of a label's text that need no second opinion."""
_WESTERN = next(script for script in SCRIPTS if script.label == "windows-1252")
_SHORT = 40
"""In so few bytes even rare characters may be meant."""
_CERTAIN = 0.85
"""Chance does not come here with characters of two bytes: no further guess is tried."""
_SPOILT = 0.1
"""Share of broken sequences that a page in UTF-8 may hold (cut-off summaries, pasted blocks)."""


def sample_of(body: bytes) -> bytes:
    """Return the first non-ASCII bytes, each run of ASCII between them cut to at most two bytes.

    One byte stays because it may be the second half of a character.
    """
    return _ASCII_RUN.sub(b" ", body[:_READ])[:_SAMPLE]


def is_believable(sample: bytes, encoding: Encoding) -> bool:
    """Tell whether a sample can be what its label says: sound, and usual text as far as known."""
    script = next((one for one in SCRIPTS if encoding_of(one.label) == encoding), None)
    if encoding == UTF_8:
        return mostly_utf8(sample)
    if script is None:
        return _is_sound(sample, encoding)
    if script.multibyte and len(sample) < _SHORT and _may_be_pairs(sample):
        return _is_sound(sample, encoding)
    return _usual(sample, script) >= (_BELIEVABLE_MULTIBYTE if script.multibyte else _BELIEVABLE)


def guess(sample: bytes, favoured: Iterable[Encoding] = ()) -> Encoding | None:
    """Return the encoding that makes the most usual text; of equals, a favoured one.

    None when nothing makes sense of the sample.
    """
    if mostly_utf8(sample):
        return UTF_8
    favourites = set(favoured)
    best, chosen = 0.0, None
    for script in SCRIPTS:
        encoding = encoding_of(script.label)
        found = _usual(sample, script) + (0.02 if encoding in favourites else 0)
        if found > max(best, _LEAST_MULTIBYTE if script.multibyte else _LEAST):
            best, chosen = found, encoding
        if found >= _CERTAIN and script.multibyte:
            break
    return chosen


def mostly_utf8(sample: bytes) -> bool:
    """Tell whether nearly all non-ASCII of a sample is sound UTF-8, some of it being there."""
    foreign = _FOREIGN.findall(sample.decode("utf-8", "replace"))
    broken = foreign.count("\ufffd")
    return len(foreign) > broken and broken <= _SPOILT * len(foreign)


def unlabelled_escapes(body: bytes) -> Encoding | None:
    """Recognise what looks like ASCII and is not: UTF-16 without a mark, ISO-2022."""
    head = body[:1_024]
    low, high = head[0::2].count(0), head[1::2].count(0)
    if max(low, high) > len(head) * 0.15 and max(low, high) > 5 * min(low, high):
        return UTF_16LE if high > low else UTF_16BE
    head = body[:_READ] if b"\x1b$" in body else b""
    return next((encoding for escape, encoding in _ESCAPES if escape in head), None)


def _usual(sample: bytes, script: Script) -> float:
    encoding = encoding_of(script.label)
    text = to_unicode(sample, encoding.codec) if encoding else ""
    foreign = len(_FOREIGN.findall(text))
    if not foreign:
        return 0.0
    hits = len(script.usual.findall(text)) - len(_BROKEN.findall(text))
    return max(0.0, min(1.0, hits / foreign / script.share))


def _may_be_pairs(sample: bytes) -> bool:
    """Tell whether a few bytes are more likely characters of two bytes than accented letters."""
    return not _usual(sample, _WESTERN) or all(len(run) % 2 == 0 for run in _HIGH.findall(sample))


def _is_sound(sample: bytes, encoding: Encoding) -> bool:
    return not _BROKEN.search(to_unicode(sample, encoding.codec))
