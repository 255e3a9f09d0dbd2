"""Database URLs without their passwords, for everything that people see."""

from __future__ import annotations

import re

MASK = "***"
# up to the last @ of all: a password that nobody quoted may hold @, : and /, and hiding too much is
# the harmless mistake
_USERINFO = re.compile(r"(?s)(?<=://)([^/:@?#]*):.*(?=@)")
_PARAMETER = re.compile(r"(?i)([?&;](?:password|passwd|pwd|passfile|sslpassword)=)[^&;#]*")


def mask_url(url: str) -> str:
    """Return the URL with ``***`` for the password, in the user information or in the query."""
    return _PARAMETER.sub(rf"\g<1>{MASK}", _USERINFO.sub(rf"\g<1>:{MASK}", url))
