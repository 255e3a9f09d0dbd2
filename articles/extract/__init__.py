"""A fetched page → an ArticleItem: the source's rules first, then what the page says of itself."""

from articles.extract.item import extract

__all__ = ["extract"]
