"""The start page leads each reader on, and links only to what that reader may open."""

from __future__ import annotations

import re

from tests.conftest import CheckingClient, House
from walks.access import ADMINISTRATOR
from walks.sharing import revoke
from walks.store.keys import all_keys

EVERY_PLACE = {"stureplan", "ostermalmstorg", "gyllenstiernsgatan", "tessinparken", "universitetet-lappis"}


def linked(client: CheckingClient) -> set[str]:
    return set(re.findall(r'href="/plats/([\w-]+)"', client.get("/").get_data(as_text=True)))


def test_a_stranger_reads_the_names_of_the_places_and_how_to_get_in(shared: House) -> None:
    page = shared.client().get("/").get_data(as_text=True)

    assert linked(shared.client()) == set()
    assert "Tessinparken" in page
    assert 'href="/anslut"' in page
    assert 'href="/samordning"' not in page


def test_the_coordinator_goes_on_to_every_place_and_to_the_desk(coordinator: CheckingClient) -> None:
    assert linked(coordinator) == EVERY_PLACE
    assert 'href="/samordning"' in coordinator.get("/").get_data(as_text=True)


def test_a_partner_goes_on_to_the_places_of_all_links_that_were_opened(shared: House) -> None:
    client = shared.partner("stureplan")
    assert linked(client) == {"stureplan"}

    client.get(f"/delning/{shared.hand_out('partner', place_code='tessinparken')}")

    assert linked(client) == {"stureplan", "tessinparken"}
    assert client.get("/plats/stureplan").status_code == client.get("/plats/tessinparken").status_code == 200


def test_an_outreach_worker_goes_on_to_no_map_but_to_the_one_that_a_partner_s_link_opened(shared: House) -> None:
    client = shared.outreach("stureplan")
    assert linked(client) == set()

    client.get(f"/delning/{shared.hand_out('partner', place_code='tessinparken')}")

    assert linked(client) == {"tessinparken"}
    assert client.get("/samordning/skyddade").status_code == 200


def test_a_link_that_ended_leads_nowhere(house: House) -> None:
    ended, revoked = house.partner("stureplan"), house.partner("stureplan")
    with house.store.writing() as connection:
        key = all_keys(connection)[-1]
        revoke(connection, ADMINISTRATOR, key.key_id, now=house.clock.now, new_id=house.context.new_id)
    assert (linked(ended), linked(revoked)) == ({"stureplan"}, set())

    house.clock.move(days=366)

    assert linked(ended) == set()
