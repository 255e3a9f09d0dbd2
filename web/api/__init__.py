"""The API under ``/api/v1`` and the feeds: for programs."""

from __future__ import annotations

from fastapi import APIRouter

from web.api import feeds, records, sources

routes = APIRouter()
_v1 = APIRouter(prefix="/api/v1")
_v1.include_router(records.routes)
_v1.include_router(sources.routes)
routes.include_router(_v1)
routes.include_router(feeds.routes)
