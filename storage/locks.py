"""Who is crawling a source: a lock that the kernel drops with its process, and a name beside it."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from storage.errors import SourceBusy, StorageUnavailable


@contextmanager
def held(lock_dir: Path, source: str) -> Iterator[None]:
    """Hold a source. Raises SourceBusy, naming the holder, if another process does."""
    lock = FileLock(lock_dir / f"{source}.lock", timeout=0)
    name = lock_dir / f"{source}.holder"
    try:
        lock_dir.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        name.write_text(_this_process(), encoding="utf-8")
    except Timeout:
        raise SourceBusy(source, _holder(lock_dir, source)) from None
    except OSError as error:
        lock.release()
        raise StorageUnavailable(str(lock_dir), error.strerror or error) from error
    try:
        yield
    finally:
        name.unlink(missing_ok=True)
        lock.release()


def known_sources(lock_dir: Path) -> list[str]:
    """Return the sources that were ever held."""
    return sorted(path.stem for path in lock_dir.glob("*.lock") if path.stem != "schema")


def _this_process() -> str:
    since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    return f"pid {os.getpid()} on {socket.gethostname()} since {since}"


def _holder(lock_dir: Path, source: str) -> str:
    try:
        return (lock_dir / f"{source}.holder").read_text(encoding="utf-8") or "another process"
    except OSError:
        return "another process"
