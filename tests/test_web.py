from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Awaitable, Callable

import pytest

from web.app import Probes, make_app
from web.errors import AddressTaken
from web.guard import Access
from web.server import bound, serving


async def get(address: str, path: str, host: str | None = None) -> tuple[int, str]:
    port = int(address.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: {host or '127.0.0.1'}\r\nConnection: close\r\n\r\n".encode()
    )
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    return int(head.split()[1]), body.decode()


def trial(check: Callable[[str], Awaitable[None]], probes: Probes, host: str = "127.0.0.1") -> None:
    async def main() -> None:
        app = make_app(probes, Access(host))
        async with asyncio.timeout(30), serving(app, host, 0) as address:
            await check(address)

    asyncio.run(main())


def told(text: str) -> Callable[[], Awaitable[bytes]]:
    async def metrics() -> bytes:
        return text.encode()

    return metrics


WELL = Probes(lambda: "", lambda: "", told("newsmill_runs_total 1\n"))
SICK = Probes(lambda: "failing: nothing moves", lambda: "disk full", told(""))


def test_probes_and_metrics_answer() -> None:
    async def check(address: str) -> None:
        assert await get(address, "/healthz") == (200, "ok\n")
        assert await get(address, "/readyz") == (200, "ok\n")
        assert await get(address, "/metrics") == (200, "newsmill_runs_total 1\n")
        assert (await get(address, "/other"))[0] == 404

    trial(check, WELL)


def test_what_is_wrong_is_told() -> None:
    async def check(address: str) -> None:
        assert await get(address, "/healthz") == (503, "failing: nothing moves\n")
        assert await get(address, "/readyz") == (503, "disk full\n")

    trial(check, SICK)


def test_a_foreign_name_is_refused_on_loopback() -> None:
    async def check(address: str) -> None:
        assert (await get(address, "/healthz", "evil.example"))[0] == 421
        assert (await get(address, "/healthz", "localhost:8321"))[0] == 200

    trial(check, WELL)


def test_the_signals_stay_the_loops() -> None:
    async def check(_address: str) -> None:
        heard = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, heard.set)
        signal.raise_signal(signal.SIGTERM)
        await heard.wait()

    trial(check, WELL)


def test_an_address_that_is_taken_is_named_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        async def main() -> None:
            async with serving(make_app(WELL, Access()), "127.0.0.1", port):
                pass

        with pytest.raises(AddressTaken, match=f"127.0.0.1:{port} cannot be .* NEWSMILL_WEB_PORT"):
            asyncio.run(main())


def test_an_answer_waits_for_no_acknowledgement_of_the_one_before() -> None:
    told: list[int] = []

    class Looking(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            accepted = transport.get_extra_info("socket")
            told.append(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            transport.close()  # type: ignore[attr-defined]

    async def main() -> None:
        with bound("127.0.0.1", 0) as listener:
            server = await asyncio.get_running_loop().create_server(Looking, sock=listener)
            async with server:
                reader, writer = await asyncio.open_connection(*listener.getsockname())
                assert await reader.read() == b""
                writer.close()

    asyncio.run(main())
    assert len(told) == 1
    assert told != [0]
