"""What text in an encoding usually looks like: the characters that fill most of it.

Each set holds the most frequent letters and marks of one script; ``share`` is the part of a real
text's non-ASCII characters that they make up. Bytes read by a wrong encoding hit them by chance
only. Counted on everyday prose; nothing here depends on exact figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HAN = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作"
    "里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从"
    "想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头"
    "文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提"
    "立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务"
    "做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像"
    "难且权思王象完设式色路记南品住告类求据程北边张该交规万取拉格望觉术领共确传师观清今切院让识候带导争"
    "运笔网闻版权所有企亿元银融增速涨跌"
    "這個們來為國說時會對過發後裡裏種經麼學現當沒動還進樣開從實軍無與長機業將兩間問應戰頭體見產話內門東"
    "聲員論處義條氣題爾別變總電數報結務場計資許統區隊達強難權設記類據邊張該規萬術領確傳師觀讓識帶導爭運"
    "關點並於著網聞億銀漲"
    "，。、：；！？“”‘’（）《》「」『』【】…—·"
)
_KANA = (
    "ぁあいうえおかがきぎくぐけげこごさざしじすずせぜそぞただちっつづてでとどなにねのはばひびふぶへべほまみめも"
    "やゆよらりるれろわをんァアィイウェエオカガキギクグコサザシジスズセソタダチッテデトドナニネノハバパヒビピフブ"
    "プベペホボポマミムメモャュョラリルレロンー、。「」・"
    "日本年月人大国会中出行一二三十時分上生東京前後円市事業社発表新今"
)
_HANGUL = (
    "이다는에의을를가고하한지은로도기사시서대자인어나그정아리해수라있일부전들여상주보면구경제과장스으원게방"
    "유것성안조만비문동적공치신국미소물요드통우선관회계무거위마용간오진실화재당내연했와었르세산민모중식개할"
    "결바양되생조중학업등년월명말야네저히따또더못됐된합니"
)
_CYRILLIC = "оеаинтсрвлкмдпуяы"
_GREEK = "αοιετσνηυρπκμλςωόίάέήύώ"
_HEBREW = "יוהלאתרמבשנםעקחפד"
_ARABIC = "اليمونرتبةعدسفهكقأحج"
_THAI = "านรอกเงมยลวดทสตะปบคหแจพขใไัี่้ิ์ุูํ"
_WESTERN = "éèàùìòçâêîôëïüöäßñáíóúãåøæœ“”‘’–—…«»°€£§©®·ÉÀÄÖÜÅØ¿¡"
_CENTRAL = "áéíóúýčďěňřšťůžĺľôŕąćęłńśźżőűöüäăâîșțşţđ“”„–…ČŠŽŁÁ"
_TURKISH = "ıİşŞğĞçÇöÖüÜâî“”’"
_BALTIC = "āčēģīķļņšūžąęėįųÕõäöü“”„–"


@dataclass(frozen=True, slots=True)
class Script:
    """One encoding as it is used for one script."""

    label: str
    usual: re.Pattern[str]
    share: float
    multibyte: bool = False


_FOREIGN = r"[^\x00-\x7f]"


def _east_asian(label: str, characters: str, share: float) -> Script:
    return Script(label, re.compile(f"[{characters}]"), share, multibyte=True)


def _script(label: str, one: str, share: float) -> Script:
    return Script(label, re.compile(one), share)


def _among_ascii(characters: str) -> str:
    """Accented Latin letters stand singly or in pairs among ASCII ones."""
    return rf"(?<!{_FOREIGN}{_FOREIGN})[{characters}](?!{_FOREIGN}{_FOREIGN})"


def _in_words(characters: str) -> str:
    """Letters of other alphabets stand together."""
    return rf"(?<={_FOREIGN})[{characters}]|[{characters}](?={_FOREIGN})"


SCRIPTS = (
    _east_asian("gb18030", _HAN, 0.55),
    _east_asian("big5", _HAN, 0.55),
    _east_asian("shift_jis", _KANA, 0.7),
    _east_asian("euc-jp", _KANA, 0.7),
    _east_asian("euc-kr", _HANGUL, 0.6),
    _script("windows-1252", _among_ascii(_WESTERN), 0.95),
    _script("windows-1250", _among_ascii(_CENTRAL), 0.95),
    _script("iso-8859-2", _among_ascii(_CENTRAL), 0.95),
    _script("windows-1254", _among_ascii(_TURKISH), 0.95),
    _script("windows-1257", _among_ascii(_BALTIC), 0.95),
    _script("macintosh", _among_ascii(_WESTERN), 0.95),
    _script("windows-1251", _in_words(_CYRILLIC), 0.9),
    _script("koi8-u", _in_words(_CYRILLIC), 0.9),
    _script("iso-8859-5", _in_words(_CYRILLIC), 0.9),
    _script("ibm866", _in_words(_CYRILLIC), 0.9),
    _script("x-mac-cyrillic", _in_words(_CYRILLIC), 0.9),
    _script("windows-1253", _in_words(_GREEK), 0.9),
    _script("iso-8859-7", _in_words(_GREEK), 0.9),
    _script("windows-1255", _in_words(_HEBREW), 0.9),
    _script("windows-1256", _in_words(_ARABIC), 0.85),
    _script("iso-8859-6", _in_words(_ARABIC), 0.85),
    _script("windows-874", _in_words(_THAI), 0.9),
)
