"""The options that several commands share, said once: ``--source`` means the same everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from service.cli.moments import parse_moment
from service.cli.tables import Format

if TYPE_CHECKING:
    from storage.types import RecordFilter

Source: TypeAlias = Annotated[
    str | None, typer.Option("--source", "-s", metavar="NAME", help="Only of this source.")
]
Category: TypeAlias = Annotated[
    str | None,
    typer.Option("--category", "-c", metavar="NAME", help="Only of this group, site or channel."),
]
Since: TypeAlias = Annotated[
    str | None,
    typer.Option("--since", metavar="TIME", help="Published then or later: 2026-11-01, 36h, 7d."),
]
Until: TypeAlias = Annotated[
    str | None, typer.Option("--until", metavar="TIME", help="Published before then.")
]
Status: TypeAlias = Annotated[
    str | None,
    typer.Option("--status", metavar="STATUS", help="Only current or only withdrawn ones."),
]
Limit: TypeAlias = Annotated[
    int, typer.Option("--limit", "-n", min=1, max=100_000, help="Rows of a page.")
]
After: TypeAlias = Annotated[
    str | None,
    typer.Option("--after", metavar="CURSOR", help="Go on where the page before ended."),
]
Shape: TypeAlias = Annotated[Format, typer.Option("--format", "-f", help="How it is printed.")]
Json: TypeAlias = Annotated[bool, typer.Option("--json", help="JSON, for programs.")]
Yes: TypeAlias = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The filter options of one command, as typed."""

    source: str | None = None
    category: str | None = None
    since: str | None = None
    until: str | None = None
    status: str | None = None

    def chosen(self) -> RecordFilter:
        """Return the filter that they mean. Raises UsageProblem."""
        from storage.types import RecordFilter

        if self.status not in {None, "current", "withdrawn"}:
            raise typer.BadParameter("a record is current or withdrawn", param_hint="--status")
        return RecordFilter(
            source=self.source,
            category=self.category,
            since=parse_moment(self.since, "--since"),
            until=parse_moment(self.until, "--until"),
            status=self.status,
        )
