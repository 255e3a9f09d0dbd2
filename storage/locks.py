"""Who crawls a source, and who leads: locks that the kernel drops with their process.

The file beside a lock says who holds it.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from storage.errors import LeaderBusy, SourceBusy, StorageUnavailable

_LEADER = "daemon.leader"
"""No source's name holds a dot; this does, so that no source can have its file."""


@dataclass(slots=True)
class Grip:
    """A lock that is held. ``lost``: another process has it now; never so for a file's."""

    lost: bool = False


@contextmanager
def held(lock_dir: Path, source: str) -> Iterator[Grip]:
    """Hold a source. Raises SourceBusy, naming the holder, if another process does."""
    try:
        lock = _locked(lock_dir, source)
    except Timeout:
        raise SourceBusy(source, _holder(lock_dir, source)) from None
    with _released(lock, lock_dir / f"{source}.holder"):
        yield Grip()


@contextmanager
def leading(lock_dir: Path) -> Iterator[Grip]:
    """Be the one daemon of a database. Raises LeaderBusy, naming the one that is."""
    try:
        lock = _locked(lock_dir, _LEADER)
    except Timeout:
        raise LeaderBusy(_holder(lock_dir, _LEADER)) from None
    with _released(lock, lock_dir / f"{_LEADER}.holder"):
        yield Grip()


@dataclass(frozen=True, slots=True)
class FileLocks:
    """The locks of one folder."""

    folder: Path

    def held(self, source: str) -> AbstractContextManager[Grip]:
        """Hold a source, as ``held``."""
        return held(self.folder, source)

    def leading(self) -> AbstractContextManager[Grip]:
        """Be the one daemon, as ``leading``."""
        return leading(self.folder)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep daemons and crawls away. Raises LeaderBusy, SourceBusy."""
        with leading(self.folder), all_held(self.folder):
            yield


@contextmanager
def all_held(lock_dir: Path) -> Iterator[None]:
    """Hold every source that was ever held. Raises SourceBusy."""
    with ExitStack() as stack:
        for source in known_sources(lock_dir):
            stack.enter_context(held(lock_dir, source))
        yield


def _locked(lock_dir: Path, name: str) -> FileLock:
    # taken in one thread, given back in another: the loop's own waits for nothing
    lock = FileLock(lock_dir / f"{name}.lock", timeout=0, thread_local=False)
    try:
        lock_dir.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        (lock_dir / f"{name}.holder").write_text(_this_process(), encoding="utf-8")
    except Timeout:
        raise
    except OSError as error:
        lock.release()
        raise StorageUnavailable(str(lock_dir), error.strerror or error) from error
    return lock


@contextmanager
def _released(lock: FileLock, name: Path) -> Iterator[None]:
    try:
        yield
    finally:
        name.unlink(missing_ok=True)
        lock.release()


def known_sources(lock_dir: Path) -> list[str]:
    """Return the sources that were ever held."""
    return sorted(path.stem for path in lock_dir.glob("*.lock") if "." not in path.stem)


def _this_process() -> str:
    since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    return f"pid {os.getpid()} on {socket.gethostname()} since {since}"


def _holder(lock_dir: Path, source: str) -> str:
    try:
        return (lock_dir / f"{source}.holder").read_text(encoding="utf-8") or "another process"
    except OSError:
        return "another process"
