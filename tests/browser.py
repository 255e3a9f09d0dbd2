"""A real browser for the tests that need one: the system's Chromium, steered by Playwright."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from browser_place import CHROMIUM, MISSING
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason=MISSING)
SCREENSHOTS = os.environ.get("NEWSMILL_TEST_SCREENSHOTS")
"""A folder in which every page that a test looks at is kept as a picture."""

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


@dataclass
class Watched:
    """A page, and all that must not happen on it."""

    page: Page
    base: str
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    weight: int = 0

    def shot(self, name: str) -> None:
        if SCREENSHOTS:
            folder = Path(SCREENSHOTS)
            folder.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=folder / f"{name}.png", full_page=True)

    def assert_quiet(self) -> None:
        assert self.errors == []
        assert self.outside == []


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def watched(browser: Browser, base: str, **named: object) -> Iterator[Watched]:
    """Open a page of its own; note its errors and every request that leaves the server."""
    context = browser.new_context(**{"locale": "en-US", "viewport": DESKTOP} | named)
    page = context.new_page()
    one = Watched(page, base)
    page.on("console", lambda said: one.errors.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: one.errors.append(str(error)))
    page.on(
        "request",
        lambda asked: None if asked.url.startswith(base) else one.outside.append(asked.url),
    )
    try:
        yield one
    finally:
        context.close()
