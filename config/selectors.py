"""CSS selectors, tried with both engines that will run them.

Listing pages are read with selectolax's Lexbor engine, article pages with Beautiful Soup's
soupsieve; a selector that only one of them understands would fail in the middle of a crawl.
"""

from __future__ import annotations

import warnings


def check_selector(selector: str) -> str:
    """Return the selector, stripped; ValueError says which engine refuses it, and why."""
    stripped = selector.strip()
    if not stripped:
        raise ValueError("the selector is empty. Leave the key out instead")
    if "::" in stripped:
        raise ValueError(
            f"selector {stripped!r}: ::text and ::attr() are not CSS. Name the element itself;"
            " its text or address is taken from it"
        )
    for engine, refusal in (
        ("soupsieve", _soupsieve_refusal(stripped)),
        ("selectolax", _lexbor_refusal(stripped)),
    ):
        if refusal:
            raise ValueError(
                f"selector {stripped!r} is not usable ({engine}: {refusal})."
                " Use plain CSS: tags, .class, #id, [attribute], >, :not(), :has(), :nth-child()"
            )
    return stripped


def _soupsieve_refusal(selector: str) -> str | None:
    import soupsieve  # noqa: PLC0415 - 0.1 s, needed only where a selector is read

    with warnings.catch_warnings():
        # :contains is announced as deprecated; the other engine refuses it with words
        warnings.simplefilter("ignore", FutureWarning)
        try:
            soupsieve.compile(selector)
        except (soupsieve.SelectorSyntaxError, NotImplementedError) as error:
            return str(error).splitlines()[0]
    return None


def _lexbor_refusal(selector: str) -> str | None:
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError  # noqa: PLC0415 - the same

    try:
        LexborHTMLParser("").css(selector)
    except SelectolaxError as error:
        return str(error).rstrip(".")
    return None
