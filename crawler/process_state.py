"""What all crawls of one process share: address guard, robots.txt, circuits, workers."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.circuit import Circuits
from crawler.extract_pool import ExtractPool
from crawler.reading import Reader
from crawler.resolver import GuardedResolver
from crawler.robots import RobotsCache


@dataclass(frozen=True, slots=True)
class ProcessState:
    """Made once, with the loop. ``pool`` runs anything that a page may make slow or deadly."""

    guard: GuardedResolver
    robots: RobotsCache = field(default_factory=RobotsCache)
    circuits: Circuits = field(default_factory=Circuits)
    pool: ExtractPool = field(default_factory=ExtractPool)
    reader: Reader = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "reader", Reader(self.pool))
