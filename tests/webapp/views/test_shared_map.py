"""A place's map and list: the frame of both; what was found comes from its own address."""

from __future__ import annotations

import re

import pytest

from tests.conftest import CheckingClient, House, Tablet


def page_of(client: CheckingClient, question: str = "") -> str:
    answer = client.get(f"/plats/tessinparken{question}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_nothing_of_a_finding_stands_in_the_page_or_in_the_map_script(shared: House, tablet: Tablet) -> None:
    finding = tablet.pin(text="Lyktan är släckt vid grinden.", longitude=18.0961237)
    partner = shared.partner("tessinparken")

    page = page_of(partner)
    (script,) = re.findall(r'src="(/kartor/[0-9a-f]{16}\.js)"', page)
    for text in (page, partner.get(script).get_data(as_text=True)):
        assert "släckt vid grinden" not in text
        assert finding not in text
        assert "18.09612" not in text


def test_the_page_tells_its_script_where_the_findings_are(shared: House) -> None:
    page = page_of(shared.partner("tessinparken"))

    assert 'data-changes-url="/api/v1/places/tessinparken/changes"' in page
    assert 'href="/plats/tessinparken/rapport"' in page


def test_a_link_says_whom_it_was_made_for_and_until_when(shared: House) -> None:
    holder = 'Fastighetsägarna & "Co" <AB>'

    page = page_of(shared.partner("tessinparken", holder=holder))

    assert "Delad med Fastighetsägarna &amp; &#34;Co&#34; &lt;AB&gt; till fredag 26 november 2027" in page


def test_the_coordinator_s_own_page_is_shared_with_nobody(coordinator: CheckingClient) -> None:
    assert "Delad med" not in page_of(coordinator)


def test_the_filters_of_the_address_stand_in_the_form(shared: House) -> None:
    page = page_of(shared.partner("tessinparken"), "?sort=unsafe&kategori=lighting&fran=2026-01-01&till=2026-12-31")

    assert re.search(r'name="sort" value="unsafe"[^>]* checked', page)
    assert '<option value="lighting" selected>' in page
    assert 'id="fran" name="fran" type="date" value="2026-01-01"' in page
    assert 'id="till" name="till" type="date" value="2026-12-31"' in page


@pytest.mark.parametrize("question", ["?sort=x&kategori=y&fran=z&till=å", "?fran=%00&till=%FF", "?fran=" + "9" * 5000])
def test_filters_that_cannot_be_read_do_not_break_the_page(shared: House, question: str) -> None:
    page = page_of(shared.partner("tessinparken"), question)

    assert not re.search(r"<option [^>]*selected", page)
    assert "\x00" not in page
    assert "9" * 50 not in page


def test_the_restricted_category_cannot_be_chosen(coordinator: CheckingClient) -> None:
    assert "vulnerable_people" not in page_of(coordinator)


def test_a_link_to_one_place_opens_no_other(shared: House) -> None:
    client = shared.partner("stureplan")

    assert client.get("/plats/stureplan").status_code == 200
    assert client.get("/plats/tessinparken").status_code == 404
    assert shared.client().get("/plats/stureplan").status_code == 404


def test_a_real_place_is_not_marked_as_demo(shared: House) -> None:
    assert "<b>Demo</b>" not in page_of(shared.partner("tessinparken"))


def test_in_a_demo_every_page_of_a_place_is_marked(demo_house: House) -> None:
    partner = demo_house.partner("tessinparken", demo=True)

    for address in ("/plats/tessinparken", "/plats/tessinparken/rapport"):
        assert "<b>Demo</b>" in partner.get(address).get_data(as_text=True)
