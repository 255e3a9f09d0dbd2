from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import frontmatter
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.errors import ArticleError, FrontMatterError
from articles.frontmatter import Post, parse, post_of, render
from articles.types import Article, ArticleKey, ContentHash, DateSource, TextHash

IMAGE = "https://image.nbd.com.cn/uploads/articles/1735050.jpeg"
POST = Post(
    title="重庆定下3万亿_小目标_！阿里、腾讯、华为、浪潮等巨头相继加入",
    categories=("金融", "每经网", "重磅原创"),
    headimg=IMAGE,
    author="每经网",
    date="Sun, 09 May 2021 22:56:09 GMT",
    thumbnail=IMAGE,
    body="<p>\n  回顾\xa0过去五年</p>",
)
TEXT = (
    "\n"
    "---\n"
    "title: '重庆定下3万亿_小目标_！阿里、腾讯、华为、浪潮等巨头相继加入'\n"
    "categories: \n"
    " - 金融\n"
    " - 每经网\n"
    " - 重磅原创\n"
    f"headimg: '{IMAGE}'\n"
    "author: 每经网\n"
    "comments: false\n"
    "date: Sun, 09 May 2021 22:56:09 GMT\n"
    f"thumbnail: '{IMAGE}'\n"
    "---\n"
    "\n"
    "<div>   \n"
    "<p>\n  回顾\xa0过去五年</p>  \n"
    "</div>\n"
    "            "
)
ARTICLE = Article(
    key=ArticleKey("nbd.com.cn/1"),
    source="nbd",
    url="https://www.nbd.com.cn/1",
    title="重庆定下3万亿“小目标”！阿里、腾讯、华为、浪潮等巨头相继加入",
    categories=("金融", "每经网", "重磅原创"),
    published_at=datetime(2021, 5, 9, 22, 56, 9, tzinfo=UTC),
    date_source=DateSource.PAGE,
    body_html=POST.body,
    body_text="回顾 过去五年",
    content_hash=ContentHash(""),
    text_hash=TextHash(""),
    author="每经网",
    fetched_at=datetime(2021, 5, 10, tzinfo=UTC),
    headimg=IMAGE,
)


def referee(text: str) -> dict[str, Any]:
    return frontmatter.loads(text).metadata


def test_a_post_to_the_byte() -> None:
    assert render(POST) == TEXT
    assert parse(TEXT) == POST
    assert render(post_of(ARTICLE)) == TEXT


def test_a_yaml_parser_reads_the_same_values() -> None:
    read = frontmatter.loads(TEXT)
    assert read.metadata == {
        "title": POST.title,
        "categories": ["金融", "每经网", "重磅原创"],
        "headimg": IMAGE,
        "author": "每经网",
        "comments": False,
        "date": "Sun, 09 May 2021 22:56:09 GMT",
        "thumbnail": IMAGE,
    }
    assert read.content == f"<div>   \n{POST.body}  \n</div>"


def test_an_article_without_an_image_has_an_empty_one() -> None:
    text = render(post_of(replace(ARTICLE, headimg="")))
    assert "headimg: ''\n" in text
    assert "thumbnail: ''\n" in text
    assert referee(text)["headimg"] == ""


@pytest.mark.parametrize("date", ["Invalid Date", "2022-04-04 04:11:33", "Mon, 21 Jun 2021 13:03:00 GMT", ""])  # fmt: skip
def test_the_odd_dates_of_old_posts_stay(date: str) -> None:
    text = render(replace(POST, date=date))
    assert parse(text).date == date
    assert render(parse(text)) == text


HOSTILE = [
    "true", "False", "NULL", "~", "yes", "No", "on", "y", "null", "nan", ".nan", ".inf", "+.inf",
    "12", "1_000", "0x1F", "0XFF", "+0xab", "017", "0o17", "0b11", "1e5", "1.5", ".5", "-3", "12:30:45",
    "2021-05-10", "2021-5-1 10:00", "2021-05-10T06:56:09Z", "---", "...", "- a", "-", "? a", "?",
    "# a", "a # b", "a: b", "a:", ":", "!tag", "!!str 1", "&anchor", "*alias", "%YAML", "@a", "`a`",
    "|", ">", "[a]", "{a}", "{{ a }}", "{% raw %}", "'", "''", "'a'", '"a"', "it's", "<<", "=",
    "a, b", ",", "", " ", " a ", "a\tb", "\ta", "a\nb: c", "a\n---\nb", "\r", "a\u2028b", "a\x85b",
    "\ufeffa", "a\x00b", "\ud800", "😀", "a'\nheadimg: 'evil", "</div>", "<script>", "${a}", "＃",
    "36氪", "3c", "a\u3000", "\\", "\\n",
]  # fmt: skip


def hostile_article(text: str) -> Article:
    return replace(
        ARTICLE,
        title=text,
        author=text,
        categories=("金融", text, text),
        headimg=f"https://a.example/{text}",
    )


def check(article: Article) -> None:
    post = post_of(article)
    text = render(post)
    assert parse(text) == post
    assert render(parse(text)) == text
    assert referee(text) == {
        "title": post.title,
        "categories": list(post.categories),
        "headimg": post.headimg,
        "author": post.author,
        "comments": False,
        "date": post.date,
        "thumbnail": post.thumbnail,
    }


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_leaves_its_place(text: str) -> None:
    check(hostile_article(text))


ANY_TEXT = st.text(
    st.characters(exclude_categories=())
    | st.sampled_from("'\"\n\r\t:#-?[]{}&*!|>%@`,=~ \\0123456789.xeE_+<\0\x85\xa0\u2028\ufeff")
)


@given(ANY_TEXT)
@example("0x1F")
def test_every_text_stays_in_its_place(text: str) -> None:
    check(hostile_article(text))


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_every_article_reads_back(title: str, author: str, category: str, image: str) -> None:
    check(replace(ARTICLE, title=title, author=author, categories=(category,), headimg=image))


BODIES = [
    "",
    "\n",
    "---\ntitle: 'other'\n---\n",
    "  \n</div>\n            ",
    "\n\n---\n\n<div>   \n",
    "x  \n</div>\n            \n<p>more</p>",
    "a\r\nb",
]


@pytest.mark.parametrize("body", BODIES)
def test_no_body_ends_its_post_early(body: str) -> None:
    post = replace(POST, body=body)
    assert parse(render(post)) == post
    assert referee(render(post))["title"] == POST.title


@given(ANY_TEXT)
def test_every_body_reads_back(body: str) -> None:
    post = replace(POST, body=body)
    assert parse(render(post)) == post


PLAIN = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]))


@given(PLAIN, PLAIN, st.lists(PLAIN, max_size=4), PLAIN, st.booleans())
def test_every_post_of_single_lines_reads_back(
    title: str, author: str, categories: list[str], date: str, comments: bool
) -> None:
    post = replace(
        POST, title=title, author=author, categories=tuple(categories), date=date, comments=comments
    )
    assert parse(render(post)) == post


BROKEN = [
    ("", 1, "---"),
    ("---\n" + TEXT, 1, "---"),
    (TEXT[1:], 1, "---"),
    ("\ufeff" + TEXT, 1, "---"),
    (TEXT.replace("\n", "\r\n"), 1, "---"),
    ("\n---\n", 3, "title"),
    (TEXT.replace("title: ", "Title: "), 3, "title"),
    (TEXT.replace("title: '", "title:  '"), 3, "title"),
    (TEXT.replace("title: '重", 'title: "重'), 3, "title"),
    (TEXT.replace("title: '重", "title: '重'重"), 3, "title"),
    (TEXT.replace("加入'\n", "加入'\r\n"), 3, "title"),
    (TEXT.replace("categories: \n", "categories:\n"), 4, "categories"),
    (TEXT.replace("categories: \n", "categories: [a]\n"), 4, "categories"),
    (TEXT.replace(" - 每经网\n", " - true\n"), 6, "categories"),
    (TEXT.replace(" - 每经网\n", " - '每经网'\n"), 6, "categories"),
    (TEXT.replace(" - 每经网\n", " -  每经网\n"), 6, "categories"),
    (TEXT.replace(" - 每经网\n", "- 每经网\n"), 6, "headimg"),
    (TEXT.replace(f"headimg: '{IMAGE}'", f"headimg: {IMAGE}"), 8, "headimg"),
    (TEXT.replace(f"headimg: '{IMAGE}'", "headimg: '"), 8, "headimg"),
    (TEXT.replace(f"headimg: '{IMAGE}'\n", ""), 8, "headimg"),
    (TEXT.replace("author: 每经网", "author: 每: 经"), 9, "author"),
    (TEXT.replace("comments: false", "comments: no"), 10, "comments"),
    (TEXT.replace("comments: false", "comments: False"), 10, "comments"),
    (TEXT.replace("comments: false\n", "comments: false\ntags: a\n"), 11, "date"),
    (TEXT.replace("date: Sun", "dates: Sun"), 11, "date"),
    (TEXT.partition("date: Sun")[0] + "date: Sun", 11, "date"),
    (TEXT.replace("---\n\n<div>   \n", "---\n<div>   \n"), 13, "---"),
    (TEXT.replace("---\n\n<div>   \n", "---\n\n<div>\n"), 13, "---"),
    (TEXT.rstrip(), 18, "</div>"),
    (TEXT + "\n", 20, "</div>"),
]


@pytest.mark.parametrize(("text", "line", "key"), BROKEN)
def test_what_is_no_post_is_refused_with_line_and_key(text: str, line: int, key: str) -> None:
    with pytest.raises(FrontMatterError) as caught:
        parse(text)
    assert (caught.value.line, caught.value.key) == (line, key)
    assert str(caught.value).startswith(f"line {line}, {key}: ")
    assert len(str(caught.value)) < 250
    assert isinstance(caught.value, ArticleError)


@given(
    st.integers(0, len(TEXT)), st.integers(0, 3), st.text(max_size=3) | st.sampled_from("'\n \r:-")
)
def test_a_changed_text_is_refused_or_kept_to_the_byte(at: int, gone: int, new: str) -> None:
    text = TEXT[:at] + new + TEXT[at + gone :]
    try:
        post = parse(text)
    except FrontMatterError:
        return
    assert render(post) == text


@given(st.text())
def test_any_text_is_a_post_or_refused(text: str) -> None:
    with pytest.raises(FrontMatterError):
        parse(text)
