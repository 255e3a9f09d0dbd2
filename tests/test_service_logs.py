from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from service.logs import configure_logs


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def refuse(why: str) -> None:
    raise ValueError(why)


def logged(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_elsewhere_than_on_a_terminal_each_line_is_a_document_with_what_was_bound() -> None:
    stream = io.StringIO()
    configure_logs(stream=stream)
    with structlog.contextvars.bound_contextvars(source="nbd", run=7):
        structlog.stdlib.get_logger("newsmill.test").info("crawled", found=3, 标题="每经网")
        logging.getLogger("some.library").warning("a library says %s", "so")
    ours, theirs = logged(stream)
    assert ours.pop("timestamp").endswith("Z")
    assert ours == {
        "event": "crawled",
        "found": 3,
        "level": "info",
        "run": 7,
        "source": "nbd",
        "标题": "每经网",
    }
    assert (theirs["event"], theirs["source"], theirs["level"]) == (
        "a library says so",
        "nbd",
        "warning",
    )
    assert "每经网" in stream.getvalue()


def test_passwords_are_masked_wherever_they_stand() -> None:
    stream = io.StringIO()
    configure_logs(stream=stream)
    log = structlog.stdlib.get_logger("newsmill.test")
    log.error("postgresql://me:secret@host/x failed", url="postgresql://me:secret@host/x")
    try:
        refuse("postgresql://me:secret@host/x")
    except ValueError:
        log.exception("broken")
    assert "secret" not in stream.getvalue()
    assert "ValueError" in logged(stream)[1]["exception"]


def test_a_terminal_gets_text_that_cannot_move_its_cursor() -> None:
    stream = Terminal()
    configure_logs(stream=stream)
    log = structlog.stdlib.get_logger("newsmill.test")
    log.warning("odd", title="a\x1b[2Jb\u202ec")
    try:
        refuse("why")
    except ValueError:
        log.exception("broken")
    text = stream.getvalue()
    assert "odd" in text
    assert "\x1b[2J" not in text
    assert "\u202e" not in text
    assert text.count("ValueError: why") == 1


def test_libraries_are_heard_of_only_when_asked_for() -> None:
    for debug, heard in ((False, 0), (True, 1)):
        stream = io.StringIO()
        configure_logs(debug=debug, stream=stream)
        logging.getLogger("scrapy.core.engine").info("Spider opened")
        logging.getLogger("apscheduler.scheduler").info("Added job")
        assert len(logged(stream)) == 2 * heard
