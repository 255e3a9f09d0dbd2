"""Programs under measurement: each is a process of its own, its cost told by the kernel."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Protocol

ROOT = Path(__file__).parent.parent
_WEIGHED = Path(__file__).with_name("weighed.py")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a program took, with all the processes that it started.

    Seconds; ``peak`` is the memory of its largest process, in MiB.
    """

    wall: float
    cpu: float
    peak: float


class MeasureError(RuntimeError):
    """A program under measurement failed: its figures would mean nothing."""


class Run(Protocol):
    """Prepares and runs one program once."""

    def __call__(self) -> Cost:
        """Return what it took."""


def python(*arguments: str) -> list[str]:
    """Return the command that runs Python as we run."""
    return [sys.executable, *arguments]


def environment(folder: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the surroundings of a program: nothing of the user's own, compiled code kept."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("NEWSMILL_", "PYTHON"))
    }
    return kept | {"PYTHONPYCACHEPREFIX": str(folder / "compiled")} | dict(more or {})


def measured(command: Sequence[str], surroundings: Mapping[str, str]) -> Cost:
    """Run a program to its end. Raises MeasureError if that is not 0."""
    with tempfile.NamedTemporaryFile("r", suffix=".json") as told:
        weighed = python("-S", str(_WEIGHED), told.name, *command)
        ended = subprocess.run(  # noqa: S603 - our own programs
            weighed,
            env=dict(surroundings),
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
        )
        found = json.load(told) if ended.returncode == 0 else {"status": ended.returncode}
    if found["status"]:
        raise _failed(command, found["status"], ended.stderr)
    return Cost(found["wall"], found["cpu"], found["peak"] / 1024)


def told(command: Sequence[str], surroundings: Mapping[str, str]) -> list[float]:
    """Run a program that prints figures, as a JSON array. Raises MeasureError if it fails."""
    ended = subprocess.run(  # noqa: S603 - our own programs
        command, env=dict(surroundings), cwd=ROOT, capture_output=True, check=False
    )
    if ended.returncode:
        raise _failed(command, ended.returncode, ended.stderr)
    return [float(one) for one in json.loads(ended.stdout)]


def _failed(command: Sequence[str], status: int, said: bytes) -> MeasureError:
    return MeasureError(f"{' '.join(command)} ended with {status}: {said.decode()[-2000:]}")


@dataclass(frozen=True, slots=True)
class Pairs:
    """What two programs took, run by turns, so that a busy machine slows both."""

    reference: tuple[Cost, ...]
    ours: tuple[Cost, ...]

    def speed(self) -> float:
        """Return how many times as fast as the reference ours was; the median of the pairs."""
        return median(theirs.wall / ours.wall for theirs, ours in self._both())

    def cpu(self) -> float:
        """Return how many times the reference's CPU time ours took."""
        return median(ours.cpu / theirs.cpu for theirs, ours in self._both())

    def cpu_saved(self) -> float:
        """Return how many times ours the reference's CPU time is."""
        return median(theirs.cpu / ours.cpu for theirs, ours in self._both())

    def peak(self) -> float:
        """Return how many times the reference's memory ours took."""
        return median(ours.peak / theirs.peak for theirs, ours in self._both())

    def _both(self) -> Iterable[tuple[Cost, Cost]]:
        return zip(self.reference, self.ours, strict=True)


def by_turns(reference: Run, ours: Run, times: int) -> Pairs:
    """Run two programs in turn, the reference first."""
    pairs = [(reference(), ours()) for _ in range(times)]
    first, second = zip(*pairs, strict=True)
    return Pairs(first, second)
