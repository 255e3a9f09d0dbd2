"""A fetched page as a WARC record, and back (ISO 28500, WARC 1.1).

Each record is a gzip member of its own, so that one is read without those before it. Its HTTP head
is made anew from what a page keeps of it: the body is decompressed, and says so.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path

from w3lib.encoding import http_content_type_encoding
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from articles.types import FetchedPage
from storage.errors import ArchiveError

_Making = Callable[[WARCWriter], ArcWarcRecord]
_ASKED = "Newsmill-Asked-For"
"""The address that was asked for; ``WARC-Target-URI`` is the one that answered."""
_TIGHT, _GZIP = 4, 31
_DAMAGED = "The record itself is whole. Put the file back from a copy of the archive"


def file_head(name: str, software: str) -> bytes:
    """Return the first record of a file, which tells what wrote it and how."""
    return _written(
        lambda to: to.create_warcinfo_record(
            name, {"software": software, "format": "WARC File Format 1.1"}
        )
    )


def record_of(page: FetchedPage) -> bytes:
    """Return a page as one compressed record."""
    named = {
        "Content-Type": page.content_type,
        "Content-Length": str(len(page.body)),
        "ETag": page.etag,
        "Last-Modified": page.last_modified,
    }
    head = StatusAndHeaders(
        f"{page.status} {_phrase(page.status)}".strip(),
        [(name, _one_line(value)) for name, value in named.items() if value],
        protocol="HTTP/1.1",
    )
    told = {"WARC-Date": _stamp(page.fetched_at), _ASKED: _one_line(page.url)}
    return _written(
        lambda to: to.create_warc_record(
            _one_line(page.final_url),
            "response",
            payload=BytesIO(page.body),
            length=len(page.body),
            warc_headers_dict=told,
            http_headers=head,
        )
    )


def page_of(record: bytes, file: Path) -> FetchedPage:
    """Return the page that a record holds. Raises ArchiveError, naming the file, for no record."""
    try:
        found = next(iter(ArchiveIterator(BytesIO(record))), None)
        if found is None or found.rec_type != "response" or found.http_headers is None:
            raise ArchiveError(file, "there is no page where one should be", _DAMAGED)
        return _page(found)
    except (ArchiveLoadFailed, ValueError, EOFError, OSError, zlib.error) as error:
        raise ArchiveError(file, f"a page in it cannot be read ({error})", _DAMAGED) from error


def _page(found: ArcWarcRecord) -> FetchedPage:
    warc, http = found.rec_headers, found.http_headers
    url = warc.get_header("WARC-Target-URI")
    content_type = http.get_header("Content-Type") or ""
    return FetchedPage(
        url=warc.get_header(_ASKED) or url,
        final_url=url,
        status=int(http.get_statuscode()),
        body=found.raw_stream.read(),
        content_type=content_type,
        fetched_at=datetime.fromisoformat(warc.get_header("WARC-Date")),
        encoding=http_content_type_encoding(content_type),
        etag=http.get_header("ETag"),
        last_modified=http.get_header("Last-Modified"),
    )


def _written(make: _Making) -> bytes:
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=False, warc_version="1.1")
    writer.write_record(make(writer))
    # not by the writer, which packs as tight as it can: in twice the time, to a twentieth less
    return zlib.compress(buffer.getvalue(), _TIGHT, wbits=_GZIP)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _phrase(status: int) -> str:
    return next((one.phrase for one in HTTPStatus if one == status), "")


def _one_line(text: str) -> str:
    """Return what can stand in a head: a line end would begin a field of the site's own."""
    return " ".join(text.split())
