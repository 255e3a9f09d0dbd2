"""A daemon under measurement: the one that users run, in a folder of its own, seen from outside."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import MeasureError
from config import Settings, read_sources

_WEB = re.compile(r'"web": "(http://[^"]+)"')
_RESIDENT = re.compile(r"VmRSS:\s+(\d+) kB")
_OFF = 'enabled = false\nname = "{name}"\ntitle = "{name}"\nhomepage = "http://127.0.0.1:9"\n'
_LISTING = (
    'timezone = "UTC"\ncategory = "News"\n[[listing]]\nurl = "/"\ntitle = "All"\nentries = "a"\n'
)
_OWN = {
    "ALLOW_ADDRESSES": "127.0.0.0/8",
    "DELAY": "0",
    "TIMEOUT": "2",
    "DEADLINE": "4",
    "MAX_PAGE_BYTES": "1 MiB",
    "WEB_PORT": "0",
}


@dataclass(frozen=True, slots=True)
class Daemon:
    """A running one. Its sources are the files in ``folder / "sources"``."""

    process: subprocess.Popen[bytes]
    log: Path

    def address(self, patience: float = 60) -> str:
        """Return where its pages are, as soon as they are. Raises MeasureError."""
        end = time.monotonic() + patience
        while not (found := _WEB.search(self.log.read_text("utf-8"))):
            self.lives()
            if time.monotonic() > end:
                raise MeasureError(f"the daemon serves no page after {patience:.0f} s: {self.log}")
            time.sleep(0.05)
        return found[1]

    def lives(self) -> None:
        """Raise MeasureError if it has ended by itself."""
        if self.process.poll() is not None:
            raise MeasureError(f"the daemon ended: {self.log.read_text('utf-8')[-2000:]}")

    def memory(self) -> int:
        """Return its resident bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("utf-8")
        found = _RESIDENT.search(status)
        return int(found[1]) * 1024 if found else 0

    def files(self) -> int:
        """Return how many files it has open."""
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))  # noqa: PTH208 - only their number

    def stop(self, patience: float) -> int:
        """Ask it to end; return its status."""
        self.process.terminate()
        return self.process.wait(patience)


@contextmanager
def running(folder: Path, more: Mapping[str, str]) -> Iterator[Daemon]:
    """Run a daemon while entered. ``more``: settings, without the prefix of the environment."""
    leave_real_sites_alone(folder / "sources")
    clean = {name: one for name, one in os.environ.items() if not name.startswith("NEWSMILL_")}
    places = {"DATA_DIR": str(folder / "data"), "SOURCES_DIR": str(folder / "sources")}
    own = {f"NEWSMILL_{name}": value for name, value in (places | _OWN | dict(more)).items()}
    log = folder / "daemon.log"
    with (
        log.open("wb") as to,
        subprocess.Popen(
            [sys.executable, "-m", "service", "daemon"], env=clean | own, stderr=to, stdout=to
        ) as process,
    ):
        try:
            yield Daemon(process, log)
        finally:
            process.kill()


def leave_real_sites_alone(home: Path) -> None:
    """Switch off the shipped sources by files of the same names."""
    for source in read_sources(Settings()).sources:
        file = home / f"{source.name}.toml"
        if source.enabled and not file.exists():
            file.write_text(_OFF.format(name=source.name) + _LISTING, "utf-8")
