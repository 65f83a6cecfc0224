"""The tablet's page: for the devices of the walk and the coordinator; others are led to joining."""

from __future__ import annotations

import html
import re
import shutil

import pytest

from geodata.areas import builtin_area
from geodata.basemap import named_features, packaged_basemap
from tests.conftest import CheckingClient, House, Tablet, make_house
from walks.access import SYSTEM
from walks.finding import PLACE_MARGIN_M
from walks.planning import move_walk
from walks.vocabulary import vocabulary
from walks.walk import Walk


def test_the_page_names_the_place_the_time_and_the_light_there(tablet: Tablet) -> None:
    page = tablet.client.get(f"/vandring/{tablet.walk.walk_id}").get_data(as_text=True)

    assert "<h1>Tessinparken</h1>" in page
    assert "torsdag 26 november 18.42" in page
    assert "Mörker" in page
    assert f'data-walk="{tablet.walk.walk_id}"' in page
    assert 'data-state="planned"' in page


def test_every_kind_category_need_and_named_thing_of_the_place_can_be_chosen(tablet: Tablet) -> None:
    page = tablet.client.get(f"/vandring/{tablet.walk.walk_id}").get_data(as_text=True)

    for group, attribute in (("kinds", "data-kind"), ("categories", "data-category"), ("severities", "data-severity")):
        assert set(re.findall(rf'{attribute}="([\w]+)"', page)) == vocabulary().codes(group)
    assert {need for need in vocabulary().codes("needs") if f'"{need}"' in page} == vocabulary().codes("needs")
    offered = {html.unescape(name) for name in re.findall(r"<option data-longitude=[^>]+>([^<]+)</option>", page)}
    assert offered == {
        item.name
        for item in named_features(
            packaged_basemap("tessinparken"), area=builtin_area("tessinparken"), within_m=PLACE_MARGIN_M
        )
    }


def test_who_did_not_join_this_walk_is_led_to_joining(shared: House, walk: Walk, tablet: Tablet) -> None:
    other = shared.join(shared.plan())
    strangers = [shared.client(), other.client, shared.partner("tessinparken"), shared.outreach("tessinparken")]

    for client in strangers:
        answer = client.get(f"/vandring/{walk.walk_id}")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/anslut")


def test_a_stranger_is_not_told_which_walks_there_are(shared: House, walk: Walk, coordinator: CheckingClient) -> None:
    absent = "01a218f3-2e40-7e27-9365-50a4a3a65c0c"

    there, nowhere = (shared.client().get(f"/vandring/{name}") for name in (walk.walk_id, absent))

    assert (there.status_code, there.headers["Location"]) == (nowhere.status_code, nowhere.headers["Location"])
    assert coordinator.get(f"/vandring/{absent}").status_code == 404


@pytest.mark.parametrize("token", ["", "x", ".", "eyJ3YWxrIjoieCJ9.AAAA", "%00", "å", "A" * 3900])
def test_a_cookie_that_was_not_signed_here_opens_nothing(shared: House, walk: Walk, token: str) -> None:
    client = shared.client()
    client.set_cookie("lykta_device", token)

    assert client.get(f"/vandring/{walk.walk_id}").status_code == 303


def test_the_coordinator_sees_the_page_without_a_device(walk: Walk, coordinator: CheckingClient) -> None:
    assert coordinator.get(f"/vandring/{walk.walk_id}").status_code == 200


def test_the_page_holds_no_finding(tablet: Tablet) -> None:
    tablet.pin(text="Lyktan är släckt vid grinden.")
    tablet.need(text="Behöver en filt.")

    page = tablet.client.get(f"/vandring/{tablet.walk.walk_id}").get_data(as_text=True)

    assert "släckt vid grinden" not in page
    assert "en filt" not in page


def test_a_closed_walk_says_what_becomes_of_what_is_saved_now(shared: House, tablet: Tablet) -> None:
    note = "kommer med först när samordnaren har godkänt det"
    assert note not in tablet.client.get(f"/vandring/{tablet.walk.walk_id}").get_data(as_text=True)
    for state in ("under_way", "compiling"):
        with shared.store.writing() as connection:
            new_id, now = shared.context.new_id, shared.clock.now
            move_walk(connection, SYSTEM, tablet.walk.walk_id, state=state, now=now, new_id=new_id)

    assert note in tablet.client.get(f"/vandring/{tablet.walk.walk_id}").get_data(as_text=True)


def test_a_device_that_an_older_database_has_forgotten_still_opens_its_page(
    house: House, tmp_path_factory: pytest.TempPathFactory
) -> None:
    walk = house.plan()
    older = tmp_path_factory.mktemp("older")
    house.store.close()
    for path in house.store.folder.glob("lykta.sqlite*"):
        shutil.copy(path, older / path.name)
    token = house.join(walk).token
    restored = make_house(older)
    restored.clock.move(minutes=5)
    client = restored.client()
    client.set_cookie("lykta_device", token)

    assert client.get(f"/vandring/{walk.walk_id}").status_code == 200
    restored.store.close()


def test_the_service_worker_may_keep_the_whole_site_and_is_asked_for_anew(shared: House) -> None:
    answer = shared.client().get("/sw.js")

    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert answer.mimetype == "text/javascript"
    again = shared.client().get("/sw.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
