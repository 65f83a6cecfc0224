"""A town of one of each thing, 200 m square, as an OpenStreetMap extract; every figure in it can be checked by hand."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from shapely import box

from geodata.areas import Area
from geodata.crs import GeoJSON, to_lonlat
from tests.geodata.osm_files import Extract

ORIGIN: Final = (154_000.0, 6_580_000.0)
"""South-western corner of the place, EPSG:3011."""

SIDE_M: Final = 200.0


def lonlat(east: float, north: float) -> tuple[float, float]:
    """Longitude and latitude of metres from the corner."""
    return to_lonlat(ORIGIN[0] + east, ORIGIN[1] + north)


def square_place(side_m: float = SIDE_M) -> Area:
    """Give a place that is a square."""
    corners = [lonlat(*corner) for corner in box(0, 0, side_m, side_m, ccw=True).exterior.coords]
    boundary: GeoJSON = {"type": "Polygon", "coordinates": [[list(corner) for corner in corners]]}
    return Area(
        code="rutan",
        name="Rutan",
        kind="walk_area",
        valid_from=date(2026, 1, 1),
        valid_to=None,
        centre=lonlat(side_m / 2, side_m / 2),
        boundary=boundary,
        schematic=False,
    )


def small_town(*, taken_at: datetime | None = None, edited_at: datetime | None = None) -> Extract:
    """
    Build the town.

    A street along each edge in two ways of 100 m (Norra, Södra, Östra, Västra gatan), a house with a courtyard, a park,
    a pond, a square, a path and a flight of steps, doors, benches, lamps, three posts of one bus stop, a station of the
    T-bana with two entrances, a statue, and a tunnel that nobody sees.
    """
    town = Extract(ORIGIN, taken_at=taken_at, edited_at=edited_at)
    corners = {(east, north): town.node(east, north) for east in (0, 100, 200) for north in (0, 100, 200)}
    for name, nodes in {
        "Norra gatan": [(0, 200), (100, 200), (200, 200)],
        "Södra gatan": [(0, 0), (100, 0), (200, 0)],
        "Östra gatan": [(200, 0), (200, 100), (200, 200)],
        "Västra gatan": [(0, 0), (0, 100), (0, 200)],
    }.items():
        tags = {"highway": "tertiary" if name == "Norra gatan" else "residential", "name": name, "lit": "yes"}
        for start, end in ((0, 1), (1, 2)):
            town.way_of([corners[nodes[start]], corners[nodes[end]]], tags)
    outer, yard = town.square(10, 10, 60), town.square(30, 30, 20)
    town.multipolygon([outer], [yard], {"building": "yes", "name": "Kvarteret Räven"})
    town.square(10, 120, 30, {"building": "yes", "addr:street": "Västra gatan", "addr:housenumber": "5"})
    town.square(110, 110, 60, {"leisure": "park", "name": "Rutparken"})
    town.square(130, 130, 10, {"natural": "water"})
    town.square(100, 20, 40, {"highway": "pedestrian", "area": "yes", "name": "Ruttorget"})
    town.way([(110, 140), (140, 160), (170, 140)], {"highway": "footway", "lit": "no"})
    town.way([(150, 20), (150, 30)], {"highway": "steps"})
    town.way([(0, 50), (200, 50)], {"highway": "footway", "tunnel": "yes"})
    town.way([(0, 60), (200, 60)], {"railway": "subway", "layer": "-2"})
    for east in (40, 50, 60):
        town.node(east, 195, {"highway": "bus_stop", "name": "Rutan"})
    town.node(100, 100, {"railway": "station", "station": "subway", "name": "Rutan", "layer": "-2"})
    town.node(90, 190, {"railway": "subway_entrance", "name": "Norra gatan"})
    town.node(110, 10, {"railway": "subway_entrance", "layer": "-1"})
    town.node(40, 10, {"entrance": "main", "addr:street": "Södra gatan", "addr:housenumber": "1"})
    town.node(41, 12, {"shop": "bakery", "name": "Bagaren", "addr:street": "Södra gatan", "addr:housenumber": "1"})
    town.node(120, 120, {"amenity": "bench"})
    town.node(125, 120, {"highway": "street_lamp"})
    town.node(140, 40, {"tourism": "artwork", "name": "Räven av sten"})
    town.node(130, 30, {"amenity": "waste_basket"})
    return town
