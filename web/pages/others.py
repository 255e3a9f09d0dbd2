"""Stories, settings, and the door."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.responses import RedirectResponse

from web.asking import Wish
from web.guard import COOKIE, knows_token, new_session
from web.pages.page import asking, own_form, render, sent_form, set_session

routes = APIRouter()
_ROWS = 20
_Text = Annotated[str, Query(max_length=2_000)]
_Form = Annotated[Mapping[str, str], Depends(sent_form)]
_OwnForm = Annotated[Mapping[str, str], Depends(own_form)]


@routes.get("/stories")
def stories(request: Request, source: _Text = "", after: _Text = "") -> Response:
    """Show what several sources have in nearly the same words."""
    page = asking(request).stories(Wish(source=source), after or None, _ROWS)
    return render(
        request,
        "stories.html",
        stories=page.rows,
        following=page.next_cursor,
        source=source,
        after=after,
    )


@routes.get("/settings")
def settings(request: Request) -> Response:
    """Show every setting and where it came from; secrets masked."""
    ask = asking(request)
    return render(request, "settings.html", settings=ask.settings(), daemon=ask.status()["daemon"])


@routes.get("/login")
def login(request: Request, next: _Text = "/") -> Response:  # noqa: A002 - its name in the address
    """Ask for the token."""
    return render(request, "login.html", next=_own_path(next), wrong=False)


@routes.post("/login")
def enter(request: Request, form: _Form) -> Response:
    """Let in whoever knows the token."""
    access, back = request.app.state.access, _own_path(form.get("next", "/"))
    if not knows_token(access, form.get("token")):
        return render(request, "login.html", 403, next=back, wrong=True)
    answer = RedirectResponse(back, 303)
    set_session(request, answer, new_session(access, asking(request).now().timestamp()))
    return answer


@routes.post("/logout")
def leave(form: _OwnForm) -> Response:  # noqa: ARG001 - the form proves who asks
    """Forget the session."""
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE)
    return answer


def _own_path(address: str) -> str:
    """Return where to go on: a path of ours, never another site."""
    plain = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if plain and address.isprintable() else "/"
