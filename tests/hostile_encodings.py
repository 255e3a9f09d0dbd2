"""Bodies that are not what their headers say: packed to burst, cut, twice packed, mislabelled."""

from __future__ import annotations

import gzip
import sys
import zlib
from functools import cache

import brotli
from hostile_behaviours import Exchange, Threat, article, page

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_MEBIBYTE = 1 << 20
ZH = "重庆工业互联网一体化发展示范区正式启动，国家数据局表示将继续支持。"
JA = "日本経済新聞によると、東京の気温は昨日よりも三度高くなりました。"
KO = "서울시는 오늘 새로운 교통 정책을 발표하고 시민들의 의견을 듣기로 했다."
TW = "臺北市政府今日宣布，將擴大對中小企業的補助，並延長申請期限。"
FR = "Le maire a déclaré « l'état d'urgence » après l'incendie de Béziers, où l'été fut brûlant."


@cache
def gzip_bomb(mebibytes: int) -> bytes:
    """Return about a KiB per MiB: one flushed block of zeros, repeated. Its checksum is wrong."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = packer.compress(bytes(_MEBIBYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(bytes(_MEBIBYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    begin = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
    return begin + first + again * (mebibytes - 1) + b"\x03\x00" + bytes(8)


@cache
def deflate_bomb(mebibytes: int) -> bytes:
    return gzip_bomb(mebibytes)[10:-8]


@cache
def brotli_bomb(mebibytes: int) -> bytes:
    """Return a few hundred bytes that open to so many MiB."""
    packer = brotli.Compressor(quality=4, lgwin=22)
    pieces = [packer.process(bytes(16 * _MEBIBYTE)) for _ in range(mebibytes // 16)]
    return b"".join(pieces) + packer.finish()


@cache
def zstd_bomb(mebibytes: int) -> bytes:
    return zstd.compress(bytes(64 * _MEBIBYTE)) * (mebibytes // 64)


def make_bombs() -> None:
    """Make what takes a second, before anyone waits for it."""
    for make in (gzip_bomb, brotli_bomb):
        make(1024)
    zstd_bomb(2048)


@page(Threat.PACKED, "failed:too-large")
async def bomb_of_gzip(x: Exchange) -> None:
    await x.answer(gzip_bomb(1024), "Content-Encoding: gzip")


@page(Threat.PACKED, "failed:too-large")
async def bomb_of_deflate(x: Exchange) -> None:
    await x.answer(deflate_bomb(1024), "Content-Encoding: deflate")


@page(Threat.PACKED, "failed:too-large")
async def bomb_of_brotli(x: Exchange) -> None:
    await x.answer(brotli_bomb(1024), "Content-Encoding: br")


@page(Threat.PACKED, "failed:too-large")
async def bomb_of_zstd(x: Exchange) -> None:
    await x.answer(zstd_bomb(2048), "Content-Encoding: zstd")


@page(Threat.PACKED, "failed:too-large")
async def bomb_in_a_bomb(x: Exchange) -> None:
    await x.answer(gzip.compress(gzip_bomb(1024)), "Content-Encoding: gzip, gzip")


@page(Threat.PACKED, "failed:bad-coding")
async def packed_a_hundred_times(x: Exchange) -> None:
    body = article(x.name).encode()
    for _ in range(100):
        body = gzip.compress(body, 1)
    await x.answer(body, f"Content-Encoding: {', '.join(['gzip'] * 100)}")


@page(Threat.PACKED, "stored")
async def packed_twice(x: Exchange) -> None:
    body = gzip.compress(gzip.compress(article(x.name).encode()))
    await x.answer(body, "Content-Encoding: gzip, gzip")


@page(Threat.PACKED, "stored")
async def packed_by_brotli(x: Exchange) -> None:
    await x.answer(brotli.compress(article(x.name).encode()), "Content-Encoding: br")


@page(Threat.PACKED, "stored")
async def packed_by_zstd(x: Exchange) -> None:
    await x.answer(zstd.compress(article(x.name).encode()), "Content-Encoding: zstd")


@page(Threat.PACKED, "stored")
async def packed_as_raw_deflate(x: Exchange) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packer.compress(article(x.name).encode()) + packer.flush()
    await x.answer(body, "Content-Encoding: deflate")


def _long(x: Exchange) -> bytes:
    words = " ".join(f"{number} meetings" for number in range(20_000))
    return article(x.name, f"<p>{words}</p>").encode()


@page(Threat.PACKED, "failed:truncated")
async def gzip_cut_short(x: Exchange) -> None:
    await x.answer(gzip.compress(_long(x))[:-5_000], "Content-Encoding: gzip")


@page(Threat.PACKED, "failed:truncated")
async def deflate_cut_short(x: Exchange) -> None:
    await x.answer(zlib.compress(_long(x))[:-5_000], "Content-Encoding: deflate")


@page(Threat.PACKED, "failed:truncated")
async def brotli_cut_short(x: Exchange) -> None:
    await x.answer(brotli.compress(_long(x))[:-2_000], "Content-Encoding: br")


@page(Threat.PACKED, "failed:truncated")
async def zstd_cut_short(x: Exchange) -> None:
    await x.answer(zstd.compress(_long(x))[:-2_000], "Content-Encoding: zstd")


@page(Threat.PACKED, "failed:truncated")
async def gzip_of_nothing(x: Exchange) -> None:
    await x.answer(b"\x1f\x8b", "Content-Encoding: gzip")


@page(Threat.PACKED, "failed:bad-coding")
async def gzip_with_a_flaw(x: Exchange) -> None:
    body = bytearray(gzip.compress(_long(x)))
    body[len(body) // 2 : len(body) // 2 + 100] = b"\xaa" * 100
    await x.answer(bytes(body), "Content-Encoding: gzip")


def _is_no(coding: str) -> None:
    @page(Threat.PACKED, "failed:bad-coding", name=f"no-{coding}-at-all")
    async def plain(x: Exchange) -> None:
        await x.answer(article(x.name), f"Content-Encoding: {coding}")


for _coding in ("gzip", "deflate", "br", "zstd"):
    _is_no(_coding)


@page(Threat.PACKED, "failed:bad-coding")
async def coding_nobody_knows(x: Exchange) -> None:
    await x.answer(article(x.name).encode()[::-1], "Content-Encoding: rot13")


@page(Threat.PACKED, "stored")
async def coding_called_identity(x: Exchange) -> None:
    await x.answer(article(x.name), "Content-Encoding: identity")


@page(Threat.PACKED, "stored")
async def coding_called_nothing(x: Exchange) -> None:
    await x.answer(article(x.name), "Content-Encoding: ")


@page(Threat.PACKED, "failed:network", "rejected:not-html", "rejected:no-body")
async def packed_unsaid(x: Exchange) -> None:
    await x.answer(gzip.compress(article(x.name).encode()))


def _mislabelled(name: str, text: str, real: str, label: str, before: str = "") -> None:
    @page(Threat.CHARSET, "stored", name=name, shows=text[:12])
    async def page_of(x: Exchange) -> None:
        html = article(x.name, f"<p>{text * 20}</p>", before=before)
        named = f"text/html; charset={label}" if label else "text/html"
        await x.answer(html.encode(real), f"Content-Type: {named}")


_META = '<meta charset="{}">'
_LATE = f"<!--{'x' * 1_500}-->" + _META
_mislabelled("gbk-called-utf-8", ZH, "gbk", "utf-8")
_mislabelled("gbk-called-latin-1", ZH, "gbk", "iso-8859-1")
_mislabelled("gbk-called-nothing", ZH, "gbk", "")
_mislabelled("gbk-called-nonsense", ZH, "gbk", "x-klingon")
_mislabelled("gb18030-four-bytes", ZH + "𠮷㐂", "gb18030", "gb2312")
_mislabelled("utf-8-called-gbk", ZH, "utf-8", "gbk")
_mislabelled("utf-8-called-latin-1", FR, "utf-8", "iso-8859-1")
_mislabelled("big5-called-utf-8", TW, "big5", "utf-8")
_mislabelled("big5-by-meta", TW, "big5", "", _META.format("big5"))
_mislabelled("shift-jis-called-utf-8", JA, "shift_jis", "utf-8")
_mislabelled("euc-jp-by-meta", JA, "euc_jp", "", _META.format("euc-jp"))
_mislabelled("iso-2022-jp", JA, "iso2022_jp", "iso-2022-jp")
_mislabelled("euc-kr-called-utf-8", KO, "euc_kr", "utf-8")
_mislabelled("windows-1252-called-utf-8", FR, "cp1252", "utf-8")
_mislabelled("meta-against-header", ZH, "utf-8", "utf-8", _META.format("gbk"))
_mislabelled("meta-after-1024-bytes", ZH, "gbk", "", _LATE.format("gbk"))
_mislabelled("mark-against-header", ZH, "utf-8-sig", "gbk")
_mislabelled("utf-16-with-mark", ZH, "utf-16", "utf-8")
_mislabelled("utf-16-by-header", ZH, "utf-16-le", "utf-16le")


@page(Threat.CHARSET, "stored", "rejected:no-body", hides="<script")
async def utf_16_without_mark(x: Exchange) -> None:
    await x.answer(article(x.name).encode("utf-16-be"), "Content-Type: text/html")


@page(Threat.CHARSET, "stored", hides="<script")
async def utf_7(x: Exchange) -> None:
    """Never read as UTF-7: there the plus-minus words are script."""
    text = "+ADw-script+AD4-alert(1)+ADw-/script+AD4- and more"
    await x.answer(article(x.name, text), "Content-Type: text/html; charset=utf-7")


@page(Threat.CHARSET, "stored", hides="<script")
async def x_user_defined(x: Exchange) -> None:
    body = article(x.name, "<p>high \x80\x81\xff bytes</p>").encode("latin-1")
    await x.answer(body, "Content-Type: text/html; charset=x-user-defined")


@page(Threat.CHARSET, "stored", "rejected:no-body")
async def encoding_replacement(x: Exchange) -> None:
    await x.answer(article(x.name), "Content-Type: text/html; charset=iso-2022-kr")


@page(Threat.CHARSET, "stored")
async def charset_of_a_megabyte(x: Exchange) -> None:
    await x.answer(article(x.name), f"Content-Type: text/html; charset={'u' * 10_000}")


@page(Threat.CHARSET, "stored", hides="\0")
async def nul_characters(x: Exchange) -> None:
    await x.article("<p>one\0two &#0; three</p>", title="NUL \0 title")


@page(Threat.CHARSET, "stored")
async def lone_surrogates(x: Exchange) -> None:
    text = "&#xD800; &#xDFFF; &#55357; &#x110000; &#xFFFE; text"
    await x.article(f"<p>{text}</p>", title=f"Lone {text}")


@page(Threat.CHARSET, "stored")
async def surrogates_in_bytes(x: Exchange) -> None:
    html = article(x.name, "<p>one \ud800 two \udfff three</p>", title="Odd \ud83d title")
    await x.answer(html.encode("utf-8", "surrogatepass"))


@page(Threat.CHARSET, "stored")
async def invalid_utf_8(x: Exchange) -> None:
    html = article(x.name).encode().replace(b"debate", b"de\xff\xfe\xc0\xaf\xf8\x88\x80\x80bate")
    await x.answer(html)


@page(Threat.CHARSET, "stored")
async def controls_everywhere(x: Exchange) -> None:
    odd = "".join(map(chr, [*range(1, 9), 11, *range(14, 32), *range(127, 160), 0xFEFF, 0xFFFF]))
    await x.article(f"<p>one {odd} two</p>", title=f"Odd {odd} title")
