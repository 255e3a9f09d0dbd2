"""Times as people type and read them: what commands need of it, in one place."""

from __future__ import annotations

from articles.moments import exact, lasted, shown
from config.moments import parse_moment

__all__ = ["exact", "lasted", "parse_moment", "shown"]
