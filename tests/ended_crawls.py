"""Crawls that are ended by a signal, each forked from a process that has everything loaded.

    python tests/ended_crawls.py '{"source": {…}, "folder": "…", "port": 1, "signal": 15, "at": […]}'

``at`` tells when: a number of the moments before and after each commit, counted from 0, or seconds
as text. Each crawl has a database of its own, ``<place in the list>.db``, and is followed by one
that nothing ends. Standard output has a line for each: the exit statuses of both.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from forking_daemons import load

from config import Settings, Source
from crawler.options import CrawlOptions
from crawler.process import crawl_sources
from storage import Storage

NOT_REACHED = 77
EMPTY = "empty.db"


def crawl(url: str, order: dict[str, Any], on_point: Callable[[str], None] | None = None) -> None:
    settings = Settings(
        data_dir=Path(order["folder"]),
        delay=order.get("delay", 0),
        delay_jitter=0,
        retry_times=0,
        allow_addresses=(f"127.0.0.1:{order['port']}",),
    )
    with Storage.open(url, on_point=on_point) as storage:
        crawl_sources([Source.model_validate(order["source"])], settings, storage, CrawlOptions())


def ended_at(url: str, order: dict[str, Any], moment: int) -> None:
    moments = itertools.count()

    def at(_: str) -> None:
        if next(moments) == moment:
            os.kill(os.getpid(), order["signal"])

    crawl(url, order, at)
    if next(moments) <= moment:
        os._exit(NOT_REACHED)


def forked(call: Callable[..., None], *args: Any) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            call(*args)
        except BaseException:  # noqa: BLE001 - told, and its process ends here
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return pid


def status(pid: int) -> int:
    _, raw = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(raw)


def one(number: int, at: int | str, order: dict[str, Any]) -> tuple[int, int]:
    url = f"sqlite:///{order['folder']}/{number}.db"
    folder = Path(order["folder"])
    shutil.copyfile(folder / EMPTY, folder / f"{number}.db")
    if isinstance(at, int):
        first = status(forked(ended_at, url, order, at))
    else:
        pid = forked(crawl, url, order)
        time.sleep(float(at))
        os.kill(pid, order["signal"])
        first = status(pid)
    return first, status(forked(crawl, url, order))


def main() -> None:
    order = json.loads(sys.argv[1])
    load()
    status(forked(lambda: Storage.open(f"sqlite:///{order['folder']}/{EMPTY}").close()))
    for number, at in enumerate(order["at"]):
        first, then = one(number, at, order)
        sys.stdout.write(f"{first} {then}\n")
        sys.stdout.flush()
        if first == NOT_REACHED:
            return


if __name__ == "__main__":
    main()
