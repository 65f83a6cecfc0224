"""Map scripts and basemaps: named by their content, kept for good, and open to everybody: they hold no finding."""

from __future__ import annotations

import gzip
import re

import pytest

from geodata.areas import builtin_areas
from tests.conftest import CheckingClient, House
from webapp import map_files
from webapp.assets import FOREVER
from webapp.map_files import EMPTY, basemap_url

PLACES = [area.code for area in builtin_areas()]


def script_of(client: CheckingClient, place: str) -> str:
    (found,) = re.findall(r'src="(/kartor/[0-9a-f]{16}\.js)"', client.get(f"/plats/{place}").get_data(as_text=True))
    return str(found)


@pytest.mark.parametrize("place", PLACES)
def test_every_place_has_a_script_of_its_own_that_draws_its_basemap(
    shared: House, coordinator: CheckingClient, place: str
) -> None:
    address = script_of(coordinator, place)

    answer = shared.client().get(address)

    assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
    assert answer.headers["Cache-Control"] == FOREVER
    text = answer.get_data(as_text=True)
    assert basemap_url(place) in text
    assert shared.client().get(basemap_url(place)).get_json()["type"] == "FeatureCollection"
    assert "://" not in text.replace("http://www.w3.org", "")


def test_the_scripts_of_two_places_differ_and_that_of_one_place_stays(coordinator: CheckingClient) -> None:
    scripts = [script_of(coordinator, place) for place in PLACES]

    assert len(set(scripts)) == len(PLACES)
    assert script_of(coordinator, PLACES[0]) == scripts[0]


@pytest.mark.parametrize("accepts", ["gzip", "identity", ""])
def test_a_file_is_packed_for_who_takes_it_so(shared: House, accepts: str) -> None:
    answer = shared.client().get(basemap_url("tessinparken"), headers={"Accept-Encoding": accepts})

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

    for number in range(20):
        answer = shared.client().get(basemap_url(f"nowhere-{number}"))
        assert answer.get_data() == EMPTY

    assert map_files._shipped.cache_info().currsize == kept
