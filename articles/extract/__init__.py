"""A fetched page → an ArticleItem: the source's rules first, then what the page tells of itself.

    page → structured   what it claims of itself (JSON-LD, meta)
         → runs         its text, a line, paragraph or cell each
         → judge        which runs are the article: trees and nets of our own say it
         → cutting      their markup, out of the page's own
         → fields       title, authors, dates, lead image, language: claims weighed with the text

The heavy libraries are imported when a page without rules is read, not before.
"""

from articles.extract.item import extract, extract_by_rules

__all__ = ["extract", "extract_by_rules"]
