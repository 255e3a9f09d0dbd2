"""docs/outcomes.md lists every reason and class, with the waits that are kept."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from articles.types import Decision, RejectReason
from config.durations import parse_duration
from crawler.backoff import _USUAL, _WAITS
from crawler.failures import _KINDS, _WALLS

TEXT = (Path(__file__).parent.parent / "docs" / "outcomes.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `([a-z0-9-]+)`[^|]*\|[^|]*\| (\w+) \| (\w+) \|$", TEXT, re.MULTILINE)
REASONS = re.findall(r"^\| `([a-z0-9-]+)` \|[^|]*\|$", TEXT, re.MULTILINE)


def test_every_reason_of_a_rejection_is_listed() -> None:
    known = {one.value for one in RejectReason} | {Decision.WORSE.value}
    walls = {one.value for one in _WALLS}
    assert known - walls <= set(REASONS)
    assert walls <= {name for name, _, _ in ROWS}


def test_every_class_of_a_failure_is_listed() -> None:
    assert {kind for _, kind, _ in _KINDS} | set(_WAITS) <= {name for name, _, _ in ROWS}


@pytest.mark.parametrize(("kind", "first", "longest"), ROWS)
def test_the_waits_are_those_that_are_kept(kind: str, first: str, longest: str) -> None:
    waits = _WAITS.get(kind, _USUAL)
    assert isinstance(parse_duration(first), timedelta)
    assert (parse_duration(first), parse_duration(longest)) == (waits.first, waits.longest)
