"""Crontab expressions of five fields, checked but not computed.

The form is that of crontab(5): minute, hour, day of month, month, day of week; each ``*``, a
value, a range ``a-b``, either of them with a step ``/n``, or a list of those. Days of the week are
names only: crontab counts them from Sunday and the scheduler from Monday, so a number would run on
the wrong day for half of its readers.
"""

from __future__ import annotations

import re

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FIELDS: tuple[tuple[str, range, tuple[str, ...]], ...] = (
    ("minute", range(60), ()),
    ("hour", range(24), ()),
    ("day of month", range(1, 32), ()),
    ("month", range(1, 13), _MONTHS),
    ("day of week", range(7), _DAYS),
)
_PART = re.compile(r"(\*|(\w+)(?:-(\w+))?)(?:/(\d{1,3}))?", re.ASCII)


def check_cron(text: str) -> str:
    """Return the expression with single spaces; ValueError names the wrong field and why."""
    fields = text.split()
    if len(fields) != len(_FIELDS):
        raise ValueError(
            f"{text!r} has {len(fields)} fields, not the five of crontab"
            ' (minute, hour, day of month, month, day of week), as in "30 6 * * mon-fri"'
        )
    for field, (name, values, names) in zip(fields, _FIELDS, strict=True):
        for part in field.split(","):
            _check_part(part, name, values, names)
    return " ".join(fields)


def _check_part(part: str, name: str, values: range, names: tuple[str, ...]) -> None:
    match = _PART.fullmatch(part)
    if not match:
        raise ValueError(f'{part!r} is no {name}. Write *, a value, a range a-b or a step "*/n"')
    _, first, last, step = match.groups()
    bounds = [_value(bound, name, values, names) for bound in (first, last) if bound]
    if bounds != sorted(bounds):
        raise ValueError(f"{name} {part!r} runs backwards. Write the lower value first")
    if step is not None:
        if (first or "0").isalpha():
            raise ValueError(f"{name} {part!r}: a step needs numbers. Write a list of names")
        _check_step(int(step), bounds or [values[0], values[-1]], f"{name} {part!r}")


def _check_step(step: int, bounds: list[int], where: str) -> None:
    reach = bounds[-1] - bounds[0]
    if not reach:
        raise ValueError(f"{where}: a step needs a range before it, a-b or *")
    if not 1 <= step <= reach:
        raise ValueError(f"{where}: a step goes from 1 to {reach} here")


def _value(text: str, name: str, values: range, names: tuple[str, ...]) -> int:
    if text.lower() in names:
        return names.index(text.lower()) + values.start
    if names == _DAYS:
        raise ValueError(
            f"day of week {text!r}: numbers mean different days in different programs."
            " Write names, mon to sun"
        )
    if not text.isdecimal() or int(text) not in values:
        raise ValueError(f"{name} {text!r} is not between {values[0]} and {values[-1]}")
    return int(text)
