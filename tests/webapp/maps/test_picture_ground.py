from __future__ import annotations

import re

import pytest

from tests.webapp.maps.pictures import SVG, drawn, feature, parsed, ring, street
from webapp.maps.colours import paper_colours
from webapp.maps.lettering import Box
from webapp.maps.picture_details import small_things
from webapp.maps.picture_ground import Feature, ground, unlit

FRAME = Box(50, 50, 100, 100)
HOUSE = feature("building", "Polygon", ring(18.002, 59.002, 18.004, 59.004))


def paths(svg: str, **look: str) -> list[str]:
    """Give the data of the paths that have a look, their group's included."""
    found = []
    for group in parsed(svg).iter(f"{SVG}g"):
        for path in group.findall(f"{SVG}path"):
            attributes = {**group.attrib, **path.attrib}
            if all(attributes.get(name.replace("_", "-")) == value for name, value in look.items()):
                found.append(path.get("d", ""))
    return found


def test_things_lie_in_order_of_height() -> None:
    colours = paper_colours()
    svg = drawn(
        features=[
            HOUSE,
            street(None, (18.0, 59.005), (18.012, 59.005)),
            feature("block", "Polygon", ring(18.001, 59.001, 18.005, 59.0045)),
            feature("park", "Polygon", ring(18.006, 59.006, 18.01, 59.009)),
        ]
    )
    park, house = f'<g fill="{colours["map-park"]}"', f'<g fill="{colours["map-building"]}"'
    surface = f'<g fill="none" stroke="{colours["sunken"]}"'
    assert svg.index(park) < svg.index(house) < svg.index(surface) < svg.rindex(house)


def test_streets_are_white_where_blocks_cover_the_ground_and_grey_on_bare_paper() -> None:
    line = Feature("street", "street", None, "line", (((0.0, 50.0), (100.0, 50.0)),))

    def surface(*shapes: tuple[float, float, float, float]) -> str:
        rings = [((w, n), (e, n), (e, s), (w, s), (w, n)) for w, n, e, s in shapes]
        blocks = [Feature("block", "block", None, "area", (ring,)) for ring in rings]
        lines = "".join(ground([line, *blocks], frame=FRAME, metres_per_px=1))
        _, colour = re.findall(r'<g fill="none" stroke="(#[0-9a-f]{6})"', lines)
        return str(colour)

    assert surface() == surface((0, 0, 40, 40)) == paper_colours()["sunken"]
    assert surface((0, 0, 100, 40)) == paper_colours()["map-street"]
    # what lies beyond the map covers nothing of it
    assert surface((-1_000, 0, 10, 100)) == paper_colours()["sunken"]


def test_houses_that_overlap_stay_filled_and_a_yard_stays_open() -> None:
    other = feature("building", "Polygon", ring(18.003, 59.003, 18.005, 59.005))
    yard = feature(
        "building", "Polygon", [*ring(18.006, 59.002, 18.01, 59.004), *ring(18.007, 59.0025, 18.009, 59.0035)]
    )
    groups = parsed(drawn(features=[HOUSE, other, yard])).iter(f"{SVG}g")
    (houses,) = [group for group in groups if group.get("fill") == paper_colours()["map-building"]]
    assert [(path.get("d", "").count("M"), path.get("fill-rule")) for path in houses] == [(2, None), (2, "evenodd")]


def test_a_house_smaller_than_a_speck_is_left_out() -> None:
    speck = feature("building", "Polygon", ring(18.002, 59.002, 18.00201, 59.00201))
    assert not paths(drawn(features=[speck]), fill=paper_colours()["map-building"])


def test_points_nearer_than_a_print_can_show_are_left_out_but_never_the_ends() -> None:
    fine = [(step / 100, 50.0) for step in range(50_001)]
    (line,) = ground([Feature("path", "path", None, "line", (tuple(fine),))], frame=FRAME, metres_per_px=1)
    (data,) = re.findall(r' d="M0 50l([^"]+)"', line)
    steps = [float(step) for step in re.findall(r"[-.\d]+", data)][::2]
    assert len(steps) <= 1_001
    assert sum(steps) == pytest.approx(500)


def test_steps_have_treads_and_are_left_out_where_they_would_be_a_smudge() -> None:
    steps = Feature("steps", "steps", None, "line", (((0, 0), (9, 9)),))
    assert [*re.findall(r'stroke-dasharray="([^"]+)"', "".join(ground([steps], frame=FRAME, metres_per_px=0.5)))] == [
        "1.4 2"
    ]
    assert "".join(ground([steps], frame=FRAME, metres_per_px=2.0)) == ""


def point_feature(kind: str) -> Feature:
    return Feature(kind, kind, None, "point", (((1.0, 2.0),),))


def test_only_what_is_known_to_lack_lamps_is_unlit() -> None:
    lines = [Feature("path", "path", None, "line", (((0, 0), (1, 1)),), lit) for lit in (True, False, None)]
    assert unlit(lines, metres_per_px=0.5) == [lines[1]]
    assert unlit(lines, metres_per_px=5) == []


def test_of_too_many_small_things_none_is_drawn() -> None:
    benches = [point_feature("bench")] * 151
    assert small_things(benches[:150], metres_per_px=0.5) == {"bench": [(1.0, 2.0)] * 150}
    assert small_things(benches, metres_per_px=0.5) == {}
    assert small_things([point_feature("lamp")], metres_per_px=1.0) == {}
