from __future__ import annotations

import re
from datetime import date

import pytest

from tests.webapp.maps.pictures import SVG, Found, drawn, feature, markers, parsed, ring, shown_by, size, street, texts
from tests.webapp.maps.test_shell import square
from webapp.maps.picture_edge import bar_metres


def test_the_scale_bar_is_as_long_as_it_says() -> None:
    # 0.01 degrees of longitude at 59 degrees are 574.8 m; the bar must agree with two markers that far apart
    svg = drawn(Found(1, longitude=18.001, latitude=59.0), Found(2, longitude=18.011, latitude=59.0))
    (west, _), (east, _) = markers(svg)
    metres = next(int(text.removesuffix(" m")) for text in texts(svg) if re.fullmatch(r"\d+ m", text))
    left, right = map(float, re.search(r'd="M(14) [\d.]+L14 [\d.]+L([\d.]+) ', svg).groups())  # type: ignore[union-attr]
    assert metres in {10, 20, 50, 100, 200, 500}
    assert (right - left) / metres == pytest.approx((east - west) / 574.8, rel=0.01)


def test_the_legend_names_every_kind_and_the_boundary() -> None:
    assert {"Otryggt", "Tryggt, bevara", "Förslag", "Platsens gräns"} <= {*texts(drawn())}


def test_invented_findings_are_marked_on_the_picture() -> None:
    assert "Demo" in texts(drawn(demo=True))
    assert "Demo" not in texts(drawn())


@pytest.mark.parametrize(
    ("metres_per_px", "metres"), [(0.1, 10), (0.39, 50), (0.5, 50), (0.8, 100), (1.6, 200), (9, 1000)]
)
def test_the_bar_is_a_round_length_of_at_most_130_px(metres_per_px: float, metres: int) -> None:
    assert bar_metres(metres_per_px) == metres
    assert metres / metres_per_px <= 130


ON_THE_GROUND = {
    "Tunnelbana": feature("station", "Point", [18.0005, 59.0005]),
    "Hållplats": feature("stop", "Point", [18.0005, 59.0005]),
    "Gångväg": feature("path", "LineString", [[18.0, 59.0005], [18.001, 59.0005]], **{"class": "path"}),
    "Trappa": feature("steps", "LineString", [[18.0, 59.0005], [18.001, 59.0005]], **{"class": "steps"}),
    "Utan belysning": street(None, (18.0, 59.0005), (18.001, 59.0005), lit=False),
    "Entré": feature("entrance", "Point", [18.0005, 59.0005]),
    "Bänk": feature("bench", "Point", [18.0005, 59.0005]),
    "Lampa": feature("lamp", "Point", [18.0005, 59.0005]),
}


@pytest.mark.parametrize("label", ON_THE_GROUND)
def test_the_legend_names_what_is_drawn_and_only_that(label: str) -> None:
    near = square(boundary={"type": "Polygon", "coordinates": ring(18.0, 59.0, 18.002, 59.001)})
    assert {*texts(drawn(area=near, features=[ON_THE_GROUND[label]]))} & {*ON_THE_GROUND} == {label}
    assert not {*texts(drawn(area=near))} & {*ON_THE_GROUND}


def test_small_things_are_left_out_where_the_scale_has_no_room_for_them() -> None:
    small = [ON_THE_GROUND[label] for label in ("Entré", "Bänk", "Lampa")]
    assert not {*texts(drawn(features=small))} & {*ON_THE_GROUND}


def test_a_street_that_is_lit_or_of_which_nobody_knows_is_not_called_dark() -> None:
    for lit in (True, None):
        features = [street(None, (18.0, 59.002), (18.012, 59.002), lit=lit)]
        assert "Utan belysning" not in texts(drawn(features=features))


def test_a_long_legend_goes_on_in_a_row_below_within_the_picture() -> None:
    near = square(boundary={"type": "Polygon", "coordinates": ring(18.0, 59.0, 18.002, 59.001)})
    svg = drawn(area=near, features=[*ON_THE_GROUND.values()])
    width, height = size(svg)
    labels = [text for text in parsed(svg).iter(f"{SVG}text") if text.text in ON_THE_GROUND]
    assert len({text.get("y") for text in labels}) > 1
    assert all(float(text.get("x", "")) < width - 40 and float(text.get("y", "")) < height for text in labels)
    assert height > size(drawn(area=near))[1]


def test_the_attribution_stands_on_the_picture() -> None:
    ground_map = shown_by("© OpenStreetMaps bidragsgivare (ODbL), Stockholms stad, SL")
    assert "© OpenStreetMaps bidragsgivare (ODbL), Stockholms stad, SL" in texts(drawn(ground_map=ground_map))


def test_a_long_attribution_is_parted_between_its_sentences_and_loses_no_word() -> None:
    ground_map = shown_by("© OpenStreetMaps bidragsgivare (ODbL)", schematic=True, taken_on=date(2020, 12, 1))
    long = shown_by(
        "© Den långa listan av bidragsgivare och andra källor i trakten", schematic=True, taken_on=date(2020, 12, 1)
    )
    for whole, rows in ((ground_map, 2), (long, 2)):
        lines = [
            text for text in parsed(drawn(ground_map=whole)).iter(f"{SVG}text") if text.get("text-anchor") == "end"
        ]
        assert len(lines) == rows
        said = " ".join(line.text or "" for line in lines)
        assert said == f"Schematisk karta. {whole.attribution}. Kartdata från december 2020."


def test_a_place_without_a_map_shows_nobodys_name() -> None:
    svg = drawn()
    assert not [text for text in parsed(svg).iter(f"{SVG}text") if text.get("text-anchor") == "end"]


def test_the_word_demo_gives_way_to_a_marker_in_its_corner() -> None:
    def place(svg: str) -> float:
        (text,) = [text for text in parsed(svg).iter(f"{SVG}text") if text.text == "Demo"]
        return float(text.get("x", ""))

    # wide and low: the findings' own corner is the map's corner
    wide = square(boundary={"type": "Polygon", "coordinates": ring(18.001, 59.004, 18.019, 59.006)})
    corner = Found(1, 18.0, 59.0095)
    assert place(drawn(area=wide, demo=True)) < 60
    assert place(drawn(corner, Found(2, 18.0005, 59.0095), area=wide, demo=True)) > 60
