"""One try to tell somebody something, against receivers that take it, refuse it and misbehave."""

from __future__ import annotations

import asyncio
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from receivers import SECRET, receiver, verified

from config.notify import Channel
from service.notify import sending
from service.notify.letters import trial_letter
from service.notify.sending import Refusal, masked, send
from service.notify.signing import signed_headers

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
LETTER = trial_letter("desk", "test-1", NOW)


def channel(url: str, secret: str | None = None) -> Channel:
    return Channel.model_validate({"url": url, "secret": secret})


def sent(url: str, secret: str | None = None) -> Refusal | None:
    return asyncio.run(send(channel(url, secret), LETTER))


def test_a_webhook_is_signed_and_says_what_it_is() -> None:
    with receiver() as desk:
        assert sent(desk.url, SECRET) is None
    (one,) = desk.taken
    assert verified(one)
    assert not verified(one, "another secret")
    assert one["headers"]["webhook-id"] == "test-1"
    assert one["headers"]["Content-Type"] == "application/json"
    assert one["body"]["type"] == "newsmill.test"
    assert one["body"]["timestamp"] == "2026-05-01T12:00:00Z"


def test_a_webhook_without_a_secret_is_not_signed() -> None:
    with receiver() as desk:
        assert sent(desk.url) is None
    assert "webhook-signature" not in desk.taken[0]["headers"]


def test_the_signature_is_that_of_the_specification() -> None:
    # a text signed by hand: printf 'e.1777636800.{}' | openssl dgst -sha256 -mac HMAC …
    headers = signed_headers("e", b"{}", "whsec_c2VjcmV0LW9mLXNvbWUtbGVuZ3Ro", NOW)
    assert headers["webhook-timestamp"] == "1777636800"
    plain = signed_headers("e", b"{}", "secret-of-some-length", NOW)
    assert plain == headers


@pytest.mark.parametrize(
    ("status", "why", "final"),
    [
        (500, "HTTP 500", False),
        (404, "HTTP 404", False),
        (410, "HTTP 410", True),
        (302, "HTTP 302: it redirects, which is not followed; write the new address", False),
    ],
)
def test_what_is_refused_says_why(status: int, why: str, final: bool) -> None:
    with receiver() as elsewhere, receiver(status, Location=elsewhere.url) as desk:
        assert sent(desk.url, SECRET) == Refusal(why, final=final)
        assert not elsewhere.taken


@pytest.mark.parametrize(("asked", "wait"), [("120", timedelta(minutes=2)), ("soon", None)])
def test_a_receiver_may_ask_for_time(asked: str, wait: timedelta | None) -> None:
    with receiver(503, Retry_After=asked) as desk:
        assert sent(desk.url) == Refusal("HTTP 503", wait)


def test_a_receiver_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "_TIMEOUT", aiohttp.ClientTimeout(total=0.2))
    with receiver(0) as desk:
        assert sent(desk.url) == Refusal("no answer within 0.2 s")
        desk.over.set()


def test_nobody_there_shows_no_secret() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        refusal = sent(f"http://user:hush-hush@127.0.0.1:{port}/secret-path")
    assert refusal
    assert str(port) in refusal.why or "***" in refusal.why
    assert "hush" not in refusal.why
    assert "secret-path" not in refusal.why


def test_no_part_of_an_address_is_shown() -> None:
    one = channel("mailtos://me:pa%20ss@mail.example.com/?to=you@example.com", SECRET)
    told = masked(f"cannot log in as me with pa ss at {one.address} {SECRET}\n again", one)
    for secret in ("pa ss", "pa%20ss", "you", SECRET):
        assert secret not in told
    assert "\n" not in told


def test_apprise_tells_in_its_own_thread() -> None:
    with receiver() as desk:
        assert sent(desk.url.replace("http:", "json:")) is None
    (one,) = desk.taken
    assert one["body"]["title"] == "newsmill: a test"
    assert "All is well" in one["body"]["message"]


def test_apprise_tells_why_it_could_not() -> None:
    with receiver(500) as desk:
        refusal = sent(desk.url.replace("http:", "json:"))
    assert refusal
    assert "500" in refusal.why
    assert "token-of-the-hook" not in refusal.why


def test_an_address_that_apprise_does_not_know_says_so() -> None:
    refusal = sent("carrier-pigeon://loft")
    assert refusal
    assert "does not know this kind of address" in refusal.why


def test_apprise_that_hangs_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "_APPRISE_TIMEOUT", 0.2)
    with receiver(0) as desk:
        refusal = sent(desk.url.replace("http:", "json:"))
        assert refusal == Refusal("apprise did not end within 0.2 s")
        desk.over.set()


def test_apprise_writes_nothing_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    with receiver() as desk:
        assert sent(desk.url.replace("http:", "json:")) is None
    assert list(tmp_path.iterdir()) == []
