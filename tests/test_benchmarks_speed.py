from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.__main__ import BENCHMARKS, main
from benchmarks.crawl import crawl
from benchmarks.crowd import crowd
from benchmarks.dispatch import dispatch
from benchmarks.lines import Goal, Line, Verdict, at_least, at_most, print_lines
from benchmarks.pages import pages
from benchmarks.plan import Plan
from benchmarks.poll import poll
from benchmarks.processes import Cost, MeasureError, Pairs, environment, measured, python
from benchmarks.queries import queries
from benchmarks.second_pass import second_pass
from benchmarks.storing import storing
from storage import open_storage


def tiny(folder: Path) -> Plan:
    return Plan(folder, 16, 1, 400, 60, 2, references=False)


@pytest.mark.parametrize(
    ("goal", "figure", "verdict"),
    [
        (at_most(1.5, 3), 1.5, Verdict.MET),
        (at_most(1.5, 3), 2.9, Verdict.MISSED),
        (at_most(1.5, 3), 3.1, Verdict.FAILED),
        (at_most(1.5, None), 1000, Verdict.MISSED),
        (at_least(1.0, 0.5), 1.2, Verdict.MET),
        (at_least(1.0, 0.5), 0.6, Verdict.MISSED),
        (at_least(1.0, 0.5), 0.4, Verdict.FAILED),
    ],
)
def test_a_figure_meets_its_goal_misses_it_or_breaks_its_gate(
    goal: Goal, figure: float, verdict: Verdict
) -> None:
    assert Line("one", figure, goal=goal).verdict is verdict


def test_a_figure_without_a_goal_is_noted() -> None:
    assert Line("one", 7).verdict is Verdict.NOTED


def test_ratios_are_medians_of_pairs() -> None:
    reference = (Cost(10, 4, 100), Cost(20, 4, 100), Cost(30, 4, 100))
    ours = (Cost(5, 8, 150), Cost(5, 2, 150), Cost(30, 4, 200))
    pairs = Pairs(reference, ours)
    assert (pairs.speed(), pairs.cpu(), pairs.cpu_saved(), pairs.peak()) == (2, 1, 1, 1.5)


def test_a_program_that_fails_is_no_measure(tmp_path: Path) -> None:
    with pytest.raises(MeasureError, match="ended with 3"):
        measured(python("-c", "raise SystemExit(3)"), environment(tmp_path))


def test_a_programs_memory_is_its_own(tmp_path: Path) -> None:
    ballast = b"x" * (200 << 20)
    small = measured(python("-c", "pass"), environment(tmp_path))
    large = measured(python("-c", "bytearray(b'x' * (100 << 20))"), environment(tmp_path))
    assert len(ballast) > 0
    assert small.peak < 50
    assert 100 < large.peak < 350


def test_a_programs_cost_holds_its_childrens(tmp_path: Path) -> None:
    burn = "import time\nwhile time.process_time() < 0.3: pass"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}], check=True)"
    assert measured(python("-c", parent), environment(tmp_path)).cpu >= 0.3


def test_a_programs_cost_holds_what_outlives_its_parent(tmp_path: Path) -> None:
    burn = "import time\nwhile time.process_time() < 0.3: pass"
    parent = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {burn!r}])"
    grandparent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {parent!r}])"
    assert measured(python("-c", grandparent), environment(tmp_path)).cpu >= 0.3


def test_a_crawl_is_measured_beside_plain_scrapy(tmp_path: Path) -> None:
    lines = {line.name: line for line in crawl(tiny(tmp_path))}
    assert set(lines) == {"crawl: speed", "crawl: CPU", "crawl: peak memory"}
    assert all(line.figure > 0 for line in lines.values())


def test_a_second_pass_asks_for_little_and_writes_nothing(tmp_path: Path) -> None:
    lines = {line.name: line.figure for line in second_pass(tiny(tmp_path))}
    assert lines["second pass, nothing new: requests"] <= 6
    assert lines["second pass, nothing new: rows written"] == 0


def test_a_poll_costs_something(tmp_path: Path) -> None:
    alone, beside = poll(tiny(tmp_path))
    assert alone.unit == "ms"
    assert alone.figure > 0
    assert beside.unit == "×"
    assert beside.figure > 0


def test_all_that_is_due_is_dispatched(tmp_path: Path) -> None:
    (line,) = dispatch(tiny(tmp_path))
    assert line.figure > 0


def test_a_daemon_is_asked_while_a_crowd_is_due(tmp_path: Path) -> None:
    pages = {line.name: line for line in crowd(tiny(tmp_path))}
    assert pages["crowd: slowest page, p95"].figure > 0
    assert pages["crowd: stop"].unit == "s"


def test_storing_is_measured_beside_sqlite(tmp_path: Path) -> None:
    rate, *ratios = storing(tiny(tmp_path))
    assert rate.figure > 0
    assert all(0 < ratio.figure < 1 for ratio in ratios)


def test_generated_records_are_what_a_crawl_would_have_stored(tmp_path: Path) -> None:
    lines = queries(tiny(tmp_path))
    assert all(line.figure >= 0 for line in lines)
    with open_storage(f"sqlite:///{tmp_path / 'records.db'}") as storage:
        assert storage.inspect().faults == ()


def test_every_inspection_page_is_looked_at(tmp_path: Path) -> None:
    figures = {line.name: line.figure for line in pages(tiny(tmp_path))}
    assert figures["slowest page, p95"] > 0
    assert 0 < figures["largest page"] < 200


def test_the_command_prints_a_table_or_json(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        BENCHMARKS, "dispatch", lambda _plan: [Line("some", 2, goal=at_most(1, 1.5), note="why")]
    )
    assert main(["dispatch", "--quick", "--json"]) == 1
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["name"], told["figure"], told["verdict"]) == ("some", 2, "FAILED")
    print_lines([Line("some", 12_345, "/s", at_most(1, 1.5), "why")])
    assert "12,345 /s" in capsys.readouterr().out


def test_an_unknown_benchmark_is_a_wrong_argument(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["sped"])
    assert ended.value.code == 2
    assert "sped: the benchmarks are startup, crawl" in capsys.readouterr().err
