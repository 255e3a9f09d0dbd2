"""Pages answered with 200 that are no article: challenges, login walls, error pages and their kin.

    FetchedPage + ArticleItem → evidence (what is measured) → score (how it adds up) → Rejection

No rule is decisive alone: each kind of wall adds up signals of several sorts, and whatever speaks
for an article (a text of some length, a date) counts against it. It prefers to miss a wall rather
than to drop an article. ``judge.wall_of`` is the way in; nothing is imported here, so that the
words alone can be had without a parser.
"""
