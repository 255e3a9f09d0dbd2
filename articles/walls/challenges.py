"""The challenges of anti-robot gates, by what they say and by the marks of their scripts."""

from __future__ import annotations

import re

from articles.types import RejectReason
from articles.walls.kind import WallKind, any_of

CHALLENGE = WallKind(
    RejectReason.BLOCKED,
    titles=any_of(
        "just a moment",
        "one moment,? please",
        "please wait",
        "attention required",
        "access (?:denied|to this page has been denied|blocked|forbidden)",
        "(?:error )?403(?: forbidden)?",
        "forbidden",
        "request (?:blocked|rejected|unsuccessful)",
        "pardon our interruption",
        "are you (?:a )?(?:human|robot)",
        "(?:human|robot|bot|browser) (?:verification|check)",
        "verify(?:ing)? (?:that )?you are (?:a )?human",
        "security (?:check|verification)",
        "captcha",
        "ddos-guard",
        "(?:安全|访问|人机|行为|滑动|身份)(?:验证|校验|检测)(?:中|页面?|中心)?",
        "(?:请(?:完成|进行|输入))?(?:安全)?验证码?",
        "请稍[候后等](?:片刻)?",
        "(?:拒绝访问|访问(?:被拒绝|被阻断|被拦截|受限|过于频繁|异常))(?:提示)?",
        "(?:网站|web)?(?:防火墙|应用防护)(?:提示)?",
    ),
    sentences=any_of(
        "(?:checking|we need to (?:check|verify)|verifying) (?:if )?(?:the |your )?"
        "(?:site connection|browser|connection)",
        "verify(?:ing)? (?:that )?you are (?:a )?(?:human|not a (?:ro)?bot)",
        "(?:confirm|prove|know|sure) (?:that )?you(?:'re| are) (?:a )?(?:human|not a (?:ro)?bot)",
        "please (?:enable|turn on) (?:java ?script|js|cookies?)(?: and (?:cookies|javascript))?",
        "enable javascript and cookies to continue",
        "(?:unusual|suspicious|automated) (?:traffic|activity|requests?) (?:coming )?from your",
        "you have been blocked|your (?:ip|access|request) (?:address )?(?:has been|is|was) "
        "(?:temporarily )?(?:blocked|denied|banned|limited)",
        "you don't have permission to access",
        "(?:complete|solve) the (?:captcha|(?:security )?(?:check|challenge|puzzle))",
        "this process is automatic|performance (?:&|and) security by",
        "请(?:输入|填写|完成)(?:下图|图中|图片|以下|右侧)?(?:的)?(?:安全)?(?:验证码?|字符|拼图)",
        "(?:请)?(?:拖动|按住|向右(?:拖动|滑动))(?:左边|下方|左侧)?的?(?:滑块|滑条)",
        "请?(?:完成|进行|通过)(?:安全|人机|滑动|身份|以下)(?:验证|校验)",
        "(?:您|你)的?(?:访问|请求|操作|ip)(?:地址)?[^。]{0,8}(?:过于频繁|过快|异常|被拦截|被阻断|被禁止|被拒绝|受限)",
        "(?:访问|请求|操作)(?:过于|太)频繁,?请",
        "检测到(?:您|你)的?(?:网络|访问|ip|请求)",
        "(?:很抱歉|对不起),?由于(?:您|你)访问的(?:url|网址)有可能对网站造成安全威胁",
        "正在(?:检查|验证|检测)(?:您|你)的(?:浏览器|连接|访问)",
    ),
    gates=any_of(
        r"_cf_chl_opt|cf-browser-verification|cf_chl_",
        r"/cdn-cgi/challenge-platform/h/[a-z]/orchestrate",
        r"captcha-delivery\.com/(?:c|captcha|interstitial)|geo\.captcha-delivery",
        r"px-captcha|/captcha/px|_pxblock",
        r"_incapsula_resource\?(?:swjiylwa|cwudnsai)",
        r"acw_sc__v[23]|var arg1\s*=\s*'[0-9a-f]{40}",
        r"sec-if-cpt-container|bm-verify=|/_sec/cp_challenge",
        r"awswafintegration|awswafcookiedomainlist|challenge\.js\?[^\"']{0,200}awswaf",
        r"__jsl_clearance|yunsuo_session_verify|srcurl=[0-9a-f]{8,}.{0,40}security_verify_data",
        r"slg-bg|/\.safeline/|safeline_(?:challenge|bot)",
        r"wzws_confirm|wzwsquestion|__tst_status",
        r"sucuri_cloudproxy_js|ddos-guard/(?:js-challenge|check)",
        r"/_guard/(?:auto|click|slide)|sgcaptcha",
        r"errors\.aliyun\.com|block_message.{0,80}(?:waf|traceid)",
    ),
    widgets=any_of(
        r"/cdn-cgi/challenge-platform/|challenges\.cloudflare\.com",
        r"geetest|initgeetest|gt_challenge",
        r"g-recaptcha|recaptcha/(?:api|enterprise)|hcaptcha\.com",
        r"aliyuncaptcha|nocaptcha|awsc\.js|nc_wrapper",
        r"tencentcaptcha|tcaptcha|turing\.captcha",
        r"datadome|perimeterx|_incapsula_resource",
        r"captcha|验证码",
    ),
    path=re.compile(r"captcha|/verify|/challenge|/antispider|/_waf|/blocked|/punish"),
)
