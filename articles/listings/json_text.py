"""JSON as sites send it: bare, or wrapped in a call or an assignment for a page's script."""

from __future__ import annotations

import json
import re

_WRAPPED = re.compile(
    r"\s*(?:/\*.{0,200}?\*/\s*)?(?:(?:var|let|const)\s+)?[\w.$\[\]'\"]{1,200}\s*[=(]\s*(?=[\[{])",
    re.DOTALL,
)


class NoJsonError(ValueError):
    """A text is no JSON document, or one that cannot be read safely."""


def json_of(text: str) -> object:
    """Return the document; NoJsonError says where it breaks.

    ``callback({…});`` and ``var name = {…};`` are read as what they wrap.
    """
    bare = text.lstrip("\ufeff \t\r\n")
    wrap = None if bare[:1] in "[{" else _WRAPPED.match(bare)
    try:
        if wrap is None:
            document: object = json.loads(bare)
        else:
            document, _ = json.JSONDecoder().raw_decode(bare, wrap.end())
    except json.JSONDecodeError as error:
        raise NoJsonError(f"it is no JSON: {error.msg} in line {error.lineno}") from error
    except (RecursionError, ValueError) as error:
        raise NoJsonError(f"its JSON is not safe to read: {error}") from error
    return document
