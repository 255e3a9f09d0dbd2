"""Telling the service manager how the process stands: sd_notify(3), where there is one.

Without ``NOTIFY_SOCKET`` nothing is told and nothing fails.
"""

from __future__ import annotations

import asyncio
import os
import socket

import structlog

_log = structlog.stdlib.get_logger("newsmill.supervisor")
_MICROSECONDS = 1_000_000


def tell(*lines: str) -> None:
    """Send states such as ``READY=1``. One that cannot be sent is logged: it must stop nothing."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    # @ stands for the zero byte of Linux's abstract addresses
    name = f"\0{address[1:]}" if address.startswith("@") else address
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
            channel.sendto("\n".join(lines).encode(), name)
    except OSError as error:
        _log.warning("the service manager cannot be told", states=lines, error=str(error))


def watchdog_seconds() -> float | None:
    """Return how often the manager wants to hear of us: half of what it grants; None if never."""
    granted, whose = os.environ.get("WATCHDOG_USEC", ""), os.environ.get("WATCHDOG_PID")
    if not granted.isdecimal() or whose not in {None, "", str(os.getpid())}:
        return None
    return int(granted) / _MICROSECONDS / 2


async def keep_alive() -> None:
    """Show again and again that the loop turns; return at once where nobody asks."""
    every = watchdog_seconds()
    while every:
        tell("WATCHDOG=1")
        await asyncio.sleep(every)
