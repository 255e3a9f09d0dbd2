"""Query parameters that name the reader or the way he came, not the article.

Some names settle it alone. Others (``from``, ``ref``, ``sid``) are used for articles too, so their
value must look like noise as well: merging two articles is worse than keeping one twice.
"""

from __future__ import annotations

import re

_BY_NAME = re.compile(
    r"""(?:utm_\w+|hmsr|hmpl|hmcu|hmkw|hmci|spm|scm|isappinstalled|share\w+|wx\w+|nsukey|chksm|
    fbclid|fb_(?:action_ids|action_types|ref|source)|gclid|gclsrc|gbraid|wbraid|dclid|srsltid|
    msclkid|yclid|ysclid|twclid|ttclid|igshid|igsh|li_fat_id|mc_[ce]id|mkt_tok|_ga|_gl|_hs\w+|
    vero_id|oly_(?:enc|anon)_id|ref_(?:src|url)|referrer|referer|ns_(?:campaign|mchannel|source)|
    ito|ncid|ocid|cmpid|smid|smtyp|s_cid|xtor|at_\w+|pk_\w+|mtm_\w+|piwik_\w+|wt_\w+|
    __twitter_impression|spss\w*|tracking\w*|trk\w*|tdsourcetag|bd_vid|qhclickid|
    _t|rand|random|nonce|amp|amp_\w+|usqp|outputtype|
    (?:php|asp|j)sess(?:ion)?id\w*|session_?id)""",
    re.VERBOSE | re.IGNORECASE,
)
_WORDY = re.compile(r"(?:ref|ref_\w+|partner|share|cmp)", re.IGNORECASE)
"""Noise when their value is words: an article's would be a number."""
_CHANNEL = re.compile(
    r"""(?:\w*message|timeline|weixin|wechat|wx|weibo|qq|qzone|douyin|toutiao|baidu|zhihu|twitter|
    facebook|linkedin|telegram|whatsapp|app|wap|pc|web|mobile|m|h5|home|homepage|index|rss|feed|
    push|notification|newsletter|email|search|share)""",
    re.VERBOSE | re.IGNORECASE,
)
_SESSION = re.compile(r"(?:sid|sess|session)", re.IGNORECASE)
_SESSION_VALUE = re.compile(r"(?=.*[A-Za-z])(?=.*\d)[\w,-]{16,}")


def is_noise(name: str, value: str) -> bool:
    """Tell whether a query parameter says nothing of which article is meant."""
    if _BY_NAME.fullmatch(name):
        return True
    if name.lower() == "from":
        return bool(_CHANNEL.fullmatch(value))
    if _WORDY.fullmatch(name):
        return not any(letter.isdigit() for letter in value)
    return bool(_SESSION.fullmatch(name) and _SESSION_VALUE.fullmatch(value))
