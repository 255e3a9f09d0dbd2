"""The pages for people: made on the server, complete without a script."""

from __future__ import annotations

from fastapi import APIRouter

from web.pages import others, overview, reading, records, runs, sources

routes = APIRouter(include_in_schema=False)
for _part in (overview, records, reading, sources, runs, others):
    routes.include_router(_part.routes)
