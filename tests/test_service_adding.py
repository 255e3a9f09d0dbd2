from __future__ import annotations

import pytest

from config.loader import read_source
from service.adding import Wishes, name_of, source_of
from service.scouting import Offer, Way

PAGE = Way(
    "page",
    (
        {"url": "/news", "title": "Nachrichten", "entries": "h2 > a", "include": r"/\d+\.html"},
        {"url": "/wirtschaft", "title": 'Wirt"schaft', "entries": "h2 > a"},
    ),
    20,
    1,
    "2 lists",
)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.nbd.com.cn", "nbd"),
        ("https://news.bbc.co.uk/x", "bbc"),
        ("https://36kr.com", "site-36kr"),
        ("http://127.0.0.1:8080", "site-127-0-0-1-8080"),
        ("https://Die-Zeit.example.org/", "example"),
    ],
)
def test_a_source_is_named_after_its_site(url: str, name: str) -> None:
    assert name_of(url) == name


def test_what_was_found_becomes_a_file_that_reads_back(tmp_path) -> None:
    offer = Offer("https://die.example.org", "Die Zeitung", "de", "2 rules", (PAGE,))
    source, text = source_of(offer, PAGE, Wishes())
    file = tmp_path / "example.toml"
    file.write_text(text, "utf-8")
    read = read_source(file)
    assert read.model_dump() == source.model_dump()
    assert (read.title, read.timezone, read.category) == (
        "Die Zeitung",
        "Europe/Berlin",
        "Nachrichten",
    )
    assert text.startswith("# Found by newsmill sources add at https://die.example.org: 2 lists.\n")
    assert [one.title for one in read.listings] == ["Nachrichten", 'Wirt"schaft']


def test_the_users_word_counts() -> None:
    offer = Offer("https://die.example.org", "Die Zeitung", None, "", (PAGE,))
    wishes = Wishes("mine", "Title", "Group", "Asia/Tokyo", "2h")
    source, _ = source_of(offer, PAGE, wishes)
    assert (source.name, source.title, source.category) == ("mine", "Title", "Group")
    assert source.timezone == "Asia/Tokyo"
    assert source.language is None
