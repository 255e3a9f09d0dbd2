"""What can go wrong in serving pages.

WebError
├── AddressTaken    the address cannot be listened on
├── Refused         the daemon does not do what a page or program asked for
├── WrongQuestion   what was asked for makes no sense, with what to ask instead
└── NotFound        there is nothing of that name or number
"""

from __future__ import annotations


class WebError(Exception):
    """The base of every error of this package."""


class AddressTaken(WebError):  # noqa: N818 - reads as what it is
    """The address cannot be listened on."""

    def __init__(self, host: str, port: int, cause: object) -> None:
        super().__init__(
            f"{host}:{port} cannot be listened on: {cause}. Choose another with NEWSMILL_WEB_PORT "
            "(newsmill web --port), or let the daemon go without: --no-web"
        )


class Refused(WebError):  # noqa: N818 - the same
    """The daemon does not do what a page or program asked for; the message says why."""


class WrongQuestion(WebError):  # noqa: N818 - the same
    """What was asked for makes no sense; the message says what to ask instead."""


class NotFound(WebError):  # noqa: N818 - the same
    """There is nothing of that name or number."""
