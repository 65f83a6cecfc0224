"""The page where a walker joins: by code, or with the one button that a QR leads to."""

from __future__ import annotations

import re

import pytest

from tests.conftest import House


def prefilled(page: str) -> str | None:
    found = re.search(r'<input[^>]* id="code"[^>]* value="([^"]*)"', page)
    return None if found is None else found[1]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", ""),
        ("?kod=", ""),
        ("?kod=k7qm3xpa", "K7QM3XPA"),
        ("?kod=K7QM-3XPA", "K7QM3XPA"),
        ("?kod=OIl00000", "01100000"),
        ("?kod=ABCDEFGHJKMN", "ABCDEFGH"),
        ('?kod="><script>', "SCR1PT"),
        ("?kod=%00%E2%80%AE", ""),
    ],
)
def test_the_code_of_the_address_is_filled_in_as_it_will_be_read(shared: House, asked: str, shown: str) -> None:
    assert prefilled(shared.client().get(f"/anslut{asked}").get_data(as_text=True)) == shown


def test_a_join_link_needs_one_button_and_shows_no_code(shared: House) -> None:
    secret = shared.secret("join", walk=shared.plan().walk_id)

    page = shared.client().get(f"/anslut/{secret}").get_data(as_text=True)

    assert f'<input type="hidden" name="code" value="{secret}">' in page
    assert prefilled(page) is None


def test_the_page_of_a_join_link_does_not_tell_whether_it_opens_anything(shared: House) -> None:
    right = shared.secret("join", walk=shared.plan().walk_id)
    wrong = "A" * 22

    pages = [shared.client().get(f"/anslut/{secret}").get_data(as_text=True) for secret in (right, wrong)]

    assert pages[0].replace(right, "") == pages[1].replace(wrong, "")


def test_opening_a_join_link_joins_nobody(shared: House) -> None:
    answer = shared.client().get(f"/anslut/{shared.secret('join', walk=shared.plan().walk_id)}")

    assert "Set-Cookie" not in answer.headers


def test_a_browser_that_sends_the_form_itself_is_shown_what_it_lacks(shared: House) -> None:
    answer = shared.client().post("/anslut", data={"code": "K7QM3XPA"})

    assert answer.status_code == 200
    assert "För att gå med behövs JavaScript" in answer.get_data(as_text=True)


def test_the_form_can_be_sent_from_our_own_page_only(shared: House) -> None:
    answer = shared.client().post("/anslut", data={"code": "K7QM3XPA"}, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
