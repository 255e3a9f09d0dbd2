from __future__ import annotations

from articles.extract.body import body_by_rules
from articles.html.page import MarkedPage
from articles.types import ExtractRules

HEAD = "<!doctype html><html><head><title>t</title></head><body>"


def body(page: str, *selectors: str, remove: tuple[str, ...] = ()) -> str | None:
    return body_by_rules(MarkedPage(page), ExtractRules(body=selectors, remove=remove))


def test_a_container_keeps_its_own_bytes() -> None:
    inner = (
        "<DIV class='a  b' data-x=1>\n <p>x&nbsp;y<br/>\xa0<!-- c --></p><img src=a.png>\n</DIV>"
    )
    assert body(f"{HEAD}<main>{inner}<p>after</p></main>", ".a") == inner


def test_containers_side_by_side_keep_what_stands_between_them() -> None:
    page = f"{HEAD}<main><div class=a>1</div>\n <!-- c -->\n <div class=b>2</div>\n    </main>"
    assert body(page, ".a", ".b") == (
        "<div class=a>1</div>\n <!-- c -->\n <div class=b>2</div>\n    "
    )


def test_containers_apart_are_joined_by_a_line_end() -> None:
    page = f"{HEAD}<div class=a>1</div><p>ad</p><div class=b>2</div><p>more</p>"
    assert body(page, ".a", ".b") == "<div class=a>1</div>\n<div class=b>2</div>"
    assert body(page, ".b", ".a") == "<div class=b>2</div>\n<div class=a>1</div>"


def test_a_container_inside_another_is_not_taken_twice() -> None:
    page = f"{HEAD}<div class=a>1<div class=b>2</div></div>"
    assert body(page, ".a", ".b") == "<div class=a>1<div class=b>2</div></div>"


def test_what_the_rules_remove_is_cut_out_of_the_bytes() -> None:
    page = f"{HEAD}<div class=a>1 <i class=ad><b>x</b></i>2<script>3</script></div>"
    assert body(page, ".a", remove=(".ad", "script")) == "<div class=a>1 2</div>"


def test_markup_that_does_not_nest_is_written_from_the_tree() -> None:
    page = f"{HEAD}<table><tr><td class=a><p>1<td>2</table>"
    assert body(page, ".a") == '<td class="a"><p>1</p></td>'


def test_no_container_is_none() -> None:
    assert body(f"{HEAD}<p>x", ".missing") is None
