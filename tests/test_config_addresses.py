from __future__ import annotations

from ipaddress import ip_network

import pytest

from config.addresses import AllowedAddress, parse_address


@pytest.mark.parametrize(
    ("text", "network", "port"),
    [
        ("127.0.0.1:8000", "127.0.0.1/32", 8000),
        ("10.1.2.3", "10.1.2.3/32", None),
        ("10.0.0.0/8", "10.0.0.0/8", None),
        ("[::1]:8000", "::1/128", 8000),
        ("::1", "::1/128", None),
        ("fd00::/8", "fd00::/8", None),
    ],
)
def test_networks_with_and_without_port(text, network, port):
    assert parse_address(text) == AllowedAddress(None, ip_network(network), port)


def test_a_host_name_opens_one_port():
    assert parse_address(" Intranet.Local:80 ") == AllowedAddress("intranet.local", None, 80)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "intranet",
        "localhost:",
        "localhost:0",
        "localhost:65536",
        "10.0.0.1/8",
        "10.0.0.0/8:80",
        "300.1.1.1:80",
        "http://127.0.0.1:80",
        "a_b:80",
        "-a:80",
        "::1:x",
        "[fd00::/8]:80",
        "*",
    ],
)
def test_anything_else_is_refused_with_the_forms_that_work(text):
    with pytest.raises(ValueError, match="Write host:port"):
        parse_address(text)
