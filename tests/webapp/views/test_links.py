"""A link is exchanged for a cookie: the set-up link by its button alone, the others by being opened."""

from __future__ import annotations

import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.conftest import CheckingClient, House
from walks.access import ADMINISTRATOR
from walks.sharing import revoke
from walks.store.keys import all_keys


def session_of(client: CheckingClient) -> str | None:
    cookie = client.get_cookie("lykta_session")
    return None if cookie is None else cookie.value


def revoke_all(house: House, purpose: str) -> None:
    with house.store.writing() as connection:
        for key in all_keys(connection):
            if key.purpose == purpose:
                revoke(connection, ADMINISTRATOR, key.key_id, now=house.clock.now, new_id=house.context.new_id)


def log_number(house: House) -> int:
    from walks.store import log

    with house.store.reading() as connection:
        return log.head(connection).seq


# The set-up link


def test_looking_at_the_set_up_link_does_not_spend_it(house: House) -> None:
    """A mail program that looks at links before its reader does must not become the coordinator."""
    address = f"/forsta-start/{house.hand_out('setup')}"
    before = log_number(house)
    client = house.client()

    for _ in range(3):
        answer = client.get(address)
        assert answer.status_code == 200
        assert f'<form method="post" action="{address}">' in answer.get_data(as_text=True)

    assert session_of(client) is None
    assert log_number(house) == before
    assert client.get("/samordning").status_code == 404


def test_its_button_makes_this_browser_the_coordinator_s_and_spends_it(house: House) -> None:
    address = f"/forsta-start/{house.hand_out('setup')}"
    client = house.client()

    answer = client.post(address)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/samordning")
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get("/samordning").status_code == 200
    for other in (house.client(), client):
        assert other.get(address).status_code == 404
        assert other.post(address).status_code == 404
    assert client.get("/samordning").status_code == 200


def test_a_set_up_link_ends_after_a_day_and_the_session_it_opened_does_not(house: House) -> None:
    client = house.coordinator()
    unused = f"/forsta-start/{house.hand_out('setup')}"
    house.clock.move(hours=24)

    assert house.client().get(unused).status_code == 404
    assert house.client().post(unused).status_code == 404
    assert client.get("/samordning").status_code == 200

    house.clock.move(days=30)
    assert client.get("/samordning").status_code == 404


def test_a_revoked_set_up_key_ends_the_session_that_it_opened(house: House) -> None:
    client = house.coordinator()

    revoke_all(house, "setup")

    assert client.get("/samordning").status_code == 404


def test_a_page_of_another_site_cannot_press_the_button(house: House) -> None:
    address = f"/forsta-start/{house.hand_out('setup')}"

    answer = house.client().post(address, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert house.client().get(address).status_code == 200


@pytest.mark.parametrize("purpose", ["partner", "outreach", "coordinator", "join", "participant"])
def test_no_other_link_is_a_set_up_link(house: House, purpose: str) -> None:
    walk = house.plan()
    secret = house.hand_out(purpose, place_code="tessinparken", walk_id=walk.walk_id)

    assert house.client().get(f"/forsta-start/{secret}").status_code == 404
    assert house.client().post(f"/forsta-start/{secret}").status_code == 404


# Shared links


@pytest.mark.parametrize(
    ("purpose", "leads_to"),
    [("partner", "/plats/tessinparken"), ("outreach", "/samordning/skyddade"), ("coordinator", "/samordning")],
)
def test_a_link_leads_on_to_a_clean_address(shared: House, purpose: str, leads_to: str) -> None:
    client = shared.client()
    place = None if purpose == "coordinator" else "tessinparken"

    answer = client.get(f"/delning/{shared.hand_out(purpose, place_code=place)}")

    assert (answer.status_code, answer.headers["Location"]) == (303, leads_to)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert client.get(leads_to).status_code == 200


def test_the_cookie_is_not_the_link_s_secret(shared: House) -> None:
    secret = shared.hand_out("partner", place_code="stureplan")
    client = shared.client()
    client.get(f"/delning/{secret}")

    token = session_of(client)

    assert token is not None
    assert secret not in token
    assert shared.client().get(f"/delning/{token}").status_code == 404


def refusals(house: House) -> list[TestResponse]:
    """What everything that opens nothing is answered with."""
    walk = house.plan()
    secrets = [house.secret(purpose, walk=walk.walk_id) for purpose in ("participant", "leader", "join")]
    secrets += [house.hand_out("setup"), "A" * 22, "x", "%00", "å", "'", "A" * 3000]
    return [house.client().get(f"/delning/{secret}") for secret in secrets]


def test_what_is_no_link_is_answered_alike_and_opens_nothing(shared: House) -> None:
    answers = refusals(shared)

    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(r'data-theme="\w+"', "", answer.get_data(as_text=True)) for answer in answers}) == 1
    assert all("Set-Cookie" not in answer.headers for answer in answers)


@pytest.mark.parametrize("lifetime_days", [365, 10])
def test_a_link_and_its_sessions_end_at_the_same_hour(house: House, lifetime_days: int) -> None:
    from datetime import timedelta

    secret = house.hand_out("partner", place_code="stureplan", lifetime=timedelta(days=lifetime_days))
    client = house.client()
    client.get(f"/delning/{secret}")
    house.clock.move(days=min(lifetime_days, 30), seconds=-1)
    assert client.get("/plats/stureplan").status_code == 200

    house.clock.move(seconds=1)
    assert client.get("/plats/stureplan").status_code == 404
    again = house.client().get(f"/delning/{secret}").status_code
    assert again == (303 if lifetime_days > 30 else 404)


def test_a_revoked_link_ends_at_once_everywhere(house: House) -> None:
    secret = house.hand_out("partner", place_code="stureplan")
    client = house.client()
    client.get(f"/delning/{secret}")

    revoke_all(house, "partner")

    assert client.get("/plats/stureplan").status_code == 404
    assert house.client().get(f"/delning/{secret}").status_code == 404


# Sessions


def test_a_session_gets_a_new_token_with_every_link_and_keeps_what_it_had(house: House) -> None:
    """Who put a token of theirs into somebody's browser must not come in with it afterwards."""
    planted = "planted-by-somebody-else"
    victim = house.client()
    victim.set_cookie("lykta_session", planted)
    victim.post(f"/forsta-start/{house.hand_out('setup')}")
    attacker = house.client()
    attacker.set_cookie("lykta_session", planted)

    assert victim.get("/samordning").status_code == 200
    assert attacker.get("/samordning").status_code == 404


def test_a_token_that_was_good_before_does_not_grow(house: House) -> None:
    attacker = house.partner("stureplan")
    stolen = session_of(attacker)
    assert stolen is not None
    victim = house.client()
    victim.set_cookie("lykta_session", stolen)

    victim.post(f"/forsta-start/{house.hand_out('setup')}")

    assert victim.get("/samordning").status_code == 200
    assert victim.get("/plats/stureplan").status_code == 200
    assert attacker.get("/samordning").status_code == 404
    assert attacker.get("/plats/stureplan").status_code == 404


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "%00", "å", "A" * 3900])
def test_a_session_that_was_never_opened_is_nobody_s(shared: House, token: str) -> None:
    client = shared.client()
    client.set_cookie("lykta_session", token)

    assert client.get("/samordning").status_code == 404
    assert client.get("/").status_code == 200


# The demo coordinator's link: from the server's own machine alone


FAR: dict[str, dict[str, Any]] = {
    "another machine": {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}},
    "a proxy that says so": {"headers": {"X-Forwarded-For": "127.0.0.1"}},
    "a proxy of another kind": {"headers": {"Via": "1.1 proxy"}},
    "a proxy by the standard": {"headers": {"Forwarded": "for=127.0.0.1"}},
}


@pytest.mark.parametrize("far", FAR.values(), ids=FAR)
def test_the_demo_coordinator_comes_in_on_the_server_s_own_machine_alone(
    demo_house: House, far: dict[str, Any]
) -> None:
    link = f"/delning/{demo_house.secret('coordinator')}"
    near = demo_house.client()

    assert demo_house.client().get(link, **far).status_code == 404
    assert near.get(link).headers["Location"] == "/samordning"
    assert near.get("/samordning").status_code == 200
    # the cookie alone does not carry it elsewhere either
    assert near.get("/samordning", **far).status_code == 404
    assert near.get("/plats/tessinparken", **far).status_code == 404


def test_the_demo_coordinator_s_link_can_be_used_again(demo_house: House) -> None:
    link = f"/delning/{demo_house.secret('coordinator')}"

    assert [demo_house.client().get(link).status_code for _ in range(3)] == [303] * 3


@pytest.mark.parametrize("setting", [{"public_url": "https://lykta.test"}, {"trusted_proxy": 1}])
def test_behind_a_proxy_nobody_counts_as_being_on_the_machine(new_house: Any, setting: dict[str, Any]) -> None:
    house: House = new_house(demo=True, **setting)

    assert house.client().get(f"/delning/{house.secret('coordinator')}").status_code == 404


def test_the_other_links_of_a_demo_open_from_anywhere(demo_house: House) -> None:
    secret = demo_house.secret("partner", place="tessinparken")

    assert demo_house.client().get(f"/delning/{secret}", **FAR["another machine"]).status_code == 303
