"""What a server can do to the wire itself: silence, drip, lies about length, broken framing."""

from __future__ import annotations

import asyncio

from hostile_behaviours import Exchange, Threat, article, head, page

HTML = "Content-Type: text/html; charset=utf-8"
CHUNKED = "Transfer-Encoding: chunked"


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def sound(x: Exchange) -> bytes:
    return article(x.name).encode()


@page(Threat.WIRE, "failed:timeout")
async def never_answers(x: Exchange) -> None:
    await x.hang()


@page(Threat.WIRE, "failed:timeout")
async def drips_its_head(x: Exchange) -> None:
    for byte in head(HTML, f"X-Long: {'x' * 200}"):
        await x.send(bytes([byte]))
        await asyncio.sleep(0.5)


@page(Threat.WIRE, "failed:timeout")
async def drips_its_body(x: Exchange) -> None:
    await x.send(head(HTML))
    await x.forever(b"<p>", pause=0.5)


@page(Threat.WIRE, "failed:timeout")
async def stalls_after_head(x: Exchange) -> None:
    await x.send(head(HTML, "Content-Length: 1000"))
    await x.hang()


@page(Threat.WIRE, "failed:timeout")
async def stalls_mid_body(x: Exchange) -> None:
    await x.send(head(HTML, "Content-Length: 5000"), sound(x))
    await x.hang()


@page(Threat.WIRE, "failed:timeout")
async def stalls_mid_status_line(x: Exchange) -> None:
    await x.send(b"HTTP/1.")
    await x.hang()


@page(Threat.WIRE, "failed:network")
async def closes_at_once(_: Exchange) -> None:
    return


@page(Threat.WIRE, "failed:network")
async def closes_after_status_line(x: Exchange) -> None:
    await x.send(b"HTTP/1.1 200 OK\r\n")


@page(Threat.WIRE, "failed:truncated")
async def closes_mid_body(x: Exchange) -> None:
    body = sound(x)
    await x.send(head(HTML, f"Content-Length: {len(body)}"), body[:-40])


@page(Threat.WIRE, "failed:network")
async def resets_at_once(x: Exchange) -> None:
    x.reset()


@page(Threat.WIRE, "failed:truncated", "failed:network")
async def resets_mid_body(x: Exchange) -> None:
    await x.send(head(HTML, "Content-Length: 5000"), sound(x))
    await asyncio.sleep(0.1)
    x.reset()


@page(Threat.WIRE, "stored")
async def length_too_short(x: Exchange) -> None:
    """What follows the named length belongs to no answer, and must not reach the next one."""
    body = sound(x)
    await x.send(head(HTML, f"Content-Length: {len(body)}"), body, b"<p>injected</p>" * 50)


@page(Threat.WIRE, "failed:network", "failed:truncated")
async def length_negative(x: Exchange) -> None:
    await x.send(head(HTML, "Content-Length: -1"), sound(x))


@page(Threat.WIRE, "failed:too-large")
async def length_huge(x: Exchange) -> None:
    await x.send(head(HTML, "Content-Length: 99999999999999999999"), sound(x))


@page(Threat.WIRE, "failed:network")
async def length_no_number(x: Exchange) -> None:
    await x.send(head(HTML, "Content-Length: many"), sound(x))


@page(Threat.WIRE, "failed:network")
async def lengths_that_differ(x: Exchange) -> None:
    await x.send(head(HTML, "Content-Length: 10", "Content-Length: 20"), sound(x))


@page(Threat.WIRE, "stored")
async def length_beside_chunks(x: Exchange) -> None:
    await x.send(head(HTML, "Content-Length: 5", CHUNKED), chunk(sound(x)), b"0\r\n\r\n")


@page(Threat.WIRE, "failed:network")
async def coding_unknown(x: Exchange) -> None:
    await x.send(head(HTML, "Transfer-Encoding: rot13"), sound(x))


@page(Threat.WIRE, "failed:truncated", "failed:network")
async def chunk_size_no_number(x: Exchange) -> None:
    await x.send(head(HTML, CHUNKED), chunk(sound(x)), b"zz\r\nmore\r\n")


@page(Threat.WIRE, "failed:truncated", "failed:network")
async def chunk_size_huge(x: Exchange) -> None:
    await x.send(head(HTML, CHUNKED), b"f" * 5_000 + b"\r\n", sound(x))


@page(Threat.WIRE, "failed:truncated")
async def chunk_end_missing(x: Exchange) -> None:
    await x.send(head(HTML, CHUNKED), chunk(sound(x)))


@page(Threat.WIRE, "failed:too-large")
async def chunks_without_end(x: Exchange) -> None:
    await x.send(head(HTML, CHUNKED))
    await x.forever(chunk(b"<p>more</p>" * 5_000))


@page(Threat.WIRE, "failed:too-large")
async def body_without_end(x: Exchange) -> None:
    await x.send(head(HTML))
    await x.forever(b"<p>more</p>" * 5_000)


@page(Threat.WIRE, "failed:timeout")
async def trailer_without_end(x: Exchange) -> None:
    await x.send(head(HTML, CHUNKED), chunk(sound(x)), b"0\r\n")
    await x.forever(b"X-More: and more\r\n", pause=0.05)


@page(Threat.WIRE, "failed:too-large")
async def headers_without_end(x: Exchange) -> None:
    await x.send(b"HTTP/1.1 200 OK\r\n")
    await x.forever(b"X-More: and more\r\n" * 4_000)


@page(Threat.WIRE, "failed:network", "failed:too-large")
async def header_of_a_megabyte(x: Exchange) -> None:
    await x.send(head(HTML, f"X-Long: {'x' * 1_000_000}"), sound(x))


@page(Threat.WIRE, "failed:too-large")
async def folded_header_without_end(x: Exchange) -> None:
    await x.send(b"HTTP/1.1 200 OK\r\nX-Folded: and\r\n")
    await x.forever(b" so on and on\r\n" * 4_000)


@page(Threat.WIRE, "stored")
async def header_with_nul(x: Exchange) -> None:
    await x.article("", "X-Odd: a\0b", "Connection: close")


@page(Threat.WIRE, "stored")
async def header_without_colon(x: Exchange) -> None:
    await x.article("", "no header at all", "ETag: \xff\xfe\udc80", "Connection: close")


@page(Threat.WIRE, "stored")
async def bare_line_feeds(x: Exchange) -> None:
    await x.send(b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n", sound(x))


@page(Threat.WIRE, "failed:network")
async def http_0_9(x: Exchange) -> None:
    await x.send(sound(x))


@page(Threat.WIRE, "failed:network")
async def no_http_at_all(x: Exchange) -> None:
    await x.send(b"SSH-2.0-OpenSSH_9.2\r\n\x00\x00\x05\x1c")


@page(Threat.WIRE, "stored", "failed:network")
async def version_of_the_future(x: Exchange) -> None:
    await x.send(head(HTML, version="HTTP/3.0"), sound(x))


@page(Threat.WIRE, "failed:network")
async def version_no_number(x: Exchange) -> None:
    await x.send(head(HTML, version="HTTP/x.y"), sound(x))


@page(Threat.WIRE, "failed:network")
async def status_000(x: Exchange) -> None:
    await x.answer(sound(x), "Connection: close", status="000 Nothing")


@page(Threat.WIRE, "failed:http-999")
async def status_999(x: Exchange) -> None:
    await x.answer(sound(x), "Connection: close", status="999 Request Denied")


@page(Threat.WIRE, "failed:network")
async def status_negative(x: Exchange) -> None:
    await x.answer(sound(x), "Connection: close", status="-200 OK")


@page(Threat.WIRE, "failed:network")
async def status_no_number(x: Exchange) -> None:
    await x.answer(sound(x), "Connection: close", status="OK 200")


@page(Threat.WIRE, "failed:network")
async def status_of_a_thousand_digits(x: Exchange) -> None:
    await x.answer(sound(x), "Connection: close", status=f"{'2' * 9_000} OK")


@page(Threat.WIRE, "stored")
async def status_line_without_reason(x: Exchange) -> None:
    await x.answer(sound(x), "Connection: close", status="200")


@page(Threat.WIRE, "failed:http-204")
async def no_content_with_content(x: Exchange) -> None:
    await x.send(head(HTML, "Content-Length: 500", status="204 No Content"), sound(x))


@page(Threat.WIRE, "failed:http-206")
async def part_unasked(x: Exchange) -> None:
    await x.answer(sound(x), "Content-Range: bytes 0-99/5000", status="206 Partial Content")


@page(Threat.WIRE, "failed:http-304")
async def not_modified_unasked(x: Exchange) -> None:
    await x.send(head("ETag: x", status="304 Not Modified"))


@page(Threat.WIRE, "stored")
async def a_few_informs_before(x: Exchange) -> None:
    await x.send(head(status="100 Continue") * 3, head("Link: </x>", status="103 Early Hints"))
    await x.article("", "Connection: close")


@page(Threat.WIRE, "failed:too-large")
async def informs_without_end(x: Exchange) -> None:
    await x.forever(head(status="100 Continue") * 2_000)


@page(Threat.WIRE, "failed:http-101", "failed:network", "failed:timeout")
async def switches_protocols(x: Exchange) -> None:
    await x.send(head("Upgrade: websocket", "Connection: Upgrade", status="101 Switching"))
    await x.hang()


@page(Threat.WIRE, "stored", hides="smuggled")
async def second_answer_behind(x: Exchange) -> None:
    """A second answer on the same connection must not be taken for the next request's."""
    smuggled = article("smuggled").encode()
    await x.article()
    await x.send(head(HTML, f"Content-Length: {len(smuggled)}"), smuggled)


@page(Threat.WIRE, "stored")
async def garbage_behind(x: Exchange) -> None:
    await x.article()
    await x.send(b"\x00\xff garbage \r\n\r\n" * 50)


@page(Threat.WIRE, "failed:refused", link="{closed}/p/{name}")
async def nobody_there(_: Exchange) -> None:
    return


@page(Threat.WIRE, "failed:dns", link="http://no-such-host.invalid/p/{name}")
async def no_such_host(_: Exchange) -> None:
    return


@page(Threat.WIRE, "failed:http-503")
async def asks_for_rest(x: Exchange) -> None:
    await x.answer(b"", "Retry-After: -5", status="503 Service Unavailable")


@page(Threat.WIRE, "failed:http-429")
async def too_many_for_ever(x: Exchange) -> None:
    await x.answer(b"", "Retry-After: 99999999999999999999999", status="429 Too Many Requests")


@page(Threat.WIRE, "failed:http-503")
async def rest_until_the_past(x: Exchange) -> None:
    past = "Retry-After: Thu, 01 Jan 0001 00:00:00 GMT"
    await x.answer(b"", past, status="503 Service Unavailable")


@page(Threat.WIRE, "failed:http-429")
async def rest_until_no_date(x: Exchange) -> None:
    odd = "Retry-After: Thu, 32 Feb 99999 25:61:61 +9999"
    await x.answer(b"", odd, status="429 Too Many Requests")


@page(Threat.WIRE, "failed:http-500")
async def errs_for_ever(x: Exchange) -> None:
    await x.answer(sound(x), status="500 Internal Server Error")


@page(Threat.WIRE, "gone")
async def gone_for_good(x: Exchange) -> None:
    await x.answer(b"", status="410 Gone")


@page(Threat.TLS, "failed:tls", "failed:network", link="https://{main_netloc}/p/{name}")
async def tls_on_a_plain_port(_: Exchange) -> None:
    return


@page(Threat.TLS, "failed:network", "failed:tls", link="http://{trusted_netloc}/p/{name}")
async def plain_on_a_tls_port(_: Exchange) -> None:
    return


@page(Threat.TLS, "failed:tls", link="{expired}/p/{name}")
async def certificate_expired(x: Exchange) -> None:
    await x.article()


@page(Threat.TLS, "failed:tls", link="{self_signed}/p/{name}")
async def certificate_self_signed(x: Exchange) -> None:
    await x.article()


@page(Threat.TLS, "failed:tls", link="{wrong_host}/p/{name}")
async def certificate_of_another_host(x: Exchange) -> None:
    await x.article()


@page(Threat.TLS, "rejected:off-site", link="{trusted}/p/{name}")
async def certificate_that_is_good(x: Exchange) -> None:
    """The counter-check: trust works, and only the address is another site's."""
    await x.article()
