"""What of OpenStreetMap is drawn, and as what: tags in, kind, class, name, light and house number out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Tags: TypeAlias = Mapping[str, str]
Shape: TypeAlias = Literal["point", "line", "surface"]

POINT_KINDS: Final = frozenset({"stop", "station", "entrance", "landmark", "bench", "lamp", "house_number"})
"""Kinds that are drawn at one point, also where somebody drew an outline."""


@dataclass(frozen=True, slots=True)
class Ground:
    """
    What one thing on the ground is drawn as.

    `kind` is one of `geodata.basemap_check.KINDS`; `line_class` main, street, path or steps for lines, else None; `lit`
    whether a line has lamps, None where nobody has said; `house_number` of kind house_number alone.
    """

    kind: str
    line_class: str | None = None
    name: str | None = None
    lit: bool | None = None
    house_number: str | None = None


@dataclass(frozen=True, slots=True)
class _Rule:
    """One line of the table. No `values` means all that are a house; `named` that it is drawn only with a name."""

    kind: str
    key: str
    values: frozenset[str]
    shapes: frozenset[Shape]
    line_class: str | None = None
    named: bool = False


def _rule(
    kind: str, key: str, values: str, *shapes: Shape, line_class: str | None = None, named: bool = False
) -> _Rule:
    return _Rule(kind, key, frozenset(values.split()), frozenset(shapes), line_class, named)


_RULES: Final = (
    _rule("building", "building", "", "surface"),
    _rule("lamp", "highway", "street_lamp", "point"),
    _rule("bench", "amenity", "bench", "point", "line", "surface"),
    _rule("station", "railway", "subway_entrance", "point"),
    _rule("station", "railway", "station halt", "point", "surface", named=True),
    _rule("station", "public_transport", "station", "point", "surface", named=True),
    _rule("stop", "highway", "bus_stop", "point"),
    _rule("stop", "railway", "tram_stop", "point"),
    _rule("stop", "amenity", "ferry_terminal", "point", "surface", named=True),
    _rule("stop", "public_transport", "platform", "point", "line", "surface", named=True),
    _rule("square", "place", "square", "surface"),
    _rule("square", "highway", "pedestrian footway living_street", "surface"),
    _rule("square", "amenity", "marketplace", "surface"),
    _rule("water", "natural", "water", "surface"),
    _rule("water", "waterway", "riverbank dock boatyard", "surface"),
    _rule("water", "waterway", "river canal stream ditch", "line"),
    _rule("water", "landuse", "basin reservoir", "surface"),
    _rule("water", "leisure", "swimming_pool", "surface"),
    _rule("water", "amenity", "fountain", "surface"),
    _rule("park", "leisure", "park garden playground dog_park common golf_course", "surface"),
    _rule("park", "landuse", "grass forest meadow recreation_ground village_green cemetery allotments", "surface"),
    _rule("park", "natural", "wood scrub grassland heath", "surface"),
    _rule("park", "amenity", "grave_yard", "surface"),
    _rule("steps", "highway", "steps", "line", line_class="steps"),
    _rule(
        "street",
        "highway",
        "motorway motorway_link trunk trunk_link primary primary_link secondary secondary_link tertiary tertiary_link",
        "line",
        line_class="main",
    ),
    _rule("street", "highway", "residential unclassified living_street pedestrian road", "line", line_class="street"),
    _rule("street", "highway", "service busway", "line", line_class="street"),
    _rule("path", "highway", "footway path cycleway bridleway track", "line", line_class="path"),
    _rule("landmark", "tourism", "artwork attraction museum gallery viewpoint", "point", "surface", named=True),
    _rule("landmark", "historic", "monument memorial castle tower ruins", "point", "surface", named=True),
    _rule(
        "landmark",
        "amenity",
        "arts_centre cinema college community_centre fire_station fountain hospital library place_of_worship police "
        "school theatre townhall university",
        "point",
        "surface",
        named=True,
    ),
    _rule("landmark", "leisure", "fitness_station playground sports_centre", "point", named=True),
    _rule("landmark", "man_made", "tower lighthouse windmill", "point", "surface", named=True),
    _rule("landmark", "shop", "mall department_store", "point", "surface", named=True),
)
"""Read from the top: the first line that fits counts."""

DRAWN_VALUES: Final = {
    key: tuple(sorted({value for rule in _RULES if rule.key == key for value in rule.values}))
    for key in sorted({rule.key for rule in _RULES})
}
"""By key, the values that make a thing be drawn; none where every value does."""

_NARROW_SERVICE: Final = frozenset({"driveway", "parking_aisle", "drive-through"})
# a canopy drawn as a house would close the way beneath it
_NO_HOUSE: Final = frozenset({"no", "roof", "carport", "demolished", "proposed"})
_DOORS: Final = frozenset({"yes", "main", "home", "staircase", "shop"})
# drawn beside every street, they would draw each street three times
_PART_OF_STREET: Final = frozenset({"sidewalk", "crossing", "traffic_island", "link"})
_LIT: Final = dict.fromkeys(("yes", "24/7", "automatic", "sunset-sunrise", "dusk-dawn", "limited"), True)
_UNLIT: Final = dict.fromkeys(("no", "disused"), False)

TAG_KEYS: Final = tuple(
    sorted(
        DRAWN_VALUES.keys()
        | {"addr:housename", "addr:housenumber", "addr:street", "entrance", "footway", "indoor", "layer", "level"}
        | {"lit", "location", "name", "service", "station", "subway", "tunnel"}
    )
)
"""Every key that counts here, in alphabetical order: the columns to read."""


def ground_of(tags: Tags, *, shape: Shape) -> tuple[Ground, ...]:
    """
    Tell what a tagged thing is drawn as.

    Parameters
    ----------
    tags
        Its tags as OpenStreetMap writes them; keys outside `TAG_KEYS` do not count.
    shape
        Whether it is a point, a line or a surface.

    Returns
    -------
    Nothing, one, or several: a door with an address is an entrance and a house number. A station is told also where it
    lies underground, since its entrances are called after it.

    Examples
    --------
    >>> ground_of({"highway": "residential", "name": "Sibyllegatan", "lit": "yes"}, shape="line")
    (Ground(kind='street', line_class='street', name='Sibyllegatan', lit=True, house_number=None),)
    >>> ground_of({"highway": "footway", "tunnel": "yes"}, shape="line")
    ()
    """
    rule = next((rule for rule in _RULES if _fits(rule, tags, shape=shape)), None)
    if is_underground(tags) and (rule is None or rule.kind != "station"):
        return ()
    found = [] if rule is None else [_ground(rule, tags)]
    if shape == "point" and tags.get("entrance") in _DOORS:
        found.append(Ground("entrance", name=_text(tags.get("name")) if rule is None else None))
    number = _text(tags.get("addr:housenumber"), between=", ")
    if shape != "line" and number is not None and len(number) <= 12:
        found.append(Ground("house_number", house_number=number))
    return tuple(found)


def is_underground(tags: Tags) -> bool:
    """
    Tell whether nobody who walks above would see a thing: in a tunnel, below the ground, or inside a house.

    A passage through a house at street level is no tunnel, and an entrance to the T-bana is seen from above.

    >>> is_underground({"railway": "subway", "layer": "-2"}), is_underground({"tunnel": "building_passage"})
    (True, False)
    """
    if tags.get("railway") == "subway_entrance":
        return False
    return (
        tags.get("tunnel", "no") not in {"no", "building_passage"}
        or tags.get("location") in {"underground", "underwater", "indoor"}
        or tags.get("indoor", "no") != "no"
        or _all_below(tags.get("layer"))
        or _all_below(tags.get("level"))
    )


def _fits(rule: _Rule, tags: Tags, *, shape: Shape) -> bool:
    value = tags.get(rule.key)
    if value is None or shape not in rule.shapes or (rule.named and _text(tags.get("name")) is None):
        return False
    if not rule.values:
        return value not in _NO_HOUSE
    return value in rule.values and not (rule.kind == "path" and tags.get("footway") in _PART_OF_STREET)


def _ground(rule: _Rule, tags: Tags) -> Ground:
    kind, line_class = rule.kind, rule.line_class
    if tags.get("highway") == "service" and tags.get("service") in _NARROW_SERVICE:
        kind, line_class = "path", "path"
    name = _text(tags.get("name"))
    if kind == "building" and name is None:
        name = _text(tags.get("addr:housename"))
    if kind in {"bench", "lamp"}:
        name = None
    lit = (_LIT | _UNLIT).get(tags.get("lit", "")) if line_class else None
    return Ground(kind, line_class, name, lit)


def _text(value: str | None, *, between: str = "/") -> str | None:
    """Make a value fit to be a label: one line, without signs nobody sees, several values with `between` between."""
    if value is None:
        return None
    parts = (" ".join(part.split()) for part in value.split(";"))
    joined = between.join(part for part in parts if part)
    return "".join(letter for letter in joined if unicodedata.category(letter)[0] != "C") or None


def _all_below(value: str | None) -> bool:
    levels = re.findall(r"(?<![\d.])-?\d+(?:\.\d+)?", value or "")
    return bool(levels) and all(float(level) < 0 for level in levels)
