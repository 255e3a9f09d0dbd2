"""Raw pages come back as they were sent, or it is told that they do not."""

from __future__ import annotations

import gzip
import resource
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from storage_world import NOW, article, fresh, later, opened, process, rows, store, url_of
from warcio.archiveiterator import ArchiveIterator

from articles.types import FetchedPage
from storage import ArchiveError, RawPageNotFound, Storage
from storage import archive_files as files_module
from storage.archive import Sweep
from storage.archive_files import ArchiveFiles
from storage.pruning import Pruning
from storage.warc import file_head, page_of, record_of

PAGE = FetchedPage(
    url="https://news.example.com/1?from=list",
    final_url="https://news.example.com/1",
    status=200,
    body="<!doctype html><title>雨</title>\r\n\r\nWARC/1.1\r\n<p>\x00".encode("gb18030"),
    content_type="text/html; charset=gb18030",
    fetched_at=datetime(2026, 5, 1, 11, 59, 58, 123456, tzinfo=UTC),
    encoding="gb18030",
    etag='"abc"',
    last_modified="Fri, 01 May 2026 08:00:00 GMT",
)


@pytest.fixture
def storage(tmp_path: Path, each_database: str) -> Iterator[Storage]:  # noqa: ARG001
    with fresh(tmp_path, archive_dir=tmp_path / "archive") as one:
        yield one


def kept(storage: Storage, path: str = "1", *pages: FetchedPage, **named: object) -> int:
    """Store an article with its pages; return its number."""
    now = named.pop("now", NOW)
    assert isinstance(now, datetime)
    made = article(path, **named)
    saved = store(storage, made)
    sent = pages or (PAGE,)
    places = storage.archive.files.add(made.source, sent, now)
    storage.archive.point(saved.record_id, saved.version, made.source, places, sent, now)
    return int(saved.record_id)


def only(storage: Storage) -> Path:
    (path,) = storage.archive.files.folder.glob("*/*.warc.gz")
    return path


@given(st.binary(max_size=2000), st.sampled_from([200, 203, 599]), st.text(max_size=30))
def test_any_page_comes_back(body: bytes, status: int, label: str) -> None:
    page = replace(PAGE, body=body, status=status)
    assert page_of(record_of(page), Path("x")) == page
    # a head has no line of the site's own, whatever its fields hold
    odd = page_of(record_of(replace(page, etag=f"a\r\nX-Y: {label}")), Path("x"))
    assert (odd.body, odd.status, odd.last_modified) == (body, status, PAGE.last_modified)


def test_other_tools_read_the_file(storage: Storage) -> None:
    kept(storage, "1", PAGE, replace(PAGE, body=b"the second part"))
    with only(storage).open("rb") as file:
        found = [(one.rec_type, one.content_stream().read()) for one in ArchiveIterator(file)]
    assert [kind for kind, _ in found] == ["warcinfo", "response", "response"]
    assert [body for _, body in found][1:] == [PAGE.body, b"the second part"]
    assert file_head("a", "newsmill/1").startswith(b"\x1f\x8b")


def test_the_pages_of_the_current_version_come_back_in_order(storage: Storage) -> None:
    number = kept(storage, "1", PAGE, replace(PAGE, body=b"2"))
    assert storage.archive.pages(number) == (PAGE, replace(PAGE, body=b"2"))
    assert not storage.archive.lacking([number])
    kept(
        storage,
        "1",
        replace(PAGE, body=b"new"),
        text="一段完全不同的、足够长的文字，写的是别的事情。",
    )
    assert [one.body for one in storage.archive.pages(number)] == [b"new"]
    assert storage.archive.kept(number)


def test_what_is_not_kept_is_told(storage: Storage) -> None:
    saved = store(storage, article("1"))
    assert not storage.archive.kept(saved.record_id)
    assert storage.archive.lacking([saved.record_id]) == {saved.record_id}
    with pytest.raises(RawPageNotFound, match="no raw page of record 1, version 1"):
        storage.archive.pages(saved.record_id)
    with pytest.raises(RawPageNotFound):
        storage.archive.pages(10**30)


def test_a_deleted_record_has_no_page_and_gets_none(storage: Storage) -> None:
    number = kept(storage)
    storage.records.delete([number])
    assert rows(storage, "SELECT count(*) FROM raw_page") == [(0,)]
    places = storage.archive.files.add("news", [PAGE], NOW)
    storage.archive.point(number, 1, "news", places, [PAGE], NOW)
    assert rows(storage, "SELECT count(*) FROM raw_page") == [(0,)]


def test_a_damaged_page_is_never_shown(storage: Storage) -> None:
    number = kept(storage)
    whole = only(storage).read_bytes()
    only(storage).write_bytes(whole[:-40] + bytes(40))
    with pytest.raises(ArchiveError, match="not what was written"):
        storage.archive.pages(number)
    only(storage).write_bytes(whole[:-40])
    with pytest.raises(ArchiveError, match="not what was written"):
        storage.archive.pages(number)
    only(storage).unlink()
    with pytest.raises(ArchiveError, match="it is not there"):
        storage.archive.pages(number)
    assert storage.archive.lacking([number]) == {number}
    assert len(storage.archive.extent().missing) == 1
    kept(storage)
    assert storage.archive.pages(number) == (PAGE,)


@pytest.mark.parametrize(
    "record",
    [b"", b"no gzip", gzip.compress(b"no record"), file_head("a", "b")],
    ids=["nothing", "no-gzip", "no-record", "head"],
)
def test_what_is_no_page_is_told(record: bytes) -> None:
    with pytest.raises(ArchiveError, match="the archive file x"):
        page_of(record, Path("x"))


def test_a_file_is_of_one_source_day_and_process(storage: Storage, tmp_path: Path) -> None:
    files = storage.archive.files
    one, two = (files.add("news", [PAGE], NOW)[0] for _ in range(2))
    assert (one.file, one.start + one.length) == (two.file, two.start)
    names = {
        one.file,
        files.add("other", [PAGE], NOW)[0].file,
        files.add("news", [PAGE], later(days=1))[0].file,
        ArchiveFiles(tmp_path / "archive").add("news", [PAGE], NOW)[0].file,
    }
    assert len(names) == 4
    assert all(files.has(name) for name in names)


def test_a_large_file_is_followed_by_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files_module, "_LARGEST", 1000)
    files = ArchiveFiles(tmp_path)
    places = [files.add("news", [PAGE], NOW)[0] for _ in range(5)]
    assert len({one.file for one in places}) > 1
    assert [files.read(one) for one in places] == [PAGE] * 5


def _cut(pipe: object, folder: str) -> None:
    """Write one page, then as far into another as a disk allows that is full."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    files = ArchiveFiles(Path(folder))
    first = files.add("news", [PAGE], NOW)[0]
    resource.setrlimit(resource.RLIMIT_FSIZE, (first.start + first.length + 100,) * 2)
    try:
        files.add("news", [PAGE, PAGE], NOW)
    except ArchiveError as error:
        pipe.send((first, str(error)))  # type: ignore[attr-defined]


def test_a_full_disk_leaves_no_half_page(tmp_path: Path) -> None:
    with process(_cut, str(tmp_path)) as pipe:
        assert pipe.poll(60)
        first, why = pipe.recv()
    assert "archive_days" in why
    (path,) = tmp_path.glob("*/*")
    assert path.stat().st_size == first.start + first.length
    assert ArchiveFiles(tmp_path).read(first) == PAGE


def test_a_file_that_was_deleted_is_not_made_anew(tmp_path: Path) -> None:
    files = ArchiveFiles(tmp_path)
    (gone,) = files.add("news", [PAGE], NOW)
    (tmp_path / gone.file).unlink()
    (place,) = files.add("news", [PAGE], NOW)
    assert not files.has(gone.file)
    assert files.read(place) == PAGE


def test_a_folder_that_is_not_there_in_the_middle_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("a file where the folder should be")
    files = ArchiveFiles(tmp_path / "archive")
    with pytest.raises(ArchiveError, match="archive"):
        files.add("news", [PAGE], NOW)
    (tmp_path / "archive").unlink()
    assert files.read(files.add("news", [PAGE], NOW)[0]) == PAGE


def test_a_sweep_takes_whole_days_of_the_chosen_source(storage: Storage) -> None:
    old = kept(storage, "1")
    other = kept(storage, "2", source="other")
    young = kept(storage, "3", now=later(days=2))
    archive, before = storage.archive, later(days=2)
    assert archive.sweepable(NOW) == Sweep(0, 0, 0)
    told = archive.sweepable(before)
    assert (told.pages, told.files) == (2, 2)
    assert told.size == sum(one.size for one in archive.files.before(before)) > 0
    archive.sweep(before, "news")
    with pytest.raises(RawPageNotFound):
        archive.pages(old)
    assert archive.pages(other) == archive.pages(young) == (PAGE,)
    archive.sweep(before)
    archive.sweep(before)
    extent = archive.extent()
    assert (extent.pages, extent.files, extent.missing) == (1, 1, ())
    assert extent.oldest == later(days=2).date()
    assert storage.records.get(old).id == old


def test_foreign_files_are_left_alone(storage: Storage) -> None:
    kept(storage)
    for name in ("news/notes.txt", "news/mine.warc.gz", "20200101.warc.gz"):
        (storage.archive.files.folder / name).write_bytes(b"mine")
    storage.archive.sweep(NOW + timedelta(days=9))
    assert storage.archive.extent().files == 0
    assert len([one for one in storage.archive.files.folder.rglob("*") if one.is_file()]) == 3


def test_old_versions_go_with_their_pages(storage: Storage) -> None:
    number = kept(storage)
    kept(storage, text="一段完全不同的、足够长的文字，写的是别的事情。")
    storage.prune(Pruning(versions=1), NOW)
    assert rows(storage, "SELECT article_id, version FROM raw_page") == [(number, 2)]


def test_an_archive_is_read_by_another_process_meanwhile(storage: Storage, tmp_path: Path) -> None:
    number = kept(storage)
    with opened(url_of(tmp_path), archive_dir=tmp_path / "archive") as other:
        assert other.archive.pages(number) == (PAGE,)
