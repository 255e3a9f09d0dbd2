"""Real receivers of messages on loopback: ones that take them, and ones that misbehave."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import apprise

with warnings.catch_warnings():
    # it loads its hundred services with the first; one of them still imports imghdr
    warnings.simplefilter("ignore", DeprecationWarning)
    apprise.Apprise.instantiate("json://127.0.0.1")

SECRET = "a-secret-of-some-length"  # noqa: S105 - of a test


@dataclass
class Receiver:
    """Keeps what it was sent. ``statuses``: its next answers, then 204; 0 hangs until the end."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    taken: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def bodies(self, kind: str = "") -> list[dict[str, Any]]:
        return [one["body"] for one in self.taken if kind in one["body"].get("type", "")]

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        raw = handler.rfile.read(int(handler.headers["Content-Length"]))
        status = self.statuses.pop(0) if self.statuses else 204
        one = {"headers": dict(handler.headers), "raw": raw, "body": json.loads(raw)}
        if not status:
            self.refused.append(one)
            self.over.wait(30)
            return
        (self.taken if status == 204 else self.refused).append(one)
        handler.send_response(status)
        for name, value in self.headers.items():
            handler.send_header(name, value)
        handler.end_headers()


def verified(one: dict[str, Any], secret: str = SECRET) -> bool:
    """Check a signature as a receiver would, from the specification alone."""
    headers = {name.lower(): value for name, value in one["headers"].items()}
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + one["raw"]
    digest = hmac.new(secret.encode(), content, hashlib.sha256).digest()
    return bool(headers["webhook-signature"] == "v1," + base64.b64encode(digest).decode())


@contextmanager
def receiver(*statuses: int, **headers: str) -> Iterator[Receiver]:
    one = Receiver(
        statuses=list(statuses),
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            one.answer(self)

        def log_message(self, *_: Any) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        one.url = f"http://127.0.0.1:{server.server_address[1]}/hook/token-of-the-hook"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield one
        finally:
            one.over.set()
            server.shutdown()
            thread.join()
