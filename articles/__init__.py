"""The pure core: what a page says, what we believe of it, and how a post is written.

Nothing here knows the network, the disk, the clock, a database or Scrapy; ``now`` is an argument.
"""
