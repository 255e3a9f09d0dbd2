from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import watchfiles

from service import watch as module
from service.watch import fingerprint, watch


def changed_after(folder: Path, *steps: Any) -> int:
    """Watch a folder; take each step once the one before it was seen. Return how many were."""

    async def main() -> int:
        seen = 0
        heard = asyncio.Event()

        async def changed() -> None:
            nonlocal seen
            seen += 1
            heard.set()

        watching = asyncio.ensure_future(watch(lambda: folder, changed))
        await asyncio.sleep(0.2)
        for step in steps:
            heard.clear()
            step()
            await heard.wait()
        watching.cancel()
        return seen

    return asyncio.run(asyncio.wait_for(main(), 60))


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LOOK_EVERY", 0.2)


def test_files_that_come_change_and_go_are_noticed(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    steps = (
        lambda: file.write_text("1", "utf-8"),
        lambda: file.write_text("22", "utf-8"),
        lambda: file.rename(tmp_path / "b.toml"),
        (tmp_path / "b.toml").unlink,
    )
    assert changed_after(tmp_path, *steps) == len(steps)


def test_a_folder_that_comes_later_is_waited_for(tmp_path: Path) -> None:
    folder = tmp_path / "sources"

    def make() -> None:
        folder.mkdir()
        (folder / "a.toml").write_text("1", "utf-8")

    def remove() -> None:
        (folder / "a.toml").unlink()
        folder.rmdir()

    assert changed_after(folder, make, remove, make) == 3


def test_where_the_system_tells_nothing_looking_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(*_: object, **__: object) -> Any:
        raise OSError("no watches left")

    class Broken:
        def __aiter__(self) -> Any:
            return self

        async def __anext__(self) -> Any:
            none_left()

    monkeypatch.setattr(watchfiles, "awatch", lambda *_, **__: Broken())
    assert changed_after(tmp_path, lambda: (tmp_path / "a.toml").write_text("1", "utf-8")) == 1


def test_only_source_files_count(tmp_path: Path) -> None:
    assert fingerprint(None) == fingerprint(tmp_path / "nothing") == ()
    (tmp_path / "a.txt").write_text("x", "utf-8")
    assert fingerprint(tmp_path) == ()
    (tmp_path / "a.toml").write_text("x", "utf-8")
    (tmp_path / "b.toml").symlink_to(tmp_path / "nowhere")
    assert [(name, size) for name, _, size in fingerprint(tmp_path)] == [
        ("a.toml", 1),
        ("b.toml", -1),
    ]
