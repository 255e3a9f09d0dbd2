"""Crawls under measurement, ours and the references', of one newspaper."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.newspapers import Printed, on_air
from benchmarks.processes import Cost, MeasureError, environment, measured, python

_A_FEW = 20
AT_ONCE = "8"
"""Requests to one host at once: Scrapy's default, so that ours asks like the reference."""


@dataclass(frozen=True, slots=True)
class Crawls:
    """The programs that crawl ``paper``; what they write is in ``folder``."""

    paper: Printed
    folder: Path

    @property
    def database(self) -> Path:
        """The file that ours stores in."""
        return self.folder / "data" / "newsmill.db"

    def warm_up(self, *, script: bool) -> None:
        """Let each program run once over a few pages, before any is measured.

        Code is compiled at its first run, into a folder of this benchmark's own. No user pays for
        that twice, and it takes seconds of both, which would hide how they compare.
        """
        with on_air(_A_FEW, self.folder) as small:
            few = Crawls(small, self.folder)
            few.plain()
            few.first()
            if script:
                few.script()

    def plain(self) -> Cost:
        """Let plain Scrapy fetch every page and do nothing."""
        return measured(
            python("-m", "benchmarks.reference_scrapy", str(self._addresses())),
            environment(self.folder),
        )

    def script(self) -> Cost:
        """Let the script of bs4 and ORM fetch and store every article."""
        database = self.folder / "script.db"
        database.unlink(missing_ok=True)
        command = ("-m", "benchmarks.reference_script", str(self._addresses()), str(database))
        return measured(python(*command), environment(self.folder))

    def first(self) -> Cost:
        """Let newsmill crawl everything into a new database, as shipped."""
        shutil.rmtree(self.folder / "data", ignore_errors=True)
        return self.again(self.paper.size)

    def again(self, expected: int) -> Cost:
        """Let newsmill crawl once more. Raises MeasureError if not so many records are there."""
        cost = measured(self.command("crawl", "nbd", "--quiet"), self.surroundings())
        found = self.count("article")
        if found != expected:
            raise MeasureError(f"the crawl left {found} records, not {expected}")
        return cost

    def command(self, *arguments: str) -> list[str]:
        """Return a command of newsmill."""
        return python("-m", "service", *arguments)

    def surroundings(self) -> dict[str, str]:
        """Return the environment that leads newsmill to this newspaper."""
        sources = self.folder / "sources"
        self.paper.source_in(sources)
        return environment(
            self.folder,
            {
                "NEWSMILL_DATA_DIR": str(self.folder / "data"),
                "NEWSMILL_SOURCES_DIR": str(sources),
                "NEWSMILL_ALLOW_ADDRESSES": self.paper.host,
                "NEWSMILL_DELAY": "0",
                "NEWSMILL_DELAY_JITTER": "0",
                "NEWSMILL_CONCURRENCY": AT_ONCE,
            },
        )

    def count(self, table: str) -> int:
        """Return how many rows a table of ours has."""
        with closing(sqlite3.connect(self.database)) as connection:
            (found,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - our own names
        return int(found)

    def _addresses(self) -> Path:
        file = self.folder / "addresses.txt"
        file.write_text("\n".join(self.paper.addresses), "utf-8")
        return file
