"""The folder of posts: one file an article, written whole or not at all.

``<source>/<yyyy>/<mm>/<slug>-<short id>.md``. The same article gives the same bytes under the same
name; a file that has them already is left alone. Nothing outside the folder is touched, not even
through a link inside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from articles.errors import FrontMatterError
from articles.frontmatter import parse, post_of, render
from articles.slugs import post_path, short_id
from articles.types import Article
from storage.errors import ExportError
from storage.files import replacing


def post_text(article: Article) -> str:
    """Return an article's post."""
    return render(post_of(article))


Identity = tuple[str, str]
"""A source and the short id of an article in it: what the names of all its posts share."""


class PostsFolder:
    """Writes posts, or other texts of articles.

    Raises ExportError for a folder or file that cannot be written.
    """

    def __init__(self, folder: Path, text_of: Callable[[Article], str] = post_text) -> None:
        self._folder = folder
        self._text_of = text_of

    def write(self, article: Article, earlier: Iterable[Article] = ()) -> bool:
        """Write an article's post and remove those of its ``earlier`` versions.

        Tells whether anything had to be written.
        """
        path = self._path(article)
        try:
            written = _write(path, self._text_of(article).encode())
            for old in {self._path(one) for one in earlier} - {path}:
                old.unlink(missing_ok=True)
        except OSError as error:
            raise ExportError(path, error.strerror or error) from error
        return written

    def remove(self, articles: Iterable[Article]) -> None:
        """Remove the posts of articles, as they were in each of these versions."""
        for path in {self._path(one) for one in articles}:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise ExportError(path, error.strerror or error) from error

    def named(self, article: Article) -> tuple[Identity, Path]:
        """Return whose post an article's is, and where it stands."""
        return (article.source, short_id(article.key)), self._path(article)

    def sweep(self, current: Mapping[Identity, Path], buried: Iterable[tuple[str, str]]) -> int:
        """Remove the posts of deleted records, and of current ones under an earlier name.

        ``current`` is made of ``named``; ``buried`` holds source and key of every address of a
        deleted record. A file that is not named as a post of one of these, or does not read as a
        post, is somebody else's. Returns how many were removed.
        """
        gone = {(source, short_id(key)) for source, key in buried} - current.keys()
        removed = 0
        for path in sorted(self._folder.glob("*/*/*/*.md")):
            identity = path.relative_to(self._folder).parts[0], path.stem.rpartition("-")[2]
            if identity not in gone and current.get(identity, path) == path:
                continue
            try:
                if self._is_inside(path) and _is_post(path):
                    path.unlink()
                    removed += 1
            except OSError as error:
                raise ExportError(path, error.strerror or error) from error
        return removed

    def _is_inside(self, path: Path) -> bool:
        return path.parent.resolve().is_relative_to(self._folder.resolve())

    def _path(self, article: Article) -> Path:
        place = post_path(
            source=article.source,
            published_at=article.published_at,
            title=article.title,
            key=article.key,
        )
        path = self._folder / place
        if not self._is_inside(path):
            raise ExportError(path, f"a link leads out of {self._folder}")
        return path


def _is_post(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    try:
        parse(path.read_bytes().decode())
    except (FrontMatterError, UnicodeDecodeError):
        return False
    return True


def _write(path: Path, content: bytes) -> bool:
    with suppress(FileNotFoundError):
        if path.read_bytes() == content:
            return False
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as file:
        file.write(content)
    return True
