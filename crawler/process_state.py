"""What all crawls of one process share: the address guard and the hosts' robots.txt rules."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.resolver import GuardedResolver
from crawler.robots import RobotsCache


@dataclass(frozen=True, slots=True)
class ProcessState:
    """Made once, with the loop."""

    guard: GuardedResolver
    robots: RobotsCache = field(default_factory=RobotsCache)
