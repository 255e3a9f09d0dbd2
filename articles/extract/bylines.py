"""Who wrote it: byline lines of the Chinese press, as 每经记者 吴林静 每经编辑 刘艳美."""

from __future__ import annotations

import re

_ROLE = r"(?:记者|作者|撰文|(?<![\u4e00-\u9fff])文)"
_NAME = r"[\u4e00-\u9fff·]{2,12}"
_BYLINE = re.compile(
    rf"{_ROLE}\s*[|｜/:：\s]\s*"
    rf"(?P<names>{_NAME}(?:[\s、,，/&]+(?!\S*(?:编辑|责编|校对|审核)){_NAME}){{0,5}})"
)
_SEPARATORS = re.compile(r"[\s、,，/&]+")
_OTHER_ROLES = re.compile(r"(?:编辑|责编|校对|审核|摄影|来源|记者|作者|报道|发自|文字|供图|实习生)")


def byline_of(text: str) -> str | None:
    """Return the journalists' names that the first lines of a text give, joined by 、; or None."""
    found = _BYLINE.search(text[:400]) or _BYLINE.search(text[-600:])
    if not found:
        return None
    names = []
    for name in _SEPARATORS.split(found["names"]):
        if _OTHER_ROLES.search(name):
            break
        names.append(name)
    return "、".join(dict.fromkeys(names)) or None


_ORIGIN = re.compile(
    r"(?:来源|來源|稿源|出处)\s*[:：]\s*(?P<name>[^\s|｜,，。;；:：()（）<>]{2,20})"
)


def origin_of(text: str) -> str | None:
    """Return the outlet that a 来源 line names as where the text came from, or None."""
    found = _ORIGIN.search(text[:20_000])
    return found["name"] if found else None
