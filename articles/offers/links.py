"""The links of a page that lead to pages of the same site, with what tells a list from a menu."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.urls import absolute, same_site

_FILES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|css|js|pdf|zip|mp[34]|xml|json)$", re.IGNORECASE
)
_ASIDE = frozenset("nav header footer aside form".split())
_ASIDE_NAMES = re.compile(
    r"(?:^|[-_ ])(?:nav|menu|foot|footer|header|side|sidebar|hot|rank|breadcrumb|crumbs|pag\w*|"
    r"share|tags?|related|recommend\w*|login|topbar)(?:$|[-_ ])",
    re.IGNORECASE,
)
_HASHED = re.compile(r"\d|^(?:css|sc|jsx|_)[-_]?\w*$|[A-Za-z0-9]{14,}")
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Step:
    """One element on the way from a link up to the page's body."""

    tag: str
    classes: tuple[str, ...]

    @property
    def css(self) -> str:
        """The step as a selector: at most two classes tell it."""
        return self.tag + "".join(f".{name}" for name in self.classes[:2])


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another page of the site. ``path`` begins with the link itself."""

    url: str
    text: str
    path: tuple[Step, ...]
    aside: bool
    """It stands in a menu, a side column, a foot or their like."""


def links_of(tree: LexborHTMLParser, base: str) -> tuple[Link, ...]:
    """Return a page's links to its own site, in the order of the page; files are left out."""
    return tuple(_links(tree, base))


def _links(tree: LexborHTMLParser, base: str) -> Iterator[Link]:
    own = base.partition("#")[0]
    for node in tree.css("a[href]"):
        url = absolute(base, node.attributes.get("href") or "")
        if url is None or url.partition("#")[0] == own or not same_site(url, base):
            continue
        url = url.partition("#")[0]
        if not _FILES.search(url.partition("?")[0]):
            path = tuple(_path(node))
            yield Link(url, _text(node), path, _is_aside(node))


def _text(node: LexborNode) -> str:
    shown = " ".join(node.text(deep=True).split())
    return shown or " ".join((node.attributes.get("title") or "").split())


def _path(node: LexborNode) -> Iterator[Step]:
    step: LexborNode | None = node
    for _ in range(_DEEPEST):
        if step is None or step.tag in {"body", "html", "-undef"}:
            return
        yield Step(step.tag or "", _classes(step))
        step = step.parent


def _classes(node: LexborNode) -> tuple[str, ...]:
    names = (node.attributes.get("class") or "").split()
    # Names that a build tool makes up change with the next build.
    return tuple(name for name in names if re.fullmatch(r"[A-Za-z][\w-]*", name)
                 and not _HASHED.search(name))  # fmt: skip


def _is_aside(node: LexborNode) -> bool:
    step: LexborNode | None = node
    while step is not None and step.tag != "body":
        names = f"{step.attributes.get('class') or ''} {step.attributes.get('id') or ''}"
        if step.tag in _ASIDE or _ASIDE_NAMES.search(names):
            return True
        step = step.parent
    return False
