"""Guessing at codes is slowed down; joining together from one address is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from webapp.rates import WrongCodes

START = datetime(2026, 11, 26, 17, 42, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def guess(codes: WrongCodes, address: str, *, times: int, start: float, every: float) -> float:
    for number in range(times):
        codes.wrong(address, now=at(start + number * every))
    return start + times * every


def test_right_codes_are_not_counted() -> None:
    codes = WrongCodes()

    assert all(codes.paused_until("192.0.2.1", now=at(second)) is None for second in range(15))


def test_the_fifth_wrong_code_within_a_minute_pauses_the_address() -> None:
    codes = WrongCodes()
    guess(codes, "192.0.2.1", times=4, start=0, every=10)
    assert codes.paused_until("192.0.2.1", now=at(35)) is None

    codes.wrong("192.0.2.1", now=at(40))

    assert codes.paused_until("192.0.2.1", now=at(41)) == at(60)
    assert codes.paused_until("192.0.2.2", now=at(41)) is None
    assert codes.paused_until("192.0.2.1", now=at(60)) is None


def test_the_twentieth_within_an_hour_pauses_the_address_for_the_rest_of_it() -> None:
    codes = WrongCodes()
    end = guess(codes, "192.0.2.1", times=20, start=0, every=20)

    assert codes.paused_until("192.0.2.1", now=at(end)) == at(3600)
    assert codes.paused_until("192.0.2.1", now=at(3599)) is not None
    assert codes.paused_until("192.0.2.1", now=at(3600)) is None


def test_the_hundredth_from_everywhere_pauses_everyone_for_an_hour_and_is_told_once() -> None:
    codes = WrongCodes()
    told = [codes.wrong(f"192.0.2.{number}", now=at(number)) for number in range(100)]

    assert told == [False] * 99 + [True]
    assert codes.paused_until("203.0.113.9", now=at(100)) == at(99 + 3600)
    assert codes.wrong("203.0.113.9", now=at(101)) is False
    assert codes.paused_until("203.0.113.9", now=at(99 + 3600)) is None


def test_wrong_codes_older_than_an_hour_do_not_count_for_everyone() -> None:
    codes = WrongCodes()
    guess(codes, "192.0.2.1", times=99, start=0, every=1)

    assert codes.wrong("192.0.2.2", now=at(3600 + 99)) is False
    assert codes.paused_until("192.0.2.3", now=at(3600 + 99)) is None


def test_one_ipv6_network_is_one_address() -> None:
    codes = WrongCodes()
    for number in range(5):
        codes.wrong(f"2001:db8:1:2:{number}::1", now=at(number))

    assert codes.paused_until("2001:db8:1:2:ffff::", now=at(5)) is not None
    assert codes.paused_until("2001:db8:1:3::1", now=at(5)) is None


def test_an_ipv4_address_is_the_same_however_it_is_written() -> None:
    codes = WrongCodes()
    guess(codes, "::ffff:192.0.2.1", times=5, start=0, every=1)

    assert codes.paused_until("192.0.2.1", now=at(5)) is not None


def test_addresses_that_are_none_share_one_account() -> None:
    codes = WrongCodes()
    guess(codes, "", times=5, start=0, every=1)

    assert codes.paused_until("nonsense", now=at(5)) is not None
