"""What markup may stand in a stored article: elements, attributes, schemes, players.

Generous to what only looks (classes, ids, tables, old presentational markup), closed to what
acts, loads or leaves its box. Reasons: the OWASP cheat sheet on cross-site scripting and the
advisories of sanitisers past (scheme tricks, svg/math, form and frame attributes).
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

TAGS = frozenset(
    """a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col
    colgroup data dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6
    header hgroup hr i iframe img ins kbd li main mark nav ol p picture pre q rp rt ruby s samp
    section small source span strike strong sub summary sup table tbody td tfoot th thead time tr
    tt u ul var video audio track wbr""".split()
)

DROPPED_WITH_CONTENT = frozenset(
    """script style noscript template object embed applet svg math select textarea button input
    canvas dialog frameset noembed noframes xmp plaintext title head portal fencedframe
    marquee audio-player""".split()
)
"""Elements whose content is no text of the article. Other unknown tags go, their content stays."""

GLOBAL_ATTRIBUTES = frozenset(
    """abbr align alt axis bgcolor border cellpadding cellspacing char charoff cite class clear
    color cols colspan compact controls coords datetime dir face frame headers height hspace id
    itemid itemprop itemref itemscope itemtype label lang loop muted name noshade nowrap open
    poster preload rel reversed role rowspan rows rules scope shape size sizes span start style
    summary tabindex target title translate type usemap valign value vspace width loading decoding
    hidden allowfullscreen frameborder scrolling marginwidth marginheight referrerpolicy
    fetchpriority download hreflang property typeof vocab about resource content prefix""".split()
)
ATTRIBUTE_PREFIXES = ("data-", "aria-")
URL_ATTRIBUTES = frozenset({"href", "src", "poster", "cite"})
SRCSET_ATTRIBUTES = frozenset({"srcset"})

LINK_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
MEDIA_SCHEMES = frozenset({"http", "https"})
_INLINE_IMAGES = (
    "data:image/png;base64,",
    "data:image/gif;base64,",
    "data:image/jpeg;base64,",
    "data:image/webp;base64,",
)

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")

PLAYERS = (
    "player.bilibili.com",
    "player.youku.com",
    "v.qq.com",
    "open.iqiyi.com",
    "www.youtube.com",
    "www.youtube-nocookie.com",
    "player.vimeo.com",
    "www.dailymotion.com",
)


def safe_url(tag: str, attribute: str, value: str) -> bool:
    """Tell whether a decoded URL may stand in this attribute. Relative ones may."""
    url = "".join(value.split()).casefold()
    if _CONTROLS.search(url):
        return False
    scheme = url.partition(":")[0] if ":" in url.split("/")[0].split("?")[0].split("#")[0] else ""
    if tag == "iframe":
        return is_player(value)
    if tag == "img" and attribute == "src" and url.startswith(_INLINE_IMAGES):
        return True
    return scheme in ({""} | (LINK_SCHEMES if attribute == "href" else MEDIA_SCHEMES))


def is_player(url: str) -> bool:
    """Tell whether a frame's address is a known video player, over https or protocol-relative."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return False
    return parts.scheme in {"https", ""} and parts.netloc in PLAYERS
