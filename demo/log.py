"""What the site was asked for, so that a test can count the requests of a crawl."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

_MOST_LINES = 500_000
DROPPED = 0
"""The status of a request that got no answer at all."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One request and its answer. ``number`` counts from 1; ``bytes`` is the body as sent."""

    number: int
    method: str
    host: str
    path: str
    query: str
    status: int
    conditional: bool
    bytes: int
    user_agent: str


class RequestLog:
    """The newest half million requests; the control interface's own are not among them."""

    def __init__(self) -> None:
        self._lines: deque[LogLine] = deque(maxlen=_MOST_LINES)
        self._count = 0

    def add(self, line: LogLine) -> None:
        """Append a line."""
        self._lines.append(line)

    def next_number(self) -> int:
        """Return the number of the next line."""
        self._count += 1
        return self._count

    def since(self, number: int = 0) -> tuple[LogLine, ...]:
        """Return the lines after ``number``, oldest first."""
        return tuple(line for line in self._lines.copy() if line.number > number)

    def reset(self) -> None:
        """Forget every line; counting begins at 1 again."""
        self._lines.clear()
        self._count = 0
