"""Listings and robots.txt files that trap, flood or deceive who follows them.

Each stands on an origin of its own: ``/list`` is its first page, ``/a/…`` its articles.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import count

from hostile_behaviours import Exchange, article, head, links, listing, robots
from hostile_encodings import gzip_bomb

TEXT = "Content-Type: text/plain"
_numbers: Iterator[int] = count(1)


def two_links() -> str:
    return links({"/a/1": "one", "/a/2": "two"})


@listing("done", articles=2)
async def listing_that_is_good(x: Exchange) -> None:
    await x.answer(two_links())


@listing("done", articles=300)
async def pages_without_end(x: Exchange) -> None:
    """Each further page has new links, for ever."""
    first = 10 * next(_numbers)
    await x.answer(links({f"/a/{first + n}": f"item {first + n}" for n in range(10)}))


@listing("failed:drifted", articles=0)
async def calendar_trap(x: Exchange) -> None:
    """Each page links to days that link to further days."""
    number = next(_numbers)
    days = {f"/list/{2000 + number}/{n}": f"day {number}.{n}" for n in range(1, 29)}
    await x.answer(links(days))


@listing("done", articles=400)
async def links_by_the_ten_thousand(x: Exchange) -> None:
    if x.target == "/list":
        rows = "".join(f"<li><a href=/a/{number}>{number}</a>" for number in range(10_000))
        await x.answer(f"<!doctype html><ul>{rows}</ul>")
    else:
        await x.answer(b"", status="404 Not Found")


@listing("failed:drifted", "done", articles=0)
async def links_to_itself(x: Exchange) -> None:
    await x.answer(links({"/list": "here", "/list#a": "here too", "": "and here", "?": "again"}))


@listing("failed:drifted", articles=1)
async def links_that_are_none(x: Exchange) -> None:
    """Most of them lead back to the listing, which is no article."""
    targets = ["javascript:alert(1)", "mailto:a@b.example", "tel:1", "data:text/html,x", "#top",
               "file:///etc/passwd", "http://[::1", "http://127.0.0.1:99999/x", "ftp://x/y",
               "http://", "//", "http:///x", "http://user:pw@", "\x01javascript:alert(1)",
               f"/{'x' * 5_000}", "http://.../x", "http://exa mple/x", "about:blank"]  # fmt: skip
    await x.answer(links({url: url[:50] for url in targets} | {"/a/1": "one"}))


@listing("done", articles=1)
async def one_article_many_addresses(x: Exchange) -> None:
    found = {f"/a/1?utm_source={n}&spm={n}#part-{n}": f"one by {n}" for n in range(200)}
    await x.answer(links(found | {"/a/1/": "one", "/a/1": "one", "/a//../1": "one"}))


@listing("failed:http-304")
async def unchanged_unasked(x: Exchange) -> None:
    await x.send(head("ETag: x", status="304 Not Modified"))


@listing("done", articles=2)
async def entity_tag_that_flaps(x: Exchange) -> None:
    await x.answer(two_links(), f'ETag: "{next(_numbers)}"')


@listing("failed:http-429")
async def listing_too_many(x: Exchange) -> None:
    await x.answer(b"", "Retry-After: 999999999", status="429 Too Many Requests")


@listing("failed:timeout")
async def listing_never_answers(x: Exchange) -> None:
    await x.hang()


@listing("failed:truncated")
async def listing_cut_short(x: Exchange) -> None:
    await x.send(head("Content-Type: text/html", "Content-Length: 9999"), two_links().encode())


@listing("failed:too-large")
async def listing_bomb(x: Exchange) -> None:
    await x.answer(gzip_bomb(1024), "Content-Encoding: gzip")


@listing("failed:too-deep")
async def listing_too_deep(x: Exchange) -> None:
    await x.answer("<div>" * 100_000 + two_links())


@listing("failed:drifted")
async def listing_of_bytes(x: Exchange) -> None:
    await x.answer(bytes(range(256)) * 500)


@listing("failed:drifted")
async def listing_of_nothing(x: Exchange) -> None:
    await x.answer(b"")


@listing("failed:private-address")
async def listing_moved_to_private(x: Exchange) -> None:
    await x.redirect(f"{x.bases['canary']}/list")


@listing("failed:redirects")
async def listing_in_circles(x: Exchange) -> None:
    await x.redirect("/list")


@listing("failed:bad-url")
async def listing_moved_to_script(x: Exchange) -> None:
    await x.redirect("javascript:alert(1)")


@listing("failed:http-500", "failed:network")
async def second_page_errs(x: Exchange) -> None:
    if x.target == "/list":
        await x.answer(two_links())
    else:
        await x.answer(b"", status="500 Oh")


@listing("done", articles=2)
async def titles_of_a_megabyte(x: Exchange) -> None:
    await x.answer(links({"/a/1": "so long " * 100_000, "/a/2": "\x1b[2J\0 &#xD800; \u202e"}))


@robots("done")
async def robots_that_is_good(x: Exchange) -> None:
    await x.answer("User-agent: *\nDisallow: /private\n", TEXT)


@robots("failed:robots-unavailable")
async def robots_errs(x: Exchange) -> None:
    await x.answer(b"", status="503 Service Unavailable")


@robots("failed:robots-unavailable", "failed:timeout")
async def robots_never_answers(x: Exchange) -> None:
    await x.hang()


@robots("failed:robots-unavailable", "failed:network")
async def robots_hangs_up(_: Exchange) -> None:
    return


@robots("failed:robots")
async def robots_forbids_all(x: Exchange) -> None:
    await x.answer("User-agent: *\nDisallow: /\n", TEXT)


@robots("failed:robots")
async def robots_with_a_mark(x: Exchange) -> None:
    """A byte-order mark before the first line is no part of it (RFC 9309, 2.3)."""
    await x.answer("\ufeffUser-agent: *\nDisallow: /\n", TEXT)


@robots("failed:robots")
async def robots_of_500_megabytes(x: Exchange) -> None:
    """What stands in the first 500 KiB holds (RFC 9309, 2.5)."""
    await x.send(head(TEXT), b"User-agent: *\nDisallow: /\n")
    await x.forever(b"# more and more\n" * 4_000)


@robots("failed:robots-unavailable")
async def robots_bomb(x: Exchange) -> None:
    await x.answer(gzip_bomb(1024), TEXT, "Content-Encoding: gzip")


@robots("failed:robots-unavailable")
async def robots_with_a_broken_coding(x: Exchange) -> None:
    await x.answer("User-agent: *\nAllow: /\n", TEXT, "Content-Encoding: deflate")


@robots("done")
async def robots_of_html(x: Exchange) -> None:
    await x.answer(article("robots"))


@robots("done")
async def robots_of_bytes(x: Exchange) -> None:
    await x.answer(bytes(range(256)) * 1_000, TEXT)


@robots("done")
async def robots_in_circles(x: Exchange) -> None:
    """More than five hops count as no robots.txt (RFC 9309, 2.3.1.2)."""
    await x.redirect("/robots.txt")


@robots("done")
async def robots_moved_to_private(x: Exchange) -> None:
    await x.redirect(f"{x.bases['canary']}/robots.txt")


@robots("done")
async def robots_moved_to_script(x: Exchange) -> None:
    await x.redirect("javascript:alert(1)")


@robots("done")
async def robots_refused_by_401(x: Exchange) -> None:
    await x.answer(b"", status="401 Unauthorized")


@robots("failed:robots-unavailable")
async def robots_too_many(x: Exchange) -> None:
    await x.answer(b"", "Retry-After: 9999999", status="429 Too Many Requests")


@robots("done")
async def robots_with_odd_delays(x: Exchange) -> None:
    delays = "\n".join(f"Crawl-delay: {odd}" for odd in ("nan", "-5", "x", "1e-9", ""))
    await x.answer(f"User-agent: *\n{delays}\nRequest-rate: 0/0\nVisit-time: x\n", TEXT)


@robots("done")
async def robots_of_many_wildcards(x: Exchange) -> None:
    """Patterns that make a backtracking matcher run for ever."""
    await x.answer(f"User-agent: *\nDisallow: /{'*a' * 2_000}$\n" * 20, TEXT)


@robots("done")
async def robots_drips(x: Exchange) -> None:
    await x.send(head(TEXT, "Content-Length: 26"))
    for byte in b"User-agent: *\nDisallow: /x":
        await x.send(bytes([byte]))
        await asyncio.sleep(0.01)
