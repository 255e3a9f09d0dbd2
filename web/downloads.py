"""Names of what is downloaded: nothing in them that a file system or a header takes amiss."""

from __future__ import annotations

from urllib.parse import quote

from articles.slugs import post_path
from articles.types import Article


def post_name(article: Article) -> str:
    """Return the name of an article's post, as in the folder of posts."""
    place = post_path(
        source=article.source,
        published_at=article.published_at,
        title=article.title,
        key=article.key,
    )
    return place.name


def attachment(name: str) -> dict[str, str]:
    """Return the header that offers an answer as a file (RFC 6266)."""
    plain = "".join(one if one.isascii() and one.isalnum() else "-" for one in name[:-3]) + ".md"
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    }
