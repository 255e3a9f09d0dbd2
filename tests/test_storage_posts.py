"""The folder of posts: put right after a loss, and nothing of others touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from storage_world import article, later

from storage import ExportError
from storage.posts import PostsFolder, post_text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    posts = PostsFolder(tmp_path)
    for number in ("1", "2", "3"):
        assert posts.write(article(number))
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(path.name[:-12] for path in folder.rglob("*.md"))


def test_the_posts_of_a_record_are_removed_under_each_of_its_names(folder: Path) -> None:
    posts = PostsFolder(folder)
    posts.write(article("1", title="另一个题目", published_at=later(days=40)))
    assert len(names(folder)) == 4
    renamed = article("1", title="另一个题目", published_at=later(days=40))
    posts.remove([article("1"), renamed, article("9")])
    assert names(folder) == names(folder)[:2] == sorted(f"题目{number}" for number in "23")


def test_a_sweep_removes_what_is_deleted_or_renamed_and_nothing_else(folder: Path) -> None:
    posts = PostsFolder(folder)
    now = article("1", title="新题目")
    posts.write(now)
    own = next(folder.glob("*/*/*/题目2-*.md"))
    foreign = {
        own.with_name("读我.md"): b"mine",
        own.with_name(f"mine-{own.stem[-8:]}.md"): b"not a post",
        own.with_name(f"bytes-{own.stem[-8:]}.md"): b"\xff\xfe",
        folder / own.name: post_text(article("2")).encode(),
    }
    for path, content in foreign.items():
        path.write_bytes(content)
    assert (
        posts.sweep(
            dict([posts.named(now)]), [("news", article("2").key), ("other", article("3").key)]
        )
        == 2
    )
    assert not own.exists()
    assert {path: path.read_bytes() for path in foreign} == foreign
    left = {path.name[:-12] for path in folder.glob("news/2026/05/题目*.md")}
    assert left == {"题目3"}
    assert len(list(folder.glob("news/2026/05/新题目-*.md"))) == 1
    assert posts.sweep(dict([posts.named(now)]), [("news", article("2").key)]) == 0


def test_a_record_that_is_current_keeps_its_post_whatever_was_buried(folder: Path) -> None:
    posts = PostsFolder(folder)
    assert posts.sweep(dict([posts.named(article("1"))]), [("news", article("1").key)]) == 0
    assert len(names(folder)) == 3


def test_a_folder_that_is_not_there_is_swept_already(tmp_path: Path) -> None:
    assert PostsFolder(tmp_path / "none").sweep({}, [("news", "a")]) == 0


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "posts" / "news").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ExportError, match="a link leads out of"):
        PostsFolder(tmp_path / "posts").remove([article("1")])
    PostsFolder(tmp_path / "elsewhere" / "posts").write(article("1"))
    (tmp_path / "elsewhere" / "posts" / "news" / "2026").rename(tmp_path / "elsewhere" / "2026")
    assert PostsFolder(tmp_path / "posts").sweep({}, [("news", article("1").key)]) == 0
    assert len(list((tmp_path / "elsewhere" / "2026").rglob("*.md"))) == 1
