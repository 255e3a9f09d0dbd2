"""Starts ``newsmill daemon`` by forking a process that has everything loaded: no second each.

Each line of standard input is an order, each line of standard output its answer:

    {"env": {…}, "cwd": "…", "log": "…", "options": […]}    → the process id
    {"wait": 123}                                            → its exit status, negative: signal
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from typing import Any

import watchfiles  # noqa: F401 - loaded before the fork, as all of these

from service.cli import main


def child(order: dict[str, Any]) -> None:
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number, file in enumerate((nothing, nothing, log)):
        os.dup2(file, number)
    os.environ.clear()
    os.environ.update(order["env"])
    os.chdir(order["cwd"])
    sys.argv = ["newsmill", "daemon", *order["options"]]
    main()


def waited(pid: int) -> int:
    """Return the exit status of a child that ends within 15 s."""
    end = time.monotonic() + 15
    while time.monotonic() < end:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    raise TimeoutError(pid)


def answer(text: object) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def load() -> None:
    """Import what Scrapy imports when a crawl begins."""
    for name in (
        "core.downloader.handlers.http11",
        "core.downloader.contextfactory",
        "downloadermiddlewares.httpcache",
        "extensions.feedexport",
        "extensions.postprocessing",
        "pqueues",
        "squeues",
        "statscollectors",
    ):
        importlib.import_module(f"scrapy.{name}")


def serve() -> None:
    load()
    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            answer(waited(order["wait"]))
            continue
        pid = os.fork()
        if pid == 0:
            child(order)
        answer(pid)


if __name__ == "__main__":
    serve()
