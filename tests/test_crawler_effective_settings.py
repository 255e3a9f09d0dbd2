from __future__ import annotations

from scrapy.utils.conf import build_component_list

from config import Settings, load_source
from crawler.settings import for_crawl


def test_what_scrapy_is_told_holds_what_the_security_page_promises() -> None:
    settings = Settings(delay=1.0, deadline=60, max_page_bytes=20 * 1024 * 1024)
    told = for_crawl(load_source("nbd", settings), settings)
    assert told.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
    assert told.getbool("ROBOTSTXT_OBEY")
    for off in (
        "REMOTE_CONTROL_ENABLED",
        "TELNETCONSOLE_ENABLED",
        "COOKIES_ENABLED",
        "REFERER_ENABLED",
        "METAREFRESH_ENABLED",
    ):
        assert not told.getbool(off), off
    handlers = told.getdict("DOWNLOAD_HANDLERS")
    assert all(handlers[scheme] is None for scheme in ("data", "file", "ftp", "s3"))
    assert told.getint("DOWNLOAD_MAXSIZE") == 20 * 1024 * 1024
    assert told.getfloat("DOWNLOAD_TIMEOUT") == 60
    assert told.getfloat("DOWNLOAD_DELAY") == 1.0
    assert told["USER_AGENT"].startswith("newsmill/")
    middlewares = build_component_list(told.getwithbase("DOWNLOADER_MIDDLEWARES"))
    assert "crawler.robots.RobotsMiddleware" in middlewares
    assert "crawler.middlewares.AddressGuardMiddleware" in middlewares
    assert "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware" not in middlewares
