"""Whether what a feed carries is an article's whole text, or only its beginning."""

from __future__ import annotations

import re

from articles.html.depth import unsafe_to_parse
from articles.html.text import plain_text
from articles.html.tokens import tokens

_LARGEST = 2 * 1024 * 1024
_SHORTEST = 200
"""Characters; a teaser is shorter. Chinese says as much in a third of them."""
_SHORTEST_CHINESE = 80
_WIDER = 1.5
_CUT_OFF = re.compile(
    r"(?:…|\.\.\.|\[\s*(?:…|\.\.\.)\s*\]|阅读全文|查看全文|阅读更多|点击查看|read more|"
    r"continue reading|read the (?:full|rest|whole)[\w ]{0,30}|full (?:story|article)|\bmore)"
    r"[\s»›→>.。\])）]*$",
    re.IGNORECASE,
)
_FOOT = re.compile(r"\n?The post .{0,300} appeared first on .{0,100}$", re.DOTALL)
_CJK = re.compile(r"[\u3400-\u9fff]")


def text_of(markup: str) -> str | None:
    """Return the text of a feed's markup; None for what is too large or unsafe to be parsed."""
    if len(markup) > _LARGEST or unsafe_to_parse(markup, list(tokens(markup))):
        return None
    return plain_text(markup)


def is_full(content: str, summary: str) -> bool:
    """Judge markup that a feed gives as content, beside what it gives as summary.

    It is no whole text when it is short, ends as teasers end, or is hardly more than the summary.
    """
    text = text_of(content)
    if text is None:
        return False
    text = _FOOT.sub("", text).strip()
    if len(text) < _shortest(text) or _CUT_OFF.search(text):
        return False
    told = text_of(summary) or ""
    return told.strip() == text or len(text) >= _WIDER * len(_FOOT.sub("", told))


def _shortest(text: str) -> int:
    chinese = len(_CJK.findall(text))
    return _SHORTEST_CHINESE if chinese * 2 > len(text) else _SHORTEST
