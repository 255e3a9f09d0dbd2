"""What surrounds the content of every page: head, navigation, sidebar, footer, scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from demo import weight
from demo.address import Address
from demo.article import DemoArticle
from demo.columns import COLUMNS
from demo.links import plain_item
from demo.templates import template


@dataclass(frozen=True)
class Chrome:
    """The frame of one site under one address. ``hot`` never changes, so pages stay cacheable."""

    address: Address
    hot: tuple[DemoArticle, ...]
    heavy: bool

    def page(self, title: str, head: str, main: str, kind: str) -> bytes:
        """Return a whole page; the heavy ones are padded to ``weight.TARGET`` bytes."""
        text = template("page").substitute(
            self._frame(kind), title=title, head=head, main=main, own=self.address.own
        )
        page = text.encode()
        return weight.padded(page) if self.heavy else page

    def _frame(self, kind: str) -> dict[str, str]:
        return _frame(self.address, _items(self.hot, self.address), kind, heavy=self.heavy)


@cache
def _items(articles: Sequence[DemoArticle], address: Address) -> str:
    return "\n".join(plain_item(article, address) for article in articles)


@cache
def _frame(address: Address, hot: str, kind: str, *, heavy: bool) -> dict[str, str]:
    own = address.own
    columns = "\n".join(
        f'    <li><a href="{own}{column.path}">{column.name}</a></li>' for column in COLUMNS
    )
    top = template("top").substitute(own=own, columns=columns)
    side = template("side").substitute(hot=hot)
    scripts = template("scripts").substitute(kind=kind)
    return {
        "kind": f"{kind} mobile" if address.is_mobile else kind,
        "top": top + (weight.navigation(own) if heavy else ""),
        "side": side + (weight.sidebar(own) if heavy else ""),
        "foot": template("foot").substitute(
            own=own, scripts=scripts + (weight.scripts() if heavy else "")
        ),
    }
