"""An article's own markup, in documents that can do nothing: for the frame, for paper, as text.

It was made safe when it was stored, and is not believed here all the same: the document is
sandboxed, so it has no origin, no script, no form; it loads nothing unless its reader wants the
pictures, and tells nobody who reads it.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from starlette.responses import PlainTextResponse

from articles.extract.charset import decode
from storage.posts import post_text
from web.downloads import attachment, post_name
from web.pages.page import asking, render

routes = APIRouter()
_Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
_SANDBOX = "sandbox allow-popups allow-popups-to-escape-sandbox"
_PICTURES = "img-src http: https: data:; media-src http: https:"


def document_policy(*, pictures: bool) -> str:
    """Return the policy of an article's document."""
    loaded = f"; {_PICTURES}" if pictures else ""
    return (
        f"{_SANDBOX}; default-src 'none'; style-src 'self'; "
        "style-src-attr 'unsafe-inline'; frame-ancestors 'self'; "
        f"form-action 'none'; base-uri 'none'{loaded}"
    )


@routes.get("/records/{number}/body")
def body(request: Request, number: _Number, images: str = "", whole: str = "") -> Response:
    """Return the article alone; ``whole`` with its title, for a window of its own and for paper."""
    with asking(request).storage() as storage:
        record = storage.records.get(number)
    answer = render(
        request,
        "body.html",
        record=record,
        article=record.article,
        whole=bool(whole),
        images=bool(images),
    )
    answer.headers["Content-Security-Policy"] = document_policy(pictures=bool(images))
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@routes.get("/records/{number}/markup.txt")
def markup(request: Request, number: _Number) -> Response:
    """Return the article's markup as text, never as a page."""
    with asking(request).storage() as storage:
        article = storage.records.get(number).article
    return PlainTextResponse(article.body_html)


@routes.get("/records/{number}/source.txt")
def source(request: Request, number: _Number) -> Response:
    """Return the pages that the record was read from, as the site sent them: text, never a page."""
    with asking(request).storage() as storage:
        pages = storage.archive.pages(number)
    return PlainTextResponse("\n\n".join(decode(page) for page in pages))


@routes.get("/records/{number}/post.md")
def post(request: Request, number: _Number) -> Response:
    """Return the exact post as a file."""
    with asking(request).storage() as storage:
        article = storage.records.get(number).article
    headers = attachment(post_name(article))
    return Response(post_text(article).encode(), 200, headers, "text/markdown; charset=utf-8")
