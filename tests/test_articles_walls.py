"""What is a wall and what is an article: pages of both sorts, in Chinese and English."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from articles.normalize import Sighting
from articles.read import read, read_by_rules
from articles.types import Article, ExtractRules, FetchedPage, Profile, Rejection, RejectReason

URL = "https://news.example.com/articles/2021-05-10/1742561.html"
NOW = datetime(2021, 5, 10, 4, tzinfo=UTC)
BLOCKED, LOGIN, CONSENT = RejectReason.BLOCKED, RejectReason.LOGIN, RejectReason.CONSENT
SOFT_404, PARKED = RejectReason.SOFT_404, RejectReason.PARKED
MAINTENANCE, PAYWALL = RejectReason.MAINTENANCE, RejectReason.PAYWALL
RULES = ExtractRules(body=("article",), title="article h1", published="article .time")
NO_RULES = ExtractRules()
UNMATCHED = ExtractRules(body=(".of-another-layout",))

NAV_ZH = (
    '<div class="nav"><a href="/">首页</a><a href="/a">公司</a><a href="/b">市场</a>'
    '<a href="/c">宏观</a><a href="/login">登录</a></div>'
    '<ul class="hot">'
    + "".join(
        f"<li><a href=/{n}>重庆工业互联网平台第{n}期观察：制造企业如何上云</a></li>"
        for n in range(12)
    )
    + "</ul>"
)
NAV_EN = (
    "<nav><a href=/>Home</a><a href=/world>World</a><a href=/biz>Business</a><a>Sign in</a></nav>"
    "<ul>"
    + "".join(
        f"<li><a href=/{n}>Port of Rotterdam reports a busy week {n}</a></li>" for n in range(12)
    )
    + "</ul>"
)
MODAL = (
    '<div class="modal" hidden><h3>用户登录</h3><form action="/login"><input type="text" name="u">'
    '<input type="password" name="p"><a>忘记密码</a><div id="geetest"></div></form></div>'
    '<script src="https://static.geetest.com/static/js/gt.0.4.9.js"></script>'
)
BANNER = (
    '<div id="onetrust-consent-sdk">We value your privacy. We and our 812 partners store and access '
    "information on your device. <button>Accept all</button><button>Manage options</button></div>"
)
ZH = (
    "重庆市经信委昨日发布的数据显示，全市工业互联网平台接入设备超过一百二十万台，服务企业四万余家。"
    "业内人士表示，中小企业上云的成本仍然偏高，服务商需要给出更清楚的账单。"
)
EN = (
    "The port authority said on Monday that container traffic rose by four per cent in the first "
    "quarter, helped by shorter waiting times at the new terminal. Analysts had expected less. "
)


def page(title: str, body: str, head: str = "", lang: str = "zh") -> str:
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
        f"{head}</head><body>{body}</body></html>"
    )


def story(title: str, *paragraphs: str, time: str = "2021-05-10 09:30", more: str = "") -> str:
    text = "".join(f"<p>{one}</p>" for one in paragraphs)
    date = f'<span class="time">{time}</span>' if time else ""
    body = f"{NAV_ZH}<article><h1>{title}</h1>{date}{text}</article>{more}"
    return page(f"{title} | 每日新闻", body)


Asked = tuple[FetchedPage, Sighting, Profile]


def asked(
    markup: str, rules: ExtractRules, *, url: str = URL, challenge: str | None = None
) -> Asked:
    fetched = FetchedPage(
        url=URL,
        final_url=url,
        status=200,
        body=markup.encode(),
        content_type="text/html; charset=utf-8",
        fetched_at=NOW,
        encoding="utf-8",
        challenge=challenge,
    )
    profile = Profile(
        name="news",
        title="新闻",
        homepage="https://news.example.com",
        timezone="Asia/Shanghai",
        category="新闻",
        rules=rules,
    )
    seen = Sighting(url=url, channels=("要闻",), first_seen=NOW, fetched_at=NOW, title="列表标题")
    return fetched, seen, profile


def outcome(
    markup: str, rules: ExtractRules, *, url: str = URL, challenge: str | None = None
) -> Article | Rejection:
    return read(*asked(markup, rules, url=url, challenge=challenge))


WALLS = {
    "cloudflare": (BLOCKED, page(
        "Just a moment...",
        '<noscript>Enable JavaScript and cookies to continue</noscript><div class="main-wrapper">'
        "</div>",
        '<meta http-equiv="refresh" content="360"><script>window._cf_chl_opt={cvId:"3",cZone:"x"}'
        ';var a=document.createElement("script");a.src="/cdn-cgi/challenge-platform/h/b/'
        'orchestrate/chl_page/v1";</script>', "en")),
    "cloudflare attention": (BLOCKED, page(
        "Attention Required! | Cloudflare",
        "<h1>Sorry, you have been blocked</h1><h2>You are unable to access example.com</h2>"
        "<p>This website is using a security service to protect itself from online attacks.</p>"
        "<p>Performance &amp; security by Cloudflare</p>", "", "en")),
    "akamai denied": (BLOCKED, page(
        "Access Denied",
        "<h1>Access Denied</h1>You don't have permission to access \"http://example.com/a\" on "
        "this server.<p>Reference #18.2c4d1602.1620600000.1a2b3c</p>", "", "en")),
    "akamai interstitial": (BLOCKED, page(
        "", '<div id="sec-if-cpt-container" role="main"></div>',
        '<script src="/_sec/cp_challenge/ak-challenge-4-6.htm"></script>', "en")),
    "datadome": (BLOCKED, page(
        "example.com",
        '<p id="cmsg">Please enable JS and disable any ad blocker</p><script '
        'src="https://ct.captcha-delivery.com/c.js"></script>'
        "<script>var dd={'rt':'c','host':'geo.captcha-delivery.com'}</script>", "", "en")),
    "perimeterx": (BLOCKED, page(
        "Access to this page has been denied.",
        '<div id="px-captcha"></div><p>Press &amp; Hold to confirm you are a human (and not a bot)'
        "</p>", '<script>window._pxAppId="PX1";</script>', "en")),
    "incapsula": (BLOCKED, page(
        "", '<iframe id="main-iframe" src="/_Incapsula_Resource?SWUDNSAI=31&xinfo=1">Request '
        "unsuccessful. Incapsula incident ID: 1-2</iframe>",
        '<script src="/_Incapsula_Resource?SWJIYLWA=719d34"></script>', "en")),
    "imperva interruption": (BLOCKED, page(
        "Pardon Our Interruption",
        "<h1>Pardon Our Interruption</h1><p>As you were browsing something about your browser made "
        "us think you might be a bot.</p><p>Please enable cookies and javascript to proceed.</p>"
        "<p>Solve the challenge below.</p>", "", "en")),
    "aliyun waf": (BLOCKED,
        "<html><script>var arg1='3F1D2C4B5A69788796A5B4C3D2E1F00112233445';"
        "(function(a,c){setCookie('acw_sc__v2',a)})()</script></html>"),
    "aliyun waf intercepted": (BLOCKED, page(
        "405",
        '<div id="block_message"></div><p>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</p>'
        '<p>您的请求ID是: 76b20f</p><script src="https://errors.aliyun.com/error.js"></script>')),
    "geetest": (BLOCKED, page(
        "人机验证",
        '<div id="captcha">请完成安全验证</div><script src="https://static.geetest.com/v4/gt4.js">'
        "</script>")),
    "slider": (BLOCKED, page(
        "滑动验证页面",
        '<p>请按住滑块，拖动到最右边</p><div class="nc_wrapper"></div>'
        '<script src="https://g.alicdn.com/AWSC/AWSC/awsc.js"></script>')),
    "visit check": (BLOCKED, page(
        "访问验证",
        "<p>您的访问过于频繁，请输入验证码后继续访问</p><form><img src=/captcha.png>"
        "<input name=code><button>提交</button></form>")),
    "code wanted, with the site round it": (BLOCKED, page(
        "安全验证 - 每日新闻", NAV_ZH + "<article><h1>安全验证</h1><p>请输入验证码</p></article>")),
    "safe visit check": (BLOCKED, page(
        "百度安全验证", '<div class="timeout-feedback">网络不给力，请稍后重试</div><p>请完成下方验证后继续'
        '操作 请完成安全验证</p>', "<script>var captcha=1</script>")),
    "jiasule": (BLOCKED,
        "<script>document.cookie=('_')+('_')+'jsl';var x='__jsl_clearance_s=1620';"
        "location.href=location.pathname</script>"),
    "ip too fast": (BLOCKED, page(
        "提示", "<h1>访问异常</h1><p>检测到您的IP访问过于频繁，请稍后再试。</p>",
        '<script src="https://ssl.captcha.qq.com/TCaptcha.js"></script>')),
    "unusual traffic": (BLOCKED, page(
        "https://news.example.com/articles/1",
        "<p>Our systems have detected unusual traffic from your computer network.</p>"
        '<div class="g-recaptcha" data-sitekey="x"></div>', "", "en")),
    "robot question": (BLOCKED, page(
        "Are you a robot?",
        "<article><h1>Are you a robot?</h1><p>To continue, please click the box below to let us "
        "know you're not a robot.</p></article>"
        '<div class="h-captcha"></div><script src="https://js.hcaptcha.com/1/api.js"></script>', "", "en")),
    "login": (LOGIN, page(
        "登录 - 每日新闻",
        '<form action="/passport/login"><input name=user placeholder="手机号"><input type="password">'
        "<button>登录</button><a>忘记密码？</a><a>立即注册</a></form>")),
    "login wanted, in the article's place": (LOGIN, page(
        "每日新闻", NAV_ZH + '<article><h1>用户登录</h1><p>请登录后查看该文章</p><form><input '
        'type="password"></form></article>')),
    "sign in": (LOGIN, page(
        "Sign in | Example Times",
        '<h1>Sign in to continue</h1><form><input type=email><input type="password"><a>Forgot your '
        "password?</a><a>Create an account</a></form>", "", "en")),
    "sign up": (LOGIN, page(
        "Example Times",
        NAV_EN + "<article><h1>Create a free account to continue</h1><p>Create a free account to "
        'continue reading.</p><form><input type="password"></form></article>', "", "en")),
    "sign up without a password": (LOGIN, page(
        "Create a free account",
        "<article><h1>Create a free account</h1><p>Register to read this article.</p><form>"
        "<input type=email><button>Create account</button></form></article>", "", "en")),
    "unified login": (LOGIN, page(
        "统一身份认证平台", '<form><input name="u"><input type="password"><p>扫码登录</p></form>')),
    "consent": (CONSENT, page(
        "Before you continue to Example",
        "<h1>Before you continue</h1><p>We use cookies and data to deliver and maintain our services."
        "</p><button>Reject all</button><button>Accept all</button>"
        '<script src="https://consent.example.com/consensu.js"></script>', "", "en")),
    "privacy wall": (CONSENT, page(
        "Your privacy choices",
        "<article><h1>Your privacy choices</h1><p>We and our 812 partners store and access "
        "information on your device.</p><button>Accept all</button></article>",
        '<script src="https://cdn.privacy-mgmt.com/wrapper.js"></script>', "en")),
    "consent in Chinese": (CONSENT, page(
        "我们重视您的隐私", "<article><p>我们及合作伙伴使用Cookie。</p><button>同意并继续</button></article>")),
    "soft 404 without an article": (SOFT_404, page(
        "404 - 每日新闻", NAV_ZH + "<div class=err>抱歉，您访问的页面不存在或已删除</div>")),
    "soft 404 in the article's place": (SOFT_404, page(
        "每日新闻", NAV_ZH + "<article><h1>提示信息</h1><p>您访问的页面不存在或已删除，5秒后自动跳转到首页</p>"
        "</article>")),
    "article deleted": (SOFT_404, page(
        "文章已删除", NAV_ZH + "<article><p>该文章已被作者删除</p></article>")),
    "article lost": (SOFT_404, page(
        "出错啦", NAV_ZH + "<article><h1>页面走丢了</h1><p>哎呀，您要找的页面不见了，去首页看看吧</p></article>")),
    "content taken down": (SOFT_404, page(
        "信息提示", "<p>对不起，该内容已下线。返回首页</p>")),
    "page not found": (SOFT_404, page(
        "Page not found - Example Times",
        NAV_EN + "<article><h1>Page not found</h1><p>Sorry, we can't find the page you were looking "
        "for. It may have been moved or deleted.</p></article>", "", "en")),
    "story unavailable": (SOFT_404, page(
        "Example Times",
        NAV_EN + "<article><h1>Not found</h1><p>This story is no longer available.</p></article>", "", "en")),
    "plain not found": (SOFT_404, page(
        "404 Not Found", "<center><h1>404 Not Found</h1></center><hr><center>nginx</center>", "", "en")),
    "parked": (PARKED, page(
        "example-times.com is for sale",
        "<h1>This domain may be for sale</h1><a>Buy this domain</a><p>Related searches</p>",
        '<script src="https://img.sedoparking.com/js/main.js"></script>', "en")),
    "parked in Chinese": (PARKED, page(
        "域名出售", "<h1>您访问的域名正在出售</h1><p>如果您有意购买该域名，请联系我们</p>")),
    "empty server": (PARKED, page(
        "Welcome to nginx!",
        "<h1>Welcome to nginx!</h1><p>If you see this page, the nginx web server is successfully "
        "installed and working.</p>", "", "en")),
    "maintenance": (MAINTENANCE, page(
        "We'll be back soon!",
        "<article><h1>We'll be back soon!</h1><p>Sorry, we're performing some maintenance at the "
        "moment.</p></article>", "", "en")),
    "maintenance in Chinese": (MAINTENANCE, page(
        "系统维护中", "<article><h1>系统维护中</h1><p>网站正在升级维护，请稍后再来。</p></article>")),
    "bad gateway as 200": (MAINTENANCE, page(
        "502 Bad Gateway", "<center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center>", "", "en")),
    "database down": (MAINTENANCE, page(
        "Database Error", "<h1>Error establishing a database connection</h1>", "", "en")),
    "paywall alone": (PAYWALL, page(
        "Subscribe to continue reading",
        NAV_EN + "<article><h1>Subscribe</h1><p>This article is for subscribers. Subscribe now to "
        "continue reading.</p></article>", "", "en")),
    "paywall in Chinese": (PAYWALL, page(
        "每日新闻", NAV_ZH + "<article><p>本文为付费内容，订阅后可阅读全文</p></article>")),
}  # fmt: skip

ARTICLES = {
    "about captchas": story("验证码为何越来越难", "“请输入验证码”“请完成安全验证”，每个人每天都会遇到。" + ZH * 5),
    "about captchas, briefly": story("人机验证", "多家网站昨日启用新的滑块，用户须按住滑块拖动。", ZH),
    "titled like a 404": story("404", "电影《404》今日公映。", ZH * 2),
    "about 404 pages": story("Page not found", "The page you requested is not here: so begins a book. " + EN * 6),
    "quotes a 404": story("某网站改版后大量链接失效", "记者看到，网页显示“您访问的页面不存在或已删除”。", ZH),
    "quotes a deletion": story(
        "某公众号文章被删除", "截至发稿，该文章已被作者删除，账号运营方未回应本报的采访请求。", ZH),
    "brief deletion": story("知情人士：该内容已下线", "该内容已被平台下线。平台称正在核查。"),
    "titled just a moment": story("Just a moment", EN * 4),
    "about maintenance": story("系统维护公告", "本行定于周日凌晨对网上银行系统进行升级维护，届时暂停服务。", ZH),
    "brief maintenance": story("十二号线系统升级", "系统正在升级维护，预计周一恢复。"),
    "about a login": story("登录", "今年首个台风昨夜登录广东。", ZH),
    "about domains for sale": story("域名出售", "“该域名正在出售”，一家初创公司花了三千万元。" + ZH * 4),
    "about privacy": story("我们重视您的隐私", "每次打开网页都看到这句话。" + ZH * 5),
    "about paywalls": story("付费阅读", "“订阅后可阅读全文”正成为常态。" + ZH * 4),
    "behind a login modal": story("登录方式", ZH, more=MODAL),
    "pictures behind a login modal": page(
        "图集：春耕 | 每日新闻",
        NAV_ZH + '<article><h1>图集：春耕</h1><img src="/1.jpg"><img src="/2.jpg"></article>' + MODAL),
    "one picture, undated": page("组图", NAV_ZH + '<article><h1>组图</h1><img src="/1.jpg"></article>'),
    "behind a consent banner": page(
        "Port traffic rises | Example Times",
        NAV_EN + f"<article><h1>Port traffic rises</h1><p>{EN * 3}</p></article>" + BANNER, "", "en"),
    "short, behind a consent banner": page(
        "Port traffic rises | Example Times",
        NAV_EN + f"<article><h1>Port traffic rises</h1><p>{EN}</p></article>" + BANNER, "", "en"),
    "with a gate's script": page(
        "港口吞吐量上升", f"{NAV_ZH}<article><h1>港口吞吐量上升</h1><p>{ZH}</p></article>"
        '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>'),
    "brief, with a gate's script": page(
        "快讯", "<article><h1>快讯</h1><p>央行今日开展百亿元逆回购。</p></article>"
        '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>'),
    "one line": story("快讯：沪指收涨", "沪指收涨0.3%。"),
    "one line, undated": story("快讯：沪指收涨", "沪指收涨0.3%。", time=""),
    "a stub before a paywall": story("深度：谁在买入", ZH, "本文为付费内容，订阅后可阅读全文"),
    "a stub before a login": story("深度：谁在买入", ZH, "登录后阅读全文"),
    "English brief": page(
        "Access denied | Example Times",
        NAV_EN + '<article><h1>Access denied</h1><span class="time">2021-05-10</span>'
        f"<p>Reporters were denied access to the site on Monday. {EN}</p></article>", "", "en"),
    "about a blocked account": story("平台通报", "你的访问过于频繁？平台首次解释限流规则。", ZH),
    "about being back soon": page(
        "We'll be back | Example Times",
        NAV_EN + f'<article><h1>We\'ll be back</h1><span class="time">2021-05-10</span><p>{EN}</p></article>',
        "", "en"),
    "about a server error": story("服务器错误", "“系统繁忙，请稍后再试”成为昨夜的热搜词。", ZH),
    "refreshes itself": page(
        "Live: markets", NAV_EN + f"<article><h1>Live: markets</h1><p>{EN}</p></article>",
        '<meta http-equiv="refresh" content="60">', "en"),
    "about robots": story("Are you a robot?", EN * 3),
    "error in the address": story("订单出错了", ZH),
}  # fmt: skip


@pytest.mark.parametrize("rules", [RULES, NO_RULES], ids=["rules", "no rules"])
@pytest.mark.parametrize(("reason", "markup"), WALLS.values(), ids=WALLS.keys())
def test_a_wall_is_told_by_its_kind(reason: RejectReason, markup: str, rules: ExtractRules) -> None:
    found = outcome(markup, rules)
    assert isinstance(found, Rejection), found
    assert found.reason is reason
    assert found.url == URL
    assert found.detail.startswith("it is ")


@pytest.mark.parametrize("rules", [RULES, NO_RULES], ids=["rules", "no rules"])
@pytest.mark.parametrize("markup", ARTICLES.values(), ids=ARTICLES.keys())
def test_an_article_stays_whatever_it_is_about(markup: str, rules: ExtractRules) -> None:
    assert isinstance(outcome(markup, rules), Article)


FRAMED = "code wanted, with the site round it"
CHALLENGES = {
    name: markup for name, (reason, markup) in WALLS.items() if reason is BLOCKED and name != FRAMED
}


@pytest.mark.parametrize("markup", CHALLENGES.values(), ids=CHALLENGES.keys())
def test_a_challenge_is_told_before_the_text_is_searched_for(markup: str) -> None:
    found = read_by_rules(*asked(markup, UNMATCHED))
    assert isinstance(found, Rejection)
    assert found.reason is BLOCKED


@pytest.mark.parametrize("markup", ARTICLES.values(), ids=ARTICLES.keys())
def test_an_article_whose_rules_match_nothing_is_searched_for(markup: str) -> None:
    assert read_by_rules(*asked(markup, UNMATCHED)) is None


@pytest.mark.parametrize(
    "markup",
    [WALLS[FRAMED][1], page("用户登录", "<main><p>请登录后查看</p></main>")],
    ids=["a challenge with the site round it", "a login"],
)
def test_other_walls_wait_for_the_search(markup: str) -> None:
    assert read_by_rules(*asked(markup, UNMATCHED)) is None


def test_a_gatekeepers_header_tells_a_challenge_with_much_text() -> None:
    markup = page("Please wait", f"<article><h1>Please wait</h1><p>{EN}</p></article>", "", "en")
    assert isinstance(outcome(markup, RULES), Article)
    found = outcome(markup, RULES, challenge="cf-mitigated: challenge")
    assert isinstance(found, Rejection)
    assert found.reason is BLOCKED


def test_a_header_alone_drops_no_article() -> None:
    markup = story("港口", ZH * 6)
    assert isinstance(outcome(markup, RULES, challenge="cf-mitigated: challenge"), Article)


def test_the_address_after_redirects_is_a_hint() -> None:
    markup = page("每日新闻", "<article><p>请登录后查看</p></article>")
    found = outcome(markup, RULES, url="https://news.example.com/passport/login")
    assert isinstance(found, Rejection)
    assert found.reason is LOGIN


def test_an_empty_page_is_no_wall() -> None:
    found = outcome(page("", '<div id="app"></div><script src="/app.js"></script>'), RULES)
    assert isinstance(found, Rejection)
    assert found.reason is RejectReason.NO_BODY


@pytest.mark.parametrize(
    "piece",
    [
        "<title", "<title>", "<meta ", "<input ", "challenge.js?", "block_message", "srcurl=aaaaaaaa",
        "您访问的", "we're down ", "the page you requested ", "<a", "_incapsula_resource?", "<p>404",
    ],
)  # fmt: skip
def test_judging_is_quick_on_pages_that_repeat_what_it_looks_for(piece: str) -> None:
    started = time.process_time()
    outcome(piece * (1_000_000 // len(piece)), RULES)
    assert time.process_time() - started < 5
