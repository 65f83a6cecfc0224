from __future__ import annotations

import math
import random
import re
import time

import pytest
from playwright.sync_api import Browser

from tests.webapp.maps.pictures import SVG, Found, drawn, markers, numbers, parsed
from webapp.maps.picture_pins import MOST_NUMBERED, spread


def many(count: int = MOST_NUMBERED + 1, **changes: str) -> list[Found]:
    """So many findings, no two on one pixel, that none bears its number."""
    return [
        Found(number, 18.0 + number % 100 / 8_500, 59.0 + number // 100 / 250, **changes) for number in range(count)
    ]


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
    assert "1 iakttagelse: " in svg


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


def slow_spread(spots: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The rule in so many words: on its point, or at the nearest free place of rings around it, or on its point."""
    placed: list[tuple[float, float]] = []
    for x, y in spots:
        places = [(x, y)]
        for radius in (36, 54, 72, 96, 130):
            angles = [math.tau * step / 12 - math.pi / 2 for step in range(12)]
            places += [(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles]
        free = [at for at in places if all(math.dist(at, other) >= 34 for other in placed)]
        placed.append(free[0] if free else (x, y))
    return placed


@pytest.mark.parametrize("seed", range(5))
def test_markers_stand_where_the_rule_says_however_crowded_it_is(seed: int) -> None:
    chance = random.Random(seed)
    spots = [(chance.uniform(-20, 300), chance.uniform(-20, 300)) for _ in range(120)]
    pins = spread([Found(number) for number in range(120)], spots)
    assert [pin.at for pin in pins] == slow_spread(spots)


def test_ten_thousand_findings_are_spread_without_comparing_each_with_each() -> None:
    chance = random.Random(1)
    findings = [Found(number) for number in range(10_000)]

    def seconds(count: int) -> float:
        spots = [(chance.uniform(0, 20 * count**0.5), chance.uniform(0, 20 * count**0.5)) for _ in range(count)]
        begun = time.perf_counter()
        spread(findings[:count], spots)
        return time.perf_counter() - begun

    # as crowded, ten times as many: comparing all with all would take a hundred times as long
    assert seconds(10_000) < 40 * min(seconds(1_000) for _ in range(3))


def test_bare_shapes_are_one_path_per_category_with_a_point_for_each_finding() -> None:
    svg = drawn(*many(120), *many(60, kind="safe"), *many(40, category="litter"))
    groups = [group for group in parsed(svg).iter(f"{SVG}g") if group.get("marker-mid")]
    told = [
        [(path.findtext(f"{SVG}title"), len(re.findall(r"[ML]", path.get("d", "")))) for path in group]
        for group in groups
    ]
    assert told == [[("Belysning", 120), ("Nedskräpning", 40)], [("Belysning", 60)]]


def test_bare_shapes_on_the_same_pixel_are_drawn_once() -> None:
    svg = drawn(*(Found(number) for number in range(MOST_NUMBERED + 1)))
    (path,) = [path for group in parsed(svg).iter(f"{SVG}g") if group.get("marker-mid") for path in group]
    assert re.fullmatch(r"M\d+ \d+h0", path.get("d", ""))


def test_people_are_never_drawn_as_bare_shapes_either() -> None:
    svg = drawn(*many(), *many(20, category="vulnerable_people"))
    assert "vulnerable_people" not in svg and "utsatt" not in svg


@pytest.mark.browser
def test_a_bare_shape_is_seen_at_its_point_also_where_it_is_alone_in_its_category(browser: Browser) -> None:
    alone = Found(9_999, 18.0061725, 59.005, kind="suggestion", category="works")
    svg = drawn(*many(MOST_NUMBERED, kind="safe"), alone)
    page = browser.new_page(viewport={"width": 672, "height": 760})
    page.set_content(f"<body style='margin:0'>{svg}")
    (spot,) = [[int(x), int(y)] for x, y in re.findall(r'd="M(\d+) (\d+)h0"', svg)]
    colour = page.evaluate(
        """async ([svg, x, y]) => {
            const image = new Image();
            image.src = "data:image/svg+xml," + encodeURIComponent(svg);
            await image.decode();
            const canvas = document.createElement("canvas");
            [canvas.width, canvas.height] = [672, 760];
            const pen = canvas.getContext("2d");
            pen.drawImage(image, 0, 0);
            return [...pen.getImageData(x, y, 1, 1).data];
        }""",
        [
            svg.replace("<svg ", '<svg width="672" height="760" preserveAspectRatio="xMinYMin" ', 1),
            *spot,
        ],
    )
    page.close()
    assert colour == [243, 195, 74, 255]
