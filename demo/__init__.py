"""A small real newspaper on loopback, in the first source's markup.

    content/ (stories as written) → press: Draft → newspaper: DemoArticle, Edition
      → site: Resource (which path holds what) → shelf: bytes, ETag → handler: HTTP → server

The ``demo`` command, tests and benchmarks crawl it. Apart from one sample, every article, person,
company and place in it is made up.
"""

from demo.article import DemoArticle
from demo.edition import Edition, Withdrawn
from demo.errors import DemoError, ServeError, SizeError, UnknownArticleError
from demo.faults import Fault
from demo.log import LogLine
from demo.newspaper import Change, Newspaper, Operation
from demo.server import DemoServer

__all__ = [
    "Change",
    "DemoArticle",
    "DemoError",
    "DemoServer",
    "Edition",
    "Fault",
    "LogLine",
    "Newspaper",
    "Operation",
    "ServeError",
    "SizeError",
    "UnknownArticleError",
    "Withdrawn",
]
