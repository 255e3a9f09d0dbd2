"""A new article in one statement: a server is asked once, where a file takes four as fast.

Writes what ``storage.saving`` would write for an article of which nothing is known.
"""

from __future__ import annotations
