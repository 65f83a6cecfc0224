"""Read GeoJSON that somebody handed in, strictly: what is no number, no shape or no JSON is told with its row."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geodata.crs import GeoJSON
from geodata.file_faults import MOST_TOLD, FileFault, InvalidFileError, refuse

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

MOST_CELLS: Final = 20_000_000
"""Rows times columns that are read; more would fill the memory of a small server."""

_DEPTH: Final = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_FORMAT: Final = "GeoJSON"


@dataclass(frozen=True, slots=True)
class Features:
    """
    What a GeoJSON file holds: a shape (2D, None where a feature has none) and properties for each row.

    `declared` is the reference system of an old `crs` member as it stands there, None where there is none.
    """

    shapes: list[BaseGeometry | None]
    properties: list[dict[str, Any]]
    declared: str | None


def read_features(content: bytes, *, file: str, most_rows: int) -> Features:
    """
    Read a FeatureCollection, a Feature or a bare geometry.

    Parameters
    ----------
    content
        The file.
    file
        Its name, for the message.
    most_rows
        How many features there may be.

    Returns
    -------
    The features, in order. Heights are left out, rings that are not closed are closed. A property that is a list or an
    object comes as JSON text.

    Raises
    ------
    InvalidFileError
        encoding, truncated, unreadable, unknown_crs, too_many_rows or too_many_columns for the file;
        malformed_geometry, bad_coordinate or encoding for each such row, told for the first rows of many.

    References
    ----------
    RFC 7946 (2016). Its forerunner of 2008 for the member `crs`.
    """
    collection = _parsed(content, file=file)
    features = _features(collection, file=file)
    if len(features) > most_rows:
        raise refuse("too_many_rows", file=file, rows=len(features), limit=most_rows)
    shapes: list[BaseGeometry | None] = []
    properties: list[dict[str, Any]] = []
    faults: list[FileFault] = []
    for row, feature in enumerate(features, start=1):
        try:
            shapes.append(read_shape(feature.get("geometry"), file=file, row=row))
            properties.append(_properties(feature, file=file, row=row))
        except InvalidFileError as invalid:
            faults += invalid.faults
            if len(faults) > MOST_TOLD:
                break
    if faults:
        raise InvalidFileError(faults)
    columns = len({name for of_row in properties for name in of_row})
    if columns * len(properties) > MOST_CELLS:
        raise refuse("too_many_columns", file=file, columns=columns, rows=len(properties))
    return Features(shapes, properties, _declared(collection, file=file))


def read_shape(geometry: object, *, file: str, row: int | None) -> BaseGeometry | None:
    """
    Build the shape of a GeoJSON geometry.

    Parameters
    ----------
    geometry
        As it was parsed; None for a feature without one.
    file, row
        Where it stands, for the message.

    Returns
    -------
    The shape, 2D; None where there is none or it is empty.

    Raises
    ------
    InvalidFileError
        malformed_geometry or bad_coordinate.
    """
    import shapely
    from shapely.geometry import shape

    if geometry is None:
        return None
    flat = _flat(geometry, file=file, row=row)
    try:
        built = shape(flat)
    except (ValueError, TypeError, IndexError, shapely.errors.ShapelyError) as failed:
        # such as a line of one point, or a ring of two
        raise refuse("malformed_geometry", file=file, row=row) from failed
    return None if built.is_empty else built


def _parsed(content: bytes, *, file: str) -> dict[str, Any]:
    try:
        text = content.decode(json.detect_encoding(content)).removeprefix("\ufeff")
    except UnicodeDecodeError as failed:
        raise refuse("encoding", file=file) from failed
    try:
        parsed = json.loads(text)
    except json.JSONDecodeError as failed:
        rest = text[failed.pos :].strip()
        code = "truncated" if text.lstrip()[:1] in {"{", "["} and not _goes_on(rest) else "unreadable"
        raise _not_geojson(file, code) from failed
    except (RecursionError, ValueError) as failed:
        # thousands of brackets within each other, or a number of thousands of digits
        raise _not_geojson(file) from failed
    if not isinstance(parsed, dict):
        raise _not_geojson(file)
    return parsed


def _goes_on(rest: str) -> bool:
    # where a file was cut within a number little is left over, within a text everything from its opening mark on
    return len(rest) > 10 and not (rest.startswith('"') and '"' not in rest[1:])


def _not_geojson(file: str, code: str = "unreadable") -> InvalidFileError:
    return refuse("truncated", file=file) if code == "truncated" else refuse("unreadable", file=file, format=_FORMAT)


def _features(parsed: Mapping[str, Any], *, file: str) -> Sequence[Mapping[str, Any]]:
    match parsed.get("type"):
        case "FeatureCollection":
            features = parsed.get("features")
        case "Feature":
            features = [parsed]
        case "GeometryCollection" | "Point" | "MultiPoint" | "LineString" | "MultiLineString":
            features = [{"geometry": parsed}]
        case "Polygon" | "MultiPolygon":
            features = [{"geometry": parsed}]
        case _:
            features = None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise _not_geojson(file)
    return features


def _declared(parsed: Mapping[str, Any], *, file: str) -> str | None:
    member = parsed.get("crs")
    if member is None:
        return None
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    # a link to a description elsewhere: nothing is fetched that a file names
    return name if isinstance(name, str) else json.dumps(member)


def _properties(feature: Mapping[str, Any], *, file: str, row: int) -> dict[str, Any]:
    properties = feature.get("properties")
    try:
        plain = {
            str(name): json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
            for name, value in (properties if isinstance(properties, dict) else {}).items()
        }
    except RecursionError as failed:
        raise refuse("unreadable", file=file, row=row, format=_FORMAT) from failed
    # half a character, which nothing can write again
    if any(isinstance(text, str) and _SURROGATE.search(text) for pair in plain.items() for text in pair):
        raise refuse("encoding", file=file, row=row)
    return plain


def _flat(geometry: object, *, file: str, row: int | None) -> GeoJSON:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or not isinstance(kind, str):
        raise refuse("malformed_geometry", file=file, row=row)
    if kind == "GeometryCollection" and isinstance(geometry.get("geometries"), list):
        parts = geometry["geometries"]
        # RFC 7946 advises against a collection within a collection, and it could be nested without end
        if any(isinstance(part, dict) and part.get("type") == kind for part in parts):
            raise refuse("malformed_geometry", file=file, row=row)
        return {"type": kind, "geometries": [_flat(part, file=file, row=row) for part in parts]}
    if kind not in _DEPTH or not isinstance(geometry.get("coordinates"), list | tuple):
        raise refuse("malformed_geometry", file=file, row=row)
    return {"type": kind, "coordinates": _positions(geometry["coordinates"], depth=_DEPTH[kind], file=file, row=row)}


def _positions(coordinates: Any, *, depth: int, file: str, row: int | None) -> Any:
    if not isinstance(coordinates, list | tuple):
        raise refuse("malformed_geometry", file=file, row=row)
    if depth:
        return [_positions(part, depth=depth - 1, file=file, row=row) for part in coordinates]
    return [*_position(coordinates, file=file, row=row)]


def _position(numbers: Sequence[Any], *, file: str, row: int | None) -> Iterator[float]:
    if numbers and len(numbers) < 2:
        raise refuse("malformed_geometry", file=file, row=row)
    for number in numbers[:2]:
        if isinstance(number, bool) or not isinstance(number, int | float) or not _is_finite(number):
            raise refuse("bad_coordinate", file=file, row=row)
        yield float(number)


def _is_finite(number: float) -> bool:
    try:
        return math.isfinite(float(number))
    except OverflowError:
        return False
