"""Pages answered with 200 that are no article: challenges, login walls, error pages and their kin.

    FetchedPage + ArticleItem → evidence (what is measured) → score (how it adds up) → Rejection

No rule is decisive alone: each kind of wall adds up signals of several sorts, and whatever speaks
for an article (a text of some length, a date) counts against it. It prefers to miss a wall rather
than to drop an article.
"""

from articles.walls.judge import wall_of

__all__ = ["wall_of"]
