"""Each safety promise of docs/web.md."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from commands import Command
from storage_world import NOW, article, fresh
from web_world import TOKEN, Served, world

from articles.types import FetchedPage
from config import SettingsError, load_settings
from storage import StorageSlow
from storage.types import RecordFilter
from web.guard import (
    Access,
    form_token,
    given_token,
    is_known_name,
    is_own_form,
    is_own_origin,
    is_session,
    knows_token,
    new_session,
)

EVERYWHERE = "0.0.0.0"  # noqa: S104 - what is to be refused
FORM = re.compile(r'name="csrf" value="([0-9a-f]+)"')


@pytest.fixture(scope="module")
def open_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with world(tmp_path_factory.mktemp("open"), 3) as one:
        yield one


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with world(tmp_path_factory.mktemp("locked"), 3, web_token=TOKEN) as one:
        yield one


def raw(base: str, request: str) -> bytes:
    with socket.create_connection(("127.0.0.1", int(base.rpartition(":")[2])), 10) as channel:
        channel.sendall(request.encode("latin-1"))
        found = b""
        while part := channel.recv(65536):
            found += part
    return found


def logged_in(locked: Served) -> dict[str, str]:
    answer = locked.ask("POST", "/login", data={"token": TOKEN, "next": "/records"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/records")
    return {"Cookie": answer.headers["set-cookie"].partition(";")[0]}


def test_an_address_that_others_reach_is_refused_without_a_token(
    tmp_path: Path, newsmill: Command
) -> None:
    for host in (EVERYWHERE, "192.0.2.7", "::", "news.example.com"):
        with pytest.raises(SettingsError, match=r"web_host.* other machines.*NEWSMILL_WEB_TOKEN"):
            load_settings(None, {"web_host": host, "data_dir": tmp_path})
        load_settings(None, {"web_host": host, "web_token": TOKEN, "data_dir": tmp_path})
    for host in ("127.0.0.1", "127.8.8.8", "::1", "localhost"):
        load_settings(None, {"web_host": host, "data_dir": tmp_path})
    refused = newsmill("web", "--host", EVERYWHERE)
    assert refused.status == 2
    assert "flag --web-host" in refused.err


def test_a_token_that_can_be_guessed_or_sent_wrongly_is_refused(tmp_path: Path) -> None:
    for token in ("short", "with a space in it!!", "ключ-ключ-ключ-ключ"):
        with pytest.raises(SettingsError, match="openssl rand"):
            load_settings(None, {"web_token": token, "data_dir": tmp_path})


def test_the_token_is_shown_nowhere(locked: Served, newsmill: Command) -> None:
    page = locked.ask("GET", "/settings", logged_in(locked)).text
    assert "web_token" in page
    assert TOKEN not in page
    assert TOKEN not in repr(locked.settings)
    assert TOKEN not in newsmill.ok("config", "show", NEWSMILL_WEB_TOKEN=TOKEN).out


@pytest.mark.parametrize("name", ["evil.example", "127.0.0.1.evil.example", "", "user@evil.example", "[::1", "10.0.0.7"])  # fmt: skip
def test_a_foreign_name_is_refused(open_world: Served, name: str) -> None:
    answer = raw(open_world.base, f"GET /records HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n")  # fmt: skip
    assert answer.split()[1] in {b"421", b"400"}
    assert b"Records" not in answer


def test_names_that_are_ours_are_known() -> None:
    here = Access.given("127.0.0.1", ("news.lan",))
    for name in ("127.0.0.1:8321", "localhost", "[::1]:8321", "NEWS.lan:80"):
        assert is_known_name(here, name)
    there = Access.given(EVERYWHERE, (), TOKEN, "box")
    assert is_known_name(there, "192.0.2.7:8321")
    assert is_known_name(there, "box:8321")
    assert not is_known_name(there, "evil.example")
    assert not is_known_name(here, None)


@pytest.mark.parametrize("path", ["/", "/records", "/records/1", "/records/1/body", "/records/1/post.md", "/sources", "/runs/1", "/stories", "/settings", "/nothing"])  # fmt: skip
def test_pages_lead_to_the_door_without_the_token(locked: Served, path: str) -> None:
    answer = locked.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/login?next={path}"
    assert not answer.content


@pytest.mark.parametrize("path", ["/api/v1/records", "/api/v1/openapi.json", "/feeds/all.xml", "/metrics"])  # fmt: skip
def test_programs_are_told_that_the_token_is_needed(locked: Served, path: str) -> None:
    answer = locked.get(path)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Basic" in answer.headers["www-authenticate"] or "Bearer" in answer.headers["www-authenticate"]  # fmt: skip
    assert locked.get(path, Authorization="Bearer wrong").status_code == 401
    assert locked.get(path, Authorization=f"Bearer {TOKEN}").status_code == 200


def test_feed_readers_send_the_token_as_a_password(locked: Served) -> None:
    assert requests.get(f"{locked.base}/feeds/news.xml", auth=("me", TOKEN), timeout=9).ok
    assert given_token("Basic !") is None
    assert given_token(None) is None


def test_probes_need_no_token_and_tell_nothing_of_what_is_stored(locked: Served) -> None:
    assert [locked.get(path).text for path in ("/healthz", "/readyz")] == ["ok\n", "ok\n"]


def test_the_door_opens_with_the_token_alone(locked: Served) -> None:
    wrong = locked.ask("POST", "/login", data={"token": "wrong"})
    assert wrong.status_code == 403
    assert "set-cookie" not in wrong.headers
    answer = locked.ask("POST", "/login", data={"token": TOKEN, "next": "/"})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert TOKEN not in cookie
    assert locked.ask("GET", "/records", logged_in(locked)).status_code == 200


@pytest.mark.parametrize("next_page", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "/a\nb"])  # fmt: skip
def test_the_door_leads_to_no_other_site(locked: Served, next_page: str) -> None:
    answer = locked.ask("POST", "/login", data={"token": TOKEN, "next": next_page})
    assert answer.headers["location"] == "/"


def test_sessions_end_and_cannot_be_made_up() -> None:
    access, other = Access.given(EVERYWHERE, (), TOKEN), Access.given(EVERYWHERE, (), f"{TOKEN}x")
    session = new_session(access, 1_000_000)
    assert is_session(access, session, 1_000_001)
    assert not is_session(access, session, 1_000_000 + 31 * 24 * 3600)
    assert not is_session(other, session, 1_000_001)
    for forged in (None, "", ".", "9999999999.aa.", f"9{session}", session[:-1]):
        assert not is_session(access, forged, 1_000_001)


def test_a_token_is_compared_whole() -> None:
    access = Access.given("127.0.0.1", (), TOKEN)
    assert knows_token(access, TOKEN)
    for wrong in (None, "", TOKEN[:-1], f"{TOKEN}x", "é"):
        assert not knows_token(access, wrong)
    assert not knows_token(Access(), "")


def test_a_change_needs_our_own_page(open_world: Served) -> None:
    page = open_world.get("/sources/news")
    (token, *_), cookie = FORM.findall(page.text), page.headers["set-cookie"].partition(";")[0]
    mine = {"Cookie": cookie, "Origin": open_world.base}
    send = {"data": {"csrf": token}}
    for headers, fields in (
        ({"Cookie": cookie, "Origin": "http://evil.example"}, send),
        ({"Cookie": cookie, "Origin": "null"}, send),
        ({"Cookie": cookie, "Sec-Fetch-Site": "cross-site"}, send),
        ({"Origin": open_world.base}, send),
        (mine, {"data": {"csrf": "0" * 40}}),
        (mine, {}),
    ):
        answer = open_world.ask("POST", "/sources/news/pause", headers, **fields)
        assert answer.status_code == 403
    status = open_world.get("/api/v1/status").json()
    assert all(one["state"] != "paused" for one in status["sources"])
    answer = open_world.ask("POST", "/sources/news/pause", mine, **send)
    assert answer.headers["location"] == "/sources/news?done=pause"
    (news,) = (
        one for one in open_world.get("/api/v1/status").json()["sources"] if one["name"] == "news"
    )
    assert news["state"] == "paused"
    assert open_world.ask("POST", "/sources/news/resume", mine, **send).status_code == 303


def test_form_tokens_belong_to_one_session() -> None:
    access = Access()
    one, two = new_session(access, 0), new_session(access, 0)
    assert is_own_form(access, one, form_token(access, one))
    assert not is_own_form(access, two, form_token(access, one))
    assert not is_own_form(access, None, "")
    assert not is_own_origin({"origin": "http://[", "host": "127.0.0.1"})


@pytest.mark.parametrize("path", ["/sources/news/pause", "/sources/news/crawl", "/logout", "/api/v1/sources/news/crawl"])  # fmt: skip
def test_get_changes_nothing(open_world: Served, path: str) -> None:
    assert open_world.get(path).status_code in {404, 405}


def test_the_api_changes_nothing_without_the_token(open_world: Served, locked: Served) -> None:
    path = "/api/v1/sources/news/crawl"
    refused = open_world.ask("POST", path)
    assert refused.status_code == 403
    assert "NEWSMILL_WEB_TOKEN" in refused.json()["detail"]
    assert locked.ask("POST", path).status_code == 401
    assert locked.ask("POST", path, logged_in(locked)).status_code == 403
    allowed = locked.ask("POST", path, {"Authorization": f"Bearer {TOKEN}"})
    assert allowed.status_code == 409
    assert "no daemon runs" in allowed.json()["detail"]


def test_every_answer_carries_the_policy(open_world: Served) -> None:
    for path in ("/", "/records/1", "/settings", "/nothing", "/api/v1/stats", "/static/app.js"):
        headers = open_world.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


def test_pages_are_kept_nowhere_and_our_files_are_asked_for_again(open_world: Served) -> None:
    assert open_world.get("/records/1").headers["cache-control"] == "no-store"
    file = open_world.get("/static/style.css").headers
    assert file["cache-control"] == "no-cache"
    again = open_world.get("/static/style.css", If_None_Match=file["etag"])
    assert again.status_code == 304


def test_pages_hold_no_script_and_no_style_of_their_own(open_world: Served) -> None:
    for path in (
        "/",
        "/records?q=重庆",
        "/records/1",
        "/sources/news",
        "/runs/1",
        "/records/4/diff",
    ):
        page = open_world.get(path).text
        assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son[a-z]+=|javascript:", page)


def test_an_article_is_shown_in_a_document_that_can_do_nothing(open_world: Served) -> None:
    page = open_world.get("/records/1").text
    assert re.search(r'<iframe[^>]* sandbox="allow-popups[^"]*"[^>]* referrerpolicy="no-referrer"', page)  # fmt: skip
    answer = open_world.get("/records/1/body")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-popups")
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "script-src" not in policy
    assert "img-src" not in policy
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "img-src http:" in open_world.get("/records/1/body?images=1").headers["content-security-policy"]  # fmt: skip


def test_markup_and_posts_are_never_pages(open_world: Served) -> None:
    for path, kind in (("markup.txt", "text/plain"), ("post.md", "text/markdown")):
        answer = open_world.get(f"/records/1/{path}")
        assert answer.headers["content-type"].startswith(kind)
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_raw_page_is_shown_as_text_and_never_as_a_page(open_world: Served) -> None:
    hostile = "<script>document.title = 'HIT'</script><p>雨".encode("gb18030")
    page = FetchedPage(
        "https://news.example.com/h", "https://news.example.com/h", 200, hostile,
        "text/html; charset=gb18030", NOW, "gb18030",
    )  # fmt: skip
    archive = open_world.storage.archive
    (found,) = open_world.storage.records.list(RecordFilter(), limit=1).rows
    assert "source.txt" not in open_world.get(f"/records/{found.id}").text
    assert open_world.get(f"/records/{found.id}/source.txt").status_code == 404
    places = archive.files.add(found.source, [page], NOW)
    archive.point(found.id, found.version, found.source, places, [page], NOW)
    assert f"/records/{found.id}/source.txt" in open_world.get(f"/records/{found.id}").text
    answer = open_world.get(f"/records/{found.id}/source.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.text == hostile.decode("gb18030")
    (archive.files.folder / places[0].file).unlink()
    gone = open_world.get(f"/records/{found.id}/source.txt")
    assert gone.status_code == 410
    assert "it is not there" in gone.text


def test_a_download_has_a_safe_name(tmp_path: Path) -> None:
    with world(tmp_path, 0) as one:
        evil = article(
            "e", title='../../etc/"pass\r\nwd"; x=<b>.exe', url="https://news.example.com/e"
        )
        saved = one.storage.records.save(evil, None, None, evil.fetched_at)
        named = one.get(f"/api/v1/records/{saved.record_id}/post").headers["content-disposition"]
        assert re.fullmatch(r"attachment; filename=\"[A-Za-z0-9-]+\.md\"; filename\*=UTF-8''[A-Za-z0-9%._-]+", named)  # fmt: skip


def test_what_is_asked_is_bounded(open_world: Served) -> None:
    assert open_world.get("/api/v1/records?limit=201").status_code == 422
    assert open_world.get(f"/api/v1/search?q={'x' * 2001}").status_code == 422
    assert open_world.get(f"/records?q={'x ' * 200}").status_code == 400
    long = open_world.ask("POST", "/sources/news/pause", data={"csrf": "x" * 20_000})
    assert long.status_code == 413


def test_a_bug_is_told_as_one_and_shows_nothing_of_itself(tmp_path: Path) -> None:
    with world(tmp_path, 1) as one:
        with one.storage.database.write() as connection:
            connection.exec_driver_sql("UPDATE article SET provenance = '[]'")
        page, answer = one.get("/records/1"), one.get("/api/v1/records/1")
        assert (page.status_code, answer.status_code) == (500, 500)
        assert "bug" in page.text
        assert "bug" in answer.json()["detail"]
        assert "Traceback" not in page.text + answer.text


def test_a_question_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    with (
        fresh(tmp_path) as storage,
        storage.within(0.05),
        pytest.raises(StorageSlow, match="Ask for less"),
        storage.database.read() as connection,
    ):
        connection.exec_driver_sql(endless)
    with fresh(tmp_path) as storage:
        assert storage.records.of_each() == {}
