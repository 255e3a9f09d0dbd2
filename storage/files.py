"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from storage.errors import ExportError

_MODE = 0o644
"""A temporary file is private; what is published is for whoever may read the folder."""


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Give a new file beside ``path`` that takes its place once it is complete.

    Raises ExportError for a place that cannot be written.
    """
    with replacing_part(path) as part, part.open("wb") as file:
        yield file


@contextmanager
def replacing_part(path: Path) -> Iterator[Path]:
    """Give the name of an empty file that takes the place of ``path``, as ``replacing`` does."""
    try:
        number, name = tempfile.mkstemp(dir=path.parent, prefix=".newsmill-", suffix=".part")
        os.close(number)
        part = Path(name)
        try:
            yield part
            part.chmod(_MODE)
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ExportError(path, error.strerror or error) from error
