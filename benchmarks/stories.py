"""Texts for stored records: Chinese and English, as long as short news, always the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from articles.identity import content_hash, text_hash
from articles.types import Article, ArticleKey, DateSource

SOURCES = tuple(f"source-{number:03}" for number in range(200))
CATEGORIES = ("要闻", "金融", "科技", "world", "business", "culture", "sport", "房产")
NEWEST = datetime(2026, 11, 1, tzinfo=UTC)
_CHINESE = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工"
_COMMON = (
    "the of market growth bank policy report said year company new city energy report plan".split()
)
RARE = "量子重力"
"""Words of one record in ten thousand."""


@dataclass(frozen=True, slots=True)
class Written:
    """One story before anyone has read it."""

    number: int
    source: str
    title: str
    paragraphs: tuple[str, ...]
    category: str
    published: datetime

    @property
    def url(self) -> str:
        """Its address."""
        return f"https://{self.source}.example/{self.published:%Y-%m-%d}/{self.number}.html"

    @property
    def text(self) -> str:
        """Its text, a paragraph a line."""
        return "\n".join(self.paragraphs)

    @property
    def html(self) -> str:
        """Its markup."""
        return "".join(f"<p>{one}</p>" for one in self.paragraphs)

    def article(self) -> Article:
        """Return it as the pipeline hands it to the storage."""
        categories = (self.category, self.source)
        return Article(
            key=ArticleKey(self.url.partition("//")[2]),
            source=self.source,
            url=self.url,
            title=self.title,
            categories=categories,
            published_at=self.published,
            date_source=DateSource.PAGE,
            body_html=self.html,
            body_text=self.text,
            content_hash=content_hash(
                title=self.title, body_html=self.html, headimg="", byline=None
            ),
            text_hash=text_hash(self.text),
            author=self.source,
            fetched_at=self.published + timedelta(minutes=5),
            language="zh" if self.number % 3 else "en",
        )


def stories(count: int, seed: int = 1) -> Iterator[Written]:
    """Write so many stories, the oldest first, over two years."""
    chance = Random(seed)  # noqa: S311 - the same texts each time, no secret
    chinese = [_sentence(chance) for _ in range(3_000)]
    english = [_english(chance) for _ in range(3_000)]
    step = timedelta(days=730) / count
    for number in range(count):
        pool = chinese if number % 3 else english
        title = f"{chance.choice(pool)[:24]} {number}"
        parts = [" ".join(chance.choices(pool, k=3)) for _ in range(3)]
        if number % 10_000 == 77:  # noqa: PLR2004 - one in ten thousand
            parts.append(RARE)
        yield Written(
            number,
            SOURCES[int(len(SOURCES) * chance.random() ** 2)],
            title,
            tuple(parts),
            chance.choice(CATEGORIES),
            NEWEST - step * (count - number),
        )


def _sentence(chance: Random) -> str:
    # more characters than the common ones, each with its own frequency
    body = "".join(
        chr(0x4E00 + int(3_000 * chance.random() ** 3)) if chance.random() < 0.6  # noqa: PLR2004
        else chance.choice(_CHINESE)
        for _ in range(chance.randint(18, 40))
    )  # fmt: skip
    return f"{body}。"


def _english(chance: Random) -> str:
    words = [
        f"word{int(20_000 * chance.random() ** 4)}" if chance.random() < 0.5  # noqa: PLR2004
        else chance.choice(_COMMON)
        for _ in range(chance.randint(8, 18))
    ]  # fmt: skip
    return f"{' '.join(words).capitalize()}."
