"""Looks at sources that have nothing new, in one process that lives on, as the daemon's does.

``python -m benchmarks.polls`` crawls the sources that the environment names, again and again.
"""

from __future__ import annotations

from benchmarks.rounds import tell_rounds
from config import load_settings, read_sources
from crawler.options import CrawlOptions
from crawler.process import crawl_sources
from storage import open_storage


def main() -> None:
    """Crawl once in full, then in rounds."""
    settings = load_settings()
    sources = [one for one in read_sources(settings).sources if one.enabled]
    with open_storage(settings.database_url) as storage:
        tell_rounds(lambda: crawl_sources(sources, settings, storage, CrawlOptions()), len(sources))


# a worker that reads pages imports this module too
if __name__ == "__main__":
    main()
