from __future__ import annotations

import pytest
from scrapy import Spider
from scrapy.http import Request, Response
from scrapy.utils.test import get_crawler

from crawler.redirects import BadRedirectError, CarefulRedirectMiddleware

HERE = "http://news.example.com/a/1"


def led_to(location: str | bytes, status: int = 302) -> str | None:
    """Return where a redirect leads; None for an answer that leads nowhere."""
    middleware = CarefulRedirectMiddleware.from_crawler(get_crawler(Spider))
    response = Response(HERE, status=status, headers={"Location": location})
    request = Request(HERE, headers={"Referer": "http://secret.example/"})
    followed = middleware.process_response(request, response)
    if not isinstance(followed, Request):
        return None
    assert "Referer" not in followed.headers
    return followed.url


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/b", "http://news.example.com/b"),
        ("?page=2", "http://news.example.com/a/1?page=2"),
        ("//other.example/x", "http://other.example/x"),
        ("HTTPS://Other.Example/x", "https://other.example/x"),
        ("http://user:secret@other.example:8080/x", "http://other.example:8080/x"),
        ("/重庆".encode(), "http://news.example.com/%E9%87%8D%E5%BA%86"),
        (b"/\xd6\xd8", "http://news.example.com/%EF%BF%BD%EF%BF%BD"),
        ("/a\r\nX-Injected: 1", "http://news.example.com/aX-Injected:%201"),
    ],
)
def test_a_redirect_on_the_web_passes_without_credentials(
    location: str | bytes, target: str
) -> None:
    assert led_to(location) == target


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "data:text/html,x",
        "ftp://127.0.0.1/x",
        "javascript:alert(1)",
        "mailto:a@b.example",
        "about:blank",
        "http://[::1",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:http/",
        "http://exa mple.invalid/",
        f"http://{'a' * 64}.example/",
        "http://.../",
        f"/{'x' * 5_000}",
    ],
)
def test_a_redirect_to_no_web_address_is_refused(location: str) -> None:
    with pytest.raises(BadRedirectError, match="it redirects to"):
        led_to(location)


def test_what_is_no_redirect_is_not_judged() -> None:
    assert led_to("javascript:alert(1)", status=201) is None
