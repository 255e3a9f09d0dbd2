"""What hostile markup becomes, as a real browser runs it."""

from __future__ import annotations

import base64
import re
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

import pytest
from browser_place import CHROMIUM, MISSING
from selectolax.lexbor import LexborHTMLParser
from xss_vectors import vectors

from articles.html.sanitise import safe_body

MEDIA = re.compile(r"""(?<=\s)(?:src|srcset|poster)=(?:"[^"]*"|'[^']*'|[^\s>]+)""")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync --dump-dom "
    "--autoplay-policy=no-user-gesture-required --virtual-time-budget=15000"
).split()


class Site:
    """A page on loopback, and the record of every other request that reached it."""

    def __init__(self) -> None:
        self.page = b""
        self.requests: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                page = self.path == "/page"
                if not page:
                    site.requests.append(self.path)
                self.send_response(200 if page else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(site.page if page else b"")

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Stay quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Self:
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


def armed(vector: str, number: int, base: str) -> str:
    hit = f"parent.hit({number})"
    encoded = base64.b64encode(f"<script>{hit}</script>".encode()).decode()
    vector = vector.replace("PHNjcmlwdD5ISVQ8L3NjcmlwdD4=", encoded)
    return vector.replace("HIT", hit).replace("LOAD", f"{base}/load/{number}")


HARNESS = """<!doctype html><meta charset=utf-8><link rel=icon href=data:,>
<script>var hits=[];window.hit=function(n){hits.push(n)};
window.addEventListener('load',function(){
  document.querySelectorAll('main *').forEach(function(e){
    ['click','mouseover','focus','pointerenter','wheel','copy','toggle'].forEach(function(t){
      e.dispatchEvent(new Event(t,{bubbles:false,cancelable:true}))})});
  document.querySelectorAll('main a[href]').forEach(function(a){
    if(/^javascript:/i.test(a.href))a.click()});
  setTimeout(function(){document.body.insertAdjacentHTML('beforeend',
    '<output id=done>hits='+hits.join(',')+';')},500)});
</script><main>%s</main>"""


def rendered(site: Site, bodies: list[str], folder: Path) -> str:
    assert CHROMIUM is not None
    site.page = (HARNESS % "\n".join(f"<div>{body}</div>" for body in bodies)).encode()
    done = subprocess.run(
        [CHROMIUM, *FLAGS, f"--user-data-dir={folder}", f"{site.base}/page"],
        capture_output=True,
        timeout=100,
        check=True,
    )
    output = done.stdout.decode()
    assert "<output id=" in output, "the page did not run to its end"
    return output.rpartition("hits=")[2].partition(";")[0]


def test_no_vector_keeps_anything_that_acts() -> None:
    for number, vector in enumerate(vectors()):
        text = armed(vector, number, "http://127.0.0.1:9")
        clean = safe_body(text, "https://news.example.com/a")
        tree = LexborHTMLParser(f"<div>{clean}</div>")
        assert not tree.css("script,style,svg,math,object,embed,form,input,link,meta,base"), vector
        assert safe_body(clean, "https://news.example.com/a") == clean, vector


@pytest.mark.skipif(CHROMIUM is None, reason=MISSING)
def test_a_browser_runs_and_loads_nothing_of_them(site: Site, tmp_path: Path) -> None:
    bodies = []
    for number, vector in enumerate(vectors()):
        clean = safe_body(armed(vector, number, site.base), "https://news.invalid/a")
        bodies.append(clean)
    # what an article shows is its own; nothing but its images and films may be loaded
    shown = [MEDIA.sub("", body) for body in bodies]
    assert rendered(site, shown, tmp_path) == ""
    assert site.requests == []


@pytest.mark.skipif(CHROMIUM is None, reason=MISSING)
def test_the_harness_sees_what_is_not_sanitised(site: Site, tmp_path: Path) -> None:
    vector = "<img src=LOAD onerror=HIT>"
    assert rendered(site, [armed(vector, 7, site.base)], tmp_path) == "7"
    assert site.requests == ["/load/7"]
