from __future__ import annotations

import math
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import pytest

from geodata.areas import Area, builtin_area, builtin_areas
from geodata.basemap import load_basemap
from tests.webapp.maps.test_shell import HOSTILE, square
from webapp.export.wording import SWEDISH
from webapp.maps.picture import picture, place_picture
from webapp.maps.picture_pins import spread

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Found:
    number: int
    longitude: float | None = 18.006
    latitude: float | None = 59.005
    kind: str = "unsafe"
    category: str = "lighting"


def street(name: str | None, *points: tuple[float, float]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"name": name, "kind": "street", "class": "main"},
        "geometry": {"type": "LineString", "coordinates": [list(point) for point in points]},
    }


def drawn(
    *findings: Found, area: Area | None = None, features: list[dict[str, Any]] | None = None, demo: bool = False
) -> str:
    basemap = {"type": "FeatureCollection", "features": features or []}
    return picture(area or square(), basemap=basemap, findings=findings, wording=SWEDISH, demo=demo)


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def texts(svg: str) -> list[str]:
    return [text.text or "" for text in parsed(svg).iter(f"{SVG}text")]


def markers(svg: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r'<g transform="translate\(([\d.]+) ([\d.]+)\)"><use', svg)]


def numbers(svg: str) -> list[str]:
    return [text for text in texts(svg) if text.isdigit()]


def test_a_picture_has_a_title_and_a_description_that_belong_to_it() -> None:
    root = parsed(drawn(Found(1), Found(2, longitude=18.001)))
    assert root.get("role") == "img"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None and title.text == "Karta över Lilla torget"
    assert description is not None
    assert description.text == "2 iakttagelser, med numren i listan. Norr är uppåt."
    assert root.get("aria-labelledby") == title.get("id")
    assert root.get("aria-describedby") == description.get("id")


def test_one_finding_is_said_in_the_singular() -> None:
    assert "1 iakttagelse, med numret i listan." in drawn(Found(1))


def test_the_markers_carry_the_numbers_of_the_list() -> None:
    svg = drawn(Found(7), Found(12, longitude=18.001), Found(3, longitude=18.011))
    assert numbers(svg) == ["3", "7", "12"]


def test_the_square_lies_in_the_middle_and_its_centre_marker_on_its_centre() -> None:
    # the square is 0.012345 degrees wide: its middle is at 18.0061725, 59.005
    ((x, y),) = markers(drawn(Found(1, longitude=18.0061725, latitude=59.005)))
    _, _, width, height = map(float, parsed(drawn()).get("viewBox", "").split())
    assert x == pytest.approx(width / 2, abs=0.3)
    assert y == pytest.approx((height - 40) / 2, abs=0.3)


def test_north_is_up_and_east_is_right() -> None:
    svg = drawn(Found(1, longitude=18.001, latitude=59.001), Found(2, longitude=18.011, latitude=59.009))
    (west_x, south_y), (east_x, north_y) = markers(svg)
    assert west_x < east_x and north_y < south_y


def test_the_scale_bar_is_as_long_as_it_says() -> None:
    # 0.01 degrees of longitude at 59 degrees are 574.8 m; the bar must agree with two markers that far apart
    svg = drawn(Found(1, longitude=18.001, latitude=59.0), Found(2, longitude=18.011, latitude=59.0))
    (west, _), (east, _) = markers(svg)
    metres = next(int(text.removesuffix(" m")) for text in texts(svg) if re.fullmatch(r"\d+ m", text))
    left, right = map(float, re.search(r'd="M(14) [\d.]+L14 [\d.]+L([\d.]+) ', svg).groups())  # type: ignore[union-attr]
    assert metres in {10, 20, 50, 100, 200, 500}
    assert (right - left) / metres == pytest.approx((east - west) / 574.8, rel=0.01)


def test_a_finding_beyond_the_boundary_is_on_the_picture_too() -> None:
    svg = drawn(Found(1, longitude=18.02, latitude=59.012))
    _, _, width, height = map(float, parsed(svg).get("viewBox", "").split())
    ((x, y),) = markers(svg)
    assert 20 < x < width - 20 and 20 < y < height - 60


def test_no_marker_covers_another_and_a_moved_one_is_tied_to_its_point() -> None:
    svg = drawn(*(Found(number) for number in range(1, 9)))
    places = markers(svg)
    assert len(places) == 8
    assert min(math.dist(one, other) for one in places for other in places if one is not other) >= 33.9
    assert svg.count("<circle") - svg.count('r="14"') - svg.count('r="8.5"') == 7  # a dot for each but the first


def test_pins_stand_in_order_of_number_and_the_lowest_keeps_its_point() -> None:
    pins = spread([Found(2), Found(1)], [(100.0, 100.0), (101.0, 100.0)])
    assert [(pin.number, pin.at == pin.spot) for pin in pins] == [(1, True), (2, False)]


def test_what_has_no_point_is_not_drawn() -> None:
    assert numbers(drawn(Found(1, longitude=None, latitude=None), Found(2))) == ["2"]


def test_people_are_never_drawn() -> None:
    svg = drawn(Found(1, category="vulnerable_people"), Found(2))
    assert numbers(svg) == ["2"]
    assert "vulnerable_people" not in svg
    assert "1 iakttagelse," in svg


def test_an_unknown_kind_is_not_drawn_and_an_unknown_category_has_a_bare_marker() -> None:
    svg = drawn(Found(1, kind="rumour"), Found(2, category="ufo"))
    assert numbers(svg) == ["2"]
    assert "ufo" not in svg and "rumour" not in svg


def test_kinds_are_told_apart_by_shape() -> None:
    svg = drawn(Found(1), Found(2, kind="safe", longitude=18.001), Found(3, kind="suggestion", longitude=18.011))
    shapes = {
        group.get("id", ""): {part.tag.removeprefix(SVG) for part in group.iter()} - {"g"}
        for group in parsed(svg).iter(f"{SVG}g")
        if "-m-" in group.get("id", "")
    }
    assert shapes == {"karta-m-unsafe": {"path"}, "karta-m-safe": {"circle"}, "karta-m-suggestion": {"rect"}}


def test_the_legend_names_every_kind_the_boundary_and_the_underground() -> None:
    assert {"Otryggt", "Tryggt, bevara", "Förslag", "Platsens gräns", "Tunnelbana"} <= {*texts(drawn())}


def test_invented_findings_are_marked_on_the_picture() -> None:
    assert "Demo" in texts(drawn(demo=True))
    assert "Demo" not in texts(drawn())


@pytest.mark.parametrize("schematic", [True, False])
def test_the_attribution_stands_on_the_picture(schematic: bool) -> None:
    lines = [text for text in texts(drawn(area=square(schematic=schematic))) if "OpenStreetMap" in text]
    start = "Schematisk karta. " if schematic else ""
    assert lines == [f"{start}© OpenStreetMaps bidragsgivare (ODbL), Stockholms stad, SL"]


def test_a_street_carries_its_name_upright_whichever_way_it_was_drawn() -> None:
    for points in ([(18.0, 59.002), (18.012, 59.008)], [(18.012, 59.008), (18.0, 59.002)]):
        svg = drawn(features=[street("Storgatan", *points)])
        (name,) = [text for text in parsed(svg).iter(f"{SVG}text") if text.text == "Storgatan"]
        turn = float(re.match(r"rotate\((-?[\d.]+) ", name.get("transform", ""))[1])  # type: ignore[index]
        # a rise of 668 m on 690 m, seen upwards to the right
        assert turn == pytest.approx(-44, abs=1)


def test_a_street_shorter_than_its_name_carries_none() -> None:
    assert "Storgatan" not in texts(drawn(features=[street("Storgatan", (18.0, 59.002), (18.0005, 59.002))]))


def test_a_name_gives_way_to_a_marker() -> None:
    short = street("Storgatan", (18.005, 59.005), (18.0075, 59.005))
    assert "Storgatan" in texts(drawn(features=[short]))
    assert "Storgatan" not in texts(drawn(Found(1, longitude=18.00625), features=[short]))


def test_a_name_stands_once_however_many_parts_its_street_has() -> None:
    parts = [street("Storgatan", (18.0, y), (18.012, y)) for y in (59.002, 59.004, 59.006)]
    assert texts(drawn(features=parts)).count("Storgatan") == 1


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
    svg = place_picture(area, findings=[Found(1, *area.centre)], demo=True)
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
        ("ostermalmstorg", {"Nybrogatan", "Sibyllegatan", "Storgatan", "Östermalmstorg"}),
        ("gyllenstiernsgatan", {"Gyllenstiernsgatan", "Oxenstiernsgatan", "Valhallavägen"}),
        ("tessinparken", {"Tessinparken", "Hedinsgatan", "De Geersgatan", "Gärdet", "Karlaplan"}),
        ("universitetet-lappis", {"Lappkärret", "Universitetet", "Docentbacken"}),
    ],
)
def test_one_sees_where_one_is(code: str, names: set[str]) -> None:
    assert names <= {*texts(place_picture(builtin_area(code), findings=[]))}


def test_a_place_without_a_packaged_basemap_is_drawn_with_its_boundary() -> None:
    svg = place_picture(square(), findings=[Found(1)])
    assert numbers(svg) == ["1"] and "stroke-dasharray" in svg


def test_two_pictures_on_a_page_do_not_share_ids() -> None:
    basemap: dict[str, Any] = {"features": []}
    one, other = (
        {*re.findall(r' id="([^"]+)"', picture(square(), basemap=basemap, findings=[], wording=SWEDISH, prefix=prefix))}
        for prefix in ("karta-1", "karta-2")
    )
    assert one and not one & other


PROGRAM = """
import hashlib
from geodata.areas import builtin_area
from tests.webapp.maps.test_picture import Found
from webapp.maps.picture import place_picture
svg = place_picture(builtin_area("stureplan"), findings=[Found(n, 18.0727, 59.3361) for n in range(1, 9)])
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
    basemap = load_basemap("stureplan")
    picture(builtin_area("stureplan"), basemap=basemap, findings=[Found(1, 18.0727, 59.3361)], wording=SWEDISH)
    assert basemap == load_basemap("stureplan")
