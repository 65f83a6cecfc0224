from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.walks.scene import NOW, SECRET
from walks.identity import (
    CROCKFORD,
    fingerprint,
    identifier_from,
    link_secret,
    read_code,
    uuid7,
    walk_code,
)

TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
BYTES = st.binary(min_size=10, max_size=10)


def test_an_identifier_shows_its_time_in_the_first_12_digits() -> None:
    at = datetime(1970, 1, 1, 0, 0, 0, 255_000, tzinfo=UTC)
    assert uuid7(at, bytes(10)) == "00000000-00ff-7000-8000-000000000000"


@given(TIMES, BYTES)
def test_an_identifier_is_a_uuid_of_version_7_and_keeps_the_millisecond(at: datetime, randomness: bytes) -> None:
    made = UUID(uuid7(at, randomness))
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"
    assert made.int >> 80 == (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


@given(TIMES, BYTES, BYTES)
def test_an_identifier_made_a_millisecond_later_sorts_later(at: datetime, one: bytes, two: bytes) -> None:
    assert uuid7(at, one) < uuid7(at + timedelta(milliseconds=1), two)


def test_the_zone_of_the_clock_does_not_matter_to_an_identifier() -> None:
    eastern = NOW.astimezone(datetime.fromisoformat("2026-01-01T00:00+05:30").tzinfo)
    assert uuid7(eastern, bytes(10)) == uuid7(NOW, bytes(10))


def test_74_bits_of_an_identifier_are_random() -> None:
    full, empty = UUID(uuid7(NOW, b"\xff" * 10)), UUID(uuid7(NOW, bytes(10)))
    assert (full.int ^ empty.int).bit_count() == 74


def test_what_came_without_an_identifier_gets_the_same_one_for_the_same_bytes() -> None:
    assert identifier_from(b"a") == identifier_from(b"a") != identifier_from(b"b")
    assert UUID(identifier_from(b"a")).version == 8


def test_a_walk_code_is_8_signs_that_nobody_confuses() -> None:
    codes = [walk_code(SECRET, f"key-{number}") for number in range(500)]
    assert {len(code) for code in codes} == {8}
    assert set("".join(codes)) == set(CROCKFORD)
    assert not set("ILOU") & set(CROCKFORD)
    assert len(set(codes)) == 500


def test_a_code_and_a_link_follow_from_the_servers_secret_and_the_key_alone() -> None:
    assert walk_code(SECRET, "key") == walk_code(SECRET, "key")
    assert link_secret(SECRET, "key") == link_secret(SECRET, "key")
    assert walk_code(SECRET, "key") != walk_code(b"x" * 32, "key")
    assert link_secret(SECRET, "key") != link_secret(SECRET, "other")


def test_who_knows_a_code_does_not_know_the_link_of_the_same_key() -> None:
    """Both come from one secret by different words: neither begins with the other's bytes."""
    digits = [CROCKFORD.index(sign) for sign in walk_code(SECRET, "key")]
    number = sum(digit << 5 * place for place, digit in enumerate(reversed(digits)))
    raw = base64.urlsafe_b64decode(link_secret(SECRET, "key") + "==")
    assert len(raw) == 16
    assert raw[:5] != number.to_bytes(5, "big")


def test_a_link_is_22_signs_that_need_no_escaping() -> None:
    links = [link_secret(SECRET, f"key-{number}") for number in range(200)]
    assert {len(link) for link in links} == {22}
    assert set("".join(links)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("K7M2QX4D", "K7M2QX4D"),
        ("k7m2qx4d", "K7M2QX4D"),
        (" K7M2-QX4D ", "K7M2QX4D"),
        ("k7m2 qx4d\n", "K7M2QX4D"),
        ("K7M2–QX4D", "K7M2QX4D"),
        ("OIL0110O", "01101100"),
        ("oil", "011"),
        ("", ""),
        ("--", ""),
    ],
)
def test_a_code_is_read_as_people_type_it(typed: str, read: str) -> None:
    assert read_code(typed) == read


@given(st.text(alphabet=CROCKFORD, min_size=8, max_size=8), st.data())
def test_any_way_of_writing_a_code_opens_the_same(code: str, data: st.DataObject) -> None:
    alike = {"0": "0oO", "1": "1iIlL"}
    signs = [data.draw(st.sampled_from(alike.get(sign, sign + sign.lower()))) for sign in code]
    gaps = [data.draw(st.sampled_from(["", " ", "-", "\t"])) for _ in code]
    assert read_code("".join(gap + sign for gap, sign in zip(gaps, signs, strict=True))) == code


@given(st.text())
def test_anything_can_be_typed_as_a_code(typed: str) -> None:
    assert isinstance(fingerprint(read_code(typed)), str)


def test_a_secret_cannot_be_read_from_its_fingerprint() -> None:
    secret = walk_code(SECRET, "key")
    assert len(fingerprint(secret)) == 64
    assert secret not in fingerprint(secret)
    assert fingerprint("\ud800") != fingerprint("\ud801")
