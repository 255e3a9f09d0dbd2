"""How soon a command answers, beside a Python that does nothing."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.lines import Line, at_most
from benchmarks.plan import Plan
from benchmarks.processes import Cost, by_turns, environment, measured, python

_TIMES = 5
_EMPTY = "of python -c pass"


def startup(plan: Plan) -> list[Line]:
    """Compare CPU time; the code is compiled and the database made before."""
    surroundings = environment(plan.folder, {"NEWSMILL_DATA_DIR": str(plan.folder / "empty")})

    def running(*arguments: str) -> Callable[[], Cost]:
        return lambda: measured(python(*arguments), surroundings)

    def compared(*arguments: str) -> float:
        ours = running("-m", "service", *arguments)
        ours()
        return by_turns(running("-c", "pass"), ours, _TIMES).cpu()

    running("-m", "service", "db", "init")()
    return [
        Line(
            "start-up: --help, CPU", compared("--help"), goal=at_most(6, 7.5), note="python -c pass"
        ),
        Line(
            "start-up: records list, CPU",
            compared("records", "list"),
            goal=at_most(10, 26),
            note=f"{_EMPTY}; SQLAlchemy alone takes 10 ×",
        ),
    ]
