"""Markup that tries to run or to load something, by class: each is our own writing.

``HIT`` is replaced by script that tells the test that it ran, ``LOAD`` by an address that the
test's server counts. Combinations are made, not listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

EVENTS = (
    "onload onerror onclick onmouseover onfocus onanimationstart ontoggle onbegin onpageshow "
    "onwheel oncopy onpointerenter onauxclick ontransitionend onscroll onfocusin onplay oncanplay"
).split()
TAGS = (
    "a abbr audio b body br button details div embed form frame frameset h1 html iframe img input "
    "isindex keygen li link marquee math meta object ol p picture portal pre script section select "
    "source span style svg table td template textarea title tr ul video x-custom"
).split()
SCHEMES = (
    "javascript:HIT", "JaVaScRiPt:HIT", " javascript:HIT", "java\tscript:HIT", "java\nscript:HIT",
    "java&#10;script:HIT", "&#106;avascript:HIT", "&#x6A&#x61vascript:HIT", "javascript&colon;HIT",
    "javascript&#58;HIT", "\x01javascript:HIT", "\x0bjavascript:HIT", "vbscript:HIT",
    "data:text/html,<script>HIT</script>", "data:text/html;base64,PHNjcmlwdD5ISVQ8L3NjcmlwdD4=",
    "data:image/svg+xml,<svg onload=HIT>", "javascript://%0aHIT", "feed:javascript:HIT",
    "view-source:javascript:HIT", "blob:HIT", "livescript:HIT", "mocha:HIT",
)  # fmt: skip
URL_ATTRIBUTES = (
    ("a", "href"), ("a", "xlink:href"), ("area", "href"), ("iframe", "src"), ("iframe", "srcdoc"),
    ("form", "action"), ("button", "formaction"), ("input", "formaction"), ("object", "data"),
    ("embed", "src"), ("img", "src"), ("img", "lowsrc"), ("img", "dynsrc"), ("video", "poster"),
    ("audio", "src"), ("source", "src"), ("link", "href"), ("base", "href"), ("body", "background"),
    ("table", "background"), ("meta", "content"), ("svg", "href"), ("use", "href"),
    ("animate", "values"), ("math", "href"), ("a", "ping"), ("blockquote", "cite"),
)  # fmt: skip
QUOTES = ('"{}"', "'{}'", "{}", "`{}`")
STYLES = (
    "background:url(LOAD)", "background-image:url('LOAD')", "list-style:url(LOAD)",
    "width:expression(HIT)", "-moz-binding:url(LOAD)", "behavior:url(LOAD)", "@import 'LOAD'",
    "background:\\75rl(LOAD)", "background:u/**/rl(LOAD)", "content:url(LOAD)", "cursor:url(LOAD),auto",
    "border-image:url(LOAD)", "mask:url(LOAD)", "filter:url(LOAD#x)", "background:image-set('LOAD' 1x)",
    "position:fixed;top:0;left:0;width:100%;height:100%", "--x:url(LOAD);background:var(--x)",
    "background:URL(LOAD)", "background:&#117;rl(LOAD)", "font-family:x;src:url(LOAD)",
)  # fmt: skip
WHOLE = (
    "<script>HIT</script>", "<SCRIPT>HIT</SCRIPT>", "<script src=LOAD></script>", "<script/x>HIT</script>",
    "<scr<script>ipt>HIT</scr</script>ipt>", "<script\n>HIT</script\n>", "<<script>HIT</script>",
    "<svg><script>HIT</script></svg>", "<svg><script>&#72;IT</script></svg>", "<svg onload=HIT>",
    "<svg/onload=HIT//", "<svg><animate onbegin=HIT attributeName=x dur=1s>",
    "<svg><a><animate attributeName=href values=javascript:HIT /><text>x</text></a></svg>",
    "<svg><set attributeName=href to=javascript:HIT>", "<svg><use href='data:image/svg+xml,<svg id=x "
    "xmlns=\"http://www.w3.org/2000/svg\"><script>HIT</script></svg>#x'></svg>",
    "<svg><foreignObject><iframe srcdoc='<script>HIT</script>'></foreignObject></svg>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=HIT&gt;">',
    "<math><mtext><table><mglyph><style><math><img src onerror=HIT></style>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=HIT>",
    '<svg></p><style><a id="</style><img src=1 onerror=HIT>">',
    '<noscript><p title="</noscript><img src=x onerror=HIT>">',
    '<noembed><img title="</noembed><img src onerror=HIT>"></noembed>',
    '<xmp><p title="</xmp><img src onerror=HIT>">', "<listing>&lt;img onerror=HIT src=x&gt;</listing>",
    '<title><a title="</title><img src onerror=HIT>">', '<textarea><p title="</textarea><img src onerror=HIT>">',
    '<style><p title="</style><img src onerror=HIT>">', "<style>@import 'LOAD';</style>",
    "<style>body{background:url(LOAD)}</style>", "<link rel=stylesheet href=LOAD>",
    "<link rel=prefetch href=LOAD>", "<link rel=preload as=image href=LOAD>", "<link rel=dns-prefetch href=LOAD>",
    "<meta http-equiv=refresh content='0;url=javascript:HIT'>", "<meta http-equiv=refresh content='0;url=LOAD'>",
    "<meta http-equiv=set-cookie content=x>", "<base href=LOAD><a href=x>x</a>", "<base target=_parent>",
    "<iframe src=LOAD></iframe>", "<iframe srcdoc='&lt;script&gt;HIT&lt;/script&gt;'></iframe>",
    "<object data=LOAD></object>", "<object type=text/html data='data:text/html,<script>HIT</script>'></object>",
    "<embed src=LOAD>", "<applet code=LOAD></applet>", "<frameset onload=HIT>", "<portal src=LOAD></portal>",
    "<video><source onerror=HIT></video>", "<video src=LOAD autoplay></video>", "<audio src=LOAD autoplay>",
    "<video poster=LOAD></video>", "<track src=LOAD>", "<input autofocus onfocus=HIT>", "<input type=image src=LOAD>",
    "<select autofocus onfocus=HIT>", "<textarea autofocus onfocus=HIT>", "<keygen autofocus onfocus=HIT>",
    "<details open ontoggle=HIT>", "<marquee onstart=HIT>x</marquee>", "<body onload=HIT>", "<html onload=HIT>",
    "<p contenteditable autofocus onfocus=HIT>x", "<a autofocus tabindex=1 onfocus=HIT>x</a>",
    "<x onanimationstart=HIT style='animation:x 1s'></x><style>@keyframes x{}</style>",
    "<template><img src onerror=HIT></template>", "<template shadowrootmode=open><script>HIT</script></template>",
    "<!--[if gte IE 4]><script>HIT</script><![endif]-->", "<!--><img src onerror=HIT>-->", "<!--!><img src onerror=HIT>",
    "<!-- --!><img src onerror=HIT> -->", "<!--\n--><img src onerror=HIT>", "<![CDATA[<img src onerror=HIT>]]>",
    '<?xml version="1.0"?><img src onerror=HIT>', "<?php echo '<img src onerror=HIT>'?>", "<!ENTITY x 'LOAD'>",
    "<img src=x onerror=HIT", "<img src=x\nonerror\n=\nHIT>", "<img/src=x/onerror=HIT>", "<img src=`x`onerror=HIT>",
    "<img src='x'onerror=HIT>", "<img \x00src=x o\x00nerror=HIT>", "<im\x00g src=x onerror=HIT>", "<img src=x:x onerror=HIT>",
    "<img alt='<x' src=x onerror=HIT>", '<img alt="`><script>HIT</script>">', "<a title='\"><img src onerror=HIT>'>x</a>",
    '<img src="x" title="" onerror="HIT" / onerror=HIT>', '"><script>HIT</script>', "'><img src=x onerror=HIT>",
    "--><script>HIT</script>", "</div></div></body></html><script>HIT</script>", "</textarea><script>HIT</script>",
    "<plaintext><script>HIT</script>", '<div style="x:expression(HIT)">', "<table><td background=LOAD>",
    "<isindex type=image src=1 onerror=HIT>", "<image src=x onerror=HIT>", "<img srcset=',,x onerror=HIT,'>",
    "<button popovertarget=x>x</button><div popover id=x onbeforetoggle=HIT>y</div>", "<dialog open onclose=HIT>",
    "<a href=x download=y ping=LOAD>x</a>", "<p is=x-y onclick=HIT>", "<slot onslotchange=HIT>",
    "<script type=module src=LOAD></script>", "<script type=importmap>{}</script>", "<script type=speculationrules>{}</script>",
    "<iframe src='//player.bilibili.com.evil.invalid/x'></iframe>", "<iframe src='https://v.qq.com@127.0.0.1/x'></iframe>",
    "<a href='https://x.invalid/' onclick=HIT>x</a>", "&lt;script&gt;HIT&lt;/script&gt;", "\u2028<script>HIT</script>",
    "+ADw-script+AD4-HIT+ADw-/script+AD4-", "\ufeff<script>HIT</script>", "<ſcript>HIT</ſcript>", "＜script＞HIT＜/script＞",
)  # fmt: skip


def vectors() -> Iterator[str]:
    """Yield every vector, some 2,000, with HIT and LOAD in place."""
    yield from WHOLE
    for tag, event in product(TAGS, EVENTS):
        yield f"<{tag} src=x {event}=HIT>x</{tag}>"
    for (tag, attribute), scheme in product(URL_ATTRIBUTES, SCHEMES):
        quote = QUOTES[len(scheme + tag) % len(QUOTES)]
        yield f"<{tag} {attribute}={quote.format(scheme)}>x</{tag}>"
    for style, tag in product(STYLES, ("p", "div", "span", "td", "img")):
        yield f'<{tag} style="{style}">x</{tag}>'
