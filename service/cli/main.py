"""Where the command begins and where its errors become exit statuses.

    0 done   1 a source failed   2 usage or configuration   3 storage   130 interrupted

An error that is none of ours is a bug: its traceback is shown.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn

from service.cli.state import state

DONE, FAILED, USAGE, STORAGE, INTERRUPTED = 0, 1, 2, 3, 130

_YOUNG = 20_000
"""New objects between two searches for cycles: loading makes many and throws none away."""


def main() -> NoReturn:
    """Run the command line and exit with its status."""
    gc.set_threshold(_YOUNG)
    # pydantic asks every installed package for plugins; set to nothing, this lets them in
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        status = _run()
    except BrokenPipeError:
        # who reads our output has had enough, as in ``| head``
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = DONE
    except KeyboardInterrupt:
        status = INTERRUPTED
    except Exception as error:
        found = _status(error)
        if found is None or state.debug:
            raise
        _say(error)
        status = found
    sys.exit(status)


def _run() -> int:
    from service.cli.app import app

    result = app(standalone_mode=False, prog_name="newsmill")
    sys.stdout.flush()
    return result if isinstance(result, int) else DONE


def _status(error: Exception) -> int | None:
    for package, name, status in (
        ("typer.exceptions", "TyperException", USAGE),
        ("typer.exceptions", "Abort", INTERRUPTED),
        ("config.errors", "ConfigError", USAGE),
        ("storage.errors", "StorageError", STORAGE),
        ("articles.errors", "QueryError", USAGE),
        ("service.errors", "ServiceError", USAGE),
        ("web.errors", "WebError", USAGE),
        ("demo.errors", "DemoError", USAGE),
    ):
        module = sys.modules.get(package)
        family = getattr(module, name, None)
        if family is not None and isinstance(error, family):
            return _of_storage(error) if status == STORAGE else status
    return None


def _of_storage(error: Exception) -> int:
    from storage.errors import (
        BackfillNotFound,
        CursorError,
        ExtraMissing,
        RecordNotFound,
        RunNotFound,
    )

    asked_wrongly = BackfillNotFound | CursorError | ExtraMissing | RecordNotFound | RunNotFound
    return USAGE if isinstance(error, asked_wrongly) else STORAGE


def _say(error: Exception) -> None:
    from service.cli.text import safe_text

    show = getattr(error, "show", None)
    if show is not None:
        show()
    elif str(error):
        print(f"newsmill: {safe_text(str(error), lines=True)}", file=sys.stderr)  # noqa: T201
