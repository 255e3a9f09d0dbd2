"""Pages in the layouts of many presses, with what a reader takes for the article; our own words."""

from __future__ import annotations

from dataclasses import dataclass

from extract_pages import CHINESE, ENGLISH, GERMAN, NAVIGATION, TEASERS, paragraphs

JAPANESE = (
    "港の橋が二年間の改修を終えて月曜日に再び開通し、午後に最初の車が通る前に、何千人もの市民が歩いて渡った。",
    "市長は正午にテープを切り、「この日を長く待っていた」と話した。工事は嵐と鋼材の不足で二度延期されていた。",
    "改修の費用は四十一億円で、計画より三割ほど多い。市は費用を調べる委員会を設け、秋までに結果を報告する予定だ。",
    "川の上流に二本目の橋をかける案もあるが、費用をだれが負担するかはまだ決まっていない。",
)
KOREAN = (
    "항구의 다리가 2년간의 보수 공사를 마치고 월요일 다시 개통됐다. 오후에 첫 차량이 지나기 전 수천 명의 시민이 걸어서 다리를 건넜다.",
    "시장은 정오에 테이프를 자르며 “오랫동안 이날을 기다렸다”고 말했다. 공사는 폭풍과 철강 부족으로 두 차례 미뤄졌다.",
    "보수에는 410억 원이 들어 계획보다 3분의 1가량 많았다. 시의회는 가을까지 비용을 조사해 보고할 예정이라고 밝혔다.",
    "북쪽 상인들은 다리가 막힌 동안 손님이 절반으로 줄었다며 앞으로 나아지기를 기대한다고 전했다.",
)
ARABIC = (
    "أعيد افتتاح جسر الميناء يوم الاثنين بعد عامين من أعمال الترميم، وعبره آلاف السكان سيرا على الأقدام قبل أن تمر السيارات الأولى بعد الظهر.",
    "وقالت رئيسة البلدية، التي قصت الشريط ظهرا: “انتظرنا هذا اليوم طويلا”. وكانت الأعمال قد تأخرت مرتين بسبب عاصفة ونقص في الفولاذ.",
    "وبلغت كلفة الترميم واحدا وأربعين مليونا، أي أكثر بنحو الثلث مما كان مخططا له. ومن المقرر أن تقدم لجنة تحقيق تقريرها في الخريف.",
    "ويأمل أصحاب المتاجر في الجانب الشمالي في أيام أفضل، بعدما فقد كثير منهم نصف زبائنهم خلال فترة الإغلاق.",
)
RUSSIAN = (
    "Мост через гавань вновь открыли в понедельник после двух лет ремонта, и тысячи горожан прошли по нему пешком, прежде чем днём пустили первые автомобили.",
    "«Мы долго ждали этого дня», — сказала мэр, перерезав ленту в полдень. Работы дважды откладывали: один раз из-за бури, другой — из-за нехватки стали.",
    "На ремонт город потратил 41 миллион, примерно на треть больше, чем планировалось. Комиссия, которая изучает расходы, представит доклад осенью.",
    "Торговцы на северном берегу надеются на лучшие времена: пока мост был закрыт, многие из них потеряли половину покупателей.",
)
HINDI = (
    "बंदरगाह का पुल दो साल की मरम्मत के बाद सोमवार को फिर खोल दिया गया। दोपहर में पहली गाड़ियों के गुजरने से पहले हजारों लोग पैदल पुल पार कर चुके थे।",
    "महापौर ने फीता काटते हुए कहा, “हमने इस दिन की लंबी प्रतीक्षा की है।” काम दो बार टला, एक बार तूफान से और एक बार इस्पात की कमी से।",
    "मरम्मत पर इकतालीस करोड़ रुपये खर्च हुए, जो योजना से एक तिहाई अधिक है। खर्च की जांच करने वाली समिति शरद ऋतु में अपनी रिपोर्ट देगी।",
    "उत्तरी किनारे के दुकानदारों को अब अच्छे दिनों की उम्मीद है, क्योंकि पुल बंद रहने से उनके आधे ग्राहक कम हो गए थे।",
)


@dataclass(frozen=True, slots=True)
class Layout:
    """A page, and what stands in it."""

    markup: str
    body: tuple[str, ...]
    title: str
    byline: str | None = None
    day: str | None = None
    origin: str | None = None
    url: str = "https://news.example.com/a/5301.html"


def page(language: str, title: str, inner: str, *, after: str = "", attributes: str = "") -> str:
    """Return a whole page with a head, a navigation and a foot of the usual kind."""
    return (
        f"<!DOCTYPE html><html lang='{language}' {attributes}><head><meta charset='utf-8'><title>{title}</title>"
        f"<meta property='og:title' content='{title}'></head><body><div class='top'><ul class='nav'>{NAVIGATION}</ul>"
        f"</div>{inner}{after}<div class='footer'><ul>{NAVIGATION}</ul><p>© 2021 Example</p></div></body></html>"
    )


_PORTAL = (
    "<div class='crumb'><a href='/'>首页</a> &gt; <a href='/c'>经济</a> &gt; 正文</div><div class='main'><div class='left'>"
    "<h1>重庆提出三万亿元目标</h1><div class='info'><span>2021年05月10日 06:56</span> <span>来源：某某日报</span> "
    "<span>记者 张三 李四</span> <a href='#c'>评论（12）</a></div><div class='content' id='content'>{text}"
    "<p>（责任编辑：王五）</p><p>版权声明：未经授权不得转载</p></div><div class='share'>分享到：<a href='#'>微信</a>"
    "<a href='#'>微博</a></div><div class='xiangguan'><h3>延伸阅读</h3><ul>{more}</ul></div></div><div class='right'><h3>热门"
    "排行</h3><ul>{more}</ul></div></div>"
)
_MORE = "".join(f"<li><a href='/{n}.html'>今日另一条新闻的标题之{n}</a></li>" for n in range(8))
_WECHAT = (
    "<div id='page-content'><h1 id='activity-name'>山里的图书馆</h1><div id='meta_content'><span>原创</span><span "
    "id='js_name'>某某读书</span><em id='publish_time'>2021-05-10 08:30</em></div><div id='js_content'><section><p><span>"
    "文｜王小明</span></p></section>{text}<section><p>长按识别二维码关注我们</p></section><p>点击阅读原文</p></div>"
    "<div class='tools'><span>阅读 1万</span><span>在看</span><span>分享</span></div></div>"
)
_JAPAN = (
    "<main><article><h1>港の橋、二年ぶりに開通</h1><p class='date'>2021年5月10日 6時56分</p><div class='body'>{text}</div>"
    "<p class='copy'>無断転載を禁じます</p></article><section class='related'><h2>関連記事</h2><ul>{more}</ul></section></main>"
)
_KOREA = (
    "<div id='container'><h3 class='tit_view'>항구 다리 2년 만에 다시 개통</h3><span class='info_view'>김민수 기자 입력 2021.05.10. "
    "06:56</span><div class='news_body'>{text}<p>무단전재 및 재배포 금지</p></div><div class='comment_box'><p>댓글 12</p></div>"
    "</div>"
)
_RIGHT_TO_LEFT = (
    "<div class='articleHeader'><h1>إعادة افتتاح جسر الميناء</h1><div class='writeBy'>كتب أحمد علي</div><span class='newsDate'>"
    "2021-05-10 06:56</span></div><div id='articleBody'>{text}</div><div class='relatedNews'><h3>اقرأ أيضا</h3><ul>{more}"
    "</ul></div>"
)
_RUSSIA = (
    "<article class='news'><h1>Мост через гавань открыли после ремонта</h1><time datetime='2021-05-10T06:56:00+03:00'>10 мая"
    "</time><div class='news__text'>{text}<p>Читайте также: <a href='/x'>Другая новость дня</a></p></div></article>"
    "<div class='subscribe'>Подписывайтесь на наш канал</div>"
)
_LIVE = (
    "<main><article><h1>Harbour bridge: the day as it happened</h1><p class='byline'>By Ann Lee</p><time datetime="
    "'2021-05-10T17:00:00Z'>10 May 2021</time><div class='liveblog'>{posts}</div></article><aside class='sidebar'><ul>{more}"
    "</ul></aside></main>"
)
_PAYWALL = (
    "<main><article><h1>Harbour bridge reopens after two years</h1><div class='article-body'>{text}</div><div class='paywall'>"
    "<h2>Read on with a subscription</h2><p>Subscribe now and read all articles for one month.</p><a href='/login'>Already a "
    "subscriber? Log in</a></div></article></main>"
)
_LISTICLE = (
    "<main><article class='post'><h1>Five things to know of the bridge</h1><p class='byline'>By Ann Lee</p><div class='entry-"
    "content'><p>{first}</p>{points}</div></article></main>"
)


def _posts() -> str:
    return "".join(
        f"<div class='post'><time>{16 - at}:05</time><p>{text}</p></div>"
        for at, text in enumerate(ENGLISH)
    )


def _points() -> str:
    names = ("The cost", "The shops", "The plan", "The river")
    pairs = zip(names, ENGLISH[1:], strict=True)
    return "".join(f"<h2>{name}</h2><p>{text}</p>" for name, text in pairs)


LAYOUTS = {
    "a Chinese portal": Layout(
        page("zh-CN", "重庆提出三万亿元目标", _PORTAL.format(text=paragraphs(CHINESE), more=_MORE)),
        CHINESE, "重庆提出三万亿元目标", "张三、李四", "2021-05-10", "某某日报",
    ),
    "an account's page": Layout(
        page("zh", "山里的图书馆", _WECHAT.format(text="".join(f"<section><p><span>{one}</span></p></section>" for one in CHINESE))),
        ("文｜王小明", *CHINESE), "山里的图书馆", "王小明", "2021-05-10",
    ),
    "Japanese": Layout(
        page("ja", "港の橋、二年ぶりに開通", _JAPAN.format(text=paragraphs(JAPANESE), more=TEASERS)),
        JAPANESE, "港の橋、二年ぶりに開通", None, "2021-05-10",
    ),
    "Korean": Layout(
        page("ko", "항구 다리 2년 만에 다시 개통", _KOREA.format(text=paragraphs(KOREAN))),
        KOREAN, "항구 다리 2년 만에 다시 개통", None, "2021-05-10",
    ),
    "right to left": Layout(
        page("ar", "إعادة افتتاح جسر الميناء", _RIGHT_TO_LEFT.format(text=paragraphs(ARABIC), more=TEASERS), attributes="dir='rtl'"),
        ARABIC, "إعادة افتتاح جسر الميناء", None, "2021-05-10",
    ),
    "Russian": Layout(
        page("ru", "Мост через гавань открыли после ремонта", _RUSSIA.format(text=paragraphs(RUSSIAN))),
        RUSSIAN, "Мост через гавань открыли после ремонта", None, "2021-05-10",
    ),
    "Hindi": Layout(
        page("hi", "बंदरगाह का पुल फिर खुला", f"<div class='story'><h1>बंदरगाह का पुल फिर खुला</h1><div>{paragraphs(HINDI)}</div></div><ul class='more'>{TEASERS}</ul>"),
        HINDI, "बंदरगाह का पुल फिर खुला",
    ),
    "a live blog": Layout(
        page("en", "Harbour bridge: the day as it happened", _LIVE.format(posts=_posts(), more=TEASERS)),
        tuple(line for at, text in enumerate(ENGLISH) for line in (f"{16 - at}:05", text)), "Harbour bridge: the day as it happened", "Ann Lee", "2021-05-10",
    ),
    "a teaser before a wall": Layout(
        page("en", "Harbour bridge reopens after two years", _PAYWALL.format(text=paragraphs(ENGLISH[:2]))),
        ENGLISH[:2], "Harbour bridge reopens after two years",
    ),
    "a list of points": Layout(
        page("en", "Five things to know of the bridge", _LISTICLE.format(first=ENGLISH[0], points=_points())),
        (ENGLISH[0], "The cost", ENGLISH[1], "The shops", ENGLISH[2], "The plan", ENGLISH[3], "The river", ENGLISH[4]),
        "Five things to know of the bridge", "Ann Lee",
    ),
    "the text once more for machines": Layout(
        page("de", "Brücke wieder offen", f"<article><h1>Brücke wieder offen</h1><div class='text'>{paragraphs(GERMAN)}</div></article><div class='articlebody'>{' '.join(GERMAN)}</div>"),
        GERMAN, "Brücke wieder offen",
    ),
    "old markup in tables": Layout(
        page("en", "Harbour bridge reopens", f"<table width='760'><tr><td colspan='2'><font size='5'><b>Harbour bridge reopens</b></font></td></tr><tr><td valign='top'><a href='/x'>World</a><br><a href='/y'>Sport</a></td><td>{'<br><br>'.join(ENGLISH)}</td></tr></table>"),
        ENGLISH, "Harbour bridge reopens",
    ),
}  # fmt: skip
