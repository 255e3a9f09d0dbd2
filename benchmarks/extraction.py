"""How well, and how fast, pages are read, beside trafilatura and readability-lxml.

    python -m benchmarks.extraction DATA_DIR [--sets news_en …] [--limit N] [--out docs/quality.md]
                                    [--judged FILE]

Every page goes through ``articles.extract`` without rules, then through the references; CPU time is
the process's own. Prints one table a set and, without ``--limit`` or ``--sets``, writes them to
``--out``. A reference that is not installed is left out. The shipped models were trained on these
pages: ``--judged`` adds a reader whose bodies are chosen by models that saw no page of the site,
out of the file that ``benchmarks.train_extraction --cache`` leaves.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from articles.dates import parse_date
from articles.errors import DateError
from articles.extract import extract
from articles.extract.cutting import text_of_runs
from articles.extract.judge import chosen
from articles.html.text import plain_text
from articles.types import ArticleItem, ExtractRules
from benchmarks.metric import Rates, body_score, covers, folded, names, rates, same_image
from benchmarks.samples import read_page
from benchmarks.sets import BODY_SETS, NOW, SETS, Case, cases

Row = tuple[str, ...]
_HEAD = (
    "reader",
    "body F1",
    "P",
    "R",
    "failed",
    "title",
    "day",
    "author",
    "image",
    "CPU ms median",
    "mean",
    "raised",
)


_UNSEEN = "newsmill, site unseen"
_FIELDS = ("title", "day", "author", "image")
_READS: dict[str, tuple[str, ...]] = {"readability-lxml": ("title",), _UNSEEN: ()}
"""The fields of readers that do not read all of them."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of a page."""

    body: str = ""
    title: str = ""
    day: str = ""
    authors: tuple[str, ...] = ()
    image: str = ""


@dataclass(slots=True)
class Tally:
    """A reader's scores over a set."""

    bodies: list[Rates] = field(default_factory=list)
    hits: dict[str, list[bool]] = field(default_factory=dict)
    milliseconds: list[float] = field(default_factory=list)
    raised: int = 0

    def add(self, case: Case, read: Reading, seconds: float) -> None:
        """Score one reading against the truth."""
        truth = case.truth
        self.milliseconds.append(seconds * 1_000)
        if truth.get("body"):
            self.bodies.append(rates(truth["body"], read.body))
        if truth.get("title"):
            self._note("title", folded(read.title) == folded(truth["title"]))
        if truth.get("date"):
            self._note("day", read.day == str(truth["date"])[:10])
        if wanted := names(truth.get("author")):
            self._note("author", names(read.authors) == wanted)
        if pictures := covers(truth):
            self._note("image", bool(read.image) and same_image(read.image, pictures))

    def _note(self, name: str, hit: bool) -> None:  # noqa: FBT001 - a score
        self.hits.setdefault(name, []).append(hit)

    def row(self, reader: str) -> Row:
        """Return the scores as a line of the table."""
        f1, precision, recall, failed = body_score(self.bodies)
        reads = _READS.get(reader, _FIELDS)
        body = (
            (f"{f1:.3f}", f"{precision:.3f}", f"{recall:.3f}", f"{failed}")
            if self.bodies
            else ("–",) * 4
        )
        shares = (
            f"{statistics.mean(self.hits[name]):.3f}"
            if name in self.hits and name in reads
            else "–"
            for name in _FIELDS
        )
        cpu = (statistics.median(self.milliseconds), statistics.mean(self.milliseconds))
        cost = ("–", "–") if reader == _UNSEEN else (f"{one:.0f}" for one in cpu)
        return (reader, *body, *shares, *cost, f"{self.raised}")


def newsmill(case: Case) -> Reading:
    """Read a page as newsmill does without rules."""
    item = extract(case.page, ExtractRules())
    if not isinstance(item, ArticleItem):
        return Reading()
    text = item.body_text if item.body_text is not None else plain_text(item.body_html or "")
    return Reading(
        text,
        item.title or "",
        _day(item.published),
        tuple((item.byline or "").split("、")),
        item.lead_image or "",
    )


def _day(text: str | None) -> str:
    """Return the day that a date text names, on the clock that it is told by."""
    if not text:
        return ""
    if text[:4].isdecimal() and text[4:5] == "-":
        return text[:10]
    try:
        return parse_date(text, timezone="UTC", now=NOW).date().isoformat()
    except DateError:
        return ""


def trafilatura(case: Case) -> Reading:
    """Read a page with trafilatura's defaults and its metadata."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - a reference, not always there

    found = bare_extraction(
        case.page.body, url=case.page.url, include_comments=False, with_metadata=True
    )
    if found is None:
        return Reading()

    def said(name: str) -> str:
        return getattr(found, name, None) or ""

    return Reading(
        said("text"), said("title"), said("date"), tuple(said("author").split("; ")), said("image"),
    )  # fmt: skip


def readability(case: Case) -> Reading:
    """Read a page with readability-lxml: body and title are all it reads."""
    from readability import Document  # noqa: PLC0415 - a reference, not always there

    document = Document(case.page.body.decode("utf-8", "replace"))
    return Reading(plain_text(document.summary()), document.short_title() or "")


Reader = Callable[[Case], Reading]
_READERS: dict[str, Reader] = {
    "newsmill": newsmill, "trafilatura": trafilatura, "readability-lxml": readability,
}  # fmt: skip


def judged_unseen(file: Path) -> Reader:
    """Return a reader of bodies alone, as models judged them that saw no page of the site."""
    with np.load(file, allow_pickle=False) as stored:
        judged = dict(stored)

    def read(case: Case) -> Reading:
        probable, found = judged.get(f"{case.set}/{case.name}"), read_page(case.page)
        if probable is None or found is None:
            return Reading()
        runs, rows = found
        kept, _ = chosen(runs, rows, probable)
        return Reading(text_of_runs(runs, kept))

    return read


def measured(all_cases: Iterable[Case], readers: Mapping[str, Reader]) -> dict[str, Tally]:
    """Read every page with every reader."""
    tallies = {name: Tally() for name in readers}
    for case in all_cases:
        for name, reader in readers.items():
            started = time.process_time()
            try:
                read = reader(case)
            except Exception:  # noqa: BLE001 - what raises is counted, whoever raises it
                read = Reading()
                tallies[name].raised += 1
            tallies[name].add(case, read, time.process_time() - started)
    return tallies


def installed() -> dict[str, Reader]:
    """Return the readers that can run here."""
    found: dict[str, Reader] = {"newsmill": newsmill}
    for name, module in (("trafilatura", "trafilatura"), ("readability-lxml", "readability")):
        try:
            __import__(module)
        except ImportError:
            continue
        found[name] = _READERS[name]
    return found


def table(name: str, tallies: dict[str, Tally]) -> str:
    """Return a set's scores as a Markdown table."""
    rows = [_HEAD, ("---",) * len(_HEAD), *(tally.row(reader) for reader, tally in tallies.items())]
    pages = len(next(iter(tallies.values())).milliseconds)
    lines = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"### {name} ({pages} pages)\n\n{lines}\n"


def main(arguments: Sequence[str]) -> None:
    """Run the sets and print, or write, the tables."""
    parser = argparse.ArgumentParser(description="Measure extraction beside its peers.")
    parser.add_argument("data", type=Path)
    parser.add_argument("--sets", nargs="+", default=list(SETS), choices=SETS)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--out", type=Path, default=Path("docs/quality.md"))
    parser.add_argument("--judged", type=Path)
    options = parser.parse_args(arguments)
    readers = installed()
    unseen = {_UNSEEN: judged_unseen(options.judged)} if options.judged else {}
    tables = []
    for name in options.sets:
        heard = {**readers, **unseen} if name in BODY_SETS else readers
        tables.append(table(name, measured(cases(options.data, name, options.limit), heard)))
        print(tables[-1], flush=True)  # noqa: T201 - a program's output
    if options.limit is None and list(options.sets) == list(SETS):
        _write(options.out, tables)


def _write(out: Path, tables: Sequence[str]) -> None:
    """Put the tables between the marks of a document that explains them."""
    start, end = "<!-- tables -->", "<!-- end of tables -->"
    text = (
        out.read_text("utf-8") if out.exists() else f"# Quality of extraction\n\n{start}\n{end}\n"
    )
    head, _, rest = text.partition(start)
    out.write_text(
        "\n".join((f"{head}{start}", "", *tables, f"{end}{rest.partition(end)[2]}")), "utf-8"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
