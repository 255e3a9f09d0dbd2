"""A crawl in a process of its own: reads what to do as JSON, prints what happened as JSON.

    python tests/crawl_child.py '{"database": …, "settings": {…}, "sources": [{…}], "options": {…}}'

Standard error has every warning and error that was logged, and tracebacks of what was unexpected.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
from typing import Any

from scrapy.utils.log import configure_logging

from config import Settings, Source
from crawler import circuit
from crawler.options import CrawlOptions
from crawler.process import crawl_sources
from storage import Storage
from storage.types import Run


def main() -> None:
    order: dict[str, Any] = json.loads(sys.argv[1])
    shown = logging.StreamHandler(sys.stderr)
    shown.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))
    shown.setLevel(logging.WARNING)
    logging.getLogger().addHandler(shown)
    configure_logging({"LOG_INSTALL_ROOT_HANDLER": False})
    if failures := order.get("circuit"):
        circuit._FAILURES = circuit._WALLS = failures
    if limit := order.get("file_size"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    settings = Settings(database_url=order["database"], **order["settings"])
    sources = [Source.model_validate(one) for one in order["sources"]]
    options = CrawlOptions(**order.get("options", {}))
    with Storage.open(order["database"], patience=order.get("patience", 30.0)) as storage:
        runs = crawl_sources(sources, settings, storage, options)
    used = resource.getrusage
    told = {
        "runs": {run.source: _run(run) for run in runs},
        "peak_kib": used(resource.RUSAGE_SELF).ru_maxrss,
        "peak_of_workers_kib": used(resource.RUSAGE_CHILDREN).ru_maxrss,
    }
    json.dump(told, sys.stdout)


def _run(run: Run) -> dict[str, Any]:
    return {
        "state": run.state.value,
        "kind": run.error_kind,
        "error": run.error,
        "seconds": (run.finished_at - run.started_at).total_seconds(),
        "stored": run.counts.stored,
        "failed": run.counts.failed,
        "left": run.counts.left,
        "requests": run.counts.requests,
    }


if __name__ == "__main__":
    main()
