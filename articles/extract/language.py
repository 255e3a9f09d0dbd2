"""Which language an article is in: the page's claims, checked against its letters, else py3langid.

Many Chinese, Japanese and Korean sites keep a template's ``lang="en"``: a claim that the text's
script refutes is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from articles.extract.structured import Statements, text_of
from articles.types import Provenance

_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_SCRIPTS = (
    (re.compile("[\u3040-\u30ff]"), "ja"),
    (re.compile("[\uac00-\ud7af]"), "ko"),
    (re.compile("[\u3400-\u4dbf\u4e00-\u9fff]"), "zh"),
)
_MUCH = 0.2
_LITTLE_KANA = 0.05
_SAMPLE = 3_000
_SHORTEST = 40
_LANGUAGES = (
    "ar bg bn ca cs da de el en es et fa fi fr gu he hi hr hu id is it ja ka kk ko lt lv mk ml mr "
    "ms nl no pl pt ro ru sk sl sq sr sv sw ta te th tr uk ur vi zh"
).split()
"""What news is written in. Chinese is one label: py3langid's wuu and yue are mostly wrong."""


def language_of(found: Statements, text: str) -> tuple[str, Provenance] | None:
    """Return a language tag, as claimed or as detected (ISO 639-1), and where it stood."""
    script = _script(text[:_SAMPLE])
    for claim, provenance in _claims(found):
        tag = _TAG.match(claim.strip())
        if tag and (script is None or tag[0][:2].lower() == script):
            return tag[0].replace("_", "-"), provenance
    if script:
        return script, Provenance.TEXT
    detected = _detected(text[:_SAMPLE]) if len(text) >= _SHORTEST else None
    return (detected, Provenance.AUTOMATIC) if detected else None


def _claims(found: Statements) -> Iterator[tuple[str, Provenance]]:
    if said := text_of(found.linked.get("inLanguage")):
        yield said, Provenance.JSON_LD
    if found.language:
        yield found.language, Provenance.MARKUP
    for name in ("content-language", "og:locale", "dc.language", "dcterms.language", "language"):
        if said := found.said(name):
            yield said, Provenance.META


def _script(text: str) -> str | None:
    letters = sum(map(str.isalpha, text)) or 1
    counts = {language: len(pattern.findall(text)) / letters for pattern, language in _SCRIPTS}
    if counts["ja"] > _LITTLE_KANA and counts["ja"] + counts["zh"] > _MUCH:
        return "ja"
    return next((language for language in ("ko", "zh") if counts[language] > _MUCH), None)


def _detected(text: str) -> str:
    label, _ = _identifier().classify(text)
    return str(label)


@cache
def _identifier():  # type: ignore[no-untyped-def]
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - heavy

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(_LANGUAGES)
    return identifier
