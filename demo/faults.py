"""Paths that are told to fail, for tests of whoever reads the site."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to the next ``times`` requests of a path.

    First they wait ``delay`` seconds; then the connection is dropped, or ``status`` is answered,
    or the page comes as ever (status None).
    """

    path: str
    status: int | None = None
    times: int = 1
    delay: float = 0.0
    drop: bool = False


class Faults:
    """The faults to come; a path has one at a time, the latest that was set."""

    def __init__(self) -> None:
        self._by_path: dict[str, Fault] = {}

    def set(self, fault: Fault) -> None:
        """Set a path's fault; ``times`` 0 or less takes it back."""
        self._by_path.pop(fault.path, None)
        if fault.times > 0:
            self._by_path[fault.path] = fault

    def take(self, path: str) -> Fault | None:
        """Return the fault of a path, used up by one."""
        fault = self._by_path.get(path) if self._by_path else None
        if fault is not None:
            self.set(replace(fault, times=fault.times - 1))
        return fault

    def pending(self) -> tuple[Fault, ...]:
        """Return the faults not yet used up."""
        return tuple(self._by_path.values())

    def clear(self) -> None:
        """Take every fault back."""
        self._by_path.clear()
