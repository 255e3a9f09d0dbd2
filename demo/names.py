"""Made-up people, companies and places. Likeness to real ones is chance."""

from __future__ import annotations

from random import Random

_FIRST = "澄望沐砚朗岚启汀穆松临叙昭知越淮星禹霁乘远和博弘若明青白云南"
_SECOND = "屿岫槐野北埠序丘禾隐陌川原渚棠峤槎庭桐荻樵潭汐泽渡岭舟峰津里"
_SURNAMES = "陈林周吴徐孙胡朱高何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶"
_GIVEN = (
    "知远 静怡 文博 若琳 建国 思齐 晓峰 雨桐 志强 嘉禾 明哲 秋实 立群 婉清 海涛 子墨 春梅 国栋 "
    "一鸣 慧敏 振华 书瑶 安然 永康 映雪 景行 佳宁 仲文 丽君 承志 亦凡 晓岚 德胜 诗涵 浩然 玉兰"
).split()
CITIES = (
    "临澜 云泽 南浦 海晏 望津 青屿 丰陵 沅川 东麓 澜州 凤桥 安棠 白沙湾 松江口 禾城 北渡 "
    "宁溪 曲岭 长汀浦 石榴岛 怀川 永泊 西樵州 平湖岭"
).split()
PROVINCES = "江南东 云川 海西 临北 楚东 陇上 岭西 蓟北".split()
BROKERS = "远樵证券 白榆证券 汇川里证券 和畴证券 千帆证券 北岸证券 明砚证券".split()
SCHOOLS = "东川财经大学 长洲大学 临澜社会科学院 西江理工大学 南浦大学 海晏工业大学".split()
LAW_FIRMS = "正序律师事务所 衡石律师事务所 明堂律师事务所 启言律师事务所".split()


def person(rng: Random) -> str:
    """Return a name of two or three characters."""
    return rng.choice(_SURNAMES) + rng.choice(_GIVEN)


def company(number: int, kinds: tuple[str, ...]) -> str:
    """Return the company of that number; neighbouring numbers have unlike names.

    Distinct for ``len(kinds) * 900`` consecutive numbers.
    """
    first, second = divmod(number * 377 % 900, 30)
    return _FIRST[first] + _SECOND[second] + kinds[number // 900 % len(kinds)]


def cast(rng: Random, number: int, kinds: tuple[str, ...]) -> dict[str, str]:
    """Return who plays which part in the story of that number."""
    return {
        "公司": company(number, kinds[number % len(kinds) :] + kinds[: number % len(kinds)]),
        "对手": company(number + 211, kinds),
        "城": rng.choice(CITIES),
        "省": rng.choice(PROVINCES) + "省",
        "券商": rng.choice(BROKERS),
        "院校": rng.choice(SCHOOLS),
        "律所": rng.choice(LAW_FIRMS),
        "老人": rng.choice(_SURNAMES) + rng.choice(("阿姨", "师傅", "伯", "老师")),
        "月": str(rng.randint(3, 11)),
        **{part: person(rng) for part in ("董事长", "工程师", "职员", "专家", "分析师")},
    }
