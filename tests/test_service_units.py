from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
from commands import Command

from service.supervisor import keep_alive, tell, watchdog_seconds
from service.units import user_unit

DEPLOY = Path(__file__).parent.parent / "docs" / "deploy"
ANALYZE = shutil.which("systemd-analyze")


def verified(text: str, folder: Path) -> str:
    """Return what systemd-analyze has to say of a unit; nothing for a good one."""
    file = folder / "newsmill.service"
    file.write_text(text, "utf-8")
    assert ANALYZE
    done = subprocess.run(
        [ANALYZE, "verify", "--man=no", file], capture_output=True, text=True, check=False
    )
    told = [line for line in done.stderr.splitlines() if "newsmill.service" in line]
    return "\n".join(told)


@pytest.mark.skipif(ANALYZE is None, reason="no systemd on this machine to verify with")
def test_the_units_are_what_systemd_understands(tmp_path: Path) -> None:
    program = tmp_path / "odd $ 100% folder" / "newsmill"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n", "utf-8")
    program.chmod(0o755)
    given = {"NEWSMILL_DATA_DIR": f"{tmp_path}/with space", "NEWSMILL_CONTACT": "100%"}
    text = user_unit(program, tmp_path / "$my.toml", tmp_path, given)
    assert f"--config {tmp_path}/$$my.toml daemon\n" in text
    assert verified(text, tmp_path) == ""
    shipped = (DEPLOY / "newsmill.service").read_text("utf-8")
    shipped = shipped.replace("/opt/newsmill/.venv/bin/newsmill", "/bin/true")
    assert verified(shipped, tmp_path) == ""
    assert verified(shipped.replace("Type=notify", "Type=nonsense"), tmp_path) != ""


@pytest.fixture
def systemctl(tmp_path: Path, newsmill: Command) -> Path:
    """A program of that name that writes down what it was asked, and fails when told to."""
    log = tmp_path / "asked"
    program = tmp_path / "bin" / "systemctl"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\necho "$@" >> {log}\n[ -e {tmp_path}/fails ] && echo no bus >&2 && exit 1\nexit 0\n',
        "utf-8",
    )
    program.chmod(0o755)
    newsmill.env["PATH"] = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    return log


def test_a_service_is_installed_and_taken_away(
    newsmill: Command, systemctl: Path, tmp_path: Path
) -> None:
    unit = tmp_path / "configuration" / "systemd" / "user" / "newsmill.service"
    url = f"sqlite:///{tmp_path}/secret.db"
    result = newsmill.ok("service", "install", NEWSMILL_DATABASE_URL=url)
    assert str(unit) in result.out
    assert "NEWSMILL_DATABASE_URL_FILE" in result.err
    text = unit.read_text("utf-8")
    assert "secret.db" not in text
    assert f"Environment=NEWSMILL_DATA_DIR={tmp_path / 'data'}\n" in text
    assert "/newsmill daemon\n" in text
    assert f"WorkingDirectory={tmp_path}\n" in text
    assert newsmill.ok("service", "status").status == 0
    newsmill.ok("service", "uninstall")
    assert not unit.exists()
    assert newsmill.ok("service", "uninstall").out == "it is not installed\n"
    assert systemctl.read_text("utf-8").splitlines() == [
        "--user daemon-reload",
        "--user enable --now newsmill.service",
        "--user --no-pager status newsmill.service",
        "--user disable --now newsmill.service",
        "--user daemon-reload",
    ]


def test_what_systemd_refuses_is_told(newsmill: Command, systemctl: Path, tmp_path: Path) -> None:
    (tmp_path / "fails").touch()
    refused = newsmill("service", "install")
    assert refused.status == 2
    assert "systemctl --user daemon-reload: no bus" in refused.err
    assert newsmill("service", "status").status == 1
    assert systemctl.exists()
    none = newsmill("service", "install", PATH=str(tmp_path))
    assert none.status == 2
    assert "there is no systemctl here" in none.err
    assert newsmill.ok("service", "install", "--no-start", PATH=str(tmp_path)).status == 0


def test_the_service_manager_hears_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, address in (
        (str(tmp_path / "notify"), str(tmp_path / "notify")),
        (f"@newsmill-{os.getpid()}", f"\0newsmill-{os.getpid()}"),
    ):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.bind(address)
            monkeypatch.setenv("NOTIFY_SOCKET", name)
            tell("READY=1", "STATUS=well")
            assert manager.recv(99) == b"READY=1\nSTATUS=well"
    tell("READY=1")
    monkeypatch.delenv("NOTIFY_SOCKET")
    tell("READY=1")


def test_the_watchdog_is_fed_as_often_as_it_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert watchdog_seconds() is None
    asyncio.run(keep_alive())
    monkeypatch.setenv("WATCHDOG_USEC", "120000000")
    assert watchdog_seconds() == 60
    monkeypatch.setenv("WATCHDOG_PID", str(os.getpid()))
    assert watchdog_seconds() == 60
    monkeypatch.setenv("WATCHDOG_PID", "1")
    assert watchdog_seconds() is None
    monkeypatch.setenv("WATCHDOG_PID", "")
    monkeypatch.setenv("WATCHDOG_USEC", "20000")

    async def fed() -> None:
        loop = asyncio.get_running_loop()
        feeding = asyncio.ensure_future(keep_alive())
        for _ in range(3):
            assert await loop.sock_recv(manager, 99) == b"WATCHDOG=1"
        feeding.cancel()

    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        asyncio.run(asyncio.wait_for(fed(), 30))
