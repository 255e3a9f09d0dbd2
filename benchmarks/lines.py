"""What a benchmark tells: one line a figure, each with its goal, its gate and the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rich.console import Console
from rich.table import Table

_MANY = 1_000


class Verdict(StrEnum):
    """How a figure stands: the gate is what must hold, the goal what is wanted."""

    MET = "met"
    MISSED = "missed"
    """Short of the goal, within the gate."""
    FAILED = "FAILED"
    """Beyond the gate: something has become slower."""
    NOTED = "noted"
    """Without a goal."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A limit for a figure, and a wider one that noise does not reach.

    Without a gate nothing is broken by it: a time alone is the machine's as much as ours.
    """

    wanted: float
    gate: float | None
    at_least: bool = False

    def verdict(self, figure: float) -> Verdict:
        """Judge a figure."""
        sign = -1 if self.at_least else 1
        if self.gate is not None and sign * figure > sign * self.gate:
            return Verdict.FAILED
        return Verdict.MET if sign * figure <= sign * self.wanted else Verdict.MISSED

    def __str__(self) -> str:
        """Return the wanted limit, as ``≤ 1.5``."""
        return f"{'≥' if self.at_least else '≤'} {self.wanted:g}"


def at_least(wanted: float, gate: float | None) -> Goal:
    """Return the goal of a figure that should be high."""
    return Goal(wanted, gate, at_least=True)


def at_most(wanted: float, gate: float | None) -> Goal:
    """Return the goal of a figure that should be low."""
    return Goal(wanted, gate)


@dataclass(frozen=True, slots=True)
class Line:
    """One figure. ``unit`` says of what: ``×`` is a ratio to the reference beside it."""

    name: str
    figure: float
    unit: str = "×"
    goal: Goal | None = None
    note: str = ""

    @property
    def verdict(self) -> Verdict:
        """How the figure stands."""
        return self.goal.verdict(self.figure) if self.goal else Verdict.NOTED

    def data(self) -> dict[str, object]:
        """Return the line for programs."""
        goal = self.goal
        return {
            "name": self.name,
            "figure": round(self.figure, 4),
            "unit": self.unit,
            "goal": str(goal) if goal else None,
            "gate": goal.gate if goal else None,
            "verdict": self.verdict.value,
            "note": self.note,
        }


def _shown(figure: float) -> str:
    return f"{figure:.3g}" if figure < _MANY else f"{figure:,.0f}"


def print_lines(lines: list[Line]) -> None:
    """Print the lines as a table for people."""
    table = Table(box=None, pad_edge=False)
    for heading in ("benchmark", "figure", "goal", "verdict", "note"):
        table.add_column(heading, justify="right" if heading == "figure" else "left")
    for line in lines:
        shown = f"{_shown(line.figure)} {line.unit}"
        table.add_row(line.name, shown, str(line.goal or ""), line.verdict.value, line.note)
    Console(width=None if Console().is_terminal else 160, highlight=False).print(table)
