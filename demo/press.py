"""The newsroom: writes the n-th story, always the same one for the same seed.

The first sixty are the stories as written; after them each comes back with another cast, other
figures and more of its topic's stock of paragraphs. No two have the same title or text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from random import Random

from demo.chance import chance
from demo.markup import Hand, Shot, body_html, images
from demo.names import cast, person
from demo.slots import Slots
from demo.stories import Story, Topic, common_stock, topics

_OWN_SOURCES = ("每日经济新闻", "每经网")
_BRIDGES = ("行业在变", "各方看法", "数字背后", "仍待回答的问题", "变与不变", "另一本账")
_TAG = re.compile(r"<[^>]+>")
_SUMMARY = 110
_SECTION = 6
_STRIDE = 7
"""How far a story's company moves on when it comes back; coprime to the 900 names."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A story ready to be printed; it has no number and no time yet."""

    columns: tuple[int, ...]
    title: str
    source: str
    byline: str
    editor: str
    body: str
    summary: str
    keywords: tuple[str, ...]
    images: tuple[str, ...]


class Press:
    """Writes story after story; remembers titles, so that none comes twice."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._next = 0
        self._titles: set[str] = set()

    def write(self) -> Draft:
        """Write the next story."""
        number, self._next = self._next, self._next + 1
        draft = self._draft(number)
        self._titles.add(draft.title)
        return draft

    def _draft(self, number: int) -> Draft:
        lap, place = divmod(number, len(_all_stories()))
        index = _order(self._seed, lap)[place]
        topic, story = _all_stories()[index]
        rng = chance(self._seed, "story", number)
        parts = cast(rng, index * 41 + lap * _STRIDE, story.companies)
        slots = Slots(rng, parts)
        title = self._unlike(slots.fill(story.title), parts)
        blocks = [slots.fill(block) for block in _blocks(rng, topic, story, lap)]
        return _draft(rng, story, title, blocks, parts["公司"])

    def _unlike(self, title: str, parts: dict[str, str]) -> str:
        if title not in self._titles:
            return title
        told = f"{title}｜{parts['城']}·{parts['公司']}"
        return told if told not in self._titles else f"{told}（{self._next}）"


def _draft(rng: Random, story: Story, title: str, blocks: list[str], company: str) -> Draft:
    hand, shot = rng.choice(tuple(Hand)), rng.choice(tuple(Shot))
    own = story.source in _OWN_SOURCES
    body = body_html(blocks, hand, shot)
    return Draft(
        columns=story.columns,
        title=title,
        source=story.source,
        byline=_people(rng, (1, 1, 1, 2)) if own and story.blocks[1:] and story.stock else "",
        editor=_people(rng, (1, 1, 2)) if own else "",
        body=body,
        summary=_TAG.sub("", body).replace("　", "").strip()[:_SUMMARY],
        keywords=(story.topic, company),
        images=images(blocks),
    )


def _blocks(rng: Random, topic: Topic, story: Story, lap: int) -> list[str]:
    """Return the story's own blocks with stock paragraphs before its last one."""
    wanted = rng.randint(6, 18) if lap else story.stock
    of_topic = min(len(topic.stock), wanted - wanted // 3)
    stock = rng.sample(topic.stock, of_topic) + rng.sample(common_stock(), wanted - of_topic)
    return [*story.blocks[:-1], *_in_sections(rng, stock), story.blocks[-1]]


def _in_sections(rng: Random, paragraphs: list[str]) -> list[str]:
    """Return the paragraphs, under a subheading for every six of them."""
    if len(paragraphs) < _SECTION:
        return paragraphs
    headings = rng.sample(_BRIDGES, -(-len(paragraphs) // _SECTION))
    blocks = []
    for number, paragraph in enumerate(paragraphs):
        if number % _SECTION == 0:
            blocks.append(f"## {headings[number // _SECTION]}")
        blocks.append(paragraph)
    return blocks


def _people(rng: Random, numbers: tuple[int, ...]) -> str:
    return " ".join(dict.fromkeys(person(rng) for _ in range(rng.choice(numbers))))


@cache
def _all_stories() -> tuple[tuple[Topic, Story], ...]:
    return tuple((topic, story) for topic in topics() for story in topic.stories)


@cache
def _order(seed: int, lap: int) -> tuple[int, ...]:
    order = list(range(len(_all_stories())))
    chance(seed, "lap", lap).shuffle(order)
    return tuple(order)
