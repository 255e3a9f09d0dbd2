"""The one article that is not made up: the page behind the format's reference post.

``content/sample.html`` holds its two containers as the site served them, byte for byte; printed
with ``pages/containers.html`` they come out the same.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from demo.article import BEIJING, DemoArticle
from demo.stories import content

SAMPLE_ID = 1735050
SAMPLE_FILE = "sample.html"
_IMAGE = re.compile(r'<img src="([^"]+)"')
_BODY_BEGINS = "<!-- 正文 -->\n        "
_BODY_ENDS = "\n\n        <!-- 当没有勾选"


def sample_article() -> DemoArticle:
    """Return the sample: 重磅原创, 2021-05-10 06:56:09 in Beijing."""
    body = content(SAMPLE_FILE).partition(_BODY_BEGINS)[2].partition(_BODY_ENDS)[0]
    return DemoArticle(
        id=SAMPLE_ID,
        columns=(332,),
        title="重庆定下3万亿“小目标”！阿里、腾讯、华为、浪潮等巨头相继加入",
        published=datetime(2021, 5, 10, 6, 56, 9, tzinfo=BEIJING).astimezone(UTC),
        source="每日经济新闻",
        body=body,
        byline="吴林静",
        editor="刘艳美 程鹏",
        summary="回顾过去五年，重庆经济增速因制造业这个“关键变量”而起起伏伏。",
        keywords=("重庆", "工业互联网", "制造业"),
        images=tuple(dict.fromkeys(_IMAGE.findall(body))),
    )
