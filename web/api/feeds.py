"""Feeds out: Atom and JSON Feed of all records, of a source, a category, or a search."""

from __future__ import annotations

import io
from collections import deque
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Request, Response

from storage.feeds import About, write_atom, write_json_feed
from web.answers import kept
from web.api.parameters import Name, Words, asking, wish
from web.asking import Asking, Wish

routes = APIRouter(prefix="/feeds", include_in_schema=False)
_Asking = Annotated[Asking, Depends(asking)]
_Wish = Annotated[Wish, Depends(wish)]
_Kind = Annotated[Literal["xml", "json"], Path()]
_ENTRIES = 50


@routes.get("/all.{kind}")
def of_all(request: Request, ask: _Asking, kind: _Kind) -> Response:
    """Return the newest records of all sources."""
    return _feed(request, ask, Wish(), kind, About("newsmill", "", _address(request)))


@routes.get("/search.{kind}")
def of_search(request: Request, ask: _Asking, kind: _Kind, q: Words, wanted: _Wish) -> Response:
    """Return the newest records that a search finds."""
    asked = Wish(**{**wanted.given(), "q": q})
    about = About(f"{q} – newsmill", f"search/{request.url.query}", _address(request))
    return _feed(request, ask, asked, kind, about)


@routes.get("/category/{category:path}.{kind}")
def of_category(request: Request, ask: _Asking, category: str, kind: _Kind) -> Response:
    """Return the newest records of a group, site or channel."""
    about = About(f"{category} – newsmill", f"category/{category}", _address(request))
    return _feed(request, ask, Wish(category=category), kind, about)


@routes.get("/{name}.{kind}")
def of_source(request: Request, ask: _Asking, name: Name, kind: _Kind) -> Response:
    """Return the newest records of a source."""
    source = ask.source(name)
    about = About(f"{source.title} – newsmill", f"source/{name}", _address(request))
    return _feed(request, ask, Wish(source=name), kind, about)


def _address(request: Request) -> str:
    """Return the feed's own address, as it goes over the wire (RFC 3986)."""
    return str(request.url.replace(path=quote(request.url.path)))


def _feed(request: Request, ask: Asking, wanted: Wish, kind: str, about: About) -> Response:
    text = io.StringIO()
    write = write_atom if kind == "xml" else write_json_feed
    deque(write(ask.whole(wanted, _ENTRIES), text, about), maxlen=0)
    media = "application/atom+xml" if kind == "xml" else "application/feed+json"
    return kept(request, text.getvalue().encode(), f"{media}; charset=utf-8")
