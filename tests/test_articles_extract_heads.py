from __future__ import annotations

import pytest
from extract_pages import CHINESE, ENGLISH, paragraphs, read
from selectolax.lexbor import LexborHTMLParser

from articles.extract.features import described
from articles.extract.heads import under_another_head
from articles.extract.runs import read_runs
from articles.extract.signs import Told, fold

TITLE = "重庆公布新的五年规划"
OTHER = "三十年后他们回到了当年的小镇"
DATE = "<div class=time>2024-05-20 13:09</div>"
BUTTON = "<div class=audio>播报文章</div>"


def head(title: str, called: str = "article__title", under: str = BUTTON + DATE) -> str:
    return f"<h1 class='{called}'>{title}</h1>{under}"


def under(markup: str) -> list[str]:
    """Return the texts that stand under another article's head."""
    found = read_runs(LexborHTMLParser(markup))
    flags = under_another_head(found.runs, described(found, Told(title=fold(TITLE))))
    return [run.text for run, flag in zip(found.runs, flags, strict=True) if flag]


MINE = head(TITLE) + paragraphs(CHINESE)
NEXT = "<p>Next text.</p>"


def test_what_follows_a_second_dated_title_is_another_articles() -> None:
    told = under(MINE + "<div>分享至：</div>" + head(OTHER) + NEXT + "<footer>End</footer>")
    assert told == [OTHER, "播报文章", "2024-05-20 13:09", "Next text.", "End"]


def test_a_title_that_holds_a_button_is_one_title() -> None:
    held = f"<h1 class='article__title'>{TITLE}<div>播报</div></h1>{DATE}{paragraphs(CHINESE)}"
    assert under(held) == []
    assert under(held + head(OTHER) + NEXT)[0] == OTHER


LEFT = [
    ("not dated", MINE + head(OTHER, under="") + NEXT),
    ("dated in a sentence", MINE + head(OTHER, under=f"<p>2024-05-20 13:09 {CHINESE[0]}</p>")),
    ("dated far below", MINE + head(OTHER, under="<p>一行字</p>" * 12 + DATE) + NEXT),
    ("called otherwise", MINE + head(OTHER, called="part") + NEXT),
    ("the title again", MINE + head(TITLE) + NEXT),
    ("no text before it", head(TITLE) + head(OTHER) + paragraphs(CHINESE)),
    ("a title that is not dated", head(TITLE, under="") + paragraphs(CHINESE) + head(OTHER) + NEXT),
    ("a lower heading", MINE + f"<h2 class='article__title'>{OTHER}</h2>{DATE}{NEXT}"),
    ("a title that is no h1", f"<h2>{TITLE}</h2>{DATE}{paragraphs(CHINESE)}<h2>{OTHER}</h2>{DATE}"),
    ("no title", paragraphs(CHINESE)),
]


@pytest.mark.parametrize("markup", [page[1] for page in LEFT], ids=[page[0] for page in LEFT])
def test_other_headings_are_parts_of_the_article(markup: str) -> None:
    assert under(markup) == []


def test_a_page_with_two_articles_in_one_box_is_read_as_the_first() -> None:
    second = head("Harbour bridge reopens after repairs") + paragraphs(ENGLISH * 3)
    page = f"<html><head><title>{TITLE}_快资讯</title></head><body><div id=main>{MINE}{second}</div></body></html>"
    text = read(page).body_text
    assert CHINESE[0] in text
    assert CHINESE[-1] in text
    assert ENGLISH[0] not in text
