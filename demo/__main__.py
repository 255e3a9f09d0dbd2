"""``python -m demo``: serve the newspaper until Ctrl-C or SIGTERM.

The first line of standard output is its address.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence

from demo.errors import DemoError
from demo.newspaper import SEED, Newspaper
from demo.server import DemoServer

_STOPPING = (signal.SIGINT, signal.SIGTERM)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve; return the exit status."""
    asked = _parser().parse_args(arguments)
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
    try:
        newspaper = Newspaper.printed(asked.size, seed=asked.seed)
        options = {"weight": asked.weight, "warm": asked.warm, "paged": asked.paged}
        with DemoServer(newspaper, asked.host, asked.port, **options) as server:
            print(server.base_url, flush=True)  # noqa: T201 - the promised first line
            signal.sigwait(_STOPPING)
    except DemoError as problem:
        print(f"error: {problem}", file=sys.stderr)  # noqa: T201 - a program of its own
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m demo", description="A newspaper on loopback.")
    parser.add_argument("--host", default="127.0.0.1", help="address to serve on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=0, help="port, 0 for any free one (0)")
    parser.add_argument("--size", type=int, default=61, help="number of articles (61)")
    parser.add_argument("--seed", type=int, default=SEED, help=f"which newspaper ({SEED})")
    parser.add_argument("--weight", action="store_true", help="pad pages to about 58 KB")
    parser.add_argument("--warm", action="store_true", help="render all articles before serving")
    parser.add_argument("--paged", action="store_true", help="long articles on several pages")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
