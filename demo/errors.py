"""What can go wrong with the demo newspaper.

    DemoError
     ├── SizeError             a newspaper cannot be printed in that size
     ├── StoryError            a content file is not written as stories are
     ├── UnknownArticleError   an operation names an article that is not, or no longer, there
     ├── ControlError          the control interface was asked for something it does not know
     └── ServeError            the address cannot be bound

A message says what, which and what to do.
"""

from __future__ import annotations


class DemoError(Exception):
    """The base of every error of this package."""


class SizeError(DemoError):
    """A newspaper cannot be printed in that size."""

    def __init__(self, size: int) -> None:
        super().__init__(f"a newspaper of {size} articles cannot be printed: ask for 1 or more")
        self.size = size


class StoryError(DemoError):
    """A content file is not written as stories are; ``line`` is the text in question."""

    def __init__(self, file: str, line: str, why: str) -> None:
        super().__init__(f"demo/content/{file}: {line!r}: {why}")
        self.file, self.line, self.why = file, line, why


class UnknownArticleError(DemoError):
    """An operation names an article that is not, or no longer, in the paper."""

    def __init__(self, article_id: int) -> None:
        super().__init__(
            f"article {article_id} is not in the newspaper; GET /_control/articles lists them"
        )
        self.article_id = article_id


class ControlError(DemoError):
    """The control interface was asked for something it does not know."""


class ServeError(DemoError):
    """The address cannot be bound."""

    def __init__(self, host: str, port: int, why: str) -> None:
        super().__init__(
            f"the demo newspaper cannot be served on {host}:{port}: {why}; choose another port, "
            "or 0 for any free one"
        )
        self.host, self.port, self.why = host, port, why
