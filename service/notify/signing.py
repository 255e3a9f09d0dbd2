"""Signing webhooks as the Standard Webhooks specification has it (version 1, symmetric).

``webhook-signature`` is ``v1,`` and the base64 of HMAC-SHA256 over ``ID.TIMESTAMP.BODY``. The
receiver computes the same, compares in constant time, refuses timestamps that are minutes old, and
drops an id that it has had. Pure: the time is an argument.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from datetime import datetime

_PREFIX = "whsec_"


def signed_headers(event: str, body: bytes, secret: str | None, now: datetime) -> dict[str, str]:
    """Return the headers of a webhook; without a secret they name the event only."""
    moment = str(int(now.timestamp()))
    headers = {"webhook-id": event, "webhook-timestamp": moment}
    if secret is not None:
        content = f"{event}.{moment}.".encode() + body
        digest = hmac.new(_key(secret), content, hashlib.sha256).digest()
        headers["webhook-signature"] = f"v1,{base64.b64encode(digest).decode()}"
    return headers


def _key(secret: str) -> bytes:
    """Read ``whsec_`` and base64 as the specification has it; any other text is its own bytes."""
    if secret.startswith(_PREFIX):
        try:
            return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
        except binascii.Error:
            return secret.encode()
    return secret.encode()
