from __future__ import annotations

import json

import pytest
from selectolax.lexbor import LexborHTMLParser

from articles.extract.pictures import is_picture, lead_image_of, same_picture
from articles.extract.structured import statements
from articles.types import Provenance

OG = "<meta property='og:image' content='https://i.example/share/1200x630/crash.jpg'>"
LOGO = "<meta property='og:image' content='https://i.example/logo.png'>"


def lead(markup: str, *shown: str) -> tuple[str, Provenance] | None:
    return lead_image_of(statements(LexborHTMLParser(markup)), shown)


def linked(image: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "Article", "image": image})}</script>'


LEADS = [
    (OG, (), ("https://i.example/share/1200x630/crash.jpg", Provenance.META)),
    (OG + linked("https://i.example/own.jpg"), (), ("https://i.example/own.jpg", Provenance.JSON_LD)),
    (OG + linked("https://i.example/logo.png"), (), ("https://i.example/share/1200x630/crash.jpg", Provenance.META)),
    (linked("https://i.example/harbour-bridge-1200x630.jpg"), ("/x.png", "/img/harbour-bridge-640x360.jpg"), ("/img/harbour-bridge-640x360.jpg", Provenance.MARKUP)),
    (LOGO, ("/img/harbour.jpg",), ("/img/harbour.jpg", Provenance.MARKUP)),
    (LOGO, (), ("https://i.example/logo.png", Provenance.META)),
    ("", ("data:image/png;base64,R0", "/placeholder.png", "/a.jpg"), ("/a.jpg", Provenance.MARKUP)),
    ("", (), None),
    ("<meta property='og:image' content='http://[broken'>", (), ("http://[broken", Provenance.META)),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "shown", "expected"), LEADS)
def test_the_lead_image_is_the_articles_own(
    markup: str, shown: tuple[str, ...], expected: tuple[str, Provenance] | None
) -> None:
    assert lead(markup, *shown) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/sites/default/files/crash.jpg", True),
        ("/img/logo.png", False),
        ("/img/site-logo-2x.png", False),
        ("/a/icon_share.gif", False),
        ("/a/default.jpg", False),
        ("/a/x.svg", False),
        ("/a/iconic-building.jpg", True),
        ("https://bild.met.vgwort.de/na/vgzm.2150080-646217ca5ccf3e4662e90162", False),
        ("//ad.doubleclick.net/ddm/trackimp/1.jpg", False),
        ("https://comet.vgwort.de.example/harbour.jpg", True),
        ("", False),
    ],
)
def test_logos_and_stand_ins_are_no_pictures(address: str, expected: bool) -> None:
    assert is_picture(address) is expected


def test_two_cuts_of_one_picture() -> None:
    assert same_picture(
        "https://a.example/harbour-bridge_w640.jpg", "/b/harbour-bridge-1200x630.webp"
    )
    assert same_picture("/22/17/13862217_M400x267.jpg", "/x/13862217_W2040.jpg")
    assert not same_picture("/a.jpg", "/a.png")
    assert not same_picture("/harbour-bridge.jpg", "/harbour-tower.jpg")
