"""Single values from outside: hosts, numbers, addresses."""

from __future__ import annotations

import pytest

from webapp.values import api_url_of, host_in, host_of, https_origin_of, number_of


@pytest.mark.parametrize(
    ("header", "host"),
    [
        ("Lykta.Test:8443", "lykta.test"),
        ("[::1]:8000", "::1"),
        ("127.0.0.1", "127.0.0.1"),
        ("::1", ""),
        ("[::1].evil.test", ""),
        ("localhost:80@evil.test", ""),
        ("localhost/", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_the_host_header_names_a_host_or_nothing(header: str | None, host: str) -> None:
    assert host_in(header) == host


@pytest.mark.parametrize(
    "text", ["", "http://lykta.test", "lykta.test:8000", "två ord", "-lykta", "*", "a..b", "x" * 64]
)
def test_a_host_has_neither_scheme_nor_port(text: str) -> None:
    with pytest.raises(ValueError, match="ingen värd"):
        host_of(text)


@pytest.mark.parametrize("value", ["8_000", "+1", "-1", "1.0", "٣", True, 65_536, "", " ", "9" * 5000])
def test_a_number_is_plain_digits_within_its_limit(value: object) -> None:
    with pytest.raises(ValueError, match="inget heltal mellan 0 och 65535"):
        number_of(value, at_most=65_535, example=8000)


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://Lykta.Test/", "https://lykta.test"),
        ("https://lykta.test:443", "https://lykta.test"),
        ("https://lykta.test:8443/", "https://lykta.test:8443"),
        ("https://trygg.öster.se", "https://trygg.xn--ster-4qa.se"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
    ],
)
def test_a_public_address_becomes_an_origin(text: str, origin: str) -> None:
    assert https_origin_of(text) == origin


@pytest.mark.parametrize(
    "text",
    [
        "http://lykta.test",
        "lykta.test",
        "https://",
        "https://a:b@lykta.test",
        "https://lykta.test:abc",
        "https://[::1",
        "https://lykta.test/trygg",
        "https://lykta.test?x=1",
    ],
)
def test_a_public_address_is_https_and_has_a_host_of_its_own(text: str) -> None:
    with pytest.raises(ValueError, match="https://"):
        https_origin_of(text)


LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://Overpass.Test/api/interpreter", "https://overpass.test/api/interpreter"),
        (" https://overpass.test:8443/api/ ", "https://overpass.test:8443/api/"),
        ("https://karta.öster.se/api", "https://karta.xn--ster-4qa.se/api"),
        ("http://localhost:12345/api/interpreter", "http://localhost:12345/api/interpreter"),
        ("http://[::1]:12345/api", "http://[::1]:12345/api"),
        ("https://overpass.test", "https://overpass.test"),
    ],
)
def test_an_address_to_ask_is_secure_or_on_this_machine(text: str, address: str) -> None:
    assert api_url_of(text, this_machine=LOOPBACK) == address


@pytest.mark.parametrize(
    "text",
    [
        "http://overpass.test/api",
        "http://localhost.evil.test/api",
        "http://127.0.0.1@evil.test/api",
        "ftp://localhost/api",
        "file:///etc/passwd",
        "overpass.test/api",
        "https://",
        "https://a:b@overpass.test/api",
        "https://overpass.test/api?data=x",
        "https://overpass.test/api#x",
        "https://overpass.test/a b",
        "https://overpass.test:abc/api",
        "https://overpass.test/api\r\nHost: evil.test",
        "",
    ],
)
def test_an_address_to_ask_is_nothing_else(text: str) -> None:
    with pytest.raises(ValueError, match="ingen adress att fråga"):
        api_url_of(text, this_machine=LOOPBACK)
