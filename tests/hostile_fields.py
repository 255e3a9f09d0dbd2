"""Titles, dates and addresses that break out of where they are stored, sorted or shown."""

from __future__ import annotations

from hostile_behaviours import Exchange, Threat, page


def _titled(kind: str, title: str, shows: str = "", hides: str = "") -> None:
    @page(Threat.FIELD, "stored", name=f"title-{kind}", shows=shows, hides=hides)
    async def titled(x: Exchange) -> None:
        await x.article(title=title)


_titled("of-a-megabyte", "so long " * 120_000)
_titled("breaking-yaml", "a: b # c\n--- \n- [x, {y: &amp;a *b !!python/object:os.system 'x' \"y")
_titled("path-traversal", "../../../../etc/cron.d/evil")
_titled("windows-path", "..\\..\\CON: aux.txt|&lt;>?*")
_titled("terminal-escapes", "\x1b[2J\x1b]0;owned\x07\x9b31m red", hides="\x1b")
_titled("right-to-left", "invoice\u202egnp.exe \u2066\u2067\u200f")
_titled("template", "{{ 7*7 }} ${7*7} <% 7*7 %> #{7*7}")
_titled("markup", "&lt;script>alert(1)&lt;/script> <b>bold</b>")
_titled("zero-width", "a\u200b\u200c\u200d\u2060\ufeffb")
_titled("combining", "Z" + "\u0301\u0489" * 2_000)
_titled("dashes", "---")
_titled("dots", "...")
_titled("yaml-null", "null")
_titled("yaml-bool", "yes")
_titled("quotes", '"\'`""\'\' \\ \\" \\n')
_titled("emoji", "👩‍👩‍👧‍👦🏳️‍🌈 𝕳𝖔𝖘𝖙𝖎𝖑𝖊")
_titled("csv-formula", '=HYPERLINK("http://127.0.0.1/","x")')  # fmt: skip
_titled("sql", "Robert'); DROP TABLE article;--", shows="DROP TABLE")


def _dated(kind: str, date: str) -> None:
    @page(Threat.FIELD, "stored", name=f"date-{kind}")
    async def dated(x: Exchange) -> None:
        meta = f'<meta property="article:modified_time" content="{date[:50]}">'
        await x.article(date=date, before=meta)


_dated("year-1", "0001-01-01T00:00:00+14:00")
_dated("year-0", "0000-00-00 00:00:00")
_dated("year-9999", "9999-12-31T23:59:59-12:00")
_dated("32-feb", "2026-02-32 25:61:61")
_dated("future", "2099-01-01T00:00:00Z")
_dated("epoch", "0")
_dated("epoch-huge", "99999999999999999999999999")
_dated("negative", "-2026-05-01")
_dated("offset-huge", "2026-05-01T08:00:00+99:99")
_dated("nonsense", "昨天的明天 25时 ９９月 &#x661;&#x662; tomorrow-ish")
_dated("of-a-megabyte", "2026 " * 200_000)
_dated("digits", "1" * 100_000)


def _canonical(kind: str, target: str) -> None:
    @page(Threat.FIELD, "stored", name=f"canonical-{kind}")
    async def claimed(x: Exchange) -> None:
        href = target.format(**x.bases)
        links = f'<link rel=canonical href="{href}"><meta property="og:url" content="{href}">'
        await x.article(before=links)


_canonical("foreign", "https://elsewhere.example/story")
_canonical("private", "{canary}/canonical")
_canonical("javascript", "javascript:alert(1)")
_canonical("of-another-article", "{main}/p/good-0")
_canonical("of-the-home-page", "{main}/")
_canonical("broken", "http://[::1")
_canonical("huge", "/" + "x" * 100_000)


@page(Threat.FIELD, "stored")
async def address_with_odd_bytes(x: Exchange) -> None:
    await x.article()


@page(Threat.FIELD, "stored", hides="\x1b")
async def byline_and_keywords(x: Exchange) -> None:
    names = "".join(
        f'<meta name="{name}" content="\x1b[31m {"a,b;" * 20_000}">'
        for name in ("author", "keywords", "description", "og:title", "language")
    )
    await x.article(before=names)


@page(Threat.FIELD, "stored")
async def language_of_nonsense(x: Exchange) -> None:
    await x.article(before=f"<html lang='{'../' * 5_000}\x07'>")


@page(Threat.FIELD, "stored")
async def entity_tag_of_nonsense(x: Exchange) -> None:
    await x.article("", f'ETag: W/"{"e" * 7_000}"', "Last-Modified: Thu, 01 Jan 99999 00:00:00 GMT")


@page(Threat.FIELD, "stored")
async def cookies_by_the_dozen(x: Exchange) -> None:
    cookies = [f"Set-Cookie: c{n}={'v' * 200}; Domain=.com; Path=/" for n in range(50)]
    await x.article("", *cookies, "Referrer-Policy: os.system")
