"""Who wrote it: byline lines of the Chinese press, as 每经记者 吴林静 每经编辑 刘艳美.

A role and a name stand together in many ways: 记者 张三, 文｜张三, （记者张三 李四）,
记者张三5月3日报道, 〔記者張三／台北報導〕. The word for journalist also begins sentences
(记者从现场获悉), so what follows it must be a person's name; after 作者 a pen name may stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.extract.surnames import is_chinese_name

_HAN = r"\u4e00-\u4e27\u4e29-\u9fff"  # without 丨, which stands for a bar
_NAME = rf"[{_HAN}·]{{2,12}}"
_BAR = r"[|｜丨/／:：\s]"
_BETWEEN = r"(?:[^\S\n]|[、,，/／&|｜丨])+"
_NAMES = rf"(?P<names>{_NAME}(?:{_BETWEEN}{_NAME}){{0,7}})"
_JOURNALIST = r"(?:记者|記者)"
_LABELLED = re.compile(
    rf"(?P<role>{_JOURNALIST}|作者|撰文|撰稿|采写|採寫|(?<![{_HAN}])(?:图|圖)?文(?:字)?)"
    rf"{_BAR}+{_NAMES}"
)
_BRACKETED = re.compile(
    rf"[（(〔［【\[][^（()）〔〕［］【】\[\]]{{0,12}}(?P<role>{_JOURNALIST})\s*{_NAMES}"
    rf"(?:[/／][^）)〕］】\]]{{0,12}})?\s*[）)〕］】\]]"
)
_REPORTING = re.compile(
    rf"(?P<role>{_JOURNALIST})\s?(?P<names>[{_HAN}·]{{2,12}}?(?:、[{_HAN}]{{2,4}}?){{0,4}})"
    rf"(?=\s*(?:\d{{1,2}}月|\d{{1,2}}日|(?:综合)?(?:报道|報導|報道)|发自|發自|摄|攝|"
    rf"[/／][{_HAN}]{{2,8}}(?:报道|報導|報道)|\s*$))",
    re.MULTILINE,
)
_SPACED = re.compile(rf"(?<![{_HAN}])([{_HAN}])[\s\u3000]+([{_HAN}])(?![{_HAN}])")
_SEPARATORS = re.compile(_BETWEEN)
_OTHER_ROLES = re.compile(
    r"编辑|編輯|责编|責編|校对|校對|审核|审校|摄影|攝影|来源|來源|作者|报道|報導|发自|供图|实习生|通讯员|"
    r"监制|制图|制作|视频|图片|设计|统筹|编译|翻译|出品|发布|时间|日期|字号|阅读|点击|分享|评论|收藏|原创|"
    r"转载|原标题|投稿|登录|关注|导读|摘要|标题"
)
_TITLE = re.compile(r"(?:记者|記者|评论员|評論員|撰稿人|主笔|研究员|专栏作家|观察员)$")
_NOBODY = re.compile(
    r"佚名|匿名|网友|網友|管理员|小编|编辑部|整理|综合|本报|本刊|本网|本站|未知|不详|无$|请输入|其他|所有|简介|介绍|单位"
)
_SENTENCE = frozenset(
    "从從在对對就了注获獲采採发發看日近昨今还還也又表来來到赴走探现現问問将將已为為与與"
)
"""Characters with which a sentence goes on after the word for journalist."""
_FULL = 3
_HEAD, _TAIL = 400, 600


def byline_of(text: str) -> str | None:
    """Return the journalists' names that a text's first or last lines give, joined by 、."""
    for part in (text[:_HEAD], text[-_TAIL:]):
        for pattern in (_LABELLED, _BRACKETED, _REPORTING):
            for found in pattern.finditer(_SPACED.sub(r"\1\2", part)):
                if names := list(dict.fromkeys(_people(found["role"], found["names"]))):
                    return "、".join(names)
    return None


def _people(role: str, told: str) -> Iterator[str]:
    """Yield the names that follow a role, up to the next role or the first that is no name."""
    for part in _SEPARATORS.split(told):
        if _TITLE.search(part):
            continue
        if _OTHER_ROLES.search(part) or not _is_name(role, part):
            return
        yield part


def _is_name(role: str, name: str) -> bool:
    if _NOBODY.search(name):
        return False
    if is_chinese_name(name):
        return True
    if role in {"记者", "記者"}:
        return len(name) <= _FULL and name[:1] not in _SENTENCE
    return True


_ORIGIN = re.compile(
    r"(?<![图圖片])(?:来源|來源|稿源|出处|出處|信源)\s*[|｜丨:：]\s*(?P<name>[^\s|｜丨,，。;；:：()（）<>【】]{2,20})"
)
_NO_ORIGIN = re.compile(
    r"^(?:作者|编辑|編輯|时间|发布|未知|网络|互联网|其他|原创|本站)|(?:图|圖|图片|圖片)$"
)
_DATED = re.compile(
    r"^(?P<name>\S{1,16}(?:报|報|网|網|社|新闻|新聞|周刊|观察|觀察|杂志|雜誌|电视台|電視台|客户端))\s+"
    r"20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?$",
    re.MULTILINE,
)
"""An outlet and a date, alone on a line: how portals head a text without saying 来源."""
_SECTION = re.compile(r"(?:国内|国际|社会|体育|娱乐|财经|科技|本地|地方|最新|今日|综合|图片)新闻")


def origin_of(text: str) -> str | None:
    """Return the outlet that a text came from: a 来源 line's, else one that heads a date."""
    head = text[:20_000]
    for found in _ORIGIN.finditer(head):
        if not _NO_ORIGIN.search(found["name"]):
            return found["name"]
    dated = _DATED.search(head)
    return dated["name"] if dated and not _SECTION.fullmatch(dated["name"]) else None
