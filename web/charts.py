"""Charts as plain geometry: bars that a template draws as SVG, with the same numbers as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640.0, 120.0
_GAP = 0.22
_FEWEST = 20
"""Bars for which there is room at least, so that few are not as broad as doors."""
_LEAST = 2.0
"""Of a bar that is not nothing, so that it is seen."""


@dataclass(frozen=True, slots=True)
class Point:
    """One value, what it is called, and where more of it is shown (empty: nowhere)."""

    label: str
    value: float
    href: str = ""
    mark: str = ""
    """``bad`` for what is drawn in the colour of errors."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A point and its rectangle, the origin in the upper left corner."""

    point: Point
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of bars on a field of ``WIDTH`` by ``HEIGHT``."""

    name: str
    title: str
    unit: str
    bars: tuple[Bar, ...]
    peak: float
    digits: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return self.peak == 0

    def shown(self, value: float) -> str:
        """Return a value as people read it."""
        return f"{value:,.{self.digits}f}"


def chart(name: str, title: str, unit: str, points: Sequence[Point], digits: int = 0) -> Chart:
    """Lay bars out side by side, the highest as high as the field."""
    peak = max((one.value for one in points), default=0.0)
    step = WIDTH / max(_FEWEST, len(points))
    bars = []
    for at, one in enumerate(points):
        height = max(_LEAST, one.value / peak * HEIGHT) if one.value > 0 else 0.0
        left = at * step + step * _GAP / 2
        bars.append(
            Bar(one, round(left, 1), round(HEIGHT - height, 1), round(step * (1 - _GAP), 1),
                round(height, 1))
        )  # fmt: skip
    return Chart(name, title, unit, tuple(bars), peak, digits)
