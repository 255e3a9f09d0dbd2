"""What a site offers to a reader that knows nothing of it yet: feeds, sitemaps, lists of links.

Pure: looks at pages that were fetched, and says what is worth a try. Whether it is any good shows
when articles are read from it.
"""
