"""What can go wrong in serving pages.

WebError
└── AddressTaken    the address cannot be listened on
"""

from __future__ import annotations


class WebError(Exception):
    """The base of every error of this package."""


class AddressTaken(WebError):  # noqa: N818 - reads as what it is
    """The address cannot be listened on."""

    def __init__(self, host: str, port: int, cause: object) -> None:
        super().__init__(
            f"{host}:{port} cannot be listened on: {cause}. Choose another with NEWSMILL_WEB_PORT, "
            "or switch it off with --no-web"
        )
