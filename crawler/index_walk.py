"""Walking a listing that names other listings as its parts: an index of sitemaps.

Parts are read newest first, to the listing's ``max_maps``; those that have not changed are not
asked for. A part is noted as read only when its entries are stored, the index only when all its
parts are.
"""

from __future__ import annotations

from collections.abc import Sequence

from articles.types import FetchedPage, ListingEntry
from config import SitemapListing
from crawler import parts
from crawler.first_crawl import Gathered, from_before, left_alone
from crawler.listing_reader import GONE, NOT_MODIFIED, OK, ListingReader
from crawler.pages import conditional
from crawler.parts import Standing
from crawler.spiders.listing import ListingPage, ListingPart
from storage.types import Failure, ListingState

_BARREN = "none of the sitemaps that it names shows an article that include and exclude let pass"


def index_walk(reader: ListingReader, state: ListingState) -> IndexWalk:
    """Return the walk that an index needs by what is remembered of it."""
    if state.is_first(reader.listing.rules):
        return FirstIndexWalk(reader, state)
    return IndexWalk(reader, state)


class IndexWalk:
    """One walk of an index that was read before: what has changed since."""

    def __init__(self, reader: ListingReader, state: ListingState) -> None:
        self.reader, self.index = reader, state
        self.rules = reader.listing.rules
        self.most = reader.listing.max_maps if isinstance(reader.listing, SitemapListing) else 0
        self.tells_changes = True
        """Whether the index itself changes whenever a part does: each part has its date."""
        self.fetched = 0
        self.ended = True

    async def run(self, named: Sequence[ListingPart]) -> bool:
        """Go through the parts; tell whether all that there was to read was read."""
        row, seen = parts.newest_first(named), {self.reader.url}
        while row and not self.reader.session.interrupted:
            part = row.pop(0)
            if part.url in seen or len(seen) > parts.MOST:
                continue
            seen.add(part.url)
            self.tells_changes = self.tells_changes and part.changed is not None
            row[:0] = parts.newest_first(await self._visit(part))
        await self.close()
        return self.ended and not self.reader.session.interrupted

    async def _visit(self, part: ListingPart) -> Sequence[ListingPart]:
        """Read one part if it is to be read; return the parts that it has in turn."""
        state = await self.wanted(part)
        if state is None:
            return ()
        self.fetched += 1
        validators = self._validators(part, state)
        page = await self.reader.fetch(part.url, validators)
        answers = {OK, *GONE, *((NOT_MODIFIED,) if validators else ())}
        if isinstance(page, Failure) or page.status not in answers:
            self.reader.book(part.url, page)
            self.ended = False
        elif page.status == NOT_MODIFIED:
            await self.remember(part, state.etag, state.last_modified)
        elif page.status == OK:
            return await self._read(part, state, page)
        return ()

    async def _read(
        self, part: ListingPart, state: ListingState, page: FetchedPage
    ) -> Sequence[ListingPart]:
        read = await self.reader.read(page, 1)
        if read is None:
            self.ended = False
            return ()
        if read.parts:
            return read.parts
        # an index has parts of other things than articles
        if not (read.entries or read.empty or read.unwanted):
            await self.reader.book_fault(page, read)
        await self.take(part, state, read, page)
        return ()

    async def wanted(self, part: ListingPart) -> ListingState | None:
        """Return what is remembered of a part that is to be fetched; None for any other."""
        if parts.is_past(part, self.index.read_at) and not self.index.walking:
            return None
        rules = parts.rules_of(part, self.rules)
        state = await self.reader.session.work.listing_state(part.url, rules)
        if parts.is_settled(part, state, self.rules):
            return None
        if self.fetched >= self.most or not self.reader.may_go_on(part.url):
            self.ended = False
            return None
        return state

    def _validators(self, part: ListingPart, state: ListingState) -> dict[str, str]:
        known = state.rules == parts.rules_of(part, self.rules) and not state.walking
        return conditional(state.etag, state.last_modified) if known else {}

    async def take(
        self, part: ListingPart, state: ListingState, read: ListingPage, page: FetchedPage
    ) -> None:
        """Store a part's entries, and that it was read."""
        entries, whole = self.since(read.entries)
        await self.reader.store(entries, older=self._older(state, entries))
        if whole:
            await self.remember(part, page.etag, page.last_modified)
        self.ended = self.ended and whole

    def _older(self, state: ListingState, entries: Sequence[ListingEntry]) -> frozenset[str]:
        place = parts.standing(state, self.rules)
        read_at = state.read_at if place is Standing.PASSED_OVER else self.index.read_at
        if place is Standing.KNOWN or read_at is None:
            return frozenset()
        return from_before(entries, read_at, undated=place is Standing.PASSED_OVER)

    def since(self, entries: Sequence[ListingEntry]) -> tuple[list[ListingEntry], bool]:
        """Leave out what ``--since`` does; tell whether that was nothing."""
        kept = self.reader.session.not_older(entries)
        return kept, len(kept) == len(entries)

    async def remember(
        self, part: ListingPart, etag: str | None, last_modified: str | None
    ) -> None:
        """Note that a part was read to its end."""
        await self.note(part.url, parts.rules_of(part, self.rules), etag, last_modified)

    async def note(
        self, url: str, rules: str, etag: str | None = None, last_modified: str | None = None
    ) -> None:
        """Write down by which rules a part was read."""
        session = self.reader.session
        await session.work.begin_walk(url, rules, session.now())
        await session.work.end_walk(url, etag, last_modified, session.now())

    async def close(self) -> None:
        """Do what is left to do when the last part was visited."""


class FirstIndexWalk(IndexWalk):
    """The first walk of an index: its newest entries; what it does not reach is passed over."""

    def __init__(self, reader: ListingReader, state: ListingState) -> None:
        super().__init__(reader, state)
        self.limit = reader.listing.takes_first() or 0
        self.passed: list[ListingPart] = []
        self._gathered = Gathered(reader.session.source.keep_query)
        self._read_parts: list[tuple[ListingPart, FetchedPage]] = []

    async def wanted(self, part: ListingPart) -> ListingState | None:
        """Want parts until there are entries enough. Without a date it may hold the newest."""
        if self.fetched >= self.most or self._enough(part):
            self.passed.append(part)
            return None
        return ListingState()

    def _enough(self, part: ListingPart) -> bool:
        since = self.reader.session.options.since
        if part.changed is None:
            return False
        return part.changed < since if since else len(self._gathered) >= self.limit

    async def take(
        self,
        part: ListingPart,
        state: ListingState,  # noqa: ARG002 - nothing is remembered yet
        read: ListingPage,
        page: FetchedPage,
    ) -> None:
        """Collect a part's entries: which of them are the newest shows at the end."""
        self._gathered.add(read.entries)
        self._read_parts.append((part, page))

    async def close(self) -> None:
        """Choose among all that was seen and store it, then that it was seen."""
        since = self.reader.session.options.since
        entries = self._gathered.entries
        if self.fetched and not entries:
            self.reader.book_nothing(self.reader.url, _BARREN)
        older = left_alone(entries, limit=self.limit, since=since)
        await self.reader.store(entries, older=older, revive=True)
        for part, page in self._read_parts:
            await self.remember(part, page.etag, page.last_modified)
        for part in self.passed:
            await self.note(part.url, parts.passed_over(part, self.rules))
