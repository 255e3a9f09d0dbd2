from __future__ import annotations

import subprocess
import sys

WATCHED = """
import inspect, sys
looked = []
stack = inspect.stack
inspect.stack = lambda *given: looked.append(stack(*given)) or looked[-1]

def deep(frames):
    if frames:
        return deep(frames - 1)
    import crawler.process

deep(200)
print(max(map(len, looked), default=0))
"""


def test_scrapy_looks_round_where_there_is_little_to_see() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WATCHED], capture_output=True, text=True, check=True, timeout=100
    )
    frames = int(done.stdout)
    assert frames < 40
