"""The sources that the daemon knows: as their files were when they were last right. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from config import Readout, Source


@dataclass(frozen=True, slots=True)
class Roster:
    """Sources by name, and what is wrong with files by the name that their source would have."""

    sources: Mapping[str, Source] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Changes:
    """What a new look at the files has brought, by name."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    broken: tuple[str, ...]
    """Files that are newly wrong, or wrong in another way."""
    mended: tuple[str, ...]

    @property
    def none(self) -> bool:
        """Whether all is as it was."""
        return not any((self.added, self.changed, self.removed, self.broken, self.mended))


def renewed(before: Roster, readout: Readout) -> Roster:
    """Return what the files say now; of a broken one, what it said before."""
    sources = {source.name: source for source in readout.sources}
    faults: dict[str, str] = {}
    for error in readout.errors:
        faults.setdefault(error.file.stem, str(error))
    kept = {name: one for name, one in before.sources.items() if name in faults}
    return Roster(dict(sorted((kept | sources).items())), faults)


def changes(before: Roster, after: Roster) -> Changes:
    """Tell what is different."""
    old, new = before.sources, after.sources
    return Changes(
        added=tuple(name for name in new if name not in old),
        changed=tuple(name for name in new if name in old and new[name] != old[name]),
        removed=tuple(name for name in old if name not in new),
        broken=tuple(name for name, why in after.faults.items() if before.faults.get(name) != why),
        mended=tuple(name for name in before.faults if name not in after.faults),
    )
