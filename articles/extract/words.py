"""What page authors call the parts of their pages, and what the lines beside an article say.

Two families of signs: in an element's label (class, id, role …) and in a line of text, both in
small letters: matching without regard to case takes three times as long. They decide nothing
alone: the model weighs them with all else (see ``features``).

A sign is there if one of its patterns is found. A pattern whose alternatives all begin with a
letter is found ten times as fast: the engine skips to the next such letter. So what begins with
the start of a line, with a figure or with a choice stands in a pattern of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_WORD_START = re.compile(r"\\b([a-z])")


class Signs:
    """Named signs, each with its patterns; ``names`` has their order."""

    def __init__(self, patterns: Mapping[str, str | tuple[str, ...]]) -> None:
        self.names = tuple(patterns)
        self._searches = tuple(
            (_compiled(pattern).search, 1 << number)
            for number, each in enumerate(patterns.values())
            for pattern in ((each,) if isinstance(each, str) else each)
        )

    def bits(self, text: str) -> int:
        """Return the signs that a text in small letters shows: bit 0 is the first name's."""
        bits = 0
        for search, bit in self._searches:
            if search(text):
                bits |= bit
        return bits


def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern, so that where a word begins is asked after its first letter."""
    return re.compile(_WORD_START.sub(r"\1(?<!\\w\1)", pattern))


LABELS = Signs(
    {
        "body": (
            (
                r"article[-_]?(?:body|text|content|main|copy)|story[-_]?(?:body|text|content)"
                r"|articlebody|richtext|rich-text|paragraph|wysiwyg|prose|正文|zw|txt"
            ),
            r"(?:entry|post|page|main|news|detail|content)[-_]?(?:content|body|text|detail)",
        ),
        "article": (r"\barticle|\bstory|\bentry|\bpost\b|\bpost-|content|\bmain\b|haupt|detail"),
        "also": (
            r"relat|recommend|more[-_]|-more|_more|read-?(?:also|next|more)|teaser|promo|popular"
            r"|trending|most-?(?:read|viewed)|outbrain|taboola|widget|also|recirc|suggest|upnext"
            r"|latest|\bcards?\b|headlines?-list|linklist|link-list|onward|carousel|slider|tuijian"
            r"|hot[-_]|xiangguan"
        ),
        "social": (
            r"share|sharing|social|follow|whatsapp|twitter|facebook|weixin|wechat|addthis"
            r"|bdshare|tweet"
        ),
        "comment": (
            r"comment|disqus|discuss|repl(?:y|ies)|respond|pinglun|forum|livefyre|kommentar"
        ),
        "meta": (
            r"byline|author|\bauth|date|time(?:stamp)?\b|published|meta\b|meta-|info\b|infos?-"
            r"|source|laiyuan|autor|dateline|editor|credits?\b|bio\b|contributor"
        ),
        "topic": (
            r"\btags?\b|tag[-_]|topic|categor|breadcrumb|crumb|keyword|rubrik|kicker|section-"
            r"|eyebrow|overline|label"
        ),
        "caption": (
            r"caption|credit|figure|image|photo|gallery|legend|bildunter|copyright|picture"
            r"|\bimg|media|wp-caption|slide"
        ),
        "advert": (
            r"advert|\bads?\b|\bads?[-_]|-ads?\b|_ads?\b|sponsor|banner|promo|commerc|affiliat"
            r"|anzeige|werbung|guanggao|dfp|google"
        ),
        "signup": (
            r"newsletter|subscri|sign-?up|paywall|register|regwall|login|cookie|consent"
            r"|offer|membership|donat|premium|abo\b|cta\b|piano|gdpr|privacy"
        ),
        "chrome": (
            r"\bnav|nav\b|menu|header|footer|sidebar|\bside|aside|toolbar|modal|popup|overlay"
            r"|skip|bottom|masthead|toc\b|dropdown|search|pagination|pager|tooltip|\brail"
        ),
        "lead": (
            r"subtitle|sub-title|subhead|standfirst|\blead\b|lead[-_]|-lead|_lead|summary|intro"
            r"|excerpt|descri|\bdek\b|chapo|vorspann|teaser-?text|deck|abstract|zhaiyao|sommaire"
        ),
        "title": (r"headline|title|heading|\bh1\b|biaoti|hed\b"),
        "player": (r"video|player|audio|podcast|live|playlist|jwplayer|listen|speech"),
        "box": (
            r"infobox|info-box|factbox|fact-box|sidebar|callout|inset|embed|pull-?quote"
            r"|highlight|box\b|key-?points|bullet|takeaway|note\b|aside|quote"
        ),
        "widgety": (
            r"poll|quiz|survey|stock|quote-?ticker|weather|calendar|rating|product|price"
            r"|buy|shop|deal|coupon|recipe-card"
        ),
    }
)

_MONTHS = "jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez"

LINES = Signs(
    {
        "also": (
            r"^\W{0,3}(?:read (?:also|more|next)|see (?:also|more)|also read|more (?:on|from|in)"
            r"\b|related|recommended|you (?:may|might)|don.t miss|watch(?: now| next|:)|lesen sie|mehr "
            r"(?:zum|zu|aus|dazu)|lies|auch interessant|siehe auch|les også|läs (?:också|mer|även)|lue "
            r"(?:myös|lisää)|læs også|lees (?:ook|meer)|à lire|lire aussi|voir aussi|leer (?:también|"
            r"más)|te puede interesar|lea también|leggi anche|leia (?:também|mais)|saiba mais|czytaj|"
            r"zobacz|baca juga|читайте|смотрите|xem thêm|延伸閱讀|延伸阅读|相关|相關|推荐|推薦|更多|热门|"
            r"関連|あわせて読みたい|관련|인기|आगे पढ़ें|यह भी|اقرأ|إقرأ|بیشتر بخوانید|ver más|part of)"
        ),
        "credit": (
            (
                r"^(?:photo|image|picture|credit|foto|bild|quelle|source|crédit|photograph|"
                r"illustration|video|graphic)s?\b.{0,12}[:/|]|^图"
            ),
            (
                r"©|\(c\)|getty|shutterstock|alamy|istock|"
                r"picture.alliance|\bdpa\b|\bafp\b|/ap\b|via ap\b|reuters\b.{0,12}$|unsplash|imago|图片|"
                r"图：|供图|摄影|資料|撮影|写真|사진|file photo|courtesy"
            ),
        ),
        "legal": (
            r"all rights reserved|copyright|©|版权|版權|转载|轉載|免责|聲明|声明|无断|無断|"
            r"転載|무단|저작권|rights reserved|terms of (?:use|service)|privacy policy|disclaimer|"
            r"droits réservés|alle rechte|not be published, broadcast"
        ),
        "ask": (
            r"subscri|newsletter|sign.?up|sign in|log.?in|follow us|follow\b|download|register|"
            r"\bapp\b|click here|join (?:us|our|the)|advertis|support us|donat|contact us|abonn|anzeige|"
            r"werbung|suscr|assin|abbonat|prenumer|登录|登錄|注册|订阅|訂閱|关注|關注|点击|點擊|扫码|下载|"
            r"微信|公众号|客户端|会員|会员|登録|구독|로그인|advertisement|cookies?\b|publicidad|javascript"
        ),
        "editor": (
            r"责任编辑|責任編輯|责编|編輯|编辑[:：\s]|审核|校对|编审|监制|\beditor\b|"
            r"edited by|editing by|reporting by|correction|举报|纠错|原标题|首图"
        ),
        "byline": (
            (
                r"^(?:\W{0,2}(?:by|von|por|par|di|door|av|af|oleh|autor|author|written by|text|"
                r"文|记者|記者|作者|来源|來源|撰文)\b.{0,60}$|来源|作者|记者)"
            ),
            r"기자$|记者[:：]",
        ),
        "date": (
            (
                r"\d(?:\d{3}\s*[-/.年]\s*\d{1,2}|\d?(?:[./]\s?\d{1,2}[./]\s?\d{2,4}|:\d{2})|"
                rf"(?<!\w\d)\d?(?:st|nd|rd|th)?\.? (?:{_MONTHS}))"
            ),
            r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2},? \d{2,4}",
            (
                r"\bago\b|前$|updated|"
                r"published|minutes? read|min read|lesezeit|posted|aktualisiert|veröffentlicht"
            ),
        ),
        "talk": (
            r"\bcomments?\b|\breply\b|\breplies\b|评论|評論|kommentar|comentario|commenta|コメント|"
            r"댓글|\blikes?\b|\bviews?\b|阅读|浏览|点赞|收藏"
        ),
        "share": (
            r"\bshare\b|facebook|twitter|whatsapp|linkedin|pinterest|telegram|e-?mail|\bprint\b|"
            r"copy link|分享|teilen|partag|compart|condivid|공유|シェア|instagram|youtube|tiktok"
        ),
        "player": (
            r"play video|video player|audio|listen|\bpodcast|minutes? of|volume|fullscreen|"
            r"loading|playing|subtitles|播放|视频加载|動画|anhören|unmute|duration|transcript|watch"
        ),
        "end": (r"[.!?。！？…．।۔؟»”\"」』)）]['’”\"»」]*$"),
        "ask_mark": (r"[?？]"),
        "quote": (r"^[\"“„«「『‘]"),
        "bullet": (r"^(?:[•·▪►→■◆●▲▼\-–—*]|\d{1,2}[.)、])"),
        "colon": (r"[:：]$"),
        "address": (r"https?://|www\.", r"@\w+"),
        "ellipsis": (r"(?:\.\.\.|…|\[…\])$"),
    }
)
