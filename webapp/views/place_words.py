"""What the coordinator's pages say of places: how large, since when, whose map, and what two of them share."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from babel.dates import format_date
from babel.numbers import format_decimal

from geodata.basemap import packaged_basemap
from geodata.errors import UnknownAreaError
from walks.clock import day_of
from walks.place import Place
from webapp.i18n import _, lang
from webapp.labels import place_kind_label
from webapp.maps.attribution import attribution_line

if TYPE_CHECKING:
    from datetime import date

    from geodata.crs import GeoJSON

OUTLINE_PX: Final = 40
"""Side of the square into which the outline of a place is drawn in the list."""


def hectares_text(hectares: float) -> str:
    """Say how large: 7,66."""
    return str(format_decimal(hectares, "#,##0.00", locale=lang()))


def day_text(day: date) -> str:
    """Say a day of a table: 26 november 2026."""
    return str(format_date(day, "d MMMM y", locale=lang()))


def measured_ha(boundary: GeoJSON) -> float:
    """Measure a boundary that is no place yet: hectares in EPSG:3011."""
    from geodata.crs import metric_shape

    return float(metric_shape(boundary).area) / 10_000


def place_row(place: Place) -> dict[str, Any]:
    """Put what the list says of a place."""
    return {
        "code": place.code,
        "name": place.name,
        "kind_label": place_kind_label(place.area.kind),
        "hectares": hectares_text(measured_ha(place.area.boundary)),
        "version": place.version,
        "since": day_text(place.area.valid_from),
        "outline": outline_path(place.area.boundary),
        "map": map_words(place),
    }


def version_rows(versions: Sequence[Place]) -> list[dict[str, Any]]:
    """Put the versions of a place into rows, the present one first."""
    return [
        {
            "version": item.version,
            "since": day_text(item.area.valid_from),
            "name": item.name,
            "hectares": hectares_text(measured_ha(item.area.boundary)),
            "outline": outline_path(item.area.boundary),
        }
        for item in reversed(versions)
    ]


def map_words(place: Place) -> dict[str, str]:
    """Say where the map of a place comes from: `source`, and `since` with the days that are known; both may be ""."""
    kept = place.ground_map
    if kept is None:
        try:
            return {"source": _("Följer med Lykta"), "since": packaged_basemap(place.code).source}
        except UnknownAreaError:
            return {"source": "", "since": ""}
    replaced = day_text(day_of(kept.replaced_at))
    if kept.taken_on is None:
        return {"source": kept.source, "since": _("Inläst %(day)s.", day=replaced)}
    taken = day_text(kept.taken_on)
    return {"source": kept.source, "since": _("Kartdata från %(taken)s, inläst %(day)s.", taken=taken, day=replaced)}


def shared_ground(boundary: GeoJSON, others: Iterable[Place]) -> list[dict[str, str]]:
    """Tell which places share ground with a boundary, and how many hectares."""
    from geodata.boundary import overlaps

    found = overlaps(boundary, areas=[item.area for item in others])
    return [{"name": item.name, "hectares": hectares_text(item.hectares)} for item in found]


def neighbours_json(others: Iterable[Place]) -> str:
    """Write the places that are not being changed, for the script: name and corners as [latitude, longitude]."""
    rows = [
        {"name": item.name, "corners": [[y, x] for x, y in item.area.boundary["coordinates"][0][:-1]]}
        for item in others
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def attribution_of(places: Iterable[Place]) -> str:
    """Word whose work a map of several places shows: each line once, and none that stands within another."""
    lines = dict.fromkeys(filter(None, (attribution_line(item, gettext=_) for item in places)))
    return " ".join(line for line in lines if not any(line != other and line in other for other in lines))


def outline_path(boundary: GeoJSON) -> str:
    """
    Draw a boundary as the data of an SVG path that fills a square of `OUTLINE_PX`.

    Parameters
    ----------
    boundary
        A GeoJSON Polygon, EPSG:4326. In Stockholm a degree of longitude is about half as long as one of latitude.
    """
    ring = boundary["coordinates"][0]
    points = [(x * 0.51, -y) for x, y in ring[:-1]]
    west, north = min(x for x, _ in points), min(y for _, y in points)
    width, height = max(x for x, _ in points) - west, max(y for _, y in points) - north
    scale = (OUTLINE_PX - 4) / max(width, height, 1e-9)
    left, top = (OUTLINE_PX - width * scale) / 2, (OUTLINE_PX - height * scale) / 2
    return "M" + "L".join(f"{left + (x - west) * scale:.1f} {top + (y - north) * scale:.1f}" for x, y in points) + "Z"
