"""Whether the map's colours can be told apart and its words be read, by day and by night."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[3] / "webapp" / "static" / "css" / "tokens.css"
PAIR = re.compile(r"--([\w-]+): var\(--day, (#[0-9a-f]{6})\) var\(--night, (#[0-9a-f]{6})\);")
GROUNDS = ("land", "block", "building", "key-building", "street", "park", "water", "square")

WORDS = [
    *(("map-label", f"map-{ground}") for ground in ("land", "block", "building", "street", "square", "label-halo")),
    *(("map-label-key", f"map-{ground}") for ground in ("land", "block", "building", "key-building", "square")),
    ("map-label-park", "map-park"),
    ("map-label-water", "map-water"),
    ("map-transit", "map-label-halo"),
    ("on-map-transit", "map-transit"),
]
SIGNS = [
    *((kind, f"map-{ground}") for kind in ("unsafe", "safe", "ring") for ground in GROUNDS),
    *(("map-path", f"map-{ground}") for ground in ("land", "block", "park", "street")),
    *(("map-unlit", f"map-{ground}") for ground in ("land", "park", "street")),
    *(("map-lamp", f"map-{ground}") for ground in ("land", "block", "street", "park")),
    ("map-transit", "map-land"),
    ("map-boundary", "map-land"),
    ("map-boundary", "map-block"),
]
# neighbours on the map, told apart by their ground alone
SURFACES = [("park", "land"), ("park", "block"), ("water", "land"), ("water", "park"), ("block", "street")]


def colours(theme: int) -> dict[str, str]:
    """Every token that has a value by day (0) and by night (1)."""
    return {name: found[theme] for name, *found in PAIR.findall(CSS.read_text(encoding="utf-8"))}


def channels(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(one: str, other: str) -> float:
    """Ratio of WCAG 2.2."""
    dark, light = sorted(luminance(colour) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), channels(colour), strict=True))


def distance(one: str, other: str) -> float:
    """Distance in OKLab (Ottosson 2020), times 100: two is what one just sees side by side."""

    def lab(colour: str) -> list[float]:
        r, g, b = channels(colour)
        long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
        middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
        short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
        return [
            0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
            1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
            0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
        ]

    return 100 * math.dist(lab(one), lab(other))


@pytest.mark.parametrize("theme", [0, 1], ids=["day", "night"])
@pytest.mark.parametrize(("word", "ground"), WORDS)
def test_every_word_of_the_map_can_be_read(word: str, ground: str, theme: int) -> None:
    found = colours(theme)
    assert contrast(found[word], found[ground]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["day", "night"])
@pytest.mark.parametrize(("sign", "ground"), SIGNS)
def test_every_sign_of_the_map_can_be_seen(sign: str, ground: str, theme: int) -> None:
    found = colours(theme)
    assert contrast(found[sign], found[ground]) >= 3


@pytest.mark.parametrize("theme", [0, 1], ids=["day", "night"])
@pytest.mark.parametrize(("one", "other"), SURFACES)
def test_parks_and_water_are_told_from_the_ground_beside_them(one: str, other: str, theme: int) -> None:
    found = colours(theme)
    assert distance(found[f"map-{one}"], found[f"map-{other}"]) >= 4


def test_the_night_has_no_bright_ground() -> None:
    found = colours(1)
    for ground in GROUNDS:
        assert contrast(found[f"map-{ground}"], "#000000") < 2.2, ground
