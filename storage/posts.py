"""The folder of posts: one file an article, written whole or not at all.

``<source>/<yyyy>/<mm>/<slug>-<short id>.md``. The same article gives the same bytes under the same
name; a file that has them already is left alone. Nothing outside the folder is touched, not even
through a link inside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from articles.frontmatter import post_of, render
from articles.slugs import post_path
from articles.types import Article
from storage.errors import ExportError
from storage.files import replacing


def post_text(article: Article) -> str:
    """Return an article's post."""
    return render(post_of(article))


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

    def _path(self, article: Article) -> Path:
        place = post_path(
            source=article.source,
            published_at=article.published_at,
            title=article.title,
            key=article.key,
        )
        path = self._folder / place
        if not path.parent.resolve().is_relative_to(self._folder.resolve()):
            raise ExportError(path, f"a link leads out of {self._folder}")
        return path


def _write(path: Path, content: bytes) -> bool:
    with suppress(FileNotFoundError):
        if path.read_bytes() == content:
            return False
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as file:
        file.write(content)
    return True
