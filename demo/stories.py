"""The written stories under ``content/``: one file per topic.

    topic: 新能源
    companies: 锂业 储能              what the topic's made-up companies do

    === 332 3 | 每日经济新闻 | +7 | 锂业   columns | source | paragraphs from the stock | companies
    # title

    block                             a block ends at an empty line; demo.markup tells their kinds

    ***
    paragraph                         the topic's stock of further paragraphs

``common.txt`` is a stock alone, for every topic. Texts carry slots (demo.slots).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from demo.columns import COLUMN_BY_ID
from demo.errors import StoryError

_TOPICS = (
    "energy", "banking", "markets", "property", "pharma",
    "consumer", "tech", "industry", "city", "opinion",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Story:
    """A story as written, slots open. ``stock`` is how many stock paragraphs it takes at first."""

    topic: str
    columns: tuple[int, ...]
    source: str
    stock: int
    companies: tuple[str, ...]
    title: str
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """One file: its stories and its stock of paragraphs."""

    name: str
    stories: tuple[Story, ...]
    stock: tuple[str, ...]


@cache
def topics() -> tuple[Topic, ...]:
    """Read every topic. Raises StoryError for a file that is not written as above."""
    return tuple(_topic(f"{name}.txt", content(f"{name}.txt")) for name in _TOPICS)


@cache
def common_stock() -> tuple[str, ...]:
    """Read the paragraphs that fit any topic."""
    return _blocks(content("common.txt"))


def content(file: str) -> str:
    """Return a content file's text, its line ends untouched."""
    return files("demo").joinpath("content", file).read_bytes().decode()


def _topic(file: str, text: str) -> Topic:
    told, _, stock = text.partition("\n***")
    head, *stories = told.split("\n=== ")
    name, companies = _head(file, head)
    written = tuple(_story(file, story, name, companies) for story in stories)
    return Topic(name, written, _blocks(stock))


def _head(file: str, head: str) -> tuple[str, tuple[str, ...]]:
    lines = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    try:
        return lines["topic"], tuple(lines["companies"].split())
    except KeyError as missing:
        raise StoryError(file, head.strip(), f"it lacks the line {missing}") from missing


def _story(file: str, text: str, topic: str, companies: tuple[str, ...]) -> Story:
    first, _, rest = text.partition("\n")
    columns, source, stock, own = _first_line(file, first)
    title, *blocks = _blocks(rest)
    if not title.startswith("# "):
        raise StoryError(file, title, "a story begins with '# ' and its title")
    return Story(topic, columns, source, stock, own or companies, title[2:], tuple(blocks))


def _first_line(file: str, line: str) -> tuple[tuple[int, ...], str, int, tuple[str, ...]]:
    fields = [field.strip() for field in line.split("|")]
    try:
        columns = tuple(COLUMN_BY_ID[int(number)].id for number in fields[0].split())
        return columns, fields[1], int(fields[2]), tuple(" ".join(fields[3:]).split())
    except (KeyError, ValueError, IndexError) as problem:
        raise StoryError(
            file, line, "columns | source | +stock [| companies] expected"
        ) from problem


def _blocks(text: str) -> tuple[str, ...]:
    return tuple(block.strip() for block in text.split("\n\n") if block.strip())
