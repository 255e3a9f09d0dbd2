"""The heap of a process of its own: holes in it are given back."""

from __future__ import annotations

import subprocess
import sys

import pytest

_PROGRAM = """
import sys
from crawler.heap import hold_together, trim

def memory():
    with open("/proc/self/statm") as told:
        return int(told.read().split()[1]) * 4096

hold_together()
before = memory()
blocks = [b"x" * size for _ in range(2_000) for size in (60_000, 600)]
full = memory()
del blocks[::2]  # what stays holds the heap's end, and each page beside it
holey = memory()
given = trim()
print(full - before, holey - before, memory() - before, given)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have another allocator")
def test_holes_between_used_blocks_are_given_back() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True
    )
    full, holey, left, given = done.stdout.split()

    assert int(full) > 100_000_000
    assert int(holey) > 0.9 * int(full)
    assert int(left) < 0.2 * int(full)
    assert given == "True"
