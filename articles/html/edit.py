"""Edits of an article's markup that leave every harmless byte as the page has it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape

from articles.html.images import candidates, real_source
from articles.html.policy import (
    ATTRIBUTE_PREFIXES,
    DROPPED_WITH_CONTENT,
    GLOBAL_ATTRIBUTES,
    SRCSET_ATTRIBUTES,
    TAGS,
    URL_ATTRIBUTES,
    is_player,
    safe_url,
)
from articles.html.styles import safe_style
from articles.html.tokens import RAW_TEXT, VOID, Attribute, Kind, Token, attributes, tokens
from articles.urls import absolute

_NO_REFERRER = ' referrerpolicy="no-referrer"'
_CONDITIONAL = ("<!--[if", "<![")
"""Comments that old browsers run."""
_TAIL = re.compile(r"\s*/?>$")


def edited(text: str, base: str) -> str:
    """Return ``text`` with what is dangerous cut out, addresses absolute and images made real.

    A best effort that keeps bytes; whether the outcome is safe is for ``clean`` to say.
    """
    return "".join(_pieces(text, base))


def _pieces(text: str, base: str) -> Iterator[str]:
    position, dropping = 0, ""
    for token in tokens(text):
        if dropping:
            if token.kind is Kind.END and token.name == dropping:
                position, dropping = token.end, ""
            continue
        yield text[position : token.start]
        position = token.end
        if _opens_dropped(token, text):
            dropping = "" if token.name in VOID else token.name
        elif token.kind is Kind.COMMENT:
            comment = text[token.start : token.end]
            yield "" if comment.startswith(_CONDITIONAL) else comment
        elif token.name in TAGS:
            yield _tag(text[token.start : token.end], token, base)
    if not dropping:
        yield text[position:]


def _opens_dropped(token: Token, text: str) -> bool:
    if token.kind is not Kind.START:
        return False
    if token.name == "iframe":
        source = dict(_decoded(text[token.start : token.end])).get("src", "")
        return not is_player(source)
    return token.name in DROPPED_WITH_CONTENT or token.name in RAW_TEXT


def _decoded(tag: str) -> Iterator[tuple[str, str]]:
    return ((one.name, unescape(one.value or "")) for one in attributes(tag))


def _tag(tag: str, token: Token, base: str) -> str:
    if token.kind is Kind.END:
        return tag
    found = list(attributes(tag))
    tag = _rewritten(tag, token.name, found, base)
    return _image(tag, base) if token.name == "img" else tag


def _rewritten(tag: str, name: str, found: list[Attribute], base: str) -> str:
    pieces, position = [], 0
    for one in found:
        value = _value(name, one, base)
        if value is None:
            pieces.append(tag[position : one.start].rstrip())
        else:
            pieces += (tag[position : one.start], value or tag[one.start : one.end])
        position = one.end
    return "".join(pieces) + tag[position:]


def _value(tag: str, one: Attribute, base: str) -> str | None:
    """Return the attribute's new text, "" to keep its bytes, None to drop it."""
    if one.name in URL_ATTRIBUTES:
        return _url(tag, one, base)
    if one.name in SRCSET_ATTRIBUTES:
        return _srcset(one, base)
    if one.name == "style":
        return _style(one)
    kept = one.name in GLOBAL_ATTRIBUTES or one.name.startswith(ATTRIBUTE_PREFIXES)
    return "" if kept else None


def _url(tag: str, one: Attribute, base: str) -> str | None:
    value = unescape(one.value or "")
    if not safe_url(tag, one.name, value):
        return None
    if not value.strip() or value.lstrip().startswith(("#", "data:")):
        return ""
    target = absolute(base, value)
    if target is None or target == value:
        return ""
    return "" if _same_address(value) else f'{one.name}="{escape(target)}"'


def _same_address(value: str) -> bool:
    return value.casefold().startswith(("http://", "https://", "mailto:", "tel:"))


def _srcset(one: Attribute, base: str) -> str | None:
    found = candidates(unescape(one.value or ""))
    if not found or not all(safe_url("img", "srcset", address) for address, _ in found):
        return None
    if all(_same_address(address) for address, _ in found):
        return ""
    listed = (f"{absolute(base, address) or address} {size}".rstrip() for address, size in found)
    return f'{one.name}="{escape(", ".join(listed))}"'


def _style(one: Attribute) -> str | None:
    style = unescape(one.value or "")
    kept = safe_style(style)
    if kept == style:
        return ""
    return f'style="{escape(kept)}"' if kept else None


def _image(tag: str, base: str) -> str:
    found = dict(reversed(list(_decoded(tag))))
    source = real_source(found)
    if source and source != found.get("src"):
        tag = _with_source(tag, absolute(base, source) or source)
    if tag.endswith((f"{_NO_REFERRER}>", f"{_NO_REFERRER} />", f"{_NO_REFERRER}/>")):
        return tag
    tag = _without(tag, "referrerpolicy")
    tail = _TAIL.search(tag)
    end = tail.start() if tail else len(tag) - 1
    return f"{tag[:end]}{_NO_REFERRER}{tag[end:]}"


def _with_source(tag: str, source: str) -> str:
    written = f'src="{escape(source)}"'
    for one in attributes(tag):
        if one.name == "src":
            return f"{tag[: one.start]}{written}{tag[one.end :]}"
    return f"{tag[:4]} {written}{tag[4:]}"


def _without(tag: str, name: str) -> str:
    for one in reversed(list(attributes(tag))):
        if one.name == name:
            tag = tag[: one.start].rstrip() + tag[one.end :]
    return tag
