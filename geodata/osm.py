"""Read what can be drawn out of an OpenStreetMap extract, .osm or .osm.pbf, through GDAL."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from geodata.file_faults import refuse
from geodata.ground_shapes import Tagged
from geodata.ground_tags import TAG_KEYS, Shape
from geodata.layers import Bounds
from geodata.osm_xml import read_osm_xml
from geodata.pbf import read_pbf_header

ENDINGS: Final = (".osm", ".osm.pbf", ".pbf")

_CONFIGURATION: Final = Path(__file__).with_name("osmconf.ini")
_LAYERS: Final[Mapping[str, Shape]] = {"points": "point", "lines": "line", "multipolygons": "surface"}
_STOCKHOLM: Final = ZoneInfo("Europe/Stockholm")


@dataclass(frozen=True, slots=True)
class OsmExtract:
    """
    What of an extract lies within some bounds.

    `things` are whole, also where they reach beyond the bounds, in the order of the file. `taken_on` is the day in
    Stockholm up to which edits are in the file, as it says itself, else that of the newest edit within the bounds, None
    where neither is told.
    """

    things: tuple[Tagged, ...]
    taken_on: date | None


def read_osm(path: Path, *, bounds: Bounds) -> OsmExtract:
    """
    Read the things with tags that count out of an extract.

    Parameters
    ----------
    path
        An .osm or .osm.pbf file of any size: what lies outside the bounds is passed over while reading, and nodes wait
        for their ways in a file of GDAL's own.
    bounds
        What to read: all that touches this box.

    Returns
    -------
    Points, lines and surfaces. Closed ways are surfaces where their tags say so (`osmconf.ini`); multipolygon relations
    have their holes. None where nothing lies within the bounds.

    Raises
    ------
    InvalidFileError
        If there is no such file, it is no extract, is cut short, is a page that tells of an error, or holds no elements
        at all (`no_features`).
    """
    if not path.is_file():
        raise refuse("not_a_file" if path.exists() else "missing_file", file=path.name)
    if path.name.lower().endswith(".pbf"):
        header = read_pbf_header(path)
        taken_at, in_order, filled = header.taken_at, header.in_order, header.blocks > 0
    else:
        summary = read_osm_xml(path)
        taken_at, in_order, filled = summary.taken_at, summary.in_order, summary.elements > 0
    if not filled:
        raise refuse("no_features", file=path.name)
    things: list[Tagged] = []
    newest: list[date] = []
    with tempfile.TemporaryDirectory() as folder, _gdal_writes_to(folder):
        for layer in _LAYERS:
            found, edited_on = _read_layer(path, layer, bounds=bounds, in_order=in_order)
            things += found
            newest += edited_on
    taken_on = max(newest, default=None) if taken_at is None else taken_at.astimezone(_STOCKHOLM).date()
    return OsmExtract(tuple(things), taken_on)


def _read_layer(path: Path, layer: str, *, bounds: Bounds, in_order: bool) -> tuple[list[Tagged], list[date]]:
    import shapely
    from pyogrio import raw
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

    try:
        with warnings.catch_warnings():
            # a relation whose members the extract lacks is warned about and left out, as it should be
            warnings.simplefilter("ignore", RuntimeWarning)
            meta, _, shapes, columns = raw.read(
                path,
                layer=layer,
                bbox=bounds,
                CONFIG_FILE=str(_CONFIGURATION),
                # the fast index takes only ids that rise; slower, the other takes those of an editor too
                USE_CUSTOM_INDEXING="YES" if in_order else "NO",
            )
    except (DataSourceError, DataLayerError, FeatureError) as error:
        raise refuse("unreadable", file=path.name, format="OpenStreetMap") from error
    tags: list[dict[str, str]] = [{} for _ in shapes]
    newest: list[date] = []
    for name, column in zip(meta["fields"], columns, strict=True):
        if name == "osm_timestamp":
            newest = list(_newest(column))
        elif name in TAG_KEYS:
            for row, value in enumerate(column):
                if value is not None:
                    tags[row][name] = value
    geometries = shapely.from_wkb(shapes)
    rows = zip(tags, geometries, strict=True)
    return [Tagged(tag, _LAYERS[layer], geometry) for tag, geometry in rows if tag and geometry is not None], newest


def _newest(times: Any) -> Iterator[date]:
    # an extract without times has 1970 in their place, and OpenStreetMap began in 2004
    days = times[times > times.dtype.type("2004-01-01")] if len(times) else times
    if len(days):
        yield days.max().astype("datetime64[D]").item()


@contextmanager
def _gdal_writes_to(folder: str) -> Iterator[None]:
    # else a large extract's nodes go to the working folder, which may be read-only or a person's own
    from pyogrio import get_gdal_config_option, set_gdal_config_options

    before = get_gdal_config_option("CPL_TMPDIR")
    set_gdal_config_options({"CPL_TMPDIR": folder})
    try:
        yield
    finally:
        set_gdal_config_options({"CPL_TMPDIR": before})
