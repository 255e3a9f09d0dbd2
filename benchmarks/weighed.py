"""Run a program and tell what it took: a small process, for a program's memory begins with ours.

``python weighed.py FILE COMMAND…`` writes JSON into a file: the status, the seconds on the clock
and of processors, the largest memory in KiB. Linux counts the peak of a program from what its
parent had when it began (what ``getrusage`` tells outlives ``execve``), so a large parent would
hide how little a small program needs.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path


def weighed(command: list[str]) -> dict[str, float]:
    """Run a command to its end and return what it took, with all processes that it waited for."""
    started = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(child, 0)
    return {
        "wall": time.perf_counter() - started,
        "cpu": usage.ru_utime + usage.ru_stime,
        "peak": usage.ru_maxrss,
        "status": os.waitstatus_to_exitcode(status),
    }


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(weighed(sys.argv[2:])), "utf-8")
