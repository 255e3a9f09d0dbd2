"""The daemon's log: text on a terminal, one JSON document a line elsewhere; rotation is not ours.

An event is a constant text with keys and values; ``source`` and ``run`` are bound once, where a
crawl begins. What libraries log with the standard module takes the same way out. Secrets are
masked in every text of every event.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog
from structlog.types import Processor

from config.masking import mask_url
from service.cli.text import safe_text

_CHATTY = ("alembic", "apscheduler", "asyncio", "scrapy", "twisted", "uvicorn", "watchfiles")
_IDLE = ("scrapy.downloadermiddlewares.redirect",)
"""Warns at each crawl that no Referer is sent, which is how we want it."""
_WORD = re.compile(r"\S+")


def configure_logs(*, debug: bool = False, stream: TextIO | None = None) -> None:
    """Send every log of this process to ``stream``, standard error by default."""
    stream = stream or sys.stderr
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_shared(),
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_ends(stream)],
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.DEBUG if debug else logging.INFO)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.INFO if debug else logging.WARNING)
    for name in _IDLE:
        logging.getLogger(name).setLevel(logging.ERROR)
    structlog.configure(
        processors=[*_shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _masked,
    ]


def _ends(stream: TextIO) -> list[Processor]:
    if stream.isatty():
        return [_harmless, structlog.dev.ConsoleRenderer(exception_formatter=_plain)]
    return [structlog.processors.JSONRenderer(ensure_ascii=False)]


def _plain(out: TextIO, exc_info: object) -> None:
    """Write nothing: the traceback is a text of the event already."""


def _masked(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    return {key: _mask(one) if isinstance(one, str) else one for key, one in event.items()}


def _mask(text: str) -> str:
    # word by word: an address ends where a blank is
    return _WORD.sub(lambda word: mask_url(word[0]), text) if "://" in text else text


def _harmless(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Take out what could move a terminal's cursor: a log tells of foreign addresses and titles."""
    return {
        key: safe_text(one, lines=key == "exception") if isinstance(one, str) else one
        for key, one in event.items()
    }
