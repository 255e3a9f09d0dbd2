"""Who wrote an article: names out of JSON-LD, meta, byline markup and byline lines.

Sites, addresses, roles and form placeholders are no names. An organisation stands as the author
only if no person does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.extract.bylines import byline_of
from articles.extract.structured import Statements, names_in
from articles.types import Provenance

_META = """
author sailthru.author parsely-author dc.creator dcterms.creator byl article:author_name
article:author authors cxenseparse:author twitter:creator_name citation_author dc.contributor
""".split()
_LABELS = re.compile(
    r"written by|verfasst von|geschrieben von|écrit par|escrito por|^by$|author|autor|作者",
    re.IGNORECASE,
)
_MARKUP = (
    '[itemprop="author"] [itemprop="name"]',
    '[itemprop="author"]',
    '[rel~="author"]',
    (".author-name, .author__name, .byline__name, .byline-name, .article__author, .article-author, "
    ".authorname, .author_name, .c-byline__author"),
    ", ".join(
        f'a[href*="{part}"]'
        for part in (
            "/author/", "/authors/", "/autor/", "/autoren/", "/auteur/", "author-", "/people/",
            "/profile/", "/by/", "/journalist/", "/staff/", "/contributors/",
        )
    ),
    ".byline, .author, .authors, .post-author, .entry-author, "
    + ", ".join(
        f'[class*="{part}"]' for part in ("byline", "Byline", "author", "Author", "writer")
    )
    + ', [data-testid*="byline"]',
)  # fmt: skip
_LEAD_IN = re.compile(
    r"^(?:(?:written|posted|published|reported|words|text|story|interview|article|opinion|comment|"
    r"analysis|created)\s+)?(?:by|von|por|par|di|door|av|af|oleh|autore?|autorin/autor|auteur|"
    r"author|tekst|text|投稿者|著者|執筆|作者|记者|記者|文)\b[\s:：/|●・]*",
    re.IGNORECASE,
)
_CHINESE = re.compile(r"(?:作者|记者|記者|文)\b|记者|記者")
_LABELLED = re.compile(
    r"^(?:Autor(?:in)?(?:/(?:in|Autor))?|Author|Redaktion|Yazar|Tác giả|Penulis|Reporter)s?"
    r"\s*[:：\s]\s*",
    re.IGNORECASE,
)
_LINE_END = re.compile(r"\s*[·|｜•]\s*|,\s+(?:in|on|am|um|le)\s|\s{2,}")
_CUT = re.compile(
    r"\s*(?:[|｜•·/(<\[（\n\t]|\s[-–—]\s|\bupdated\b|\bpublished\b|\bposted\b|\blast\b|"
    r"\bfor\s|\bvia\s|\bat\s|"
    r"\bis\s|\bview\s|\bsee\s|\bget\s|\bfollow\b|\d{1,2}[:.]\d\d|\d{4}|\bstaff\s+(?:writer|report)|"
    r"\b(?:senior|chief|managing|associate|contributing|special)\s|\b(?:reporter|correspondent|editor|"
    r"redakteur|journalist|columnist|contributor|writer|freelance)(?:in|s)?\b|\S+@\S+|@\w+).*",
    re.IGNORECASE | re.DOTALL,
)
_SPLIT = re.compile(
    r"\s*(?:[;,，、&]|\s/\s|\band\b|\bund\b|\by\b|\bet\b|\bwith\b|\bmit\b|\se\s|\bog\b|\boch\b|\bja\b)\s*",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"https?:|www\.|@|^\W*$|^\d+$|\d{3}|^(?:admin|administrator|root|user|guest|webmaster|editor|author|"
    r"unknown|none|null|undefined|anonymous|staff|authors?|by|redaktion|newsroom|false|true|editors?|"
    r"匿名|佚名|网友|编辑|記者|记者|责任编辑|管理员|请输入.*|本站.*|小编|share|facebook|twitter|more|"
    r"subscribe|follow|photo|foto|read more)$|责任编辑|责编",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"(?:^|[\s’'-])[^\W\d_a-zß-öø-ÿ]")
_DIGIT = re.compile(r"\d")
_UNSEEN = frozenset({"script", "style", "noscript", "template", "svg", "button"})
_ADDRESS = re.compile(r"\bwww\.|^\s*(?:https?:|www\.|/|mailto:)|^\S+@\S+$|^@\w+$")
_ROLE_TAIL = re.compile(r"\s*(?:기자|記者|记者|特派员|編集部員)$")
_LONGEST = 60
_MOST_WORDS = 6
_NAMED = 4
"""Letters that a site's name has at least when a part of it is enough."""
_MOST = 12
_COMMAS = 3
"""Words of a part after a comma, above which it describes what stands before."""


def authors_of(
    tree: LexborHTMLParser, found: Statements, sites: Iterable[str], lines: Sequence[str]
) -> tuple[str, Provenance] | None:
    """Return the authors' names, joined by 、, and where they stood; None if the page names none.

    ``lines`` are those around the title and at the body's ends; what reads there as a byline is
    asked last, before the site itself.
    """
    known = {_folded(site) for site in sites if site}
    weak: tuple[str, Provenance] | None = None
    for names, provenance, loose in _candidates(tree, found, lines):
        if loose and weak is not None:
            continue
        people = [name for name in names if not _is_site(name, known)]
        if people:
            return "、".join(people[:_MOST]), provenance
        if names and weak is None:
            weak = "、".join(names[:_MOST]), provenance
    return weak


def _candidates(
    tree: LexborHTMLParser, found: Statements, lines: Sequence[str]
) -> Iterator[tuple[list[str], Provenance, bool]]:
    """Yield names with where they stand, and whether that place often holds others' names."""
    yield _clean(names_in(found, found.linked.get("author"))), Provenance.JSON_LD, False
    for name in _META:
        yield _clean(found.meta.get(name, ())), Provenance.META, False
    for number in ("1", "2"):
        if _LABELS.search(found.said(f"twitter:label{number}") or ""):
            yield _clean(found.meta.get(f"twitter:data{number}", ())), Provenance.META, False
    for name, values in found.meta.items():
        if _LABELS.search(name) and name not in _META:
            yield _clean(values), Provenance.META, False
    yield _clean(names_in(found, found.linked.get("creator"))), Provenance.JSON_LD, False
    for selector in _MARKUP:
        yield _marked_up(tree, selector), Provenance.MARKUP, selector == _MARKUP[-1]
    line = byline_of("\n".join(lines))
    yield (line.split("、") if line else []), Provenance.TEXT, False
    yield _line_names(lines), Provenance.TEXT, False
    yield _signed(lines), Provenance.TEXT, False


def _marked_up(tree: LexborHTMLParser, selector: str) -> list[str]:
    """Return the names of the first matching element that holds one, with its equals beside it."""
    nodes = tree.css(selector)[:20]
    for at, node in enumerate(nodes):
        if names := _shown_names(node):
            for other in nodes[at + 1 : at + 6]:
                if _together(node, other):
                    names += _shown_names(other)
            return list(dict.fromkeys(names))
    return []


def _together(node: LexborNode, other: LexborNode) -> bool:
    for one in (node.parent, node.parent.parent if node.parent else None):
        above = other.parent
        for _ in range(2):
            if one is not None and above is not None and one.mem_id == above.mem_id:
                return one.tag not in {"body", "main", "article"}
            above = above.parent if above is not None else None
    return False


def _shown_names(node: LexborNode) -> list[str]:
    names = _clean([node.attributes.get("content") or _shown(node)])
    return [name for name in names if _CAPITAL.search(name) and not _DIGIT.search(name)]


def _shown(node: LexborNode) -> str:
    texts = (
        one.text_content or ""
        for one in node.traverse(include_text=True)
        if one.tag == "-text" and (one.parent is None or one.parent.tag not in _UNSEEN)
    )
    return "\n".join(text.strip() for text in texts if text.strip())


def _line_names(lines: Sequence[str]) -> list[str]:
    """Return the names of the first line that is a byline and nothing else."""
    for line in lines:
        # ``byline_of`` has read the Chinese ones: here 记者 would begin a sentence.
        lead = None if _CHINESE.match(line) else _LEAD_IN.match(line) or _LABELLED.match(line)
        said = _LINE_END.split(line[lead.end() :], maxsplit=1)[0] if lead else ""
        if said and len(said) < _LONGEST and not line.endswith((".", "。", "!", "?")):
            names = _clean([said])
            if names and all(_CAPITAL.search(name) and not _DIGIT.search(name) for name in names):
                return names
    return []


def _signed(lines: Sequence[str]) -> list[str]:
    """Return the name that a text ends with, as a signature: two to four capitalised words."""
    words = lines[-1].split() if lines else []
    is_name = 2 <= len(words) <= 4 and all(word[:1].isupper() and word.isalpha() for word in words)  # noqa: PLR2004 - see above
    return [" ".join(words)] if is_name and not any(word.isupper() for word in words) else []


def _clean(values: Sequence[str]) -> list[str]:
    found: list[str] = []
    for value in values:
        text = unescape(unescape(value)).replace("\xa0", " ").strip()
        if len(text) > 10 * _LONGEST or _ADDRESS.search(text):
            continue
        found += _people(text)
    return list(dict.fromkeys(found))


def _people(text: str) -> Iterator[str]:
    text = _LEAD_IN.sub("", " ".join(text.split("\n")[0:3]).strip() if "\n" in text else text)
    parts = _SPLIT.split(text)
    for at, part in enumerate(parts):
        if at and part[:1].islower() and " " in part:
            # What describes the one before it; and so do those that follow.
            return
        name = _ROLE_TAIL.sub("", _CUT.sub("", _LEAD_IN.sub("", part.strip())).strip(" .:：-–—*"))
        if _is_name(name):
            yield name
        elif at and len(part.split()) > _COMMAS:
            return


def _is_name(name: str) -> bool:
    return (
        1 < len(name) <= _LONGEST and len(name.split()) <= _MOST_WORDS and not _NO_NAME.search(name)
    )


def _is_site(name: str, known: set[str]) -> bool:
    folded = _folded(name)
    return any(
        folded == site
        or (len(site) >= _NAMED and (site in folded or (len(folded) >= _NAMED and folded in site)))
        for site in known
    )


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
