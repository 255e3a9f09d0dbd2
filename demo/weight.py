"""Padding for benchmarks: pages as heavy as a real news site's, about 58 KB and 580 elements.

The weight is navigation, a sidebar, inline scripts and one filler script, which brings a page to
its target size; none of it does anything, and none of it touches the article.
"""

from __future__ import annotations

from functools import cache

from demo.chance import chance
from demo.names import CITIES, company

TARGET = 57_600
"""Bytes of a page, uncompressed; a page that is heavier by itself stays as it is."""
_SECTIONS = (
    "宏观 证券 基金 金融 公司 汽车 地产 医药 科技 消费 "
    "能源 文旅 城市 海外 数据 视频 图片 专题 直播 智库"
).split()
_END = b"</body>"
_FRAME = b"<script>var _filler = '';</script>\n"


def padded(page: bytes) -> bytes:
    """Return the page with a filler script before its end tag, so that it weighs ``TARGET``."""
    missing = TARGET - len(page) - len(_FRAME)
    if missing <= 0:
        return page
    head, end, tail = page.rpartition(_END)
    quote = _FRAME.index(b"'") + 1
    filler = _FRAME[:quote] + _filler()[:missing] + _FRAME[quote:]
    return b"".join((head, filler, end, tail))


def navigation(own: str) -> str:
    """Return a mega menu: twenty sections of nine links."""
    return "\n".join(
        ("", '<div class="m-more">', *(_menu(own, name) for name in _SECTIONS), "</div>")
    )


def sidebar(own: str) -> str:
    """Return boxes of pictures and promotions."""
    boxes = (_box(own, number) for number in range(36))
    return "\n".join(("", '    <div class="m-more">', *boxes, "    </div>"))


@cache
def scripts() -> str:
    """Return a dozen inline scripts that set names and do nothing."""
    return "".join(_script(number) for number in range(12))


def _menu(own: str, section: str) -> str:
    links = "".join(
        f'<li><a href="{own}/search?q={section}{number}" rel="nofollow">{section}·{city}</a></li>'
        for number, city in enumerate(CITIES[:9])
    )
    return f"<ul>{links}</ul>"


def _box(own: str, number: int) -> str:
    name = company(number * 5, ("专区",))
    return (
        f'      <div class="u-box"><img src="{own}/static/ad-{number % 4 + 1}.png" alt="{name}">'
        f"<p>{name}</p></div>"
    )


def _script(number: int) -> str:
    rng = chance("script", number)
    pairs = ", ".join(f'"k{key}": {rng.randint(1000, 99999)}' for key in range(14))
    return f"\n<script>\n  window._conf{number} = {{ {pairs} }};\n</script>"


@cache
def _filler() -> bytes:
    rng = chance("filler")
    words = [company(rng.randint(0, 899), ("_cfg",)).encode().hex() for _ in range(300)]
    return ";".join(rng.choice(words) for _ in range(TARGET // 16)).encode()
