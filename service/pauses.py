"""Sources that the user told the daemon to leave alone: a file in the data folder.

A file, because a pause must outlast the daemon and be settable while none runs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock

from service.errors import StateError


class Pauses:
    """The paused sources of one data folder, each with the time since when.

    Every method raises StateError for a file that cannot be read or written.
    """

    def __init__(self, data_dir: Path) -> None:
        self._file = data_dir / "paused.json"
        self._lock = data_dir / "locks" / "daemon.paused.lock"

    def read(self) -> dict[str, datetime]:
        """Return what is paused."""
        try:
            held = json.loads(self._file.read_text(encoding="utf-8"))
            return {str(name): datetime.fromisoformat(since) for name, since in held.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise StateError(self._file, error) from error

    def add(self, name: str, now: datetime) -> bool:
        """Pause a source; tell whether that is new."""
        return self._change(name, now.astimezone(UTC))

    def remove(self, name: str) -> bool:
        """Let a source go on; tell whether it was paused."""
        return self._change(name, None)

    def _change(self, name: str, since: datetime | None) -> bool:
        try:
            self._lock.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self._lock):
                held = self.read()
                if (name in held) == (since is not None):
                    return False
                rest = {key: one for key, one in held.items() if key != name}
                self._write(rest | ({name: since} if since else {}))
        except OSError as error:
            raise StateError(self._file, error) from error
        return True

    def _write(self, held: Mapping[str, datetime]) -> None:
        draft = self._file.with_suffix(".new")
        text = json.dumps({name: since.isoformat() for name, since in held.items()}, indent=2)
        draft.write_text(f"{text}\n", encoding="utf-8")
        draft.replace(self._file)
