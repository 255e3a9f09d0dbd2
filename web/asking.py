"""What is asked of the storage for pages, API and feeds, each within its time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from articles.search.query import Query, parse
from config import SettingOrigin, Source
from config.data import HealthData
from config.moments import parse_moment
from storage import Storage
from storage.data import StatsData, stats_data
from storage.notices import Incident
from storage.types import Hit, Page, Record, RecordFilter, RecordSummary, Run, Story
from web.errors import NotFound, WrongQuestion
from web.lineup import Lineup
from web.memo import Memo
from web.status import StatusData
from web.world import Desk, World

_SECONDS = 10.0
"""That one answer may take the database: for what is rare; the usual takes milliseconds."""
_COUNTED_FOR = 60.0
_STATUS_FOR = 2.0
_OWN = "newsmill:"
_STATES = frozenset({"current", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Wish:
    """Which records somebody wants to see, as typed. Empty texts mean nothing."""

    q: str = ""
    source: str = ""
    category: str = ""
    since: str = ""
    until: str = ""
    status: str = ""

    def chosen(self, now: datetime) -> RecordFilter:
        """Return the filter that is meant. Raises MomentError, WrongQuestion."""
        if self.status and self.status not in _STATES:
            raise WrongQuestion(f"status {self.status!r}: a record is current or withdrawn")
        return RecordFilter(
            source=self.source or None,
            category=self.category or None,
            since=parse_moment(self.since or None, "since", now),
            until=parse_moment(self.until or None, "until", now),
            status=self.status or None,
        )

    def query(self, now: datetime) -> Query:
        """Return what the search box means. Raises QueryError, MomentError."""
        return parse(self.q, lambda text, name: parse_moment(text, name, now))

    def given(self) -> dict[str, str]:
        """Return what is not empty, as the parameters of an address."""
        pairs = ((name, getattr(self, name)) for name in self.__slots__)
        return {name: value for name, value in pairs if value}

    def without(self, name: str) -> Wish:
        """Return the same without one of its parts."""
        return replace(self, **{name: ""})


class Asking:
    """The storage, asked with patience for a few seconds and counting only now and then."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._days: Memo[tuple[tuple[date, int], ...]] = Memo(_COUNTED_FOR)
        self._of_each: Memo[dict[str, int]] = Memo(_COUNTED_FOR)
        self._stats: Memo[StatsData] = Memo(_COUNTED_FOR)
        self._lineup: Memo[Lineup] = Memo(_STATUS_FOR)

    @contextmanager
    def storage(self) -> Iterator[Storage]:
        """Give the storage, to be asked in this thread. Raises StorageSlow."""
        with self._world.storage.within(_SECONDS):
            yield self._world.storage

    def records(self, wish: Wish, after: str | None, limit: int) -> Page[RecordSummary]:
        """Return a page of records, newest first."""
        chosen = wish.chosen(self._world.now())
        with self.storage() as storage:
            return storage.records.list(chosen, after=after, limit=limit)

    def hits(self, wish: Wish, after: str | None, limit: int, *, ranked: bool) -> Page[Hit]:
        """Return a page of what a search finds."""
        now = self._world.now()
        query, chosen = wish.query(now), wish.chosen(now)
        with self.storage() as storage:
            return storage.records.search(query, chosen, ranked=ranked, after=after, limit=limit)

    def whole(self, wish: Wish, limit: int) -> tuple[Record, ...]:
        """Return the newest records of a wish with their texts."""
        if wish.q:
            numbers = [hit.record.id for hit in self.hits(wish, None, limit, ranked=False).rows]
        else:
            numbers = [row.id for row in self.records(wish, None, limit).rows]
        with self.storage() as storage:
            return storage.records.several(numbers)

    def stories(self, wish: Wish, after: str | None, limit: int) -> Page[Story]:
        """Return a page of stories."""
        chosen = wish.chosen(self._world.now())
        with self.storage() as storage:
            return storage.records.stories(chosen, after=after, limit=limit)

    def runs(self, source: str | None, after: str | None, limit: int) -> Page[Run]:
        """Return a page of runs, newest first."""
        with self.storage() as storage:
            return storage.runs.list(source, limit=limit, after=after)

    def run(self, number: int) -> Run:
        """Return one run. Raises RunNotFound."""
        with self.storage() as storage:
            return storage.runs.get(number)

    def own_incidents(self) -> tuple[Incident, ...]:
        """Return the open troubles of the daemon itself; those of sources stand in their health."""
        with self.storage() as storage:
            found = storage.incidents.open()
        return tuple(one for one in found if one.subject.startswith(_OWN))

    def daily(self, days: int, source: str | None = None) -> tuple[tuple[date, int], ...]:
        """Return how many articles were published on each of the latest days, oldest first."""
        today = self._world.now().date()

        def count() -> tuple[tuple[date, int], ...]:
            with self.storage() as storage:
                newest = storage.records.list(RecordFilter(source=source), limit=1).rows
                last = min((one.published_at.date() for one in newest), default=today)
                # of what ended long ago its last days are shown, not an empty field
                old = today - last >= timedelta(days=days)
                return storage.records.daily(last if old else today, days, source)

        return self._days.get((today, days, source), count)

    def of_each(self) -> dict[str, int]:
        """Return how many records each source has."""

        def count() -> dict[str, int]:
            with self.storage() as storage:
                return storage.records.of_each()

        return self._of_each.get("all", count)

    def stats(self, wish: Wish) -> StatsData:
        """Return the counts by source and day."""
        chosen = wish.chosen(self._world.now())

        def count() -> StatsData:
            with self.storage() as storage:
                return stats_data(storage.records.stats(chosen))

        return self._stats.get(wish, count)

    @property
    def desk(self) -> Desk:
        """Who knows and steers the daemon."""
        return self._world.desk

    def now(self) -> datetime:
        """Return the time."""
        return self._world.now()

    def settings(self) -> tuple[SettingOrigin, ...]:
        """Return the settings, secrets masked."""
        return self._world.settings()

    def status(self) -> StatusData:
        """Tell how everything stands; up to a few seconds old."""
        return self.lineup().status

    def lineup(self) -> Lineup:
        """Return the sources in order, as of the same moment as the status."""
        return self._lineup.get("all", lambda: Lineup(self._world.desk.status()))

    def changed(self) -> None:
        """Ask for the status anew: something was just changed."""
        self._lineup.forget()

    def health(self) -> Mapping[str, HealthData]:
        """Tell how each source is."""
        return {one["name"]: one["health"] for one in self.status()["sources"]}

    def sources(self) -> Mapping[str, Source]:
        """Return the usable sources by name."""
        return self._world.sources()

    def source(self, name: str) -> Source:
        """Return one of them. Raises NotFound."""
        found = self.sources().get(name)
        if found is None:
            raise NotFound(f"there is no source {name!r}; see newsmill sources list")
        return found
