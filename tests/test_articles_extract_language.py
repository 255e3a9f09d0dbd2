from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from articles.extract.language import language_of
from articles.extract.structured import statements
from articles.types import Provenance

ENGLISH = "The harbour bridge was opened again on Monday after two years of repairs. "
GERMAN = "Die Brücke am Hafen wurde am Montag nach zwei Jahren wieder für den Verkehr geöffnet. "
CHINESE = "重庆定下三万亿目标，回顾过去五年，重庆经济增速起起伏伏。"
JAPANESE = "港の橋が二年間の修理を終えて月曜日に再び開通しました。"
KOREAN = "항구의 다리가 이 년간의 수리를 마치고 월요일에 다시 열렸다."

LANGUAGES = [
    ("<html lang='en-GB'>", ENGLISH, ("en-GB", Provenance.MARKUP)),
    ("<html lang='zh_CN'>", CHINESE, ("zh-CN", Provenance.MARKUP)),
    ("<html lang=en>", CHINESE, ("zh", Provenance.TEXT)),
    ("<html lang=zh>", JAPANESE, ("ja", Provenance.TEXT)),
    ("", KOREAN, ("ko", Provenance.TEXT)),
    ("<meta property='og:locale' content='de_DE'>", GERMAN, ("de-DE", Provenance.META)),
    ('<html lang=en><script type="application/ld+json">{"@type":"Article","headline":"x","inLanguage":"fr"}</script>', ENGLISH, ("fr", Provenance.JSON_LD)),
    ("<html lang='?'>", "short", None),
    ("", GERMAN * 3, ("de", Provenance.AUTOMATIC)),
    ("", ENGLISH * 3, ("en", Provenance.AUTOMATIC)),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "text", "expected"), LANGUAGES)
def test_a_claim_counts_unless_the_script_refutes_it(
    markup: str, text: str, expected: tuple[str, Provenance] | None
) -> None:
    assert language_of(statements(LexborHTMLParser(markup)), text) == expected
