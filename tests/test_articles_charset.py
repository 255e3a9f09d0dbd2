from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.extract.charset import Origin, decode, decode_labelled
from articles.extract.charset_labels import encoding_of
from articles.types import FetchedPage

SIMPLIFIED = (
    "本报记者从昨天召开的会议上获悉，今年前三个月，这个城市的工业生产保持了较快的增长，"
    "居民收入和消费也有所提高。有关负责人表示，下一步将继续支持小企业的发展，并改善对老人的服务。"
)
TRADITIONAL = (
    "本報記者從昨天召開的會議上獲悉，今年前三個月，這個城市的工業生產保持了較快的增長，"
    "居民收入和消費也有所提高。有關負責人表示，下一步將繼續支持小企業的發展，並改善對老人的服務。"
)
JAPANESE = (
    "市は昨日、来年から中心部のバス路線を新しくすると発表しました。利用者の数が少なくなった路線は"
    "時間を変えて残し、駅から病院までの便を増やすということです。市民からは歓迎の声が上がっています。"
)
KOREAN = (
    "시는 어제 내년부터 도심 버스 노선을 새롭게 바꾼다고 발표했다. 이용자가 줄어든 노선은 시간을 바꾸어 "
    "유지하고 역에서 병원까지 가는 버스를 늘릴 계획이다. 시민들은 이번 결정을 반기고 있다."
)
RUSSIAN = (
    "Вчера городской совет объявил, что со следующего года автобусы в центре пойдут по новым "
    "маршрутам. Линии, которыми пользуются мало, останутся, но изменится расписание."
)
FRENCH = (
    "Hier, le conseil municipal a annoncé que les bus du centre suivront dès l’été prochain de "
    "nouveaux trajets. Les lignes peu fréquentées seront gardées, mais à d’autres horaires."
)
GERMAN = (
    "Gestern gab der Stadtrat bekannt, dass die Busse im Zentrum ab nächstem Jahr über neue "
    "Straßen fahren. Linien mit wenig Fahrgästen bleiben, doch die Zeiten ändern sich für viele."
)
POLISH = (
    "Wczoraj rada miasta ogłosiła, że w przyszłym roku autobusy w centrum pojadą nowymi trasami. "
    "Linie, z których korzysta mało osób, pozostaną, lecz zmieni się ich rozkład jazdy."
)
GREEK = (
    "Χθες το δημοτικό συμβούλιο ανακοίνωσε ότι από το επόμενο έτος τα λεωφορεία στο κέντρο θα "
    "ακολουθούν νέες διαδρομές. Οι γραμμές με λίγους επιβάτες θα μείνουν."
)
TEXTS = {
    "simplified": SIMPLIFIED,
    "traditional": TRADITIONAL,
    "japanese": JAPANESE,
    "korean": KOREAN,
    "russian": RUSSIAN,
    "french": FRENCH,
    "german": GERMAN,
    "polish": POLISH,
    "greek": GREEK,
}
# language, the bytes' true encoding: its name in the standard and Python's codec
WRITTEN = (
    ("simplified", "utf-8", "utf-8"),
    ("simplified", "gb18030", "gb2312"),
    ("simplified", "gb18030", "gbk"),
    ("traditional", "utf-8", "utf-8"),
    ("traditional", "big5", "big5"),
    ("traditional", "gb18030", "gbk"),
    ("japanese", "utf-8", "utf-8"),
    ("japanese", "shift_jis", "cp932"),
    ("japanese", "euc-jp", "euc_jp"),
    ("japanese", "iso-2022-jp", "iso2022_jp"),
    ("korean", "utf-8", "utf-8"),
    ("korean", "euc-kr", "cp949"),
    ("russian", "utf-8", "utf-8"),
    ("russian", "windows-1251", "cp1251"),
    ("russian", "ibm866", "cp866"),
    ("french", "utf-8", "utf-8"),
    ("french", "windows-1252", "cp1252"),
    ("german", "utf-8", "utf-8"),
    ("german", "windows-1252", "iso-8859-1"),
    ("polish", "utf-8", "utf-8"),
    ("polish", "windows-1250", "cp1250"),
    ("greek", "windows-1253", "cp1253"),
)
# what web servers and templates say of pages that are something else
WRONG = ("utf-8", "gb2312", "iso-8859-1", "big5", "shift_jis", "utf-16", "windows-1251")


def page(body, label=None, content_type="text/html"):
    return FetchedPage(
        url="https://news.example/a",
        final_url="https://news.example/a",
        status=200,
        body=body,
        content_type=content_type,
        fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
        encoding=label,
    )


def markup(text, declared=""):
    return f"<!DOCTYPE html>\n<html><head>{declared}<title>{text[:12]}</title></head><body><p>{text}</p>\n<p>{text}</p></body></html>"


def meta(label):
    return f'<meta charset="{label}">'


@pytest.mark.parametrize(("language", "name", "codec"), WRITTEN)
@pytest.mark.parametrize("way", ["transport", "content-type", "meta", "pragma"])
def test_a_right_label_is_believed(language, name, codec, way):
    declared = {
        "meta": meta(codec),
        "pragma": f"<META content='text/html; charset={codec}' HTTP-EQUIV=Content-Type />",
    }.get(way, "")
    written = markup(TEXTS[language], declared)
    read = decode_labelled(
        page(
            written.encode(codec),
            codec if way == "transport" else None,
            f'text/html;charset="{codec}"' if way == "content-type" else "text/html",
        )
    )
    assert read.text == written
    assert read.encoding == name
    assert read.origin == (Origin.META if way in {"meta", "pragma"} else Origin.TRANSPORT)


@pytest.mark.parametrize(("language", "name", "codec"), WRITTEN)
@pytest.mark.parametrize("label", [None, "", "no-such-charset", "utf-7", "hz-gb-2312"])
def test_a_missing_or_unknown_label_is_made_up_for(language, name, codec, label):
    written = markup(TEXTS[language], meta(label) if label else "")
    read = decode_labelled(page(written.encode(codec), label))
    assert read.text == written
    assert read.encoding == name
    assert read.origin == (Origin.UTF_8 if name == "utf-8" else Origin.DETECTED)


@pytest.mark.parametrize(("language", "name", "codec"), WRITTEN)
@pytest.mark.parametrize("label", WRONG)
@pytest.mark.parametrize("way", ["transport", "meta"])
def test_a_wrong_label_is_put_right(language, name, codec, label, way):
    written = markup(TEXTS[language], meta(label) if way == "meta" else "")
    read = decode_labelled(page(written.encode(codec), label if way == "transport" else None))
    assert read.text == written
    assert read.encoding == name


@pytest.mark.parametrize(
    ("mark", "codec", "name"),
    [
        (b"\xef\xbb\xbf", "utf-8", "utf-8"),
        (b"\xff\xfe", "utf-16-le", "utf-16le"),
        (b"\xfe\xff", "utf-16-be", "utf-16be"),
    ],
)
def test_a_byte_order_mark_beats_every_label(mark, codec, name):
    written = markup(SIMPLIFIED, meta("big5"))
    read = decode_labelled(page(mark + written.encode(codec), "gb2312"))
    assert (read.text, read.encoding, read.origin) == (written, name, Origin.MARK)


def test_the_transport_beats_the_meta_when_both_could_be():
    body = markup("Łódź", meta("iso-8859-2")).encode("cp1252", "replace")
    assert decode_labelled(page(body, "windows-1252")).origin is Origin.TRANSPORT


def test_the_meta_is_taken_when_the_transport_is_wrong():
    written = markup(SIMPLIFIED, meta("gbk"))
    read = decode_labelled(page(written.encode("gbk"), "iso-8859-1"))
    assert (read.text, read.origin) == (written, Origin.META)


@pytest.mark.parametrize(
    "head",
    [
        '<!-- <meta charset="big5"> --><meta charset="gbk">',
        '<meta name="charset" content="text/html; charset=big5"><meta charset="gbk">',
        '<meta content="text/html; charset=big5"><meta charset="gbk">',
        '<link title="<meta charset=big5>"><meta charset=gbk>',
        '<meta charset="nonsense"><meta charset="gbk">',
        "<meta charset = ' GBK '/>",
        '<META HTTP-EQUIV="content-type" CONTENT="text/html; charset=\'gbk\'">',
        '<meta charset="gbk"><meta charset="big5">',
    ],
)
def test_the_prescan_reads_as_the_standard_does(head):
    # two characters: too few to guess from, so the label decides
    written = f"<html><head>{head}</head><p>浣熊</p>"
    assert decode(page(written.encode("gbk"))) == written


def test_an_xml_declaration_is_the_last_word_of_the_markup():
    xml = '<?xml version="1.0" encoding="gb2312"?><html><p>浣熊</p></html>'
    assert decode(page(xml.encode("gbk"))) == xml
    both = f'<?xml version="1.0" encoding="big5"?><html>{meta("gbk")}<p>浣熊</p></html>'
    assert decode(page(both.encode("gbk"))) == both


def test_a_declaration_past_the_prescan_counts_before_guessing():
    written = f"<html><head><style>{'a{}' * 600}</style>{meta('gbk')}</head><p>浣熊</p>"
    read = decode_labelled(page(written.encode("gbk")))
    assert (read.text, read.origin) == (written, Origin.META)


def test_utf_16_in_a_meta_means_utf_8():
    written = markup(SIMPLIFIED, meta("utf-16"))
    read = decode_labelled(page(written.encode()))
    assert (read.text, read.encoding) == (written, "utf-8")


def test_utf_16_without_a_mark_is_seen():
    written = markup(SIMPLIFIED)
    assert decode(page(written.encode("utf-16-le"))) == written
    assert decode(page(written.encode("utf-16-be"))) == written


def test_x_user_defined_keeps_bytes_in_the_private_area():
    read = decode_labelled(page(b"a\x80\xff", "x-user-defined"))
    assert (read.text, read.encoding) == ("a\uf780\uf7ff", "x-user-defined")
    assert encoding_of("x-user-defined")
    assert decode(page(meta("x-user-defined").encode() + b"caf\xe9")).endswith("café")


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "big5", "cp932", "euc_jp", "cp949"])
@pytest.mark.parametrize("label", [True, False])
def test_a_character_cut_off_at_the_end_changes_nothing(codec, label):
    text = {"big5": TRADITIONAL, "cp932": JAPANESE, "euc_jp": JAPANESE, "cp949": KOREAN}
    written = markup(text.get(codec, SIMPLIFIED))
    body = written.encode(codec) + "文".encode(codec)[:1]
    read = decode_labelled(page(body, codec if label else None))
    assert read.text.removesuffix("\ufffd") == written
    assert read.encoding == encoding_of(codec).name


def test_a_few_broken_bytes_do_not_change_the_encoding():
    body = markup(SIMPLIFIED).encode() + b"<meta name=description content='\xe4\xb8\xad\xe5\x9b'>"
    for label in ("utf-8", None, "gbk"):
        read = decode_labelled(page(body, label))
        assert read.encoding == "utf-8"
        assert SIMPLIFIED in read.text
    body = markup(SIMPLIFIED).encode("gbk") + b"\xff\xff<p>"
    for label in ("utf-8", None, "gbk"):
        assert SIMPLIFIED in decode(page(body, label))


def test_gb2312_means_gb18030():
    written = "<p>镕喆堃𠮷€</p>" + SIMPLIFIED
    assert decode(page(written.encode("gb18030"), "gb2312")) == written
    assert decode(page(b"<p>\x80" + SIMPLIFIED.encode("gbk"), "gbk")).startswith("<p>€")


def test_western_quotes_are_not_chinese():
    body = b"<p>It\x92s a \x93quoted\x94 word \x96 no more.</p>"
    for label in (None, "utf-8", "iso-8859-1", "gb2312"):
        assert "It’s a “quoted” word – no more." in decode(page(body, label))


def test_short_texts_keep_their_label():
    for text, codec in (("浣熊", "gbk"), ("日本", "cp932"), ("貓", "big5"), ("é", "cp1252")):
        written = f"<p>{text}</p>"
        assert decode(page(written.encode(codec), codec)) == written


def test_ascii_keeps_its_label_but_for_utf_16():
    assert decode_labelled(page(b"plain", "gbk")).encoding == "gb18030"
    assert decode_labelled(page(b"plain", "utf-16")).text == "plain"
    assert decode_labelled(page(b"plain")).encoding == "utf-8"
    assert decode(page(b"")) == ""


def test_line_ends_become_one_kind():
    assert decode(page(b"a\r\nb\rc\n")) == "a\nb\nc\n"


def test_utf_7_never_becomes_markup():
    body = b"<p>+ADw-script+AD4-alert(1)+ADw-/script+AD4-</p>"
    for label in ("utf-7", "UTF7", "unicode-1-1-utf-7"):
        assert decode(page(body, label)) == body.decode()
        assert "<script" not in decode(page(meta(label).encode() + body))


@given(st.binary(max_size=400), st.sampled_from([None, *WRONG, "x-user-defined", "hz", "x"]))
def test_any_bytes_give_text(body, label):
    read = decode_labelled(page(body, label))
    assert isinstance(read.text, str)
    assert "\r" not in read.text


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=20), st.booleans())
def test_utf_8_comes_back_under_any_label_it_may_carry(text, labelled):
    clean = text.replace("\r", "").replace("\ufeff", "").replace("\x1b", "").replace("\0", "")
    assert decode(page(clean.encode(), "utf-8" if labelled else None)) == clean


def best_of(runs, call):
    def once():
        begun = time.perf_counter()
        call()
        return time.perf_counter() - begun

    return min(once() for _ in range(runs))


def test_a_typical_page_takes_no_time_and_any_page_a_bounded_one():
    body = markup(SIMPLIFIED * 150, meta("utf-8")).encode()
    assert len(body) > 58_000
    assert best_of(20, lambda: decode(page(body))) < 0.002
    worst = bytes(range(0x80, 0x100)) * 8_000
    assert best_of(3, lambda: decode(page(worst))) < 1.0


def test_utf_16_in_a_header_is_believed_where_it_gives_markup():
    written = f"<p>{SIMPLIFIED}</p>"
    assert decode(page(written.encode("utf-16-le"), "utf-16le")) == written
    assert decode(page(written.encode("utf-16-be"), "utf-16be")) == written
    assert decode(page(written.encode(), "utf-16le")) == written
