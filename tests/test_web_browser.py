"""The pages as people see them: in a browser, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import DESKTOP, PHONE, chromium, needs_browser, watched
from playwright.sync_api import Browser, expect
from web_world import TOKEN, Served, world

pytestmark = needs_browser
PAGES = {
    "overview": "/",
    "records": "/records",
    "search": "/records?q=重庆 open",
    "nothing": "/records?q=没有这样的词",
    "wrong": '/records?q="不完整',
    "record": "/records/1",
    "post": "/records/1?view=post",
    "markup": "/records/1?view=markup",
    "paper": "/records/1/body?whole=1",
    "diff": "/records/13/diff",
    "sources": "/sources",
    "source": "/sources/news",
    "runs": "/runs",
    "run": "/runs/12",
    "stories": "/stories",
    "settings": "/settings",
    "missing": "/records/999",
    "login": "/login",
}
SIZES = {"desktop": DESKTOP, "phone": PHONE}
HEAVIEST = 200_000


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with world(tmp_path_factory.mktemp("world"), 12) as one:
        yield one


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as one:
        yield one


def number_of(shown: Served, title: str) -> int:
    rows = shown.get("/api/v1/records?limit=200").json()["records"]
    return next(one["id"] for one in rows if one["title"] == title)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_whole_quiet_and_accessible(
    shown: Served, browser: Browser, name: str, size: str
) -> None:
    dark = "dark" if size == "phone" else "light"
    with watched(browser, shown.base, viewport=SIZES[size], color_scheme=dark) as one:
        weights: list[int] = []
        one.page.on("response", lambda got: weights.append(len(got.body())))
        answer = one.page.goto(shown.base + PAGES[name], wait_until="load")
        assert answer is not None
        # Chromium writes an answer that is a refusal to its console itself
        refused = answer.status >= 400
        one.errors[:] = [error for error in one.errors if not (refused and "status of" in error)]
        one.shot(f"{name}-{size}")
        width = one.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert width <= 0, "it is broader than its window"
        one.assert_quiet()
        assert sum(weights) < HEAVIEST
        if name == "paper":
            return  # a document without scripts cannot be asked
        found = Axe().run(one.page).response["violations"]
        serious = [one for one in found if one["impact"] in {"serious", "critical"}]
        assert not serious, [(one["id"], one["nodes"][0]["html"]) for one in serious]


def test_the_language_is_the_browsers(shown: Served, browser: Browser) -> None:
    for locale, lang, title in (("zh-CN", "zh-CN", "概览"), ("de-DE", "en", "Overview")):
        with watched(browser, shown.base, locale=locale) as one:
            one.page.goto(shown.base)
            expect(one.page.locator("html")).to_have_attribute("lang", lang)
            expect(one.page.locator("h1")).to_have_text(title)
            one.shot(f"overview-{lang}")


def test_times_are_in_the_readers_zone(shown: Served, browser: Browser) -> None:
    with watched(browser, shown.base, timezone_id="Asia/Shanghai") as one:
        one.page.goto(f"{shown.base}/records/1")
        stamp = one.page.locator("time").first
        expect(stamp).to_have_attribute("title", f"{stamp.get_attribute('title')}")
        utc, local = stamp.get_attribute("title") or "", stamp.inner_text()
        assert utc.endswith("UTC")
        assert (int(local[11:13]) - int(utc[11:13])) % 24 == 8


def test_results_come_while_one_types(shown: Served, browser: Browser) -> None:
    with watched(browser, shown.base) as one:
        one.page.goto(f"{shown.base}/records")
        one.page.keyboard.press("/")
        one.page.keyboard.type("第3篇", delay=10)
        expect(one.page.locator(".records li")).to_have_count(1)
        expect(one.page.locator(".records mark").first).to_have_text("第3篇")
        assert "q=" in one.page.url
        one.page.go_back()
        expect(one.page.locator("h1")).to_have_text("Records")
        one.assert_quiet()


def test_the_keyboard_goes_everywhere(shown: Served, browser: Browser) -> None:
    with watched(browser, shown.base) as one:
        one.page.goto(f"{shown.base}/records")
        for key in ("j", "j", "k"):
            one.page.keyboard.press(key)
        title = one.page.locator(".records a.main").first
        expect(title).to_be_focused()
        one.page.keyboard.press("Enter")
        expect(one.page.locator("article.record")).to_be_visible()
        one.page.wait_for_load_state()
        one.page.keyboard.press("g")
        one.page.keyboard.press("u")
        expect(one.page.locator("h1")).to_have_text("Runs")


def test_all_of_it_works_without_a_script(shown: Served, browser: Browser) -> None:
    with watched(browser, shown.base, java_script_enabled=False) as one:
        one.page.goto(f"{shown.base}/records")
        one.page.fill("#q", "会变")
        one.page.click(".find button")
        one.page.click(".records a.main")
        expect(one.page.locator("h1")).to_have_text("会变的文章")


def test_a_hostile_article_does_nothing(shown: Served, browser: Browser) -> None:
    number = number_of(shown, "<b>HIT</b>")
    for path in ("", "?images=1", "/body?whole=1&images=1", "?view=markup", "?view=post"):
        with watched(browser, shown.base) as one:
            one.page.goto(f"{shown.base}/records/{number}{path}", wait_until="networkidle")
            frame = next((one for one in one.page.frames if "/body" in one.url), None)
            for wanted in ("#go", "a[href^=javascript]", "p"):
                if frame and frame.locator(wanted).count():
                    frame.locator(wanted).first.click(timeout=2_000)
            assert "HIT" not in one.page.title().replace("<b>HIT</b>", "")
            assert one.page.evaluate("window.hit === undefined")
            assert one.page.url.startswith(f"{shown.base}/records/{number}")
            assert [url for url in one.outside if not url.startswith("javascript")] == []
    states = {one["name"]: one["state"] for one in shown.get("/api/v1/status").json()["sources"]}
    assert states["news"] != "paused"


def test_pictures_are_loaded_when_the_reader_says_so(shown: Served, browser: Browser) -> None:
    number = number_of(shown, "重庆工业互联网观察之1")
    with watched(browser, shown.base) as one:
        one.page.goto(f"{shown.base}/records/{number}")
        one.page.click("text=Show pictures")
        expect(one.page.locator("iframe.body")).to_have_attribute(
            "src", f"/records/{number}/body?images=1"
        )


def test_a_source_is_paused_and_goes_on(shown: Served, browser: Browser) -> None:
    with watched(browser, shown.base) as one:
        one.page.goto(f"{shown.base}/sources/wire")
        one.page.click("text=Pause")
        expect(one.page.get_by_role("status")).to_have_text("It is paused.")
        one.page.click("text=Resume")
        expect(one.page.get_by_role("status")).to_have_text("It goes on.")
        expect(one.page.get_by_role("button", name="Crawl now")).to_be_disabled()
        one.assert_quiet()


def test_a_broken_source_and_its_cause_are_two_clicks_away(shown: Served, browser: Browser) -> None:
    with watched(browser, shown.base) as one:
        one.page.goto(shown.base)
        one.page.click(".ill .main")
        expect(one.page.locator(".note.bad")).to_contain_text("nothing that looks like an entry")
        one.page.click("text=in which it failed")
        expect(one.page.locator(".problem")).to_contain_text("https://news.example.com/lost")


def test_the_door_lets_in_who_knows_the_token(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> None:
    folder = tmp_path_factory.mktemp("locked")
    with world(folder, 2, web_token=TOKEN) as locked, watched(browser, locked.base) as one:
        one.page.goto(f"{locked.base}/records/1")
        one.page.fill("#token", "wrong-wrong-wrong-wrong")
        one.page.click("form.login button")
        expect(one.page.get_by_role("alert")).to_have_text("That is not the token.")
        one.page.fill("#token", TOKEN)
        one.page.click("form.login button")
        expect(one.page.locator("article.record")).to_be_visible()
        expect(one.page.frame_locator("iframe.body").locator("main")).to_contain_text("重庆")
        one.page.goto(f"{locked.base}/settings")
        one.page.click("text=Log out")
        one.page.goto(f"{locked.base}/records")
        expect(one.page.locator("h1")).to_have_text("Log in")
