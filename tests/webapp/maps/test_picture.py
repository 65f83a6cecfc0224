from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from geodata.areas import Area, builtin_area, builtin_areas
from geodata.basemap import EMPTY_BASEMAP, basemap_bytes, packaged_basemap
from tests.webapp.maps.pictures import (
    SVG,
    Found,
    drawn,
    feature,
    map_height,
    markers,
    numbers,
    parsed,
    ring,
    size,
    street,
    texts,
)
from tests.webapp.maps.test_shell import HOSTILE, square
from walks.place import Place
from webapp.export.wording import SWEDISH
from webapp.maps.picture import numbered, picture, place_picture
from webapp.maps.picture_pins import MOST_NUMBERED


def pictured(area: Area, *findings: Found, demo: bool = False) -> str:
    """Draw a shipped place on its packaged basemap."""
    return place_picture(Place(area, 1), basemap=packaged_basemap(area.code), findings=findings, demo=demo)


def test_a_picture_has_a_title_and_a_description_that_belong_to_it() -> None:
    root = parsed(drawn(Found(1), Found(2, longitude=18.001)))
    assert root.get("role") == "img"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None and title.text == "Karta över Lilla torget"
    assert description is not None
    # the square is 1,114 m high and drawn 488 px high: 130 px are 297 m, and 200 m is the longest round length below
    assert description.text == (
        "2 iakttagelser: 2 otrygga, 0 trygga och 0 förslag. Siffrorna är de i listan. "
        "Skalstrecket är 200 meter. Norr är uppåt."
    )
    assert root.get("aria-labelledby") == title.get("id")
    assert root.get("aria-describedby") == description.get("id")


def test_one_finding_is_said_in_the_singular() -> None:
    assert "1 iakttagelse: 1 otrygg, 0 trygga och 0 förslag." in drawn(Found(1))


def test_a_picture_without_findings_says_so() -> None:
    assert '<desc id="karta-text">Inga iakttagelser på kartan. Skalstrecket' in drawn()


def test_the_markers_carry_the_numbers_of_the_list() -> None:
    svg = drawn(Found(7), Found(12, longitude=18.001), Found(3, longitude=18.011))
    assert numbers(svg) == ["3", "7", "12"]


def test_the_square_lies_in_the_middle_and_its_centre_marker_on_its_centre() -> None:
    # the square is 0.012345 degrees wide: its middle is at 18.0061725, 59.005
    ((x, y),) = markers(drawn(Found(1, longitude=18.0061725, latitude=59.005)))
    svg = drawn()
    assert x == pytest.approx(size(svg)[0] / 2, abs=0.3)
    assert y == pytest.approx(map_height(svg) / 2, abs=0.3)


def test_north_is_up_and_east_is_right() -> None:
    svg = drawn(Found(1, longitude=18.001, latitude=59.001), Found(2, longitude=18.011, latitude=59.009))
    (west_x, south_y), (east_x, north_y) = markers(svg)
    assert west_x < east_x and north_y < south_y


def test_a_finding_beyond_the_boundary_is_on_the_picture_too() -> None:
    svg = drawn(Found(1, longitude=18.02, latitude=59.012))
    ((x, y),) = markers(svg)
    assert 20 < x < size(svg)[0] - 20 and 20 < y < map_height(svg) - 20


@pytest.mark.parametrize("words", HOSTILE)
def test_words_are_only_ever_text(words: str) -> None:
    area = square(name=words)
    svg = drawn(Found(1), area=area, features=[street(words, (18.0, 59.002), (18.012, 59.002))])
    root = parsed(svg)
    assert not {"script", "img", "image", "foreignObject", "a"} & {part.tag.removeprefix(SVG) for part in root.iter()}
    title = root.find(f"{SVG}title")
    assert title is not None and title.text == f"Karta över {words}"
    assert not any(name.startswith("on") for part in root.iter() for name in part.attrib)


@pytest.mark.parametrize("area", builtin_areas(), ids=lambda area: area.code)
def test_a_shipped_place_is_drawn_under_the_policy_of_the_pages(area: Area) -> None:
    svg = pictured(area, Found(1, *area.centre), demo=True)
    root = parsed(svg)
    attributes = {name for part in root.iter() for name in part.attrib}
    assert "style" not in attributes and not any(name.startswith("on") for name in attributes)
    assert "<style" not in svg and "<script" not in svg
    assert re.findall(r"https?://[^\"]*", svg) == ["http://www.w3.org/2000/svg"]
    ids = re.findall(r' id="([^"]+)"', svg)
    assert len(ids) == len({*ids})
    assert {*re.findall(r'href="#([^"]+)"', svg)} | {*re.findall(r"url\(#([^)]+)\)", svg)} <= {*ids}


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("stureplan", {"Humlegården", "Stureplan", "Birger Jarlsgatan", "Kungsgatan", "Grev Turegatan"}),
        ("ostermalmstorg", {"Nybrogatan", "Sibyllegatan", "Grev Turegatan", "Östermalmstorg"}),
        ("gyllenstiernsgatan", {"Gyllenstiernsgatan", "Oxenstiernsgatan", "Valhallavägen"}),
        ("tessinparken", {"Tessinparken", "Hedinsgatan", "De Geersgatan", "Gärdet", "Karlaplan"}),
        ("universitetet-lappis", {"Lappkärret", "Universitetet", "Docentbacken"}),
    ],
)
def test_one_sees_where_one_is(code: str, names: set[str]) -> None:
    assert names <= {*texts(pictured(builtin_area(code)))}


def test_a_place_without_a_packaged_basemap_is_drawn_with_its_boundary() -> None:
    svg = place_picture(Place(square(), 1), basemap=EMPTY_BASEMAP, findings=[Found(1)])
    assert numbers(svg) == ["1"] and "stroke-dasharray" in svg


def test_two_pictures_on_a_page_do_not_share_ids() -> None:
    place, many = Place(square(), 1), [Found(number) for number in range(1, MOST_NUMBERED + 2)]
    pictures = [
        picture(place, basemap=EMPTY_BASEMAP, findings=findings, wording=SWEDISH, prefix=prefix)
        for prefix, findings in (("karta-1", many), ("karta-2", many))
    ]
    one, other = ({*re.findall(r' id="([^"]+)"', svg)} for svg in pictures)
    assert one and not one & other


PROGRAM = """
import hashlib
from geodata.areas import builtin_area
from tests.webapp.maps.pictures import Found
from tests.webapp.maps.test_picture import pictured
svg = pictured(builtin_area("stureplan"), *[Found(n, 18.0727, 59.3361) for n in range(1, 9)])
svg += pictured(builtin_area("stureplan"), *[Found(n, 18.0727 + n / 1e6, 59.3361) for n in range(1, 300)])
print(hashlib.sha256(svg.encode()).hexdigest())
"""


def test_a_picture_is_the_same_bytes_in_every_process() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_the_ground_of_a_shipped_place_is_not_changed_by_drawing_it() -> None:
    basemap = packaged_basemap("stureplan")
    place = Place(builtin_area("stureplan"), 1)
    picture(place, basemap=basemap, findings=[Found(1, 18.0727, 59.3361)], wording=SWEDISH)
    assert basemap_bytes(basemap) == basemap_bytes(packaged_basemap("stureplan"))


def test_markers_bear_numbers_up_to_a_limit_and_then_none_does() -> None:
    at_limit = [Found(number, 18 + number / 20_000) for number in range(1, MOST_NUMBERED + 1)]
    beyond = [*at_limit, Found(MOST_NUMBERED + 1, 18.001)]
    assert numbered(at_limit) and not numbered(beyond)
    assert len(numbers(drawn(*at_limit))) == MOST_NUMBERED
    svg = drawn(*beyond)
    assert numbers(svg) == [] and markers(svg) == []
    assert "De är för många för att bära sina siffror." in svg
    assert "Siffrorna är de i listan." not in svg


def test_what_is_not_drawn_does_not_count_against_the_limit() -> None:
    people = [Found(number, category="vulnerable_people") for number in range(2, MOST_NUMBERED + 9)]
    assert numbered([Found(1), *people, Found(999, longitude=None, latitude=None)])


def test_a_picture_of_thousands_of_things_stays_small() -> None:
    houses = [
        feature("building", "Polygon", ring(18 + x / 9000, 59 + y / 9000, 18 + (x + 0.6) / 9000, 59 + (y + 0.6) / 9000))
        for x in range(80)
        for y in range(80)
    ]
    svg = drawn(*(Found(number, 18 + number / 12_000) for number in range(1, 101)), features=houses)
    assert len(svg.encode()) < 400_000
