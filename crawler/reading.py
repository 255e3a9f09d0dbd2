"""Where pages are read: here and now, or in a worker.

A page that is surely quick to read is read on the loop: that costs it a few milliseconds, and
starting workers costs some too. All others go to a worker, where they can be killed. Once so many
pages were read that workers have paid for their start, the quick ones go there too and wait for
their turn: the loop, which fetches and stores, is what a crawl waits for. Only what would wait
behind many is read by the loop: then the workers have enough to do meanwhile.

Measured (58 KB pages of rules): 3.5 ms on the loop; in a worker 0.3 ms of the loop's time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from articles.html.burden import burden
from articles.normalize import Sighting
from articles.read import Opened, opened, opened_by_rules, read, read_by_rules
from articles.types import Article, FetchedPage, Profile, Rejection
from crawler.extract_pool import ExtractPool, flawed

T = TypeVar("T")

_QUICK = 100_000.0
"""Microseconds that the loop may stand still."""
_PAID_OFF = 50
"""Pages after which workers have paid for their start, some 0.2 s of a core."""


class Reader:
    """Reads for all crawls of a process."""

    def __init__(self, pool: ExtractPool) -> None:
        self.pool = pool
        self._read_here = 0

    async def article(
        self, page: FetchedPage, seen: Sighting, profile: Profile
    ) -> Article | Rejection:
        """Read one of the pages of an article. Raises ExtractError."""
        return await self._read(read_by_rules, read, page, seen, profile)

    async def opened(
        self, page: FetchedPage, seen: Sighting, profile: Profile
    ) -> Opened | Rejection:
        """Read an article's first page, and look where it goes on. Raises ExtractError."""
        return await self._read(opened_by_rules, opened, page, seen, profile)

    async def _read(
        self,
        by_rules: Callable[..., T | None],
        anyhow: Callable[..., T],
        page: FetchedPage,
        seen: Sighting,
        profile: Profile,
    ) -> T:
        if profile.rules.body:
            found = await self.call(by_rules, page, seen, profile)
            if found is not None:
                return found
        # Without rules the text is searched for, which takes its time.
        return await self.call(anyhow, page, seen, profile, quick=False)

    async def call(
        self, function: Callable[..., T], page: FetchedPage, *args: Any, quick: bool = True
    ) -> T:
        """Call a module's function on a page. ``quick``: it takes no longer than reading rules.

        Raises ExtractError, of the same class wherever it was done.
        """
        if quick and self._stays_here and burden(page.body, _QUICK) <= _QUICK:
            self._read_here += 1
            return _here(function, page, args)
        return await self.pool.run(function, page, *args)

    @property
    def _stays_here(self) -> bool:
        if self.pool.running:
            return self.pool.full
        return self.pool.starting or self._read_here < _PAID_OFF


def _here(function: Callable[..., T], page: FetchedPage, args: tuple[Any, ...]) -> T:
    try:
        return function(page, *args)
    except Exception as error:
        raise flawed(error) from error
