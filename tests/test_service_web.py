"""``newsmill web`` as a person starts and ends it."""

from __future__ import annotations

import signal
import socket
import subprocess

import pytest
import requests
from commands import Command
from processes import PROGRAM, environment


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_pages_are_served_until_told_to_stop(newsmill: Command, number: signal.Signals) -> None:
    with subprocess.Popen(
        [PROGRAM, "web"],
        env=environment(newsmill),
        cwd=newsmill.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        page = requests.get(address, timeout=30)
        assert "not running" in page.text
        assert "No run yet" in page.text
        assert requests.get(f"{address}/readyz", timeout=30).text == "ok\n"
        process.send_signal(number)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 0
    assert said == "Ctrl-C ends it\n"


def test_a_taken_port_is_told_with_the_way_out(newsmill: Command) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = newsmill("web", "--port", taken.getsockname()[1])
    assert refused.status == 2
    assert "cannot be listened on" in refused.err
    assert "newsmill web --port" in refused.err
