"""The Scrapy project: what is fetched, how politely, and what becomes of each answer.

``run`` is the one way a crawl is run; nothing is imported here, so that reading an option or a
type does not load Scrapy.
"""
