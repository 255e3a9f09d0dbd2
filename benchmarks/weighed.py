"""Run a program and tell what it took: a small process, for a program's memory begins with ours.

``python weighed.py FILE COMMAND…`` writes JSON into a file: the status, the seconds on the clock
and of processors, the largest memory in KiB. Linux counts the peak of a program from what its
parent had when it began (what ``getrusage`` tells outlives ``execve``), so a large parent would
hide how little a small program needs.

Workers may be another's children, and nobody's once their program has ended; a program is not
charged for those. So they are left to us, and what they took is added.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
import time
from pathlib import Path

_SET_CHILD_SUBREAPER = 36
"""Of ``prctl(2)``: orphans among a process's descendants become its children."""


def weighed(command: list[str]) -> dict[str, float]:
    """Run a command to its end and return what it took, with all that it started."""
    adopting = ctypes.CDLL(None, use_errno=True).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0
    if not adopting:
        raise OSError(ctypes.get_errno(), "orphans cannot be adopted: their time would be missing")
    started = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - started
    return {
        "wall": wall,
        "cpu": usage.ru_utime + usage.ru_stime + _left_behind(),
        "peak": usage.ru_maxrss,
        "status": os.waitstatus_to_exitcode(status),
    }


def _left_behind() -> float:
    """Wait for the processes that a program leaves at its end; return the seconds they took."""
    seconds = 0.0
    while True:
        try:
            _, _, usage = os.wait4(-1, 0)
        except ChildProcessError:
            return seconds
        seconds += usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(weighed(sys.argv[2:])), "utf-8")
