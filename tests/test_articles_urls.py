from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.errors import ArticleError, UrlError
from articles.urls import (
    absolute,
    article_key,
    canonical_url,
    registrable,
    same_site,
    without_credentials,
)

STEM = "https://www.nbd.com.cn/articles/2021-05-10/1735050.html"
KEY = "nbd.com.cn/articles/2021-05-10/1735050.html"

CANONICAL = [
    ("HTTPS://News.Example.COM/A/b", "https://news.example.com/A/b"),
    ("https://a.example.com:443/x", "https://a.example.com/x"),
    ("http://a.example.com:80/x", "http://a.example.com/x"),
    ("http://a.example.com:8080/x", "http://a.example.com:8080/x"),
    ("https://a.example.com:80/x", "https://a.example.com:80/x"),
    ("https://me:secret@a.example.com/x", "https://a.example.com/x"),
    ("https://a.example.com./x", "https://a.example.com/x"),
    ("https://a.example.com/x#part", "https://a.example.com/x"),
    ("https://a.example.com/x/", "https://a.example.com/x"),
    ("https://a.example.com/", "https://a.example.com"),
    ("https://a.example.com/x?b=2&a=1", "https://a.example.com/x?a=1&b=2"),
    ("https://a.example.com/x?id=7&utm_source=w&spm=1.2", "https://a.example.com/x?id=7"),
    ("https://a.example.com/x?UTM_Source=w", "https://a.example.com/x"),
    ("https://a.example.com/x;jsessionid=AB12?id=1", "https://a.example.com/x?id=1"),
    ("https://a.example.com/%7ejoe/%e4%b8%ad", "https://a.example.com/~joe/%E4%B8%AD"),
    ("https://a.example.com/中", "https://a.example.com/%E4%B8%AD"),
    ("https://a.example.com/100%", "https://a.example.com/100%25"),
    ("https://a.example.com/a%2Fb", "https://a.example.com/a%2Fb"),
    ("https://a.example.com/a b", "https://a.example.com/a%20b"),
    ("  https://a.example.com/x\n", "https://a.example.com/x"),
    ("https://a.example.com/lo\nng\t/x", "https://a.example.com/long/x"),
    ("https://新闻.中国/x", "https://xn--efvy88h.xn--fiqs8s/x"),
    ("https://a.example.com。/x", "https://a.example.com/x"),
    ("http://[2001:DB8::1]:8000/x", "http://[2001:db8::1]:8000/x"),
    ("http://127.0.0.1:8000/x", "http://127.0.0.1:8000/x"),
]

NO_ADDRESS = [
    "",
    "   ",
    "nbd.com.cn/x",
    "/articles/1.html",
    "//nbd.com.cn/x",
    "ftp://a.example.com/x",
    "javascript:alert(1)",
    "mailto:a@example.com",
    "https://",
    "https:///x",
    "https://./x",
    "https://a b.example.com/x",
    "http://[::1/x",
    "http://a.example.com:99999/x",
    "http://a.example.com:port/x",
    "https://中..example.com/x",
    f"https://{'é' * 70}.example.com/x",
    f"https://a.example.com/{'x' * 5_000}",
]

SAME_ARTICLE = [
    STEM,
    STEM.replace("https:", "http:"),
    STEM.replace("www.", ""),
    STEM.replace("www.", "m."),
    STEM.replace("www.", "wap."),
    STEM.replace("www.", "WWW."),
    STEM.replace("www.nbd.com.cn", "www.nbd.com.cn:443"),
    STEM + "/",
    STEM + "#comments",
    STEM + "?utm_source=wechat&utm_medium=social&utm_campaign=%E4%B8%AD",
    STEM + "?spm=a2c4g.11186623.0.0",
    STEM + "?from=timeline&isappinstalled=0",
    STEM + "?fbclid=abc&gclid=d#top",
    STEM + ";jsessionid=F00",
]

OTHER_ARTICLES = [
    STEM.replace("1735050", "1735051"),
    STEM + "?id=2",
    STEM + "?page=2",
    STEM.replace("www.", "finance."),
    STEM.replace("www.nbd.com.cn", "www.nbd.com.cn:8443"),
    STEM.upper().replace("HTTPS", "https"),
]

HOSTS = st.from_regex(
    r"(www\.|m\.|wap\.|www\.m\.)?[a-z]{1,8}\.(com|cn|com\.cn|co\.uk)", fullmatch=True
)
PATHS = st.from_regex(r"(/[a-zA-Z0-9%~;=.一-龥 -]{0,8}){0,4}", fullmatch=True)
QUERIES = st.from_regex(
    r"(\?[a-z_]{0,6}(=[a-z0-9%+中]{0,4})?(&[a-z]{1,4}=[0-9%]{0,3}){0,3})?", fullmatch=True
)
SCHEMES = st.sampled_from(["http", "https", "HTTPS"])
ADDRESSES = st.builds(
    # white space around an address is no part of it, and would be once something follows
    lambda scheme, host, path, query: f"{scheme}://{host}{path}{query}".strip(), SCHEMES, HOSTS, PATHS, QUERIES
)  # fmt: skip
NOISE = st.sampled_from(
    [
        "utm_source=x",
        "utm_campaign=y",
        "spm=1.2.3",
        "from=singlemessage",
        "share_token=1",
        "gclid=q",
    ]
)


@pytest.mark.parametrize(("url", "expected"), CANONICAL)
def test_an_address_has_one_form(url: str, expected: str) -> None:
    assert canonical_url(url) == expected


@pytest.mark.parametrize("text", NO_ADDRESS)
def test_what_is_no_web_address_is_refused(text: str) -> None:
    with pytest.raises(UrlError, match="cannot be used as an address") as caught:
        canonical_url(text)
    assert isinstance(caught.value, ArticleError)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("url", SAME_ARTICLE)
def test_one_article_has_one_key(url: str) -> None:
    assert article_key(url) == KEY


@pytest.mark.parametrize("url", OTHER_ARTICLES)
def test_another_article_has_another_key(url: str) -> None:
    assert article_key(url) != KEY


def test_a_parameter_that_the_source_keeps_is_no_noise() -> None:
    url = "https://a.example.com/show?from=app&utm_source=w&spm=1735050"
    assert canonical_url(url) == "https://a.example.com/show"
    assert canonical_url(url, keep_query={"spm"}) == "https://a.example.com/show?spm=1735050"
    assert article_key(url, keep_query=("spm", "from")) == "a.example.com/show?from=app&spm=1735050"


SAME_GROUPS = [
    # AMP twins, behind, before and inside the path, by query, by host, in caches
    [
        "https://www.example.com/2021/05/some-story",
        "https://www.example.com/2021/05/some-story/amp",
        "https://www.example.com/2021/05/some-story/amp/",
        "https://www.example.com/2021/05/some-story/?amp=1",
        "https://www.example.com/2021/05/some-story?amp",
        "https://www.example.com/2021/05/some-story?outputType=amp",
        "https://amp.example.com/2021/05/some-story",
        "https://www.example.com/amp/2021/05/some-story",
        "https://www-example-com.cdn.ampproject.org/c/s/www.example.com/2021/05/some-story/amp",
        "https://cdn.ampproject.org/v/s/www.example.com/2021/05/some-story?amp_js_v=0.1&usqp=mq33",
        "https://www.google.com/amp/s/www.example.com/2021/05/some-story/amp",
        "https://www.google.co.uk/amp/www.example.com/2021/05/some-story",
        "https://a.bing-amp.com/c/s/www.example.com/2021/05/some-story",
    ],
    ["https://example.com/a/12.html", "https://example.com/a/12.amp.html"],
    # mobile twins
    [
        "https://www.example.com.cn/a/12",
        "http://m.example.com.cn/a/12",
        "https://wap.example.com.cn/a/12/",
        "https://3g.example.com.cn:443/a/12#top",
        "https://mobile.example.com.cn/a/12",
        "https://www.m.example.com.cn/a/12",
    ],
    # sessions
    [
        "https://example.com/show?id=12",
        "https://example.com/show;jsessionid=0F3A?id=12",
        "https://example.com/show;sid=0F3A?id=12",
        "https://example.com/show?id=12&PHPSESSID=0a1b2c3d4e5f6a7b",
        "https://example.com/show?PHPSESSID=q&id=12",
        "https://example.com/show?id=12&sid=0a1b2c3d4e5f6a7b8c9d",
        "https://example.com/show?id=12&ASPSESSIONIDABCD=XYZ",
        "https://example.com/(S(abcdefghij0123456789abcd))/show?id=12",
    ],
    # how the reader came
    [
        "https://example.com/n?id=12&page=1",
        "https://example.com/n?page=1&id=12",
        "https://example.com/n?page=1&id=12&utm_source=a&utm_medium=b&utm_campaign=c&utm_id=4",
        "https://example.com/n?id=12&page=1&fbclid=Iw&gclid=x&msclkid=y&srsltid=z&igsh=q",
        "https://example.com/n?id=12&spm=a2o.1.2&scm=1007&page=1",
        "https://example.com/n?id=12&page=1&from=timeline&isappinstalled=0",
        "https://example.com/n?id=12&page=1&from=groupmessage&wxshare_count=2",
        "https://example.com/n?id=12&page=1&from=wap&ref=homepage&share=copy",
        "https://example.com/n?id=12&page=1&mc_cid=1&mc_eid=2&_hsenc=3&_hsmi=4",
        "https://example.com/n?id=12&page=1&CMP=share_btn_tw&ref_src=twsrc%5Etfw",
        "https://example.com/n?id=12&page=1&_t=1620600969&rand=0.7",
    ],
    # index files, dots and default ports
    [
        "https://example.com/2021/story/",
        "https://example.com/2021/story",
        "https://example.com/2021/story/index.html",
        "https://example.com/2021/story/index.htm#x",
        "https://example.com/2021/./other/../story/index.shtml",
        "http://example.com:80/2021/story/default.aspx",
        "HTTPS://EXAMPLE.com:443/2021/story/index.php",
    ],
    ["https://example.com/index.php?id=12", "https://example.com/?id=12"],
]
DIFFERENT = [
    ("https://example.com/show?sid=12", "https://example.com/show?sid=13"),
    ("https://example.com/show?sid=finance", "https://example.com/show?sid=sports"),
    ("https://example.com/show?session=12", "https://example.com/show?session=13"),
    ("https://example.com/list?from=20", "https://example.com/list?from=40"),
    ("https://example.com/trip?from=beijing", "https://example.com/trip?from=shanghai"),
    ("https://example.com/n?ref=1201", "https://example.com/n?ref=1202"),
    ("https://example.com/n?ref_id=12", "https://example.com/n?ref_id=13"),
    ("https://example.com/n?partner=7", "https://example.com/n"),
    ("https://example.com/n?source=a", "https://example.com/n?source=b"),
    ("https://example.com/n?p=1", "https://example.com/n?p=2"),
    ("https://example.com/n?id=1&id=2", "https://example.com/n?id=2"),
    ("https://example.com/guitars/amp", "https://example.com/guitars"),
    ("https://example.com/amp/news", "https://example.com/news"),
    ("https://example.com/amplifier/12", "https://example.com/12"),
    ("https://example.com/12/amps", "https://example.com/12"),
    ("https://example.com/ramp.html", "https://example.com/r.html"),
    ("https://example.com/index_2.html", "https://example.com/"),
    ("https://example.com/a/index-2.html", "https://example.com/a/"),
    ("https://example.com/indexes/", "https://example.com/"),
    ("https://example.com/a/12.html", "https://example.com/a/12"),
    ("https://example.com/a/12_2.html", "https://example.com/a/12.html"),
    ("https://example.com/A/12", "https://example.com/a/12"),
    ("https://news.example.com/12", "https://www.example.com/12"),
    ("https://en.example.com/12", "https://zh.example.com/12"),
    ("https://example.com:8443/12", "https://example.com/12"),
    ("https://m.cn/12", "https://cn/12"),
    ("https://www.google.com/amp/about", "https://about/"),
    ("https://example.com/a%2Fb", "https://example.com/a/b"),
    ("https://example.com/?q=a%26b", "https://example.com/?q=a&b"),
    ("https://a.github.io/12", "https://b.github.io/12"),
    ("https://a.example.com.cn/12", "https://a.example.cn/12"),
]


@pytest.mark.parametrize("group", SAME_GROUPS)
def test_a_groups_addresses_are_one_article(group: list[str]) -> None:
    assert len({article_key(url) for url in group}) == 1


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_no_two_articles_are_merged(one: str, other: str) -> None:
    assert article_key(one) != article_key(other)


def test_the_address_in_a_cache_is_that_of_its_page() -> None:
    cached = "https://x.cdn.ampproject.org/c/s/www.example.com/a/12?id=3"
    assert canonical_url(cached) == "https://www.example.com/a/12?id=3"
    again = f"https://cdn.ampproject.org/c/{cached.removeprefix('https://')}"
    assert canonical_url(again) == "https://www.example.com/a/12?id=3"
    assert canonical_url("https://cdn.ampproject.org/v0.js") == "https://cdn.ampproject.org/v0.js"


def test_the_address_of_a_twin_stays_as_it_works() -> None:
    url = "https://amp.example.com/2021/some-story/index.html"
    assert canonical_url(url) == url


def test_queries_in_another_charset_stay_apart() -> None:
    one, other = "https://a.example.com/s?q=%C4%E3", "https://a.example.com/s?q=%BA%C3"
    assert canonical_url(one) == one
    assert article_key(one) != article_key(other)


def test_a_twin_label_that_is_the_whole_site_stays() -> None:
    assert article_key("https://m.cn/x") == "m.cn/x"
    assert article_key("https://mobile.com/x") == "mobile.com/x"


@given(ADDRESSES)
def test_the_canonical_form_of_a_canonical_form_is_itself(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once


@given(ADDRESSES)
def test_a_key_is_its_own_key(url: str) -> None:
    key = article_key(url)
    assert article_key(canonical_url(url)) == key
    assert article_key(f"https://{key}") == key


@given(ADDRESSES, NOISE, st.sampled_from(["", "#a", "#/b"]))
def test_noise_never_changes_a_key(url: str, noise: str, fragment: str) -> None:
    joint = "&" if "?" in url else "?"
    assert article_key(f"{url}{joint}{noise}{fragment}") == article_key(url)


@given(st.text() | st.text().map("https://{}".format) | st.text().map("https://a.cn{}".format))
def test_any_text_has_a_stable_form_or_is_refused(text: str) -> None:
    try:
        once = canonical_url(text)
    except UrlError:
        return
    assert once.isascii()
    assert canonical_url(once) == once


BASE = "https://news.example.com/a/b.html"
LINKS = [
    ("c.html", "https://news.example.com/a/c.html"),
    ("/c.html", "https://news.example.com/c.html"),
    ("../c.html", "https://news.example.com/c.html"),
    ("//cdn.example.org/c.png", "https://cdn.example.org/c.png"),
    (" http://other.example/x ", "http://other.example/x"),
    ("?page=2", "https://news.example.com/a/b.html?page=2"),
    ("", None),
    ("  ", None),
    ("#top", None),
    ("javascript:void(0)", None),
    ("mailto:a@example.com", None),
    ("data:image/png;base64,AAAA", None),
    ("tel:110", None),
    ("http://", None),
    ("http://[broken", None),
    ("x" * 5_000, None),
]


@pytest.mark.parametrize(("link", "expected"), LINKS)
def test_a_link_leads_somewhere_on_the_web_or_nowhere(link: str, expected: str | None) -> None:
    assert absolute(BASE, link) == expected


@given(st.text())
def test_no_link_breaks_a_page(link: str) -> None:
    found = absolute(BASE, link)
    assert found is None or found.lower().startswith(("http://", "https://"))


SITES = [
    ("https://www.nbd.com.cn/a", "https://m.nbd.com.cn/b", True),
    ("https://nbd.com.cn", "http://static.nbd.com.cn:8080/x", True),
    ("https://a.com.cn", "https://b.com.cn", False),
    ("https://nbd.com.cn", "https://nbd.com.cn.evil.example", False),
    ("https://nbd.com.cn", "https://evilnbd.com.cn", False),
    ("http://127.0.0.1:8000/a", "http://127.0.0.1:8000/b", True),
    ("http://127.0.0.1:8000/a", "http://127.0.0.1:9000/b", False),
    ("http://localhost:1/a", "http://localhost:1/b", True),
    ("http://10.0.0.1/", "http://10.0.0.2/", False),
    ("/relative", "/other", False),
    ("http://[broken", "http://[broken", False),
]


@pytest.mark.parametrize(("one", "other", "expected"), SITES)
def test_a_site_is_one_registrable_domain(one: str, other: str, expected: bool) -> None:
    assert same_site(one, other) is expected
    assert same_site(other, one) is expected


@given(st.text(), st.text())
def test_comparing_sites_takes_any_text(one: str, other: str) -> None:
    assert same_site(one, other) is same_site(other, one)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("www.nbd.com.cn", "nbd.com.cn"),
        ("a.b.example.co.uk", "example.co.uk"),
        ("com.cn", None),
        ("localhost", None),
        ("127.0.0.1", None),
        ("", None),
    ],
)
def test_the_registrable_domain_of_a_host(host: str, expected: str | None) -> None:
    assert registrable(host) == expected


@pytest.mark.parametrize(
    "host", ["a" * 64 + ".example", "a..example", ".example", f"{'a' * 60}." * 5 + "example", "..."]
)
def test_a_host_that_no_resolver_can_be_asked_for_is_no_address(host):
    with pytest.raises(UrlError, match="host name is not valid"):
        canonical_url(f"http://{host}/x")


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("http://user:pw@a.example:8080/x?y=@#z", "http://a.example:8080/x?y=@#z"),
        ("http://a@b@c.example/", "http://c.example/"),
        ("https://a.example/u@v", "https://a.example/u@v"),
    ],
)
def test_credentials_are_taken_out_of_an_address(url, plain):
    assert without_credentials(url) == plain
