"""Classes of failure and reasons of health, in Chinese; what is particular stays as it was told.

They are stored and given to programs in English. A test compares the classes with
docs/outcomes.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable

CHINESE_KINDS = {
    "not-html": "不是网页",
    "no-title": "没有标题",
    "no-body": "没有正文",
    "empty": "内容为空",
    "too-deep": "标记嵌套过深",
    "too-large": "过大",
    "off-site": "跳转到其他网站",
    "paywall": "付费墙",
    "worse": "不如已存文本",
    "deleted": "记录已被删除",
    "dns": "域名无法解析",
    "refused": "连接被拒绝",
    "timeout": "超时",
    "tls": "证书或加密无效",
    "network": "连接中断",
    "truncated": "内容不完整",
    "bad-coding": "压缩格式有误",
    "private-address": "私有地址",
    "bad-url": "地址无效",
    "redirects": "跳转过多",
    "robots": "robots.txt 禁止",
    "robots-unavailable": "robots.txt 无法读取",
    "http-401": "需要登录",
    "http-403": "禁止访问",
    "http-404": "页面不存在",
    "http-429": "请求过多",
    "http-503": "网站故障",
    "blocked": "被反爬拦截",
    "login": "登录页",
    "consent": "同意页",
    "soft-404": "以 200 返回的错误页",
    "parked": "停放域名",
    "maintenance": "网站维护",
    "circuit-open": "主机屡次失败，暂不访问",
    "extract-timeout": "读取超时",
    "extract-memory": "读取占用内存过多",
    "extract-crash": "读取进程崩溃",
    "internal": "内部错误",
    "not-kept": "原始网页未保存",
    "not-swept": "旧的原始网页未删除",
    "max-requests": "请求数已达上限",
    "max-listing-pages": "列表页数已达上限",
    "too-many-entries": "一页链接过多",
    "drifted": "页面结构已变",
    "no-entries": "列表页没有文章链接",
    "export": "文章文件无法写入",
    "interrupted": "被中断",
    "busy": "正被其他进程抓取",
}
_SENTENCES = (
    (r"robots\.txt now forbids it: (.*)", r"robots.txt 现已禁止抓取：\1"),
    (
        r"(\d+) of (\d+) pages gave no article, unlike before: (.*)",
        r"\2 个页面中有 \1 个没有得到文章，与以往不同：\3",
    ),
    (r"its listings show (\d+) articles", r"列表页只显示 \1 篇文章"),
    (r"the latest (\d+) articles have (\d+) characters on average", r"最近 \1 篇文章平均 \2 字"),
    (r"(\d+) of the latest (\d+) articles have no date", r"最近 \2 篇文章中有 \1 篇没有日期"),
    (
        r"(\d+) of the latest (\d+) articles are dated more than two days ago",
        r"最近 \2 篇文章中有 \1 篇的日期在两天以前",
    ),
    (r"(\d+) of the latest (\d+) articles have no lead image", r"最近 \2 篇文章中有 \1 篇没有头图"),
    (r"(\d+) of the latest (\d+) articles have no author", r"最近 \2 篇文章中有 \1 篇没有作者"),
    (r"silent: about (\d+) articles usually come by now", r"没有新文章：此时通常已有约 \1 篇"),
    (r"stale: it was not checked since", "很久没有检查"),
    (r"never crawled", "从未抓取过"),
    (r"nothing can be stored", "无法存储"),
    (r"a source is due and no crawl has ended since", "有来源到期，而此后没有抓取结束"),
    (r"every source fails: is the network there\?", "所有来源都失败：网络是否正常？"),
    (r"the last try to store failed", "最近一次存储失败"),
)
_CLASSED = re.compile(r"([a-z0-9-]+): (.*)", re.DOTALL)

Say = Callable[[str], str]


def kind_namer(language: str) -> Say:
    """Return what names a class: in Chinese beside its own name, by which the documents know it."""
    return _kind_in_chinese if language == "zh" else str


def reason_teller(language: str) -> Say:
    """Return what tells why something is not well."""
    return _reason_in_chinese if language == "zh" else str


def _kind_in_chinese(kind: str) -> str:
    said = CHINESE_KINDS.get(kind)
    if said is None and re.fullmatch(r"http-5\d\d", kind):
        said = CHINESE_KINDS["http-503"]
    return f"{said}（{kind}）" if said else kind


def _reason_in_chinese(why: str) -> str:
    for english, chinese in _SENTENCES:
        if found := re.fullmatch(english, why, re.DOTALL):
            return found.expand(chinese)
    classed = _CLASSED.fullmatch(why)
    return f"{_kind_in_chinese(classed[1])}：{classed[2]}" if classed else why
