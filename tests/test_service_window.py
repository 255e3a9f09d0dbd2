"""A taken port keeps no daemon from crawling, and is served as soon as it is free."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import pytest
from starlette.applications import Starlette

from service import window
from service.window import Window
from web.server import serving


async def until(seen: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not seen():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.01)


def test_a_taken_port_is_told_and_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window, "_AGAIN", 0.05)

    async def main() -> None:
        one = Window()
        with socket.socket() as holder:
            holder.bind(("127.0.0.1", 0))
            holder.listen()
            port = holder.getsockname()[1]
            async with one.open(lambda: serving(Starlette(), "127.0.0.1", port)):
                assert one.address is None
                assert one.fault
                assert f"127.0.0.1:{port} cannot be listened on" in one.fault.why
                holder.close()
                await until(lambda: one.address)
                assert one.address == f"http://127.0.0.1:{port}"
                assert one.fault is None
        assert one.address is None

    asyncio.run(main())


def test_a_free_port_is_served_at_once_and_until_the_end() -> None:
    async def main() -> None:
        one = Window()
        async with one.open(lambda: serving(Starlette(), "127.0.0.1", 0)):
            assert one.address
            port = int(one.address.rpartition(":")[2])
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
        with pytest.raises(OSError, match=r"refused|Connect call failed"):
            await asyncio.open_connection("127.0.0.1", port)

    asyncio.run(main())
