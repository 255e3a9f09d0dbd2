from __future__ import annotations

import json
import sys
import time

import numpy as np
import pytest
from extract_pages import CHINESE, ENGLISH, GERMAN, TEASERS, fetched, paragraphs, read, site

from articles.extract.explain import Explanation, explain
from articles.html.sanitise import safe_body
from articles.html.text import plain_text
from articles.types import ExtractRules, Provenance, Rejection

LANGUAGES = [("en", ENGLISH), ("de", GERMAN), ("zh", CHINESE)]


@pytest.mark.parametrize(("language", "texts"), LANGUAGES)
def test_the_body_is_the_article_and_nothing_beside_it(
    language: str, texts: tuple[str, ...]
) -> None:
    found = read(site(paragraphs(texts)).replace('lang="en"', f'lang="{language}"'))
    assert found.body_text == "\n".join(texts)
    assert found.body_html is not None
    assert plain_text(found.body_html) == "\n".join(texts)
    assert dict(found.provenance)["body_html"] is Provenance.AUTOMATIC
    assert found.confidence is not None
    assert found.confidence > 0.8
    assert found.failures == ()


CLUTTER = [
    ("a teaser in the flow", "<div class='related-link'>Read also: <a href='/x'>Another story of the week</a></div>"),
    ("a German teaser", "<p class='teaser'>Lesen Sie auch: <a href='/x'>Noch eine Geschichte</a></p>"),
    ("a newsletter box", "<div class='newsletter-signup'><p>Sign up for our newsletter</p><button>Subscribe</button></div>"),
    ("a player", "<div class='video-player'><span>Play video</span><span>0:00 / 1:24</span></div>"),
    ("share links", "<ul class='share'><li><a href='/f'>Share on Facebook</a></li><li><a href='/t'>Share on Twitter</a></li></ul>"),
    ("an advertisement's label", "<div class='ad-slot'>Advertisement</div>"),
    ("tags", "<ul class='tags'><li><a href='/t/1'>Bridges</a></li><li><a href='/t/2'>Harbour</a></li></ul>"),
    ("hidden text", "<div style='display:none'>You have read three of your free articles this month.</div>"),
    ("scripts", "<script>var text = 'The harbour bridge was opened.';</script><style>p {color: red}</style>"),
]  # fmt: skip


@pytest.mark.parametrize("clutter", [markup for _, markup in CLUTTER], ids=[name for name, _ in CLUTTER])  # fmt: skip
def test_clutter_between_paragraphs_goes(clutter: str) -> None:
    body = paragraphs(ENGLISH[:3]) + clutter + paragraphs(ENGLISH[3:])
    assert read(site(body)).body_text == "\n".join(ENGLISH)


def test_the_editors_line_and_the_footer_of_a_chinese_page_go() -> None:
    body = paragraphs(CHINESE) + "<div class='editor'>（责任编辑：李四）</div><p class='copyright'>版权声明：未经授权不得转载</p>"  # fmt: skip
    assert read(site(body, title="重庆定下三万亿目标")).body_text == "\n".join(CHINESE)


def test_an_article_that_follows_on_the_same_page_is_not_taken() -> None:
    follows = f"<article class='article'><h1 class='headline'>Die Brücke ist wieder offen</h1><p class='byline'>Von Jo Roe</p><time>11.05.2021</time><div class='article-body'>{paragraphs(GERMAN)}</div></article>"  # fmt: skip
    markup = site(paragraphs(ENGLISH)).replace("</article>", f"</article>{follows}", 1)
    assert "Brücke" not in (read(markup).body_text or "")


def test_the_markup_keeps_what_structures_a_text() -> None:
    rich = (
        f"<h2>How it came about</h2>{paragraphs(ENGLISH[:2])}"
        f"<ul><li>{ENGLISH[2]}</li><li>{ENGLISH[3]}</li></ul>"
        f"<blockquote><p>{ENGLISH[4]}</p></blockquote>"
        f"<figure><img src='/img/bridge-opening.jpg' alt='b'><figcaption>People on the bridge. Photo: Jo Roe</figcaption></figure>"
        f"{paragraphs(ENGLISH)}"
    )
    found = read(site(rich))
    html = found.body_html or ""
    for piece in ("<h2>How it came about</h2>", f"<ul><li>{ENGLISH[2]}</li>", "<blockquote><p>"):
        assert piece in html
    assert "<figure><img src='/img/bridge-opening.jpg' alt='b'><figcaption>People on" in html
    assert found.images == ("/img/bridge-opening.jpg",)
    assert safe_body(html, found.url).count("<img ") == 1


def test_icons_and_trackers_are_no_images_of_the_article() -> None:
    body = f"<img src='/pixel.gif' width=1 height=1>{paragraphs(ENGLISH[:2])}<img src='/img/icon.png' width='16'>{paragraphs(ENGLISH[2:])}"  # fmt: skip
    assert read(site(body)).images == ()


def test_text_without_paragraph_elements_is_told_apart_by_its_line_breaks() -> None:
    found = read(site("<br><br>".join(CHINESE)))
    assert found.body_text == "\n".join(CHINESE)
    assert "<br><br>" in (found.body_html or "")


def test_a_page_drawn_by_a_script_is_read_from_its_data() -> None:
    data = json.dumps({"article": {"html": paragraphs(ENGLISH)}})
    found = read(f"<html><body><div id=root></div><script>window.state = {data}</script></body></html>")  # fmt: skip
    assert found.body_text == "\n".join(ENGLISH)
    thing = {"@type": "NewsArticle", "headline": "Bridge", "articleBody": "\n".join(ENGLISH)}
    found = read(f'<body><div></div><script type="application/ld+json">{json.dumps(thing)}</script>')  # fmt: skip
    assert found.body_text == "\n".join(ENGLISH)
    assert dict(found.provenance)["body_html"] is Provenance.JSON_LD


def test_rules_for_the_body_win_and_no_library_is_imported() -> None:
    markup = site(paragraphs(ENGLISH))
    found = read(markup, ExtractRules(body=("h1",)))
    assert found.body_html == '<h1 class="headline">Harbour bridge reopens after two years of repairs</h1>'  # fmt: skip
    assert found.body_text is None
    assert found.confidence is None
    assert dict(found.provenance)["body_html"] is Provenance.RULE


FIELDS = """<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Harbour bridge reopens after
two years of repairs", "datePublished": "2021-05-10T06:56:00+01:00", "author": [{"name": "Ann Lee"}],
"image": "https://i.example/bridge.jpg", "articleSection": "Local", "description": "The bridge is open."}</script>"""


def test_each_field_tells_where_it_was_read() -> None:
    found = read(site(paragraphs(ENGLISH), head=FIELDS))
    assert found.title == "Harbour bridge reopens after two years of repairs"
    assert (found.byline, found.published) == ("Ann Lee", "2021-05-10T06:56:00+01:00")
    assert (found.section, found.description) == ("Local", "The bridge is open.")
    assert (found.language, found.site_name) == ("en", "Daily Post")
    assert found.lead_image == "https://i.example/bridge.jpg"
    assert dict(found.provenance) == {
        "title": Provenance.MARKUP,
        "published": Provenance.JSON_LD,
        "byline": Provenance.JSON_LD,
        "lead_image": Provenance.JSON_LD,
        "language": Provenance.MARKUP,
        "site_name": Provenance.META,
        "section": Provenance.JSON_LD,
        "description": Provenance.JSON_LD,
        "body_html": Provenance.AUTOMATIC,
    }


def test_a_chinese_page_tells_its_date_source_and_journalist() -> None:
    line = "<div class='info'><span>2021-05-10 06:56:09</span> <span>来源：每日新闻</span></div>"
    body = line + paragraphs([*CHINESE, "（记者 张三 李四）"])
    found = read(site(body, title="重庆定下三万亿目标"), url="https://news.example.com/a/1.html")
    assert (found.published, found.origin) == ("2021-05-10 06:56:09", "每日新闻")
    assert (found.byline, found.language) == ("张三、李四", "zh")


OWN = "own judgement: RuntimeError: the library is broken"


def fails(*_: object, **__: object) -> None:
    raise RuntimeError("the library is broken")


DOUBTFUL = f"<html><body><div><h1>Bridge</h1><p>{ENGLISH[0]}</p></div><div><ul>{TEASERS}</ul><p>{GERMAN[1]}</p></div></body></html>"  # fmt: skip


def test_a_library_that_raises_is_told_and_the_page_is_read(monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    whole = read(DOUBTFUL, url="https://news.example.com/a")
    monkeypatch.setattr("articles.extract.judge.shipped_nets", fails)
    judged = read(DOUBTFUL, url="https://news.example.com/a")
    monkeypatch.setattr("trafilatura.bare_extraction", fails)
    monkeypatch.setattr("htmldate.find_date", fails)
    found = read(DOUBTFUL, url="https://news.example.com/a")
    assert whole.failures == ()
    assert judged.failures == (OWN,)
    assert found.failures == (
        OWN,
        "trafilatura: RuntimeError",
        "trafilatura-precision: RuntimeError",
        "htmldate: RuntimeError",
    )
    assert ENGLISH[0] in (whole.body_text or "")
    assert ENGLISH[0] in (judged.body_text or "")
    assert (found.body_text, found.confidence) == (None, None)
    monkeypatch.setattr("trafilatura.load_html", fails)
    assert read(DOUBTFUL, url="https://news.example.com/a").failures == (OWN, "lxml: RuntimeError", "htmldate: RuntimeError")  # fmt: skip


def test_a_judgement_of_ours_that_fails_is_told_and_the_libraries_judge(monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr("articles.extract.judge.shipped_trees", fails)
    found = read(site(paragraphs(ENGLISH)))
    assert found.failures == (OWN,)
    assert found.body_text == "\n".join(ENGLISH)
    assert found.confidence == 0.5
    monkeypatch.setattr("trafilatura.load_html", fails)
    lost = read(site(paragraphs(ENGLISH)))
    assert len(lost.failures) == 2
    assert ENGLISH[0] in (lost.body_html or "")


def test_an_explanation_names_the_votes_and_the_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    told = explain(fetched(site(paragraphs(ENGLISH))), ExtractRules())
    assert isinstance(told, Explanation)
    assert told.route is Provenance.AUTOMATIC
    assert [run.text for run in told.runs if run.kept] == [text[:100] for text in ENGLISH]
    assert [vote.name for vote in told.votes] == ["trafilatura", "trafilatura-precision"]
    assert all(vote.agreement > 0.8 for vote in told.votes)
    assert told.lines()[0] == f"body: automatic, confidence {told.confidence:.2f}"
    assert told.lines()[1].startswith("trafilatura: agrees to")
    monkeypatch.setattr("trafilatura.bare_extraction", fails)
    broken = explain(fetched(site(paragraphs(ENGLISH))), ExtractRules())
    assert isinstance(broken, Explanation)
    assert broken.route is Provenance.AUTOMATIC
    assert "failed: trafilatura: RuntimeError" in broken.lines()


LAYOUT = """
<h1 class=t>Harbour bridge reopens after two years of repairs</h1><p class=time>10 May 2021</p>
{text}
<p>Sign up to our newsletter</p>
<p style="display:none">{hidden}</p>
<figure><figcaption>{caption}</figcaption></figure>
<div>{lump}</div>
<h1 class=t>Another story altogether</h1><p class=time>9 May 2021</p>{other}
"""


def test_an_explanation_tells_which_rule_overruled_the_models(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "articles.extract.judge.agreed", lambda first, _: np.full(len(first), 0.55, np.float32)
    )
    body = LAYOUT.format(
        text=paragraphs(ENGLISH), hidden="Only for machines.", caption="The bridge.",
        lump=" ".join(ENGLISH), other=paragraphs(GERMAN),
    )  # fmt: skip
    told = explain(
        fetched(f"<title>Harbour bridge reopens after two years of repairs</title>{body}"),
        ExtractRules(),
    )
    assert isinstance(told, Explanation)
    why = {run.text: run.reason for run in told.runs}
    assert why[ENGLISH[1][:100]] == ""
    assert why["Sign up to our newsletter"] == "a line beside the text"
    assert why["Only for machines."] == "hidden"
    assert why["The bridge."] == "a caption"
    assert why[GERMAN[0][:100]] == "under another article's title"
    lumps = [run.reason for run in told.runs if run.text.startswith(ENGLISH[0][:100])]
    assert lumps == ["", "said again in paragraphs"]
    assert "- 0.55 (hidden) <p> Only for machines." in told.lines()


def test_an_explanation_of_rules_of_nothing_and_of_no_html() -> None:
    ruled = explain(fetched("<p>x</p>"), ExtractRules(body=("p",)))
    assert isinstance(ruled, Explanation)
    assert ruled.lines() == ["the source's rules name the body; nothing was weighed"]
    empty = explain(fetched("<p>x</p>"), ExtractRules())
    assert isinstance(empty, Explanation)
    assert empty.route is None
    assert isinstance(explain(fetched("<div>" * 3_000), ExtractRules()), Rejection)


HOSTILE = {
    "deep": "<div>" * 1_900 + f"<p>{ENGLISH[0]}</p>" * 50,
    "deep and inline": "<b>" * 1_900 + "x. y, z! " * 500,
    "many runs": "<p>One. Two, three.</p>" * 30_000,
    "many links": "<a href=/x>link</a> " * 50_000,
    "one long run": "<p>" + "word, " * 300_000,
    "one long word": "<p>" + "x" * 2_000_000,
    "many classes": "".join(f"<div class='c{n}'>Text {n}. More, and more.</div>" for n in range(5_000)),
    "many headings": "<h1>x</h1>" * 20_000,
    "a long label": f"<p class='{'ad-' * 200_000}'>{ENGLISH[0]}</p>",
    "a long line of names": f"<meta name=author content='{'A B, ' * 100_000}'><p>{ENGLISH[0]}</p>",
    "a long script": '<script>"' + "a. " * 100_000 + "</script><p>x</p>",
    "tables": "<table><tr><td>" * 600 + "x. y, z.",
}  # fmt: skip


@pytest.mark.parametrize("markup", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_page_is_read_in_bounded_time(markup: str) -> None:
    started = time.process_time()
    read(markup)
    assert time.process_time() - started < 8


def test_importing_the_extractor_imports_no_heavy_library() -> None:
    import subprocess  # noqa: PLC0415 - only here

    code = "import sys, articles.extract; print([m for m in ('trafilatura', 'htmldate', 'py3langid', 'numpy', 'lxml') if m in sys.modules])"  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
