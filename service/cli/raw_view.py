"""Raw pages: to a file or program byte for byte, to a terminal as text that moves no cursor."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from articles.extract.charset import decode
from articles.moments import stamp
from articles.types import FetchedPage
from service.cli.console import hint, say
from service.cli.text import safe_text


def write_pages(pages: Sequence[FetchedPage]) -> None:
    """Write pages to standard output; what they are to standard error, so that a pipe gets none."""
    for page in pages:
        kind = page.content_type or "of no named type"
        when = stamp(page.fetched_at)
        hint(f"{page.final_url}: {len(page.body):,} bytes, {kind}, fetched {when}")
        if sys.stdout.isatty():
            for line in decode(page).splitlines():
                say(safe_text(line))
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(page.body)
            sys.stdout.buffer.flush()
