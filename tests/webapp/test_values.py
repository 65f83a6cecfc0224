"""Single values from outside: hosts, numbers, addresses."""

from __future__ import annotations

import pytest

from webapp.values import host_in, host_of, https_origin_of, number_of


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
