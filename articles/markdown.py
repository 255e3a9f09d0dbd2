"""An article as clean Markdown, for note-takers and site generators: YAML front matter and body.

Another format than the family's posts (``articles.frontmatter``): nothing of it is HTML.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from articles.types import Article

_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
_NO_FOLDING = 1_000_000
"""Characters of a line of front matter: a title stays in one."""


def markdown_of(article: Article) -> str:
    """Return an article as Markdown; what it does not have is left out of the front matter."""
    from markdownify import markdownify  # noqa: PLC0415 - needed by this format only

    head = _yaml({name: value for name, value in _head(article).items() if value})
    body = markdownify(article.body_html, heading_style="ATX", bullets="-").strip()
    return f"---\n{head}---\n\n{body}\n"


def _yaml(head: dict[str, object]) -> str:
    import yaml  # noqa: PLC0415 - the same

    class Dumper(yaml.SafeDumper):
        """Escapes the line ends of Unicode, which a reader would take for spaces."""

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        style = '"' if _LINE_ENDS.search(value) else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, text)
    return yaml.dump(head, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=_NO_FOLDING)


def _head(article: Article) -> dict[str, object]:
    return {
        "title": article.title,
        "date": _moment(article.published_at),
        "updated": article.updated_at and _moment(article.updated_at),
        "author": article.byline or article.author,
        "tags": list(dict.fromkeys((*article.categories, *article.keywords))),
        "source": article.source,
        "canonical_url": article.url,
        "language": article.language,
        "image": article.headimg,
        "description": article.description,
    }


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
