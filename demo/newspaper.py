"""The newspaper: printed once, then added to, updated and thinned out on request.

Pure: no clock, no network. The same size, seed and start give the same newspaper, and a smaller
one is the newest part of a larger one. It does not know how it looks or where it is served.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import count
from threading import Lock

from demo.article import BEIJING, DemoArticle
from demo.chance import chance
from demo.edition import Edition
from demo.errors import SizeError, UnknownArticleError
from demo.press import Draft, Press
from demo.sample import SAMPLE_ID, sample_article

START = datetime(2021, 5, 10, 22, 30, tzinfo=BEIJING)
"""When the newest article of a newspaper comes out unless told otherwise."""
SEED = 2021
_GAP = (9 * 60, 75 * 60)
_ADDENDA = (
    "有关部门回应称，已经注意到相关情况，正在进一步核实，结果将及时向社会公布。",
    "公司随后补充公告称，上述事项不会对当期经营业绩产生重大影响。",
    "截至今日收盘，相关板块多数上涨，成交额较前一交易日明显放大。",
    "受访专家补充说，政策细则仍有待明确，市场不宜过度解读。",
    "记者最新获悉，首批试点名单已经确定，预计将于下月正式启动。",
)


class Operation(StrEnum):
    """What can be done to a newspaper."""

    ADDED = "added"
    UPDATED = "updated"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """What was done, and to which article (as it is afterwards, or last was)."""

    operation: Operation
    article: DemoArticle
    status: int = 200
    """What the article's address answers from now on."""


class Newspaper:
    """The current edition, and the operations that print the next. Safe to use from threads."""

    def __init__(self, edition: Edition, press: Press) -> None:
        self.edition = edition
        self._press = press
        self._lock = Lock()

    @classmethod
    def printed(cls, size: int = 61, *, seed: int = SEED, start: datetime = START) -> Newspaper:
        """Print ``size`` articles: the sample and others, the newest of them at ``start``.

        Raises SizeError below 1.
        """
        if size < 1:
            raise SizeError(size)
        press = Press(seed)
        moments = _moments(seed, start, size - 1)
        dated = [(moment, press.write()) for moment in moments]
        articles = {SAMPLE_ID: sample_article()}
        for moment, draft in reversed(dated):
            number = _number(moment, articles)
            articles[number] = _article(number, moment, draft)
        return cls(Edition(tuple(articles.values())), press)

    def add(self, now: datetime, column: int | None = None) -> Change:
        """Publish one more article, in ``column`` if given."""
        with self._lock:
            known = {*self.edition.by_id, *self.edition.withdrawn}
            article = _article(_number(now, known), now, self._press.write())
            if column is not None:
                article = replace(article, columns=(column,))
            self.edition = self.edition.with_article(article)
            return Change(Operation.ADDED, article)

    def update(self, article_id: int, now: datetime, *, retitle: bool = True) -> Change:
        """Change an article's text, and its title unless told not to.

        Listings show its new time and sort by it; its page keeps the time of publication.
        Raises UnknownArticleError.
        """
        with self._lock:
            article = _updated(self._known(article_id), now, retitle=retitle)
            self.edition = self.edition.with_article(article)
            return Change(Operation.UPDATED, article)

    def remove(self, article_id: int, now: datetime, status: int = 404) -> Change:
        """Withdraw an article; its address answers ``status`` for ever.

        Raises UnknownArticleError.
        """
        with self._lock:
            article = self._known(article_id)
            self.edition = self.edition.without(article, status, now)
            return Change(Operation.REMOVED, article, status)

    def _known(self, article_id: int) -> DemoArticle:
        try:
            return self.edition.by_id[article_id]
        except KeyError:
            raise UnknownArticleError(article_id) from None


def _moments(seed: int, start: datetime, count: int) -> list[datetime]:
    moments, moment = [], start
    for number in range(count):
        moments.append(moment)
        moment -= timedelta(seconds=chance(seed, "gap", number).randint(*_GAP))
    return moments


def _number(at: datetime, taken: Container[int]) -> int:
    """Return the id of an article that came out then: minutes, counted from the sample's own.

    It depends on time alone, so that no address means another article after a restart. The second
    of one minute gets the next free id.
    """
    minutes = (at - sample_article().published) // timedelta(minutes=1)
    return next(number for number in count(SAMPLE_ID + minutes) if number not in taken)


def _article(number: int, at: datetime, draft: Draft) -> DemoArticle:
    return DemoArticle(
        id=number,
        columns=draft.columns,
        title=draft.title,
        published=at.astimezone(UTC),
        source=draft.source,
        body=draft.body,
        byline=draft.byline,
        editor=draft.editor,
        summary=draft.summary,
        keywords=draft.keywords,
        images=draft.images,
    )


def _updated(article: DemoArticle, now: datetime, *, retitle: bool) -> DemoArticle:
    addendum = chance(article.id, article.version).choice(_ADDENDA)
    told = f"{now.astimezone(BEIJING):%m月%d日 %H:%M}更新（第{article.version}次）：{addendum}"
    return replace(
        article,
        title=_retitled(article) if retitle else article.title,
        body=f"{article.body}<p><span>{told}</span></p>",
        updated=now.astimezone(UTC),
        version=article.version + 1,
    )


def _retitled(article: DemoArticle) -> str:
    title = article.title.removesuffix(f"（更新{article.version - 1}）")
    return f"{title}（更新{article.version}）"
