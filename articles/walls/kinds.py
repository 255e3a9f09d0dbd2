"""The kinds of wall other than challenges, each by what it looks like."""

from __future__ import annotations

import re

from articles.types import RejectReason
from articles.walls.challenges import CHALLENGE
from articles.walls.kind import WallKind, any_of

LOGIN = WallKind(
    RejectReason.LOGIN,
    titles=any_of(
        "(?:please )?(?:log|sign) ?in(?: (?:required|page|to .{1,40}|to your account))?",
        "(?:sign up|register|create (?:an?|your) (?:free )?account)(?: (?:for|to) .{1,40})?",
        "(?:subscriber|member|account) (?:log|sign) ?in",
        "(?:用户|会员|账号|帐号|统一|密码|安全)?(?:登录|登陆|注册)(?:/注册|与注册|页面?|中心)?",
        "(?:统一)?身份认证(?:平台)?",
        "请(?:先)?(?:登录|登陆)(?:后再?(?:查看|访问|阅读))?",
    ),
    sentences=any_of(
        "(?:please |you (?:must|need to) )(?:log|sign) ?in (?:to|before|or)",
        "(?:log|sign) ?in (?:to (?:your|continue)|with (?:your|google|facebook|apple|email))",
        "(?:create|register) (?:a|an|your) (?:free )?account to (?:continue|read|view)",
        "(?:register|sign up)(?: now| here| for free)? to (?:continue|read|view|see)",
        "forgot (?:your )?password|don't have an account",
        "(?:请(?:您|先)?|您?需要)(?:登录|登陆|注册)(?:后|才能|以便|再)",
        "(?:登录|登陆|注册)(?:后|才)(?:即?可|能)?(?:查看|阅读|浏览|访问|继续)",
        "忘记密码|没有(?:账号|帐号)[?,]|(?:手机号?|验证码|扫码|微信|短信)(?:快捷)?(?:登录|登陆)",
    ),
    path=re.compile(r"/(?:log|sign)-?(?:in|up|on)\b|/passport|/sso\b|/register\b|/account/auth"),
    form=True,
)
CONSENT = WallKind(
    RejectReason.CONSENT,
    titles=any_of(
        "before you continue(?: to .{1,40})?",
        "(?:we value )?your (?:privacy|cookie)(?: (?:choices|settings|preferences|matters))?",
        "(?:cookie|privacy|gdpr) (?:consent|settings|notice|preferences|choices|wall)",
        "(?:consent|privacy) (?:required|gate|center|management)",
        "(?:我们)?(?:重视|尊重)(?:您|你)的隐私(?:权)?",
        "(?:cookie|隐私)(?:设置|同意|偏好|提示)",
    ),
    sentences=any_of(
        "we and our (?:\\d+ )?(?:partners|vendors)[^.]{0,80}(?:store|use|process|access)",
        "(?:accept|agree|reject) (?:all|and continue|cookies to continue)",
        "(?:by clicking|to continue,? (?:please )?)[^.]{0,60}(?:accept|agree|consent)[^.]{0,60}"
        "(?:cookies|privacy|terms)",
        "manage (?:my |your )?(?:options|choices|preferences|settings)",
        "we (?:value|respect|care about) your privacy",
        "(?:同意|接受)(?:全部|所有|并继续)|(?:我们|本站)(?:和|及)?[^。]{0,12}使用\\s?cookie",
    ),
    widgets=any_of(
        r"consent\.(?:google|yahoo|youtube)|guce\.|consensu|sp_message_container|onetrust",
        r"didomi|quantcast|cookiebot|usercentrics|trustarc|privacy-mgmt|truste",
    ),
    path=re.compile(r"consent|/privacy-?(?:wall|gate|check)|cookie-?wall"),
)
SOFT_404 = WallKind(
    RejectReason.SOFT_404,
    titles=any_of(
        "(?:http |error |http error )?404(?: error)?(?:[ ,:]*(?:page |file )?not found)?",
        "(?:page|article|story|content|file|url) (?:not found|unavailable|no longer available"
        "|does(?: not|n't) exist|cannot be found|has (?:been )?(?:moved|removed|expired))",
        "(?:oops|sorry|whoops)(?:[!,. ]+(?:page not found|we can't find that page|404))?",
        "not found",
        "(?:410 )?gone",
        "404(?:错误|页面|提示|未找到|\\s*页面(?:不存在|未找到|找不到))?",
        "(?:您|你)?(?:访问|要找|请求|查看)?的?(?:页面|文章|内容|信息|新闻|网页)"
        "(?:不存在|未找到|找不到|没有找到|丢失|走丢了|已(?:被)?(?:删除|下线|下架|失效|过期|移除))(?:了|啦)?",
        "(?:出错|迷路)(?:了|啦)|错误(?:页面|提示)|(?:系统)?提示信息",
    ),
    sentences=any_of(
        "(?:the )?(?:page|article|story|content|link|url|address)(?: (?:that )?(?:you|you're|"
        "you are|you were) (?:have |were )?(?:looking for|requested|trying to (?:reach|view)|"
        "followed|request))[^.]{0,60}(?:not|no longer|n't|moved|removed|deleted|expired|broken)",
        "(?:we )?(?:can't|cannot|could(?: not|n't)|can not|are unable to) (?:seem to )?find "
        "(?:the |that |this )?(?:page|article|story|what you)",
        "sorry[,!.]? (?:but )?(?:this|the|that) (?:page|article|story|content)[^.]{0,30}"
        "(?:not|no longer|n't|removed|deleted|unavailable)",
        "(?:this|the requested) (?:page|article|story|url|content)[^.]{0,20}"
        "(?:is no longer available|was not found|does not exist|doesn't exist|has been "
        "(?:removed|deleted)|could not be found)",
        "(?:您|你)(?:要|所|正在)?(?:访问|浏览|查看|请求|寻找|查找|要找|找)的?(?:页面|网页|文章|内容|信息|新闻|资源|链接)"
        "[^。]{0,12}(?:不存在|找不到|未找到|没有找到|丢失|删除|下线|下架|失效|过期|移除|走丢|无法(?:访问|显示))",
        "(?:该|此|本|这篇|这个|当前)(?:页面|网页|文章|内容|信息|新闻|稿件|链接)[^。]{0,6}"
        "(?:不存在|找不到|未找到|已?(?:经|被)?(?:作者|发布者|管理员)?(?:自行)?(?:删除|下线|下架|失效|过期|移除)|无法查看)",
        "(?:抱歉|对不起|哎呀|啊哦|很遗憾)[,!~。 ]*(?:您|你)?[^。]{0,10}"
        "(?:页面|文章|内容|网页|信息)[^。]{0,12}(?:不存在|找不到|未找到|没有找到|丢失|删除|下线|下架|失效|过期|移除|走丢|不见了)",
        "(?:页面|文章|内容|信息|新闻)不存在(?:或|,|，)(?:已|者)",
        "(?:\\d|一|三|五|几)\\s*秒(?:钟)?(?:后|之后)?[^。]{0,6}(?:自动)?(?:跳转|返回)(?:到|至)?[^。]{0,6}首页",
    ),
    path=re.compile(r"/(?:404|410|error|notfound|not-found|page-not-found|errors)\b"),
)
PARKED = WallKind(
    RejectReason.PARKED,
    titles=any_of(
        "(?:this )?domain (?:name )?(?:is |may be )?(?:for sale|parked|expired)",
        "buy (?:this )?domain|parked domain(?: name)?|domain (?:parking|default page)",
        "[a-z0-9-]{1,60}(?:\\.[a-z]{2,12}){1,2} (?:is for sale|- .{0,40}domain.{0,20})",
        "(?:该|此|本)?域名(?:正在)?(?:出售|转让|停放|已过期|已到期)(?:中|页)?",
        "welcome to nginx|apache2? .{0,20}default page.{0,20}|index of /|iis windows server|"
        "(?:站点|网站)(?:创建成功|建设中)|恭喜,?站点创建成功",
    ),
    sentences=any_of(
        "(?:this|the) domain (?:name )?(?:[a-z0-9.-]{1,60} )?(?:is|may be|has been|was) "
        "(?:for sale|available|parked|registered|expired)",
        "(?:buy|acquire|purchase|inquire about) this domain",
        "related searches|sponsored listings|domain owner|privacy policy of the parking",
        "(?:该|此|本)?域名(?:正在|可)?(?:出售|转让|被停放|已过期|已到期|待售|可购买)",
        "如果(?:您|你)(?:想|需要|有意)?(?:购买|收购)(?:该|此)域名",
        "if you see this page,? the (?:nginx|apache) web server is successfully installed|"
        "(?:您|你)的请求在web服务器中没有找到对应的站点|这是默认(?:index|首页)",
    ),
    gates=any_of(
        r"sedoparking|parkingcrew|bodis\.com|parklogic|above\.com/park|domainmarket",
        r"hugedomains\.com|dan\.com/buy|afternic\.com/forsale|window\.park\s*=|parking-lander",
        r"domain_?parking|cashparking|voodoo\.com",
    ),
)
MAINTENANCE = WallKind(
    RejectReason.MAINTENANCE,
    titles=any_of(
        "(?:site |system |scheduled |under |down for )?maintenance(?: mode| break| page)?",
        "(?:we'll|we will) be (?:right )?back(?: soon| shortly)?",
        "(?:temporarily )?(?:unavailable|down)|service (?:temporarily )?unavailable",
        "(?:error )?50[0-4](?:[ :-]+(?:internal server error|bad gateway|service (?:temporarily )?"
        "unavailable|gateway time-?out))?",
        "internal server error|bad gateway|gateway time-?out|database error|server error",
        "(?:网站|系统|服务器|站点)?(?:升级|维护|维修)(?:中|公告|升级中|页面)?",
        "(?:服务器|系统|网站)?(?:内部)?(?:错误|繁忙|异常|出错(?:了|啦)?)|服务(?:暂时)?不可用",
    ),
    sentences=any_of(
        "(?:we are|we're|site is|currently|down|undergoing|performing|under)"
        "[^.]{0,40}(?:scheduled |planned |routine )?maintenance",
        "(?:we'll|we will|should) be back (?:online |up )?(?:soon|shortly|in)",
        "error establishing a database connection|too many connections",
        "(?:the )?server (?:encountered|is temporarily|was unable)[^.]{0,80}"
        "(?:error|unable|request|misconfiguration)",
        "(?:please )?try again (?:later|in a few|shortly)",
        "(?:网站|系统|服务器|本站|站点|页面)[^。]{0,10}(?:正在|进行|处于)[^。]{0,6}(?:升级|维护|维修|迁移)",
        "(?:服务器|系统|网络)(?:繁忙|异常|错误|开小差)[^。]{0,6}(?:请|稍后)|请(?:您)?稍[后候]再?(?:试|来|访问)",
        "数据库(?:连接)?(?:错误|失败|出错)",
    ),
    path=re.compile(r"maintenance|/50[0-4]\b|weihu"),
)

PAYWALL = WallKind(
    RejectReason.PAYWALL,
    titles=any_of(
        "subscribe(?: (?:now|to (?:continue|read).{0,40}))?",
        "(?:subscribers?|members?)[ -]only(?: (?:content|article|story))?",
        "(?:付费|会员|订阅)(?:专享|专属|内容|阅读)",
    ),
    sentences=any_of(
        "subscribe (?:now )?(?:to|for) (?:continue|keep|unlimited|full|read|access|unlock)",
        "(?:this|the) (?:article|story|content) is (?:only |exclusively )?(?:available )?"
        "(?:for|to) (?:our )?(?:paid |premium )?(?:subscribers|members)",
        "(?:already a (?:subscriber|member)|you(?:'ve| have) (?:reached|used) (?:your|all))",
        "(?:to )?(?:continue|keep) reading[,.]? (?:this (?:article|story)|subscribe|log in|sign)",
        "(?:本文|此文|该文|以下(?:内容)?|全文|剩余(?:内容)?)[^。]{0,8}(?:为|仅(?:限|对)?|需要?)"
        "[^。]{0,6}(?:付费|会员|订阅|vip)",
        "(?:付费|订阅|开通(?:会员|vip)|成为会员|购买|登录|登陆)(?:后|即可|才能|方可)?"
        "(?:可|即可)?(?:继续)?(?:阅读|查看|浏览|解锁)(?:全文|全部|更多|剩余|完整)?",
    ),
    path=re.compile(r"/(?:subscribe|paywall|subscription)\b"),
)

KINDS = (CHALLENGE, SOFT_404, LOGIN, PAYWALL, CONSENT, PARKED, MAINTENANCE)
