"""Map scripts and basemaps: named by their content, kept for good, and open to everybody: they hold no finding."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace

import pytest

from geodata.areas import builtin_areas
from geodata.basemap import Basemap, basemap_bytes, packaged_basemap
from tests.conftest import CheckingClient, House
from tests.walks.ground_examples import well
from walks.access import SYSTEM
from walks.place import Place
from walks.placing import replace_basemap
from walks.store.basemaps import packed_content
from walks.store.places import place
from webapp import map_files
from webapp.assets import FOREVER
from webapp.map_files import EMPTY, basemap_url

PLACES = [area.code for area in builtin_areas()]


def read(house: House, code: str) -> Place:
    with house.store.reading() as connection:
        return place(connection, code)


def draw(house: House, code: str, basemap: Basemap) -> Place:
    with house.store.writing() as connection:
        now, new_id = house.clock.now, house.context.new_id
        return replace_basemap(connection, SYSTEM, code, basemap=basemap, now=now, new_id=new_id)


def script_of(client: CheckingClient, place: str) -> str:
    (found,) = re.findall(r'src="(/kartor/[0-9a-f]{16}\.js)"', client.get(f"/plats/{place}").get_data(as_text=True))
    return str(found)


@pytest.mark.parametrize("code", PLACES)
def test_every_place_has_a_script_of_its_own_that_draws_its_basemap(
    shared: House, coordinator: CheckingClient, code: str
) -> None:
    script = script_of(coordinator, code)

    answer = shared.client().get(script)

    assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
    assert answer.headers["Cache-Control"] == FOREVER
    text = answer.get_data(as_text=True)
    address = basemap_url(read(shared, code))
    assert address in text
    assert shared.client().get(address).get_json()["type"] == "FeatureCollection"
    assert "://" not in text.replace("http://www.w3.org", "")


def test_the_scripts_of_two_places_differ_and_that_of_one_place_stays(coordinator: CheckingClient) -> None:
    scripts = [script_of(coordinator, place) for place in PLACES]

    assert len(set(scripts)) == len(PLACES)
    assert script_of(coordinator, PLACES[0]) == scripts[0]


@pytest.mark.parametrize("accepts", ["gzip", "identity", ""])
def test_a_file_is_packed_for_who_takes_it_so(shared: House, accepts: str) -> None:
    answer = shared.client().get(basemap_url(read(shared, "tessinparken")), headers={"Accept-Encoding": accepts})

    content = answer.get_data()
    assert answer.headers.get("Content-Encoding") == ("gzip" if accepts == "gzip" else None)
    assert "Accept-Encoding" in answer.headers["Vary"]
    whole = gzip.decompress(content) if accepts == "gzip" else content
    assert whole.startswith(b"{")
    assert answer.mimetype == "application/geo+json"


@pytest.mark.parametrize(
    "name",
    [
        "0000000000000000.js",
        "tessinparken-0000000000000000.geojson",
        "tessinparken.geojson",
        "..%2flykta.sqlite",
        "../lykta.sqlite",
        "%2e%2e/secret.key",
        "....js",
        "ABCDEF0123456789.js",
        "-0000000000000000.geojson",
        "%00",
        "å.js",
        "0000000000000000.js%00",
    ],
)
def test_no_other_name_is_a_file(shared: House, coordinator: CheckingClient, name: str) -> None:
    script_of(coordinator, "tessinparken")

    assert shared.client().get(f"/kartor/{name}").status_code == 404


def test_a_place_without_a_basemap_has_an_empty_one_and_nothing_is_kept_for_made_up_codes(shared: House) -> None:
    kept = map_files._shipped.cache_info().currsize
    park = read(shared, "tessinparken")

    for number in range(20):
        nowhere = replace(park, area=replace(park.area, code=f"nowhere-{number}"))
        answer = shared.client().get(basemap_url(nowhere))
        assert answer.get_data() == EMPTY

    assert map_files._shipped.cache_info().currsize == kept


def test_a_basemap_that_was_built_is_served_as_it_was_packed_and_kept_for_good(house: House) -> None:
    drawn = draw(house, "tessinparken", well())
    assert drawn.ground_map is not None

    address = basemap_url(drawn)
    answers = {accepts: house.client().get(address, headers={"Accept-Encoding": accepts}) for accepts in ("gzip", "")}

    assert address == f"/kartor/tessinparken-{drawn.ground_map.digest[:16]}.geojson"
    with house.store.reading() as connection:
        assert answers["gzip"].get_data() == packed_content(connection, drawn.ground_map.digest)
    assert answers[""].get_data() == basemap_bytes(well())
    assert {answer.headers["Cache-Control"] for answer in answers.values()} == {FOREVER}
    assert {answer.mimetype for answer in answers.values()} == {"application/geo+json"}


def test_the_address_of_a_basemap_that_was_replaced_still_answers(house: House) -> None:
    addresses = [basemap_url(read(house, "stureplan"))]
    addresses += [basemap_url(draw(house, "stureplan", well(name))) for name in ("Brunnen", "Pumpen")]

    shown = [house.client().get(address).get_data() for address in addresses]

    assert len(set(addresses)) == 3
    assert shown == [basemap_bytes(item) for item in (packaged_basemap("stureplan"), well(), well("Pumpen"))]


def test_the_map_script_of_a_place_draws_the_basemap_that_replaced_another(house: House) -> None:
    coordinator = house.coordinator()
    before = script_of(coordinator, "tessinparken")
    address = basemap_url(draw(house, "tessinparken", well()))

    after = script_of(coordinator, "tessinparken")

    assert before != after
    assert address in coordinator.get(after).get_data(as_text=True)
    assert "Brunnen" not in coordinator.get(after).get_data(as_text=True)
