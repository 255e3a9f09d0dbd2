"""``newsmill doctor``: what is wrong with this installation, and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.cli.console import hint
from service.cli.options import Json
from service.cli.state import state
from service.cli.tables import Column, print_json, print_table

if TYPE_CHECKING:
    from service.diagnosis import Finding

_WRONG = 1


def doctor(json: Json = False) -> int:
    """Look at settings, sources, folders and database; ends with 1 if something is wrong."""
    from service.diagnosis import diagnose

    findings = diagnose(state.config_file)
    if json:
        print_json([{"what": f.what, "result": f.result, "found": f.found, "mend": f.mend}
                    for f in findings])  # fmt: skip
    else:
        print_table(findings, _COLUMNS)
        for finding in findings:
            if finding.mend:
                hint(f"{finding.what}: {finding.mend}")
    return _WRONG if any(finding.result == "wrong" for finding in findings) else 0


_COLUMNS: list[Column[Finding]] = [
    Column("what", lambda finding: finding.what),
    Column("result", lambda finding: finding.result),
    Column("found", lambda finding: finding.found, wide=True),
]
