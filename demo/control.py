"""The control interface: other processes change the newspaper and see what it was asked for.

    POST /_control/add?column=                     one more article
    POST /_control/update?id=&retitle=0|1          a changed article
    POST /_control/remove?id=&status=404|410       a withdrawn article
    GET  /_control/articles                        what the paper holds: the oracle of tests
    GET  /_control/log?since=N                     requests served
    POST /_control/reset-log
    POST /_control/fault?path=&status=&times=&delay=&drop=1
    POST /_control/clear-faults

Answers are JSON. Pure but for the state it is given; knows no HTTP server.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import TypeVar

from demo.article import DemoArticle
from demo.columns import COLUMN_BY_ID
from demo.errors import ControlError
from demo.faults import Fault, Faults
from demo.log import RequestLog
from demo.newspaper import Change, Newspaper

PREFIX = "/_control/"
_Json = dict[str, object]
_T = TypeVar("_T")
_LARGEST_DELAY = 600.0


class Control:
    """Carries out one command. Raises ControlError, or UnknownArticleError for a wrong id."""

    def __init__(self, newspaper: Newspaper, log: RequestLog, faults: Faults) -> None:
        self._newspaper, self._log, self._faults = newspaper, log, faults
        self._posts: dict[str, Callable[[Mapping[str, str], datetime], _Json]] = {
            "add": self._add,
            "update": self._update,
            "remove": self._remove,
            "reset-log": self._reset_log,
            "fault": self._fault,
            "clear-faults": self._clear_faults,
        }
        self._gets: dict[str, Callable[[Mapping[str, str]], _Json]] = {
            "articles": self._articles,
            "log": self._requests,
        }

    def get(self, command: str, query: Mapping[str, str]) -> _Json:
        """Answer a question."""
        return _named(self._gets, "GET", command)(query)

    def post(self, command: str, query: Mapping[str, str], now: datetime) -> _Json:
        """Change something, and tell what was done."""
        return _named(self._posts, "POST", command)(query, now)

    def _add(self, query: Mapping[str, str], now: datetime) -> _Json:
        column = _whole(query, "column") if "column" in query else None
        if column is not None and column not in COLUMN_BY_ID:
            raise ControlError(
                f"column={column}: the columns are {', '.join(map(str, COLUMN_BY_ID))}"
            )
        return _done(self._newspaper.add(now, column))

    def _update(self, query: Mapping[str, str], now: datetime) -> _Json:
        retitle = query.get("retitle", "1") != "0"
        return _done(self._newspaper.update(_whole(query, "id"), now, retitle=retitle))

    def _remove(self, query: Mapping[str, str], now: datetime) -> _Json:
        status = _whole(query, "status", 404)
        if status not in (404, 410):
            raise ControlError(f"status={status}: a withdrawn article answers 404 or 410")
        return _done(self._newspaper.remove(_whole(query, "id"), now, status))

    def _articles(self, _query: Mapping[str, str]) -> _Json:
        edition = self._newspaper.edition
        gone = edition.withdrawn.values()
        return {
            "revision": edition.revision,
            "articles": [described(article) for article in edition.articles],
            "withdrawn": [{**described(w.article), "status": w.status} for w in gone],
        }

    def _requests(self, query: Mapping[str, str]) -> _Json:
        lines = self._log.since(_whole(query, "since", 0))
        return {"requests": [asdict(line) for line in lines]}

    def _reset_log(self, _query: Mapping[str, str], _now: datetime) -> _Json:
        self._log.reset()
        return {"done": "log reset"}

    def _fault(self, query: Mapping[str, str], _now: datetime) -> _Json:
        fault = Fault(
            path=_word(query, "path"),
            status=_status(query),
            times=_whole(query, "times", 1),
            delay=_seconds(query, "delay"),
            drop=query.get("drop", "0") != "0",
        )
        self._faults.set(fault)
        return {"done": "fault set", "fault": asdict(fault)}

    def _clear_faults(self, _query: Mapping[str, str], _now: datetime) -> _Json:
        self._faults.clear()
        return {"done": "faults cleared"}


def described(article: DemoArticle) -> _Json:
    """Return what the oracle says of an article."""
    return {
        "id": article.id,
        "path": article.path,
        "title": article.title,
        "published": article.published.isoformat(),
        "updated": article.updated.isoformat() if article.updated else None,
        "hash": article.hash,
        "version": article.version,
        "columns": list(article.columns),
        "channels": [COLUMN_BY_ID[column].name for column in article.columns],
    }


def _done(change: Change) -> _Json:
    return {
        "done": change.operation.value,
        "status": change.status,
        "article": described(change.article),
    }


def _named(commands: Mapping[str, _T], method: str, command: str) -> _T:
    try:
        return commands[command]
    except KeyError:
        known = ", ".join(sorted(commands))
        raise ControlError(f"{method} {PREFIX}{command}: the commands are {known}") from None


def _word(query: Mapping[str, str], key: str) -> str:
    try:
        return query[key]
    except KeyError:
        raise ControlError(f"the parameter {key} is missing") from None


def _whole(query: Mapping[str, str], key: str, default: int | None = None) -> int:
    if default is not None and key not in query:
        return default
    text = _word(query, key)
    try:
        return int(text)
    except ValueError:
        raise ControlError(f"{key}={text}: a whole number expected") from None


def _status(query: Mapping[str, str]) -> int | None:
    if "status" not in query:
        return None
    status = _whole(query, "status")
    if not 400 <= status <= 599:  # noqa: PLR2004 - RFC 9110, section 15
        raise ControlError(f"status={status}: a fault answers 400 to 599")
    return status


def _seconds(query: Mapping[str, str], key: str) -> float:
    text = query.get(key, "0")
    try:
        seconds = float(text)
    except ValueError:
        raise ControlError(f"{key}={text}: seconds expected") from None
    if not 0 <= seconds <= _LARGEST_DELAY:
        raise ControlError(f"{key}={text}: 0 to {_LARGEST_DELAY:.0f} seconds expected")
    return seconds
