"""Titles of posts: what breaks file names, YAML, Hexo or a terminal becomes ``_``, one for one."""

from __future__ import annotations

import re

_CONTROLS = "\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ud800-\\udfff\\ufffe\\uffff"
_INVISIBLE = (
    "\\u00ad\\u061c\\u180e\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff\\ufff9-\\ufffb"
)
_UNSAFE = re.compile(rf"[{_CONTROLS}{_INVISIBLE}“”\"'?？\[\]/\\|<>*:{{}}]")


def clean_title(title: str) -> str:
    """Return a title that can end no quoting, open no tag and leave no folder. Idempotent.

    Letters of every script stay, and ！ ： （ ） 【 】 《 》 、 ，
    and emoji. The true title is kept in
    the record.
    """
    return _UNSAFE.sub("_", title).strip()
