"""The ground of a picture: parks, water, squares, blocks, streets, paths, steps and buildings, lowest first."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from webapp.maps.colours import paper_colours
from webapp.maps.lettering import Box
from webapp.maps.svg import Point, element, short_path

__all__ = ["UNLIT_LOOK", "Feature", "ground", "of_kind", "path_look", "steps_look", "unlit"]

_STREET_WIDTH_M = {"main": 13.0, "street": 8.5}
_LEAST_STREET_PX = 3.0
_CASING_PX = 1.1
_LEAST_AREA_PX = 2.5
_MOSTLY = 0.25
_SAME_PX = 0.5

# what is smaller than a hair at this scale is left out, metres per pixel
_PATHS_TO, _STEPS_TO = 2.5, 1.6

UNLIT_LOOK: Mapping[str, Any] = {"stroke_width": 1.4, "stroke_dasharray": "1.5 3.5"}
"""Dashes along the middle of what is known to have no lamps; in the colour `ink-2`."""


@dataclass(frozen=True, slots=True)
class Feature:
    """
    A thing on the ground: kind and class as in the basemap, parts in pixels (rings, lines or single points).

    `name` is its label, of a house number the number; `lit` tells whether it has lamps, None where nobody knows.
    """

    kind: str
    rank: str
    name: str | None
    shape: str
    parts: tuple[tuple[Point, ...], ...]
    lit: bool | None = None


def ground(features: Sequence[Feature], *, frame: Box, metres_per_px: float) -> Iterator[str]:
    """
    Draw everything but signs and names.

    Parameters
    ----------
    features
        What is on the ground.
    frame
        What of the picture is map.
    metres_per_px
        Scale of the picture.

    Yields
    ------
    Written SVG.
    """
    colours = paper_colours()
    for kind, fill, edge in (
        ("park", "map-park", "map-park-line"),
        ("water", "map-water", "map-water-line"),
        ("block", "map-building", "map-building-line"),
        ("square", "map-square", "map-street-line"),
    ):
        yield from _areas(of_kind(features, kind), fill=colours[fill], edge=colours[edge])
    # the ground of paper is white: without blocks on both sides, the streets must be what stands out
    surface = colours["map-street" if _built_up(of_kind(features, "block"), frame=frame) > _MOSTLY else "sunken"]
    widths: defaultdict[float, list[list[Point]]] = defaultdict(list)
    for street in of_kind(features, "street"):
        widths[_street_px(street, metres_per_px=metres_per_px)] += _thinned(street.parts)
    # all edges before all surfaces: crossings open into each other
    for colour, extra in ((colours["map-street-line"], 2 * _CASING_PX), (surface, 0.0)):
        lines = [
            element("path", d=short_path(parts, closed=False), stroke_width=width + extra)
            for width, parts in sorted(widths.items())
        ]
        yield from _group(lines, fill="none", stroke=colour, stroke_linecap="round", stroke_linejoin="round")
    houses = [*of_kind(features, "building"), *(mark for mark in of_kind(features, "landmark") if mark.shape == "area")]
    nameless, known = [it for it in houses if not it.name], [it for it in houses if it.name]
    yield from _areas(nameless, fill=colours["map-building"], edge=colours["map-building-line"])
    yield from _areas(known, fill=colours["map-key-building"], edge=colours["line-strong"])
    if metres_per_px <= _PATHS_TO:
        yield from _lines(of_kind(features, "path"), **path_look())
    if metres_per_px <= _STEPS_TO:
        yield from _lines(of_kind(features, "steps"), **steps_look())
    yield from _lines(unlit(features, metres_per_px=metres_per_px), stroke=colours["ink-2"], **UNLIT_LOOK)


def unlit(features: Sequence[Feature], *, metres_per_px: float) -> list[Feature]:
    """Give the streets, paths and steps that are drawn and known to have no lamps."""
    furthest = {"street": math.inf, "path": _PATHS_TO, "steps": _STEPS_TO}
    return [it for it in features if it.lit is False and metres_per_px <= furthest.get(it.kind, 0.0)]


def of_kind(features: Iterable[Feature], kind: str) -> list[Feature]:
    """Pick the features of one kind."""
    return [feature for feature in features if feature.kind == kind]


def path_look() -> dict[str, Any]:
    """Give the look of a path: round dots."""
    return {
        "stroke": paper_colours()["map-path"],
        "stroke_width": 1.9,
        "stroke_dasharray": "0 4.6",
        "stroke_linecap": "round",
    }


def steps_look() -> dict[str, Any]:
    """Give the look of a flight of steps: treads across it."""
    return {"stroke": paper_colours()["map-path"], "stroke_width": 6, "stroke_dasharray": "1.4 2"}


def _areas(features: Iterable[Feature], *, fill: str, edge: str) -> Iterator[str]:
    plain: list[list[list[Point]]] = []
    holed: list[list[list[Point]]] = []
    for parts in (_thinned(feature.parts) for feature in features if feature.shape == "area"):
        if max(_extent(ring) for ring in parts) < _LEAST_AREA_PX:
            continue
        (plain if len(parts) == 1 else holed).append(parts)
    # one path for all: but where areas of several rings overlapped, the even-odd rule would cut holes in both
    shapes = [element("path", d=short_path([ring for (ring,) in plain], closed=True))] if plain else []
    shapes += [element("path", d=short_path(parts, closed=True), fill_rule="evenodd") for parts in holed]
    yield from _group(shapes, fill=fill, stroke=edge, stroke_width=0.8)


def _lines(features: Iterable[Feature], **look: Any) -> Iterator[str]:
    parts = [part for feature in features if feature.shape == "line" for part in _thinned(feature.parts)]
    if parts:
        yield element("path", d=short_path(parts, closed=False), fill="none", **look)


def _built_up(features: Iterable[Feature], *, frame: Box) -> float:
    """Give the share of the map that blocks cover, of each the share of its upright rectangle that is on the map."""
    covered = 0.0
    for ring in (feature.parts[0] for feature in features if feature.shape == "area"):
        xs, ys = [x for x, _ in ring], [y for _, y in ring]
        wide = min(max(xs), frame.x + frame.width / 2) - max(min(xs), frame.x - frame.width / 2)
        high = min(max(ys), frame.y + frame.height / 2) - max(min(ys), frame.y - frame.height / 2)
        whole = (max(xs) - min(xs)) * (max(ys) - min(ys))
        if wide > 0 and high > 0 and whole:
            covered += abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))) / 2 * wide * high / whole
    return covered / (frame.width * frame.height)


def _group(children: Sequence[str], **look: Any) -> Iterator[str]:
    if children:
        yield element("g", children, **look)


def _thinned(parts: Iterable[Sequence[Point]]) -> list[list[Point]]:
    """Leave out points that lie on the one before them when printed; the last one of a part stays."""
    thinned = []
    for part in parts:
        kept = [part[0]]
        for point in part[1:-1]:
            if abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= _SAME_PX:
                kept.append(point)
        thinned.append([*kept, part[-1]])
    return thinned


def _extent(ring: Sequence[Point]) -> float:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return max(max(xs) - min(xs), max(ys) - min(ys))


def _street_px(street: Feature, *, metres_per_px: float) -> float:
    return max(_LEAST_STREET_PX, _STREET_WIDTH_M.get(street.rank, _STREET_WIDTH_M["street"]) / metres_per_px)
