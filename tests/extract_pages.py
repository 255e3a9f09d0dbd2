"""Pages of the test suite's own writing, laid out as news sites lay them out."""

from __future__ import annotations

from datetime import UTC, datetime

from articles.extract import extract
from articles.types import ArticleItem, ExtractRules, FetchedPage

URL = "https://news.example.com/2021/05/10/bridge.html"

ENGLISH = (
    "The harbour bridge was opened again on Monday after two years of repairs, and thousands of "
    "people walked across it before the first cars were let on in the afternoon.",
    "“We have waited long for this day,” said the mayor, who cut a ribbon at noon. Work had been "
    "delayed twice, once by a storm and once by a shortage of steel.",
    "The city spent 41 million on the repairs, about a third more than planned. An inquiry into "
    "the costs is to report in autumn, a spokeswoman for the council said.",
    "Shopkeepers on the northern side said that they hoped for better days. Many had lost half "
    "of their customers while the bridge was closed to traffic.",
    "A second bridge further up the river is planned, but the council has not yet decided how it "
    "would be paid for. The decision is expected before the end of the year.",
)
CHINESE = (
    "重庆市政府周一公布了新的五年规划，提出到二〇二五年地区生产总值达到三万亿元的目标。规划还提出，要加快"
    "建设先进制造业基地，推动工业互联网发展。",
    "市发改委负责人在发布会上表示，过去五年重庆经济增速起起伏伏，但结构明显优化，高技术产业占比提高了"
    "近十个百分点，为今后发展打下了基础。",
    "多位专家对记者表示，实现上述目标并不容易，需要在创新投入、人才引进和对外开放等方面持续发力，"
    "同时防范房地产和地方债务风险。",
    "规划提出，未来五年将新建轨道交通线路两百公里，建成一批数据中心和智能工厂，并推动成渝两地在交通、"
    "产业和公共服务方面的合作。",
)
GERMAN = (
    "Die Brücke am Hafen wurde am Montag nach zwei Jahren Bauzeit wieder für den Verkehr "
    "freigegeben. Tausende Menschen gingen am Vormittag zu Fuß über das Bauwerk.",
    "„Auf diesen Tag haben wir lange gewartet“, sagte die Bürgermeisterin. Die Arbeiten hatten "
    "sich zweimal verzögert, zuletzt wegen fehlender Lieferungen von Stahl.",
    "Die Stadt gab 41 Millionen Euro für die Sanierung aus, rund ein Drittel mehr als geplant. "
    "Eine Untersuchung der Kosten soll im Herbst abgeschlossen werden.",
    "Händler auf der Nordseite hoffen nun auf bessere Zeiten. Viele von ihnen hatten während der "
    "Sperrung die Hälfte ihrer Kunden verloren, wie der Verband mitteilte.",
)
NAVIGATION = "".join(
    f"<li><a href='/{name}'>{name.title()}</a></li>"
    for name in (
        "world",
        "business",
        "politics",
        "sport",
        "culture",
        "weather",
        "science",
        "travel",
    )
)
TEASERS = "".join(
    f"<li class='teaser'><a href='/{n}.html'><h3>Another headline of the day, number {n}</h3></a></li>"
    for n in range(8)
)


def paragraphs(texts: tuple[str, ...] | list[str]) -> str:
    return "\n".join(f"<p>{text}</p>" for text in texts)


def site(
    body: str, *, head: str = "", title: str = "Harbour bridge reopens after two years of repairs"
) -> str:
    """Return a whole page round an article's inner markup."""
    return f"""<!DOCTYPE html><html lang="en"><head><title>{title} | Daily Post</title>
    <meta property="og:title" content="{title}"><meta property="og:site_name" content="Daily Post">
    {head}</head><body>
    <header class="site-header"><a href="/" class="logo">Daily Post</a>
    <nav class="main-nav"><ul>{NAVIGATION}</ul></nav></header>
    <main><article class="article"><h1 class="headline">{title}</h1>
    <div class="article-body">{body}</div></article>
    <aside class="sidebar related"><h2>Most read</h2><ul>{TEASERS}</ul></aside></main>
    <footer class="footer"><ul>{NAVIGATION}</ul><p>© 2021 Daily Post. All rights reserved.</p>
    <p><a href="/terms">Terms of use</a> <a href="/privacy">Privacy policy</a></p></footer>
    </body></html>"""


def fetched(markup: str | bytes, url: str = URL) -> FetchedPage:
    body = markup if isinstance(markup, bytes) else markup.encode("utf-8", "replace")
    return FetchedPage(url, url, 200, body, "text/html", datetime(2026, 5, 10, tzinfo=UTC), "utf-8")


def read(markup: str | bytes, rules: ExtractRules | None = None, url: str = URL) -> ArticleItem:
    found = extract(fetched(markup, url), rules or ExtractRules())
    assert isinstance(found, ArticleItem)
    return found
