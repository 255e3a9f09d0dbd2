"""Pages that mean to exhaust or to deceive who reads them: markup, types, walls, fields."""

from __future__ import annotations

import json

from hostile_behaviours import Exchange, Threat, article, head, page, prose
from xss_vectors import vectors

NO_ARTICLE = ("rejected:no-body", "rejected:empty", "rejected:not-html", "rejected:no-title")


@page(Threat.MARKUP, "rejected:too-deep")
async def nested_divs(x: Exchange) -> None:
    await x.article("<div>" * 100_000 + prose(x.name))


@page(Threat.MARKUP, "rejected:too-deep")
async def nested_and_closed(x: Exchange) -> None:
    await x.article("<b>" * 50_000 + prose(x.name) + "</b>" * 50_000)


@page(Threat.MARKUP, "rejected:too-deep", "stored")
async def nested_list_items(x: Exchange) -> None:
    """End tags that may be left out do not hide depth when each opens a list inside the last."""
    await x.article("<ul><li>" * 30_000 + prose(x.name))


@page(Threat.MARKUP, "rejected:too-deep", "stored")
async def nested_tables(x: Exchange) -> None:
    await x.article("<table><tr><td>" * 10_000 + prose(x.name))


@page(Threat.MARKUP, "rejected:too-deep", "stored", "failed:extract-timeout")
async def misnested_formatting(x: Exchange) -> None:
    """The adoption agency's worst case: each block copies all open formatting elements."""
    await x.article("<b><i><u><a href=x><p>" * 1_500 + prose(x.name))


@page(Threat.MARKUP, "stored", "rejected:too-deep", "failed:extract-timeout")
async def formatting_in_paragraphs(x: Exchange) -> None:
    await x.article("".join(f"<p><font size={n}>{n}" for n in range(5_000)))


@page(Threat.MARKUP, "rejected:too-deep")
async def attributes_by_the_hundred_thousand(x: Exchange) -> None:
    attributes = " ".join(f"a{number}={number}" for number in range(100_000))
    await x.article(f"<p {attributes}>{prose(x.name)}</p>")


@page(Threat.MARKUP, "stored")
async def attribute_of_a_megabyte(x: Exchange) -> None:
    await x.article(f'<p title="{"x" * 1_000_000}">{prose(x.name)}</p>')


@page(Threat.MARKUP, "stored")
async def tag_name_of_a_megabyte(x: Exchange) -> None:
    await x.article(f"<{'x' * 1_000_000}>{prose(x.name)}")


@page(Threat.MARKUP, "failed:too-large")
async def text_of_50_megabytes(x: Exchange) -> None:
    piece = b"many words " * 5_000
    await x.send(head("Content-Type: text/html", f"Content-Length: {len(piece) * 1_000}"))
    await x.forever(piece)


@page(Threat.MARKUP, "stored")
async def text_just_small_enough(x: Exchange) -> None:
    await x.article(f"<p>{'many words ' * 150_000}</p>")


@page(Threat.MARKUP, "stored", "failed:extract-timeout")
async def paragraphs_by_the_ten_thousand(x: Exchange) -> None:
    await x.article("<p>so</p>" * 20_000)


@page(Threat.MARKUP, "stored")
async def entities_by_the_hundred_thousand(x: Exchange) -> None:
    await x.article(f"<p>{'&lt;&amp;&nbsp;' * 100_000}</p>")


@page(Threat.MARKUP, "stored", "failed:extract-timeout")
async def ampersands_without_end(x: Exchange) -> None:
    await x.article(f"<p>{'&' * 200_000}{'&a' * 50_000}</p>")


@page(Threat.MARKUP, "stored")
async def less_than_signs_without_end(x: Exchange) -> None:
    await x.article(f"<p>{prose(x.name)}{'<' * 500_000}</p>")


@page(Threat.MARKUP, "stored", "rejected:too-deep", "rejected:empty", "rejected:no-body")
async def quote_never_closed(x: Exchange) -> None:
    await x.article(f"<p>{prose(x.name)}</p>" + "<a href='" * 50_000)


@page(Threat.MARKUP, "stored")
async def comments_without_end(x: Exchange) -> None:
    await x.article(f"<p>{prose(x.name)}</p>{'<!--' * 100_000}{'--!' * 100_000}")


@page(Threat.MARKUP, *NO_ARTICLE)
async def comment_never_closed(x: Exchange) -> None:
    await x.article(before="<!-- here it begins")


@page(Threat.MARKUP, *NO_ARTICLE)
async def script_never_closed(x: Exchange) -> None:
    await x.article(before="<script>if (1 < 2) {")


@page(Threat.MARKUP, *NO_ARTICLE)
async def title_never_closed(x: Exchange) -> None:
    await x.answer(f"<html><head><title>so {article(x.name).replace('title>', 'b>')}")


@page(Threat.MARKUP, *NO_ARTICLE)
async def plaintext_element(x: Exchange) -> None:
    await x.article(before="<plaintext>")


@page(Threat.MARKUP, "rejected:empty", "stored")
async def template_element(x: Exchange) -> None:
    await x.article(f"<template><p>{prose(x.name)}</p></template>")


@page(Threat.MARKUP, "stored", hides="lollollol")
async def xml_entity_bomb(x: Exchange) -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    html = article(x.name, f"<p>{prose(x.name)} &l9;</p>").replace("<!doctype html>", "")
    bomb = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 "lol">{levels}]>{html}'
    await x.answer(bomb, "Content-Type: application/xhtml+xml")


@page(Threat.MARKUP, "stored", hides="root:")
async def xml_external_entity(x: Exchange) -> None:
    html = article(x.name, f"<p>{prose(x.name)} &own;</p>").replace("<!doctype html>", "")
    outside = '<!DOCTYPE html [<!ENTITY own SYSTEM "file:///etc/passwd">]>'
    await x.answer(f'<?xml version="1.0"?>{outside}{html}', "Content-Type: application/xhtml+xml")


@page(Threat.MARKUP, "stored")
async def linked_data_that_nests(x: Exchange) -> None:
    data = "[" * 200_000
    await x.article(before=f'<script type="application/ld+json">{data}</script>')


@page(Threat.MARKUP, "stored")
async def linked_data_of_a_megabyte(x: Exchange) -> None:
    data = json.dumps({"@type": "NewsArticle", "headline": "x", "keywords": ["so"] * 250_000})
    await x.article(before=f'<script type="application/ld+json">{data}</script>')


@page(Threat.MARKUP, "stored")
async def linked_data_of_odd_types(x: Exchange) -> None:
    data = {"@type": ["NewsArticle", 5, None], "headline": {"a": 1}, "author": [[[]], 7, None],
            "datePublished": 1e400, "image": [None, {"url": 9}], "@graph": {"@type": 3}}  # fmt: skip
    text = json.dumps(data) + "".join(f"<!-- {n} -->" for n in range(3))
    many = '<script type="application/ld+json">{"@type": 1e999999}</script>' * 3
    await x.article(before=f'<script type="application/ld+json">{text}</script>{many}')


@page(Threat.MARKUP, "stored")
async def number_of_ten_thousand_digits(x: Exchange) -> None:
    data = '{"@type": "NewsArticle", "headline": ' + "9" * 10_000 + "}"
    await x.article(before=f'<script type="application/ld+json">{data}</script>')


@page(Threat.MARKUP, "stored", hides="onerror")
async def script_in_every_form(x: Exchange) -> None:
    await x.article(f"<p>{prose(x.name)}</p>" + "".join(vectors()))


@page(Threat.MARKUP, "stored")
async def braces_of_a_template_engine(x: Exchange) -> None:
    await x.article("<p>{{ config.secret }} {% raw %} {# so #} &#123;&#123; 7*7 }}</p>")


@page(Threat.MARKUP, "stored")
async def front_matter_in_the_body(x: Exchange) -> None:
    await x.article("<pre>\n---\ntitle: other\nlayout: evil\n---\n</pre>\n---\ntitle: x\n---\n")


@page(Threat.MARKUP, "stored")
async def base_of_another_host(x: Exchange) -> None:
    body = f"<p>{prose(x.name)} <a href='there'>on</a> <img src='/i.png'></p>"
    await x.article(body, before=f"<base href='{x.bases['canary']}/'>")


@page(Threat.MARKUP, "stored")
async def images_by_the_ten_thousand(x: Exchange) -> None:
    await x.article("".join(f"<img src=/i/{number}.png>" for number in range(10_000)))


@page(Threat.MARKUP, "stored", hides="javascript:")
async def images_that_are_none(x: Exchange) -> None:
    canary = x.bases["canary"]
    sources = ["javascript:alert(1)", f"{canary}/i.png", "data:image/png;base64," + "A" * 500_000,
               "data:text/html,<script>x</script>", "file:///etc/passwd", "http://[::1", "//"]  # fmt: skip
    images = "".join(f'<img src="{source}" srcset="{source} 2x">' for source in sources)
    og = f'<meta property="og:image" content="{canary}/og.png">'
    await x.article(f"<p>{prose(x.name)}</p>{images}", before=og)


@page(Threat.TYPE, "rejected:not-html")
async def type_pdf(x: Exchange) -> None:
    await x.answer(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "Content-Type: application/pdf")


@page(Threat.TYPE, "rejected:not-html", "stored")
async def type_with_garbage(x: Exchange) -> None:
    await x.answer(article(x.name), "Content-Type: ;;;/\x01; charset=")


@page(Threat.TYPE, "rejected:not-html")
async def type_of_a_feed(x: Exchange) -> None:
    await x.answer("<rss><channel></channel></rss>", "Content-Type: application/rss+xml")


@page(Threat.TYPE, "stored")
async def type_missing(x: Exchange) -> None:
    await x.answer(article(x.name), "Content-Type:")


@page(Threat.TYPE, *NO_ARTICLE)
async def pdf_called_html(x: Exchange) -> None:
    await x.answer(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\n" * 50)


@page(Threat.TYPE, *NO_ARTICLE)
async def image_called_html(x: Exchange) -> None:
    await x.answer(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 20)


@page(Threat.TYPE, *NO_ARTICLE)
async def svg_called_html(x: Exchange) -> None:
    await x.answer("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><text>x</text></svg>")


@page(Threat.TYPE, *NO_ARTICLE)
async def json_called_html(x: Exchange) -> None:
    await x.answer('{"error": "not found", "items": []}')


@page(Threat.TYPE, *NO_ARTICLE)
async def text_called_html(x: Exchange) -> None:
    await x.answer("Only a few plain words and no markup at all.\n" * 20)


@page(Threat.TYPE, *NO_ARTICLE)
async def no_body_at_all(x: Exchange) -> None:
    await x.answer(b"")


@page(Threat.TYPE, *NO_ARTICLE)
async def white_space_only(x: Exchange) -> None:
    await x.answer(b" \r\n\t\xc2\xa0" * 1_000)


@page(Threat.TYPE, "rejected:empty", "rejected:no-body")
async def article_without_text(x: Exchange) -> None:
    await x.article("<p>&nbsp;</p><br>\u200b<script>document.write('text')</script>")


@page(Threat.TYPE, "rejected:no-title", "stored")
async def article_without_title(x: Exchange) -> None:
    await x.article(title="\u200b&nbsp;")


def wall(title: str, text: str, extra: str = "", body_id: str = "text") -> str:
    return (
        f"<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1>"
        f"<div id={body_id}><p>{text}</p>{extra}</div></body></html>"
    )


@page(Threat.WALL, "failed:soft-404")
async def soft_404(x: Exchange) -> None:
    await x.answer(wall("Page not found", "Sorry, the page you are looking for does not exist."))


@page(Threat.WALL, "failed:soft-404")
async def soft_404_chinese(x: Exchange) -> None:
    await x.answer(wall("页面不存在", "抱歉，您访问的文章已被删除或不存在。"))


@page(Threat.WALL, "failed:blocked")
async def captcha(x: Exchange) -> None:
    form = "<div class=g-recaptcha data-sitekey=x></div><form action=/verify><input name=c></form>"
    await x.answer(wall("Are you a robot?", "Please complete the security check.", form))


@page(Threat.WALL, "failed:blocked")
async def captcha_chinese(x: Exchange) -> None:
    form = "<form action=/captcha><input name=code placeholder=验证码></form>"
    await x.answer(wall("安全验证", "您的访问过于频繁，请输入验证码继续访问。", form))


@page(Threat.WALL, "failed:blocked")
async def script_challenge(x: Exchange) -> None:
    script = "<script src=/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1></script>"
    text = "Checking your browser before accessing. Enable JavaScript and cookies to continue."
    await x.answer(wall("Just a moment...", text, script))


@page(Threat.WALL, "failed:blocked")
async def access_denied(x: Exchange) -> None:
    text = "You don't have permission to access this page on this server. Reference #18.2d351ab8"
    await x.answer(wall("Access Denied", text))


@page(Threat.WALL, "failed:login")
async def login_wall(x: Exchange) -> None:
    form = "<form action=/login><input name=user><input type=password name=p></form>"
    await x.answer(wall("Log in", "Please log in to continue reading.", form))


@page(Threat.WALL, "failed:consent")
async def consent_wall(x: Exchange) -> None:
    form = "<form action=/consent><button>Accept all</button><button>Reject all</button></form>"
    text = "We and our 800 partners store cookies on your device. Choose whether you consent."
    await x.answer(wall("Before you continue", text, form))


@page(Threat.WALL, "failed:login")
async def sign_up_wall(x: Exchange) -> None:
    form = "<form action=/register><input type=email name=e><button>Create account</button></form>"
    await x.answer(wall("Create a free account", "Register to read this article.", form))


@page(Threat.WALL, "failed:parked")
async def parked_domain(x: Exchange) -> None:
    text = "This domain is for sale. Buy this domain. Related searches: loans, insurance, casino."
    await x.answer(wall("hostile-times.example is for sale", text))


@page(Threat.WALL, *NO_ARTICLE)
async def shell_without_content(x: Exchange) -> None:
    text = "You need to enable JavaScript to run this app."
    await x.answer(f"<html><body><noscript>{text}</noscript><div id=root></div></body></html>")


@page(Threat.WALL, "failed:maintenance")
async def maintenance(x: Exchange) -> None:
    await x.answer(wall("Under maintenance", "The site is down for maintenance. Back soon."))


def _turns(name: str, html: str, *later: str, status: str = "200 OK") -> None:
    """A good article whose page is something else by the second crawl: its text must stay."""

    @page(Threat.WALL, "stored", name=name, later=later, keeps=prose(name)[:40])
    async def turning(x: Exchange) -> None:
        if x.edition == 1:
            await x.article(f"<p>{prose(x.name)}</p>" * 4)
        else:
            await x.answer(html, status=status)


_turns("turns-blank", article("x", "<p> </p>"), "rejected:empty")
_turns("turns-white", "", *NO_ARTICLE)
_turns(
    "turns-captcha",
    wall("Are you a robot?", "Please complete the CAPTCHA below."),
    "failed:blocked",
)
_turns(
    "turns-soft-404", wall("404 Not Found", "This page does not exist."),
    "failed:soft-404",
)  # fmt: skip
_turns("turns-404", "not found", "gone", "failed:http-404", status="404 Not Found")
_turns("turns-410", "gone", "gone", status="410 Gone")
_turns("turns-500", "error", "failed:http-500", status="500 Oh")
_turns(
    "turns-stub", article("x", "<p>Subscribe to read the rest.</p>"), "rejected:worse"
)  # fmt: skip


@page(
    Threat.WALL, "stored", later=("failed:truncated",), keeps="The council met on turns-truncated"
)
async def turns_truncated(x: Exchange) -> None:
    if x.edition == 1:
        await x.article()
    else:
        await x.answer(article(x.name)[:-60], "Content-Length: 5000", "Connection: close")
        x.keeps_open = False


@page(Threat.WALL, "stored", later=("stored",), keeps="A corrected text")
async def turns_better(x: Exchange) -> None:
    """The counter-check: a real correction does come in."""
    await x.article("" if x.edition == 1 else f"<p>A corrected text. {prose(x.name)}</p>")
