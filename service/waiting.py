"""Waiting that an order to stop ends early."""

from __future__ import annotations

import asyncio


async def waited(event: asyncio.Event, seconds: float) -> bool:
    """Wait for an event, so many seconds at most; tell whether it came."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True
