"""What storing an article does to records, versions, addresses, categories and its entry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from storage_world import (
    NOW,
    SITE,
    article,
    assert_whole,
    discover,
    fresh,
    later,
    lease,
    line,
    rows,
    state_of,
    store,
)

from articles.types import Decision
from storage import Storage
from storage.types import RecordFilter, Saved

pytestmark = pytest.mark.usefixtures("each_database")

TEXT = "两个地址，同一篇文章：这段文字一字不差，而且足够长。"


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    with fresh(tmp_path) as opened:
        yield opened
        assert_whole(opened)


def texts(storage: Storage, record_id: int) -> list[str]:
    return [one.article.body_text for one in storage.records.versions(record_id)]


def test_a_record_comes_back_as_it_was_stored(storage: Storage) -> None:
    made = article(
        byline="记者甲",
        origin="新华社",
        updated_at=later(hours=1),
        language="zh",
        headimg=f"{SITE}/a.jpg",
        images=(f"{SITE}/a.jpg", f"{SITE}/b.jpg"),
        keywords=("工业", "互联网"),
        description="摘要",
    )
    saved = storage.records.save(made, None, 7, later(minutes=1))
    assert saved == Saved(Decision.NEW, 1, 1)
    record = storage.records.get(1)
    assert record.article == made
    assert (record.version, record.status, record.aliases) == (1, "current", ())
    (version,) = storage.records.versions(1)
    assert (version.number, version.run_id, version.stored_at) == (1, 7, later(minutes=1))
    assert version.article == made


@pytest.mark.parametrize(
    "twin",
    [
        "http://news.example.com/1",
        "https://NEWS.example.com/1/",
        "https://news.example.com/1#comments",
        "https://news.example.com/1?utm_source=weibo&spm=1.2",
        "https://news.example.com:443/1",
        "https://m.news.example.com/1",
        "https://www.news.example.com/1",
    ],
)
def test_an_address_in_other_words_is_the_same_record(storage: Storage, twin: str) -> None:
    storage.records.save(article(), None, 1, NOW)
    again = storage.records.save(article(url=twin), None, 1, NOW)
    assert again == Saved(Decision.UNCHANGED, 1, 1)
    found = storage.records.find(twin)
    assert found is not None
    assert found.id == 1


def test_the_same_again_stores_nothing_but_when_it_was_seen(storage: Storage) -> None:
    store(storage, article())
    seen = later(days=1)
    assert store(storage, article(fetched_at=seen)) == Saved(Decision.UNCHANGED, 1, 1)
    record = storage.records.get(1)
    assert (record.first_fetched_at, record.article.fetched_at) == (NOW, seen)


def test_a_changed_text_is_a_version_and_the_old_one_is_kept(storage: Storage) -> None:
    store(storage, article(text="旧的正文" * 9))
    saved = store(storage, article(text="新的正文" * 9, title="新题", published_at=later(hours=2)))
    assert saved == Saved(Decision.CHANGED, 1, 2)
    assert texts(storage, 1) == ["旧的正文" * 9, "新的正文" * 9]
    assert [one.article.title for one in storage.records.versions(1)] == ["题目1", "新题"]
    assert storage.records.get(1).article.published_at == later(hours=2)
    (found,) = storage.records.list(RecordFilter(category="要闻", since=later(hours=1))).rows
    assert found.id == 1


def test_a_text_that_goes_back_is_a_third_version(storage: Storage) -> None:
    for text in ("甲" * 30, "乙" * 30, "甲" * 30):
        store(storage, article(text=text))
    assert texts(storage, 1) == ["甲" * 30, "乙" * 30, "甲" * 30]


def test_identical_text_under_another_address_is_an_alias(storage: Storage) -> None:
    store(storage, article("1", TEXT))
    assert store(storage, article("2", TEXT, title="别的题")) == Saved(Decision.DUPLICATE, 1, 1)
    record = storage.records.get(1)
    assert (record.article.title, record.aliases) == ("题目1", (f"{SITE}/2",))
    found = storage.records.find(f"{SITE}/2")
    assert found is not None
    assert found.id == 1


def test_width_and_white_space_do_not_make_a_text_another_one(storage: Storage) -> None:
    store(storage, article("1", "Ａ股收盘 123 点，成交额 一万亿元，投资者情绪平稳"))
    saved = store(storage, article("2", "A股收盘123点,成交额一万亿元,投资者情绪平稳"))
    assert saved.decision is Decision.DUPLICATE


def test_a_text_too_short_to_say_anything_makes_no_two_articles_one(storage: Storage) -> None:
    for path in "123":
        assert store(storage, article(path, "点击观看视频")).decision is Decision.NEW
        assert store(storage, article(f"{path}b", "")).decision is Decision.NEW
    storage.records.delete([1, 2])
    assert store(storage, article("4", "点击观看视频")).decision is Decision.NEW
    assert store(storage, article("5", "")).decision is Decision.NEW


def test_identical_text_of_another_source_is_a_record_of_its_own(storage: Storage) -> None:
    store(storage, article("1", TEXT))
    other = article("2", TEXT, source="other")
    assert storage.records.save(other, None, 1, NOW) == Saved(Decision.NEW, 2, 1)


def test_looking_at_an_alias_again_makes_no_version(storage: Storage) -> None:
    store(storage, article("1", TEXT))
    for _ in range(2):
        store(storage, article("2", TEXT, title="同一篇，别的题"))
        assert store(storage, article("1", TEXT)).decision is Decision.UNCHANGED
    assert len(storage.records.versions(1)) == 1


def test_an_alias_that_gets_a_text_of_its_own_becomes_its_own_record(storage: Storage) -> None:
    store(storage, article("1", TEXT))
    store(storage, article("2", TEXT))
    other = "后来这个地址有了自己的正文，与第一篇不再相同。"
    assert store(storage, article("2", other)) == Saved(Decision.NEW, 2, 1)
    assert store(storage, article("1", TEXT)) == Saved(Decision.UNCHANGED, 1, 1)
    assert store(storage, article("2", other)) == Saved(Decision.UNCHANGED, 2, 1)
    assert storage.records.get(1).aliases == ()


def test_without_a_crawl_an_alias_with_a_text_of_its_own_is_its_own_record(
    storage: Storage,
) -> None:
    for path in "12":
        storage.records.save(article(path, TEXT), None, None, NOW)
    own = article("2", "没有经过抓取直接保存的另一段正文，足够长。")
    assert storage.records.save(own, None, None, NOW) == Saved(Decision.NEW, 2, 1)
    storage.records.delete([2])
    assert storage.records.save(own, None, None, NOW) == Saved(Decision.DELETED, 0, 0)


def test_an_alias_that_gets_the_text_of_a_third_record_moves_to_it(storage: Storage) -> None:
    store(storage, article("1", TEXT))
    store(storage, article("2", TEXT))
    third = "第三篇文章的正文，与前两个地址的都不一样，足够长。"
    store(storage, article("3", third))
    assert store(storage, article("2", third)) == Saved(Decision.DUPLICATE, 2, 1)
    assert (storage.records.get(1).aliases, storage.records.get(2).aliases) == (
        (),
        (f"{SITE}/2",),
    )


def test_a_page_that_moved_stays_its_record(storage: Storage) -> None:
    """The listing still names the old address, which leads to the new one."""
    store(storage, article("old", TEXT))
    assert store(storage, article("new", TEXT), path="old") == Saved(Decision.DUPLICATE, 1, 1)
    changed = article("new", "搬家以后又改了一次的正文，还是同一篇文章。")
    assert store(storage, changed, path="old") == Saved(Decision.CHANGED, 1, 2)


def test_a_further_address_is_the_record_when_its_own_is_gone(storage: Storage) -> None:
    store(storage, article("1", TEXT))
    store(storage, article("2", TEXT))
    assert not storage.frontier.gone(lease(storage, "1"), 1, NOW)
    changed = article("2", "原地址已经没有了，剩下的这个地址改了正文。")
    assert store(storage, changed) == Saved(Decision.CHANGED, 1, 2)


def test_the_listings_address_is_known_too_when_the_page_names_another(storage: Storage) -> None:
    store(storage, article("canonical"), path="from-listing")
    assert storage.records.get(1).aliases == (f"{SITE}/from-listing",)
    assert store(storage, article("canonical"), path="from-listing") == Saved(
        Decision.UNCHANGED, 1, 1
    )


def test_a_withdrawn_record_is_kept_and_comes_back(storage: Storage) -> None:
    store(storage, article())
    assert storage.frontier.gone(lease(storage), 1, later(days=1))
    assert storage.frontier.gone(lease(storage), 1, later(days=2))
    record = storage.records.get(1)
    assert (record.status, record.withdrawn_at) == ("withdrawn", later(days=1))
    assert record.article.body_text == article().body_text
    assert store(storage, article()) == Saved(Decision.UNCHANGED, 1, 1)
    assert storage.records.get(1).status == "current"


def test_a_withdrawn_page_that_comes_back_changed_is_a_version(storage: Storage) -> None:
    store(storage, article())
    storage.frontier.gone(lease(storage), 1, NOW)
    saved = store(storage, article(text="更正以后重新上线的正文，内容有所不同。"))
    assert saved == Saved(Decision.CHANGED, 1, 2)
    assert storage.records.get(1).status == "current"


def test_a_withdrawn_page_that_answers_not_modified_is_back(storage: Storage) -> None:
    store(storage, article(), etag='"a"')
    storage.frontier.gone(lease(storage), 1, NOW)
    storage.frontier.untouched(lease(storage), 1, NOW)
    assert storage.records.get(1).status == "current"


def test_a_page_that_was_never_stored_withdraws_nothing(storage: Storage) -> None:
    assert not storage.frontier.gone(lease(storage), 1, NOW)
    assert state_of(storage) == "gone"


def test_a_record_is_withdrawn_when_the_last_of_its_addresses_is_gone(storage: Storage) -> None:
    store(storage, article("1", TEXT))
    store(storage, article("2", TEXT))
    assert not storage.frontier.gone(lease(storage, "1"), 1, NOW)
    assert storage.records.get(1).status == "current"
    assert storage.frontier.gone(lease(storage, "2"), 1, NOW)
    assert storage.records.get(1).status == "withdrawn"


def test_a_new_address_of_a_withdrawn_text_brings_the_record_back(storage: Storage) -> None:
    store(storage, article("1", TEXT))
    storage.frontier.gone(lease(storage, "1"), 1, NOW)
    assert store(storage, article("2", TEXT)) == Saved(Decision.DUPLICATE, 1, 1)
    assert storage.records.get(1).status == "current"


def test_a_deleted_record_stays_deleted_under_every_address_and_text(storage: Storage) -> None:
    first, second = (
        "第一版的正文，写得足够长，可以认得出来。",
        "第二版的正文，写得足够长，可以认得出来。",
    )
    store(storage, article("1", first))
    store(storage, article("alias", first))
    store(storage, article("1", second), path="from-listing")
    assert storage.records.delete([1], NOW) == 1
    gone = Saved(Decision.DELETED, 0, 0)
    for path in ("1", "alias", "from-listing"):
        assert store(storage, article(path, "完全不同的正文，但是地址已经被删除了。")) == gone
    for number, text in enumerate((first, second)):
        assert store(storage, article(f"elsewhere-{number}", text)) == gone
    assert storage.records.preview(article("1")) is Decision.DELETED
    assert storage.records.list(RecordFilter()).rows == ()


def test_a_record_of_its_own_may_take_a_text_that_was_deleted_elsewhere(storage: Storage) -> None:
    store(storage, article("1", TEXT))
    store(storage, article("2"))
    storage.records.delete([1])
    assert store(storage, article("2", TEXT)) == Saved(Decision.CHANGED, 2, 2)
    assert store(storage, article("3", TEXT)) == Saved(Decision.DELETED, 0, 0)


def test_what_was_deleted_in_one_source_may_be_stored_in_another(storage: Storage) -> None:
    store(storage, article("1", TEXT))
    storage.records.delete([1])
    other = article("1", TEXT, source="other")
    assert storage.records.save(other, None, 1, NOW).decision is Decision.NEW


def test_the_entry_of_a_deleted_record_is_asked_for_in_full_and_rejected(storage: Storage) -> None:
    store(storage, article(), etag='"a"', last_modified="Fri")
    storage.records.delete([1])
    assert state_of(storage) == "rejected"
    held = lease(storage)
    assert (held.record_id, held.etag, held.last_modified) == (None, None, None)
    assert storage.records.save(article(), held, 1, NOW, etag='"b"').decision is Decision.DELETED
    assert rows(storage, "SELECT state, error_kind, etag FROM entry") == [
        ("rejected", "deleted", None)
    ]


def test_a_record_is_in_all_the_channels_that_show_it(storage: Storage) -> None:
    discover(storage, [line()], listing=f"{SITE}/b", order=1)
    discover(storage, [line(channel="头条")], listing=f"{SITE}/a", order=0)
    (held,) = storage.frontier.lease("news", 1, 1, NOW)
    assert held.channels == ("头条", "要闻")
    made = article(categories=("金融", "每经网", "头条"))
    storage.records.save(made, held, 1, NOW)
    assert storage.records.get(1).channels == ("头条", "要闻")
    for name in ("金融", "每经网", "头条", "要闻"):
        assert len(storage.records.list(RecordFilter(category=name)).rows) == 1


def test_a_channel_that_shows_a_known_article_later_is_added(storage: Storage) -> None:
    discover(storage, [line()])
    (held,) = storage.frontier.lease("news", 1, 1, NOW)
    storage.records.save(article(), held, 1, NOW)
    found = discover(storage, [line(channel="公司")], listing=f"{SITE}/b", order=3, run=2)
    assert (found.known, found.new) == (1, 0)
    record = storage.records.get(1)
    assert record.channels == ("要闻", "公司")
    assert record.article.categories == ("金融", "每经网", "要闻")
    (listed,) = storage.records.list(RecordFilter(source="news", category="公司")).rows
    assert listed.id == 1


def test_a_channel_named_like_the_source_loses_no_other_channel(storage: Storage) -> None:
    discover(storage, [line(channel="要闻")])
    discover(storage, [line(channel="公司")], listing=f"{SITE}/b", order=1)
    (held,) = storage.frontier.lease("news", 1, 1, NOW)
    storage.records.save(article(categories=("要闻", "要闻", "要闻")), held, 1, NOW)
    assert storage.records.get(1).channels == ("要闻", "公司")


def test_a_changed_record_keeps_its_first_categories_and_address(storage: Storage) -> None:
    store(storage, article())
    changed = article(
        text="换了频道以后的正文，内容也换了一些。",
        url="http://m.news.example.com/1",
        categories=("金融", "每经网", "公司"),
    )
    store(storage, changed, path="1")
    record = storage.records.get(1)
    assert record.article.categories == ("金融", "每经网", "要闻")
    assert (record.article.url, record.channels) == (f"{SITE}/1", ("要闻", "公司"))


def test_the_validators_of_the_page_are_kept_for_the_next_request(storage: Storage) -> None:
    store(storage, article(), etag='"v1"', last_modified="Fri, 01 May 2026 12:00:00 GMT")
    held = lease(storage)
    assert (held.etag, held.last_modified) == ('"v1"', "Fri, 01 May 2026 12:00:00 GMT")
    assert held.record_id == 1


def test_texts_that_databases_refuse_are_mended(storage: Storage) -> None:
    made = article(
        text="正文里有一个\x00空字符和一个\ud800孤立代理项。", title="a\x00b\udfff", byline="\ud83d"
    )
    store(storage, made, etag="\udcff")
    stored = storage.records.get(1).article
    assert stored.body_text == "正文里有一个空字符和一个\ufffd孤立代理项。"
    assert (stored.title, stored.byline) == ("ab\ufffd", "\ufffd")
    assert store(storage, made).decision is Decision.UNCHANGED


def test_a_preview_says_the_same_and_stores_nothing(storage: Storage) -> None:
    assert storage.records.preview(article("1", TEXT)) is Decision.NEW
    store(storage, article("1", TEXT))
    assert storage.records.preview(article("1", TEXT)) is Decision.UNCHANGED
    assert storage.records.preview(article("1", TEXT * 2)) is Decision.CHANGED
    assert storage.records.preview(article("2", TEXT)) is Decision.DUPLICATE
    assert rows(storage, "SELECT count(*) FROM article") == [(1,)]
    assert rows(storage, "SELECT count(*) FROM article_url") == [(1,)]


def test_the_word_of_a_run_whose_entry_went_to_another_counts_no_more(storage: Storage) -> None:
    stale = lease(storage, run=1)
    storage.frontier.recover("news", NOW)
    (held,) = storage.frontier.lease("news", 2, 1, NOW)
    storage.records.save(article(), stale, 1, NOW)
    assert state_of(storage) == "leased"
    storage.frontier.give_back("news", 1)
    assert state_of(storage) == "leased"
    storage.frontier.untouched(held, 2, NOW + timedelta(1))
    assert state_of(storage) == "stored"


NAUGHTY = (
    "\N{ZERO WIDTH JOINER}\N{RIGHT-TO-LEFT OVERRIDE}עברית\N{POP DIRECTIONAL FORMATTING}",
    "Z\u0351\u036b\u0343\u036a\u0302\u036bA\u0334\u0335\u031c",
    "\N{FAMILY}\U0001f469\u200d\U0001f680\U0001f1e8\U0001f1f3",
    "'; DROP TABLE article; -- \\ \\' \\\\ %s %(x)s ? :name $1 {} ${x}",
    "\x01\x02\x07\x08\x0b\x0c\x1b[31m\x7f\x85\u2028\u2029\ufeff\ufffe\uffff",
    "İIıi ſß ﬀ Ǆ ㈱ ﷽ 𝕬 𠮷 \U0010ffff",
    "\\u0000 \\x00 &#0; <![CDATA[ ]]> --> \t\r\n",
)


@pytest.mark.parametrize("naughty", NAUGHTY)
def test_any_text_comes_back_as_it_was_stored(storage: Storage, naughty: str) -> None:
    made = article(
        text=f"{naughty}{TEXT}",
        title=naughty,
        byline=naughty,
        description=naughty,
        categories=("金融", "每经网", naughty),
        keywords=(naughty,),
        images=(naughty,),
        provenance=((naughty, naughty),),
    )
    saved = store(storage, made)
    assert storage.records.get(saved.record_id).article == made
    chosen = RecordFilter(category=naughty)
    assert [one.id for one in storage.records.list(chosen).rows] == [saved.record_id]
    assert storage.inspect().faults == ()


@pytest.mark.parametrize("length", [1_000, 2_000, 4_000])
def test_an_article_of_a_long_address_is_known_again(storage: Storage, length: int) -> None:
    long = "".join(f"{number * 7919 % 99991:x}" for number in range(length))[:length]
    made, other = article(f"1?page={long}"), article(f"1?page={long}1")
    saved = store(storage, made)
    assert storage.records.get(saved.record_id).article == made
    assert store(storage, made).record_id == saved.record_id
    assert store(storage, other).record_id != saved.record_id
    found = storage.records.find(made.url)
    assert found is not None
    assert found.id == saved.record_id
