"""Making a page of a template: its language, its form token, its times and its headers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlencode

from fastapi import HTTPException
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from articles.moments import lasted, shown, stamp
from articles.search.excerpt import Marked
from web.asking import Asking
from web.guard import COOKIE, FIELD, Access, form_token, is_own_form, new_session
from web.kinds import kind_namer, reason_teller
from web.languages import language_of, translator

_LONGEST_FORM = 16 * 1024
_MONTH = 30 * 24 * 3600


@cache
def _templates() -> Environment:
    found = Environment(
        loader=PackageLoader("web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {"when": when, "pieces": pieces, "query": query}
    found.globals |= {"lasted": lasted}
    return found


def render(request: Request, template: str, status: int = 200, /, **context: Any) -> Response:
    """Return a page. A reader without a session gets one, so that its forms have their token."""
    access: Access = request.app.state.access
    session, fresh = request.scope.get("state", {}).get("session"), None
    if session is None and access.token is None:
        session = fresh = new_session(access, datetime.now(UTC).timestamp())
    language = language_of(request.headers.get("accept-language"))
    told = {
        "t": translator(language),
        "kind": kind_namer(language),
        "reason": reason_teller(language),
        "lang": "zh-CN" if language == "zh" else "en",
        "path": request.url.path,
        "form_token": form_token(access, session) if session else "",
        "with_token": access.token is not None,
        "partial": request.headers.get("hx-request") == "true",
    }
    answer = HTMLResponse(_templates().get_template(template).render(told | context), status)
    answer.headers["Vary"] = "Accept-Language, HX-Request, Cookie"
    if fresh:
        set_session(request, answer, fresh)
    return answer


def set_session(request: Request, answer: Response, session: str) -> None:
    """Give the browser its session: for no script, and for no other site."""
    answer.set_cookie(
        COOKIE,
        session,
        max_age=_MONTH,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )


def failure_page(request: Request, status: int, detail: str) -> Response:
    """Return the page that tells what went wrong, and what to do."""
    title = HTTPStatus(status).phrase
    return render(request, "failure.html", status, title=title, detail=detail, status=status)


async def own_form(request: Request) -> Mapping[str, str]:
    """Return the fields of a form that we made ourselves. Raises HTTPException for any other."""
    found = await sent_form(request)
    session = request.scope.get("state", {}).get("session")
    if not is_own_form(request.app.state.access, session, found.get(FIELD)):
        raise HTTPException(403, "this form has expired: go back, reload the page, try again")
    return found


async def sent_form(request: Request) -> Mapping[str, str]:
    """Return the fields of whatever form was sent. Raises HTTPException for one too long."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST_FORM:
            raise HTTPException(413, f"a form holds at most {_LONGEST_FORM:,} bytes")
    fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=20)
    return {name: values[0] for name, values in fields.items()}


def asking(request: Request) -> Asking:
    """Return what the application asks with."""
    found: Asking = request.app.state.asking
    return found


def when(moment: datetime | str | None) -> str:
    """Return a time as markup; a script shows it in the reader's own zone."""
    if moment is None or moment == "":
        return Markup("")
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return Markup('<time datetime="{}">{} UTC</time>').format(stamp(at), shown(at))


def pieces(marked: Marked) -> list[tuple[str, bool]]:
    """Cut a text where its matches begin and end; tell of each piece whether it is one."""
    found, at = [], 0
    for begin, end in marked.matches:
        found += [(marked.text[at:begin], False), (marked.text[begin:end], True)]
        at = end
    return [one for one in (*found, (marked.text[at:], False)) if one[0]]


def query(fields: Mapping[str, object], **more: object) -> str:
    """Return fields as the end of an address; what is empty is left out."""
    given = {name: str(value) for name, value in {**fields, **more}.items() if value}
    return f"?{urlencode(given)}" if given else ""
