"""Lines that stand in the flow of a text and are none of it, in the languages of the press.

The model judges by numbers, and a short line weighs little in them. These are the lines that no
reader takes for the article: labels of advertisements, "read also" links, players' captions, share
and sign-up prompts, editors' and copyright lines. Each pattern matches a line's beginning, and
counts only for short lines; some only if the line is a link.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from articles.extract.runs import Run

_SHORT = 160
_LINE = 80
_LINKED = 0.3
_CAPTION = 0.9
"""Few houses count captions as text, so a caption must be much likelier than another line."""
_MOST_HIDDEN = 0.3
"""A page that hides more of its text than this shows it later, by script."""

_ADVERTISEMENT = re.compile(
    r"(?:advertisement|advertising|sponsored(?: content)?|(?:story|article) continues (?:below|after).*|"
    r"scroll to continue.*|anzeige|werbung(?: überspringen)?|publicit[éà]|publicidad|pubblicità|"
    r"publicidade|annons|annonse|annonce|reklam[ea]?|reklama|mainos|advertentie|реклама|quảng cáo|"
    r"广告|廣告|広告|\[?ad\]?|ads by .*)\W*"
)
_ALSO = re.compile(
    r"\W{0,3}(?:read (?:also|more|next)|also(?: read|:)|see (?:also|more)|related(?:\s+(?:stories|articles|"
    r"news|content))?\b|recommended|more (?:on this|from|stories)|you (?:may|might) (?:also )?like|don.t miss|"
    r"watch(?: now| next)?:|lesen sie (?:auch|mehr|hier)|lies auch|mehr zum thema|auch interessant|"
    r"siehe auch|les også|läs (?:också|även|mer)|lue (?:myös|lisää)|læs også|lees ook|à lire(?: aussi)?|"
    r"lire aussi|voir aussi|leer también|lea también|te puede interesar|leggi anche|leia (?:também|mais)|"
    r"saiba mais|veja também|czytaj (?:też|także|również)|zobacz (?:też|także)|baca juga|читайте также|"
    r"смотрите также|xem thêm|延伸閱讀|延伸阅读|相关(?:阅读|报道|新闻|推荐)|相關新聞|推荐阅读|関連記事|"
    r"あわせて読みたい|관련\s?기사)"
)
_PLAYER = re.compile(
    r"\W{0,2}(?:play(?: video| audio)?|watch(?: video| live)?|listen(?: to this article)?|pause|mute|unmute|"
    r"loading(?: video| the player)?|anhören|abspielen|video wird geladen|播放|视频加载中|加载中|動画を再生)\W*"
    r"(?:[\d:]+\W*)*$|\W*\d{1,2}:\d\d\s*/\s*\d{1,2}:\d\d\W*$"
)
_SHARE = re.compile(
    r"\W{0,2}(?:share(?: this)?|teilen|partager|compartir|compartilhar|condividi|del|分享到?|シェア|공유(?:하기)?|"
    r"follow us|folgen sie|síguenos|tweet|email this|print this|copy link|link copied)\b"
)
_ASK = re.compile(
    r"\W{0,2}(?:sign up|subscribe|get (?:our|the) (?:\w+ )?(?:newsletter|app)|join our|download (?:our|the)|"
    r"already a (?:subscriber|member)|log in to|support our|abonnieren sie|jetzt abonnieren|"
    r"hier geht es zum newsletter|newsletter\b|abonnez-vous|suscríbete|assine|iscriviti|prenumerera|"
    r"扫码|扫描二维码|关注(?:我们|公众号|微信)|点击(?:下载|关注)|下载客户端|登录后|会員限定|この記事は有料|구독)"
)
_EDITOR = re.compile(
    r"\W{0,2}(?:责任编辑|責任編輯|责编|責編|值班编辑|本文编辑|编辑|編輯|校对|校對|审核|审校|监制|编审|主编|来源|來源|"
    r"稿源|原标题|原標題)\s*[:：/／|｜丨]|[（(【\[](?:责任|见习|值班)?(?:编辑|責任編輯|责编)\s\S{2,4}\W*$"
)
_CHINESE_FOOT = re.compile(
    r"\W{0,3}(?:返回.{2,8}查看更多|平台声明|(?:该|本)?文(?:章)?(?:内容|观点)?(?:仅代表|不代表|只代表)|本文(?:版权|著作权)|"
    r"转载请(?:注明|联系)|轉載請|如需转载|欢迎转载|举报\W?反馈|纠错\W*$|打开.{0,8}(?:app|客户端)|长按.{0,10}二维码|"
    r"(?:更多|精彩)(?:精彩)?(?:内容|资讯|新闻|报道)\W{0,2}(?:请|尽在|欢迎|点击|关注|下载)|新闻热线|投稿邮箱|爆料热线|"
    r"海量资讯|请点击(?:此处|进入)|点击(?:进入|查看)(?:专题|更多|原文)|阅读原文|展开全文|喜欢此内容的人还喜欢|"
    r"风险提示[:：]以上|本站(?:声明|所有))"
)
_LEGAL = re.compile(
    r"\W{0,2}(?:©|\(c\)\s|copyright\b|all rights reserved|版权(?:声明|所有|归)|版權|未经(?:授权|许可)|"
    r"免责声明|無断転載|无断|무단\s?전재|ⓒ|alle rechte vorbehalten|tous droits réservés|"
    r"this material may not be published|特别声明|声明[:：])"
)


def is_clutter(run: Run) -> bool:
    """Tell whether a run is a line that is never part of an article's text."""
    line = run.text[:_SHORT].lower()
    if len(run.text) >= _SHORT:
        return False
    linked = run.link_chars >= _LINKED * len(run.text)
    short = len(run.text) < _LINE
    return bool(
        _ADVERTISEMENT.fullmatch(line)
        or ((linked or line.rstrip().endswith((":", "："))) and _ALSO.match(line))
        or (short and (_PLAYER.match(line) or _EDITOR.match(line)))
        or _CHINESE_FOOT.match(line)
        or (short and _SHARE.match(line) and (linked or len(line) < _LINE // 4))
        or ((linked or short) and _ASK.match(line))
        or _LEGAL.match(line)
    )


def tidied(runs: Sequence[Run], kept: Sequence[bool], probabilities: Sequence[float]) -> list[bool]:
    """Return the choice without clutter, doubtful captions, and hidden text beside what is shown."""
    total = sum(len(run.text) for run, keep in zip(runs, kept, strict=True) if keep) or 1
    hidden = sum(
        len(run.text) for run, keep in zip(runs, kept, strict=True) if keep and run.box.hidden
    )
    hides = hidden > _MOST_HIDDEN * total
    tidy = [
        keep and not is_clutter(run) and (hides or not run.box.hidden)
        for run, keep in zip(runs, kept, strict=True)
    ]
    sure = [
        keep and (probability >= _CAPTION or not stands_in_caption(run))
        for run, keep, probability in zip(runs, tidy, probabilities, strict=True)
    ]
    return sure if any(sure) else tidy  # a gallery's captions are all its text


def stands_in_caption(run: Run) -> bool:
    """Tell whether a run stands in the caption of an image, or in what is called one."""
    return "caption" in run.box.label or any(
        box.tag == "figcaption" for box in islice(run.box.above(), 3)
    )
