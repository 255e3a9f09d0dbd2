"""The newspaper's columns: numbers and names as the first source has them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A listing of the site, at ``/columns/<id>``."""

    id: int
    name: str

    @property
    def path(self) -> str:
        """The path of its first page."""
        return f"/columns/{self.id}"

    def page_path(self, number: int) -> str:
        """Return the path of page ``number``, from 1; the first one has no number."""
        return self.path if number == 1 else f"{self.path}/page/{number}"


COLUMNS = (
    Column(332, "重磅原创"),
    Column(3, "要闻"),
    Column(1161, "每经头条"),
    Column(587, "每经调查"),
    Column(1072, "每经热评"),
)
COLUMN_BY_ID = {column.id: column for column in COLUMNS}
