"""The soak in short: what is lost shows at once, what leaks shows in the long one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.soak import Bounds, Report, soak

# a machine that does other things besides, and a minute in which much is still loaded
GENEROUS = Bounds(growth_mib=100, files=100, lateness_s=30)
REPORT = Report(9, 60, 90, 100, (), 150.0, 1.0, 30, 0, 0.5, 5.0, 0)


@pytest.mark.timeout(300)
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it reads /proc")
def test_a_daemon_among_papers_that_misbehave_loses_nothing(tmp_path: Path) -> None:
    report = soak(sources=18, seconds=60, every=6, folder=tmp_path)
    assert report.broken(GENEROUS) == ()
    assert report.crawls > 18
    log = (tmp_path / "daemon.log").read_text("utf-8")
    assert "Traceback" not in log
    for kind in ("http-500", "drifted", "timeout", "too-large", "redirects", "truncated"):
        assert f'"{kind}"' in log, kind


def test_a_report_tells_which_bounds_are_broken() -> None:
    assert REPORT.broken(Bounds()) == ()
    bad = Report(9, 60, 90, 100, ("Story 1",), 150.0, 5.1, 30, 11, 5.0, 5.0, 1)
    assert len(bad.broken(Bounds())) == 5
