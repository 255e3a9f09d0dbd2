"""The post format: front matter in fixed order, then the body in one ``<div>``. To the byte.

``parse(render(post)) == post`` for every post whose values are clean, and
``render(parse(text)) == text`` for every text of the family. Values are read by any YAML parser
as they stand: a plain value that YAML would read as something else is single-quoted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from articles.dates import http_date
from articles.errors import FrontMatterError
from articles.titles import clean_title
from articles.types import Article

_OPEN = "\n---\n"
_BODY_OPEN = "---\n\n<div>   \n"
_BODY_CLOSE = "  \n</div>\n            "
_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`=~][^\x00-\x1f]*")
_MISREAD = re.compile(
    r".*(?::\s|\s#).*|.*[:\s]|[-+.]?[\d.][\d_,.:eExXoObB+-]*|(?:true|false|yes|no|on|off|null|~|y|n|"
    r"[-+]?\.inf|\.nan|[-+]?0x[\da-f_]+)|\d{4}-\d{1,2}-\d{1,2}.*|<<|=",
    re.IGNORECASE,
)
_NO_ADDRESS = re.compile(r"['\s\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Post:
    """A post as it is written; ``date`` is the text, for old posts hold odd ones."""

    title: str
    categories: tuple[str, ...]
    headimg: str
    author: str
    date: str
    thumbnail: str
    body: str
    comments: bool = False


def post_of(article: Article) -> Post:
    """Return the post of an article.

    No body can end its post early: the close is looked for at the end of the text only.
    """
    image = _address(article.headimg)
    return Post(
        title=clean_title(article.title),
        categories=tuple(clean_title(name) for name in article.categories),
        headimg=image,
        author=clean_title(article.author),
        date=http_date(article.published_at),
        thumbnail=image,
        body=article.body_html,
    )


def render(post: Post) -> str:
    """Return the post's text."""
    categories = "".join(f" - {_scalar(name)}\n" for name in post.categories)
    return (
        f"{_OPEN}title: {_quoted(post.title)}\n"
        f"categories: \n{categories}"
        f"headimg: {_quoted(post.headimg)}\n"
        f"author: {_scalar(post.author)}\n"
        f"comments: {str(post.comments).lower()}\n"
        f"date: {post.date}\n"
        f"thumbnail: {_quoted(post.thumbnail)}\n"
        f"{_BODY_OPEN}{post.body}{_BODY_CLOSE}"
    )


def parse(text: str) -> Post:
    """Read a post's text. Raises FrontMatterError with line and key for any other."""
    reader = _Reader(text)
    title = reader.quoted("title")
    categories = reader.categories()
    headimg = reader.quoted("headimg")
    author = reader.scalar("author")
    comments = reader.flag("comments")
    date = reader.value("date")
    thumbnail = reader.quoted("thumbnail")
    return Post(title, categories, headimg, author, date, thumbnail, reader.body(), comments)


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _scalar(value: str) -> str:
    plain = _PLAIN.fullmatch(value) and not _MISREAD.fullmatch(value)
    return value if plain else _quoted(value)


def _address(url: str) -> str:
    return _NO_ADDRESS.sub(lambda found: quote(found[0], errors="replace"), url)


class _Reader:
    """Reads the head line by line; the body is what is left."""

    def __init__(self, text: str) -> None:
        if not text.startswith(_OPEN):
            raise FrontMatterError(1, "---", "a post begins with an empty line and a line ---")
        self._rest = text[len(_OPEN) :]
        self._line = 3

    def value(self, key: str) -> str:
        line, end, rest = self._rest.partition("\n")
        if not end or not line.startswith(f"{key}: "):
            raise FrontMatterError(self._line, key, f"expected {key!r} here, found {line[:60]!r}")
        if line.endswith("\r"):
            raise FrontMatterError(self._line, key, "the line ends with a carriage return")
        self._rest = rest
        self._line += 1
        return line[len(key) + 2 :]

    def quoted(self, key: str) -> str:
        return self._unquoted(key, self.value(key))

    def scalar(self, key: str) -> str:
        return self._plain(key, self.value(key))

    def flag(self, key: str) -> bool:
        value = self.value(key)
        if value not in {"true", "false"}:
            raise FrontMatterError(self._line - 1, key, f"it is {value!r}, not true or false")
        return value == "true"

    def categories(self) -> tuple[str, ...]:
        if self.value("categories"):
            raise FrontMatterError(self._line - 1, "categories", "the names stand on further lines")
        names = []
        while self._rest.startswith(" - "):
            line, _, self._rest = self._rest.partition("\n")
            self._line += 1
            names.append(self._plain("categories", line[3:]))
        return tuple(names)

    def body(self) -> str:
        if not self._rest.startswith(_BODY_OPEN):
            raise FrontMatterError(self._line, "---", "the head ends with ---, a gap and <div>")
        body = self._rest[len(_BODY_OPEN) :]
        if not body.endswith(_BODY_CLOSE):
            line = self._line + self._rest.count("\n")
            raise FrontMatterError(line, "</div>", "the body ends with two spaces and </div>")
        return body[: -len(_BODY_CLOSE)]

    def _plain(self, key: str, value: str) -> str:
        found = self._unquoted(key, value) if value.startswith("'") else value
        if _scalar(found) != value:
            raise FrontMatterError(self._line - 1, key, f"{value[:60]!r} is not written plainly")
        return found

    def _unquoted(self, key: str, value: str) -> str:
        inner = value[1:-1].replace("''", "'")
        if len(value) < 2 or _quoted(inner) != value:  # noqa: PLR2004 - the two quotes
            raise FrontMatterError(self._line - 1, key, f"{value[:60]!r} is not single-quoted")
        return inner
