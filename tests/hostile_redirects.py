"""Where a site can send a crawler: in circles, into our own network, to no address at all."""

from __future__ import annotations

from hostile_behaviours import Exchange, Threat, head, page

REFUSED = "failed:private-address"


@page(Threat.REDIRECT, "stored", shows="final-stop")
async def redirect_that_is_good(x: Exchange) -> None:
    if x.target.endswith("?stop"):
        x.name = "final-stop"
        await x.article()
    else:
        await x.redirect(f"/p/{x.name}?stop", "301 Moved Permanently")


@page(Threat.REDIRECT, "failed:redirects")
async def redirect_to_itself(x: Exchange) -> None:
    await x.redirect(x.target)


@page(Threat.REDIRECT, "failed:redirects")
async def redirect_ping_pong(x: Exchange) -> None:
    await x.redirect(f"/p/{x.name}" + ("" if x.target.endswith("?pong") else "?pong"))


@page(Threat.REDIRECT, "failed:redirects")
async def redirect_chain_without_end(x: Exchange) -> None:
    number = int(x.target.partition("?")[2] or 0)
    await x.redirect(f"/p/{x.name}?{number + 1}")


@page(Threat.REDIRECT, "rejected:off-site")
async def redirect_off_site(x: Exchange) -> None:
    await x.redirect(f"{x.bases['elsewhere']}/a/{x.name}")


@page(Threat.REDIRECT, "failed:http-302")
async def redirect_without_location(x: Exchange) -> None:
    await x.answer(b"", status="302 Found")


@page(Threat.REDIRECT, "failed:redirects", "failed:bad-url", "failed:http-302")
async def redirect_to_nothing(x: Exchange) -> None:
    await x.redirect("")


@page(Threat.REDIRECT, "failed:network", "failed:too-large")
async def redirect_of_a_megabyte(x: Exchange) -> None:
    await x.redirect(f"/p/{'x' * 1_000_000}")


@page(Threat.REDIRECT, "failed:bad-url")
async def redirect_of_ten_thousand(x: Exchange) -> None:
    await x.redirect(f"/p/{x.name}?{'x' * 10_000}")


@page(Threat.REDIRECT, "stored", hides="injected")
async def redirect_with_line_break(x: Exchange) -> None:
    """The percent-encoded line break must not become one in the next request."""
    if "?" in x.target:
        await x.article("<p>injected</p>" if "x-injected" in x.headers else "")
    else:
        await x.redirect(f"/p/{x.name}?a%0d%0aX-Injected:%201%0d%0a")


@page(Threat.REDIRECT, "stored")
async def redirect_beyond_ascii(x: Exchange) -> None:
    if "?" in x.target:
        await x.article()
    else:
        await x.redirect(f"/p/{x.name}?重庆=\udcff\udcfe é")


@page(Threat.REDIRECT, "stored")
async def redirect_with_credentials(x: Exchange) -> None:
    """A user name in an address is dropped, not sent."""
    if "?" in x.target:
        await x.article("<p>sent</p>" if "authorization" in x.headers else "")
    else:
        main = x.bases["main_netloc"]
        await x.redirect(f"http://user:secret@{main}/p/{x.name}?stop")


@page(Threat.REDIRECT, "stored", hides="see other")
async def redirect_see_other(x: Exchange) -> None:
    if "?" in x.target:
        await x.article()
    else:
        await x.redirect(f"/p/{x.name}?other", "303 See Other")


@page(Threat.REDIRECT, "failed:http-300")
async def redirect_of_many_choices(x: Exchange) -> None:
    await x.redirect(f"{x.bases['canary']}/choice", "300 Multiple Choices")


@page(Threat.REDIRECT, "failed:http-305")
async def redirect_to_a_proxy(x: Exchange) -> None:
    await x.redirect(f"{x.bases['canary']}/proxy", "305 Use Proxy")


@page(Threat.REDIRECT, "failed:http-401")
async def asks_for_a_password(x: Exchange) -> None:
    await x.answer(b"", 'WWW-Authenticate: Basic realm="x"', status="401 Unauthorized")


@page(Threat.REDIRECT, "failed:http-407")
async def asks_for_a_proxy_password(x: Exchange) -> None:
    await x.answer(b"", 'Proxy-Authenticate: Basic realm="x"', status="407 Proxy Auth")


@page(Threat.PRIVATE, "stored")
async def refresh_header_to_private(x: Exchange) -> None:
    await x.article("", f"Refresh: 0; url={x.bases['canary']}/refresh")


@page(Threat.PRIVATE, "stored")
async def meta_refresh_to_private(x: Exchange) -> None:
    target = f"{x.bases['canary']}/meta"
    await x.article(before=f'<meta http-equiv=refresh content="0;url={target}">')


@page(Threat.PRIVATE, "stored")
async def hints_to_private(x: Exchange) -> None:
    canary = x.bases["canary"]
    lines = [f"Link: <{canary}/hint>; rel=preload; as=fetch", f"Content-Location: {canary}/there",
             f'Alt-Svc: h2="{x.bases["canary_netloc"]}"', f"SourceMap: {canary}/map"]  # fmt: skip
    await x.article("", *lines)


@page(Threat.PRIVATE, REFUSED)
async def redirect_to_private_port(x: Exchange) -> None:
    await x.redirect(f"{x.bases['canary']}/redirect")


@page(Threat.PRIVATE, REFUSED)
async def redirect_twice_to_private(x: Exchange) -> None:
    here = f"/p/{x.name}?on"
    await x.redirect(f"{x.bases['canary']}/second" if x.target == here else here)


@page(Threat.PRIVATE, REFUSED, link="{canary}/p/{name}")
async def link_to_private_port(_: Exchange) -> None:
    return


_PORT = "{canary_port}"
_PRIVATE = {
    "metadata": "http://169.254.169.254/latest/meta-data/",
    "metadata-of-a-cloud": "http://168.63.129.16/",
    "loopback-v6": "http://[::1]:" + _PORT + "/",
    "mapped-v6": "http://[::ffff:127.0.0.1]:" + _PORT + "/",
    "compatible-v6": "http://[::127.0.0.1]:" + _PORT + "/",
    "nat64": "http://[64:ff9b::7f00:1]:" + _PORT + "/",
    "6to4": "http://[2002:7f00:1::1]:" + _PORT + "/",
    "link-local-v6": "http://[fe80::1]:" + _PORT + "/",
    "unspecified": "http://0.0.0.0:" + _PORT + "/",
    "unspecified-v6": "http://[::]:" + _PORT + "/",
    "ten": "http://10.0.0.1:" + _PORT + "/",
    "carrier": "http://100.64.0.1:" + _PORT + "/",
    "multicast": "http://224.0.0.1:" + _PORT + "/",
    "broadcast": "http://255.255.255.255:" + _PORT + "/",
    "localhost": "http://localhost:" + _PORT + "/",
}
_PRIVATE_OR_NO_NAME = {
    "decimal": "http://2130706433:" + _PORT + "/",
    "octal": "http://0177.0.0.1:" + _PORT + "/",
    "hex": "http://0x7f000001:" + _PORT + "/",
    "short": "http://127.1:" + _PORT + "/",
    "zero": "http://0:" + _PORT + "/",
    "full-width": "http://１２７.０.０.１:" + _PORT + "/",
    "circled": "http://①②⑦.⓪.⓪.①:" + _PORT + "/",
    "localhost-dot": "http://localhost.:" + _PORT + "/",
    "under-localhost": "http://metadata.localhost:" + _PORT + "/",
}
_NO_ADDRESS = {
    "file": "file:///etc/passwd",
    "data": "data:text/html,<h1>x</h1>",
    "ftp": "ftp://127.0.0.1/x",
    "gopher": "gopher://127.0.0.1:" + _PORT + "/_x",
    "javascript": "javascript:alert(1)",
    "mailto": "mailto:a@b.example",
    "about": "about:blank",
    "view-source": "view-source:http://127.0.0.1/",
    "broken-v6": "http://[::1",
    "port-too-high": "http://127.0.0.1:99999/",
    "port-no-number": "http://127.0.0.1:http/",
    "host-with-space": "http://exa mple.invalid/",
    "host-with-percent": "http://127.0.0.1%00.invalid/",
    "host-too-long": f"http://{'a' * 300}.invalid/",
    "host-of-dots": "http://.../",
    "host-of-dashes": "http://xn--/",
}


def _leads_to(kind: str, target: str, threat: Threat, *outcomes: str) -> None:
    @page(threat, *outcomes, name=f"redirect-to-{kind}")
    async def redirect(x: Exchange) -> None:
        location = target.replace(_PORT, x.bases["canary_port"])
        await x.send(head(f"Location: {location}", "Content-Length: 0", status="302 Found"))


for _kind, _target in _PRIVATE.items():
    _leads_to(_kind, _target, Threat.PRIVATE, REFUSED)
for _kind, _target in _PRIVATE_OR_NO_NAME.items():
    _leads_to(_kind, _target, Threat.PRIVATE, REFUSED, "failed:dns", "failed:bad-url")
for _kind, _target in _NO_ADDRESS.items():
    _leads_to(_kind, _target, Threat.REDIRECT, "failed:bad-url", "failed:dns")
_leads_to("no-host", "http:///p/no-such-page", Threat.REDIRECT, "failed:bad-url", "failed:http-404")
_leads_to("scheme-alone", "http:", Threat.REDIRECT, "failed:redirects", "failed:bad-url")
_leads_to("two-slashes", "//", Threat.REDIRECT, "failed:redirects", "failed:bad-url")
