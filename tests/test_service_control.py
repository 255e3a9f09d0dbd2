"""The talk between daemon and commands, and the files that they share."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from config import Readout, Source, SourceError
from service.control import controlled
from service.errors import ControlError, DaemonAbsent, StateError
from service.pauses import Pauses
from service.protocol import ask
from service.roster import Roster, changes, renewed

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


async def greet(_asked: object) -> Mapping[str, Any]:
    return {"words": "你好"}


def talk(folder: Path, check: Callable[[], None]) -> None:
    async def main() -> None:
        async with controlled(folder, {"greet": greet}):
            await asyncio.to_thread(check)

    asyncio.run(asyncio.wait_for(main(), 30))


def test_a_question_gets_its_answer_and_an_unknown_one_a_refusal(tmp_path: Path) -> None:
    def check() -> None:
        assert ask(tmp_path, {"do": "greet"}) == {"words": "你好"}
        with pytest.raises(ControlError, match="'dance' is not known; known: greet"):
            ask(tmp_path, {"do": "dance"})

    talk(tmp_path, check)


@pytest.mark.parametrize("line", [b"nonsense\n", b"[1]\n", b"\xff\xfe\n", b"1\n", b'{"do": 1}\n'])
def test_nonsense_is_refused_and_harms_nobody(tmp_path: Path, line: bytes) -> None:
    def check() -> None:
        with socket.socket(socket.AF_UNIX) as channel:
            channel.connect(str(tmp_path / "daemon.sock"))
            channel.sendall(line)
            with channel.makefile("rb") as lines:
                assert json.loads(lines.readline())["ok"] is False
        assert ask(tmp_path, {"do": "greet"})["words"] == "你好"

    talk(tmp_path, check)


def test_a_line_without_an_end_is_dropped(tmp_path: Path) -> None:
    def check() -> None:
        with socket.socket(socket.AF_UNIX) as channel:
            channel.connect(str(tmp_path / "daemon.sock"))
            try:
                channel.sendall(b"x" * 1_000_000)
                channel.shutdown(socket.SHUT_WR)
                assert channel.recv(10) == b""
            except (BrokenPipeError, ConnectionResetError):
                # it has hung up already
                return

    talk(tmp_path, check)


def test_no_daemon_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(DaemonAbsent, match="newsmill daemon"):
        ask(tmp_path, {"do": "greet"})
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(tmp_path / "daemon.sock"))
    with pytest.raises(DaemonAbsent):
        ask(tmp_path, {"do": "greet"})


def test_a_dead_daemons_socket_is_replaced(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(tmp_path / "daemon.sock"))
    talk(tmp_path, lambda: ask(tmp_path, {"do": "greet"}) and None)
    assert not (tmp_path / "daemon.sock").exists()


def test_pauses_are_kept_with_their_time(tmp_path: Path) -> None:
    pauses = Pauses(tmp_path)
    assert pauses.read() == {}
    assert pauses.add("nbd", NOW)
    assert not pauses.add("nbd", NOW)
    assert pauses.add("other", NOW)
    assert Pauses(tmp_path).read() == {"nbd": NOW, "other": NOW}
    assert pauses.remove("nbd")
    assert not pauses.remove("nbd")
    assert pauses.read() == {"other": NOW}


@pytest.mark.parametrize("text", ["nonsense", "[1]", '{"a": 3}', '{"a": "soon"}'])
def test_a_file_of_pauses_that_is_none_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "paused.json").write_text(text, "utf-8")
    with pytest.raises(StateError, match=r"paused\.json cannot be used"):
        Pauses(tmp_path).read()


def source(name: str, **other: Any) -> Source:
    return Source.model_validate(
        {
            "name": name,
            "title": "Paper",
            "homepage": "https://paper.example",
            "timezone": "UTC",
            "category": "News",
            "listing": [{"url": "/", "title": "All", "entries": "a"}],
        }
        | other
    )


def fault(name: str, why: str = "wrong") -> SourceError:
    return SourceError(Path(f"/sources/{name}.toml"), "every", 3, why)


def test_a_broken_file_keeps_its_last_good_source_until_it_goes() -> None:
    first = renewed(Roster(), Readout((source("a"), source("b")), (fault("c"),)))
    assert list(first.sources) == ["a", "b"]
    assert list(first.faults) == ["c"]
    broken = renewed(first, Readout((source("b"), source("d")), (fault("a"),)))
    assert list(broken.sources) == ["a", "b", "d"]
    assert list(broken.faults) == ["a"]
    told = changes(first, broken)
    assert (told.added, told.changed, told.removed) == (("d",), (), ())
    assert (told.broken, told.mended) == (("a",), ("c",))
    gone = renewed(broken, Readout((source("b", title="New"),), ()))
    told = changes(broken, gone)
    assert (told.added, told.changed, told.removed) == ((), ("b",), ("a", "d"))
    assert (told.broken, told.mended) == ((), ("a",))


def test_another_fault_of_a_broken_file_is_told_and_the_same_one_is_not() -> None:
    first = renewed(Roster(), Readout((), (fault("a"),)))
    assert changes(first, renewed(first, Readout((), (fault("a"),)))).none
    other = renewed(first, Readout((), (fault("a", "wrong again"),)))
    assert changes(first, other).broken == ("a",)
