"""What many write themselves: Scrapy, BeautifulSoup, and an insert by the ORM for each article.

``python -m benchmarks.reference_script FILE DATABASE``: one address a line.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

ADDRESSES = Path(sys.argv[1]).read_text("utf-8").split() if len(sys.argv) > 1 else []


class Base(DeclarativeBase):
    """The tables."""


class Story(Base):
    """One article."""

    __tablename__ = "story"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(unique=True)
    digest: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    published: Mapped[str]
    origin: Mapped[str]
    text: Mapped[str]


class Typical(Spider):
    """Fetches, parses, looks whether it is there, inserts, commits."""

    name = "typical"

    async def start(self) -> AsyncIterator[Any]:
        """Ask for every address of the file."""
        self.session = Session(create_engine(f"sqlite:///{sys.argv[2]}"))
        Base.metadata.create_all(self.session.get_bind())
        for address in ADDRESSES:
            yield Request(address)

    def parse(self, response: Response) -> None:
        """Store an article."""
        soup = BeautifulSoup(response.text, "lxml") if "/articles/" in response.url else None
        body = soup and soup.select_one(".g-articl-text")
        if soup is None or body is None:
            return
        text = "\n".join(part.get_text().strip() for part in body.find_all("p"))
        digest = hashlib.sha256(text.encode()).hexdigest()
        if self.session.query(Story).filter_by(digest=digest).first() is None:
            self.session.add(
                Story(
                    url=response.url,
                    digest=digest,
                    title=_text(soup, ".g-article-top h1"),
                    published=_text(soup, ".u-time .time"),
                    origin=_text(soup, ".u-time .source"),
                    text=text,
                )
            )
            self.session.commit()


def _text(soup: BeautifulSoup, selector: str) -> str:
    found = soup.select_one(selector)
    return found.get_text().strip() if found else ""


if __name__ == "__main__":
    process = CrawlerProcess({"LOG_LEVEL": "WARNING", "TELNETCONSOLE_ENABLED": False})
    process.crawl(Typical)
    process.start()
