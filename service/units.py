"""The unit by which the user's systemd runs the daemon. Pure text; installing it is the command's.

A system-wide one with more hardening stands in docs/deploy/newsmill.service.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

NAME = "newsmill.service"

_UNIT = """\
[Unit]
Description=newsmill: scheduled news scraping
Documentation=https://www.freedesktop.org/software/systemd/man/systemd.service.html
After=network-online.target
Wants=network-online.target

[Service]
Type=notify
ExecStart={command}
ExecReload=/bin/kill -HUP $MAINPID
WorkingDirectory={folder}
{environment}Restart=on-failure
RestartSec=5
# 2: settings are wrong; starting again would not mend them
RestartPreventExitStatus=2
TimeoutStopSec=30
WatchdogSec=120
UMask=0077
NoNewPrivileges=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native

[Install]
WantedBy=default.target
"""


def user_unit(program: Path, config: Path | None, folder: Path, given: Mapping[str, str]) -> str:
    """Return the unit's text. ``given``: environment variables that the daemon is to see."""
    options = ["--config", _argument(str(config))] if config else []
    environment = "".join(f"Environment={_quoted(f'{k}={v}')}\n" for k, v in sorted(given.items()))
    return _UNIT.format(
        command=" ".join([_quoted(str(program)), *options, "daemon"]),
        folder=str(folder).replace("%", "%%"),
        environment=environment,
    )


def _argument(word: str) -> str:
    # variables are put into arguments, but neither into the program's path nor into Environment=
    return _quoted(word.replace("$", "$$"))


def _quoted(word: str) -> str:
    """Quote for a unit file: systemd.syntax(7), and % as in systemd.unit(5)."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"' if any(c in word for c in " \t\"'\\") else escaped
