"""Small GIS files in every form that people hand in, with a square by Stureplan in them."""

from __future__ import annotations

import io
import json
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geopandas import GeoDataFrame
from shapely import box
from shapely.geometry.base import BaseGeometry

from geodata.file_faults import InvalidFileError

# a square of 100 m by Svampen: EPSG:3011 from 154,100 east and 6,580,100 north
SQUARE_3011 = box(154_100, 6_580_100, 154_200, 6_580_200)
SQUARE_LONLAT = [[18.072, 59.336], [18.074, 59.336], [18.074, 59.337], [18.072, 59.337], [18.072, 59.336]]


def squares(*, crs: str = "EPSG:3011", **columns: Any) -> GeoDataFrame:
    """The square once for each value of the columns, in a reference system."""
    rows = len(next(iter(columns.values()), [None]))
    return GeoDataFrame(columns, geometry=[SQUARE_3011] * rows, crs="EPSG:3011").to_crs(crs)


def shapes(*geometries: BaseGeometry | None, crs: str | None = "EPSG:3011", **columns: Any) -> GeoDataFrame:
    return GeoDataFrame(columns, geometry=list(geometries), crs=crs)


def shapefile(folder: Path, frame: GeoDataFrame, *, name: str = "torg", **options: Any) -> dict[str, bytes]:
    """The parts of a Shapefile by name, as GDAL writes them."""
    made = folder / "made" / name
    made.mkdir(parents=True)
    _write(frame, made / f"{name}.shp", driver="ESRI Shapefile", **options)
    return {part.name: part.read_bytes() for part in sorted(made.iterdir())}


def geopackage(folder: Path, *, name: str = "torg.gpkg", **layers: GeoDataFrame) -> Path:
    path = folder / name
    for layer, frame in layers.items():
        _write(frame, path, layer=layer, driver="GPKG", mode="a" if path.exists() else "w")
    return path


def _write(frame: GeoDataFrame, path: Path, **options: Any) -> None:
    with warnings.catch_warnings():
        # that a frame names no system is what some of these files are for
        warnings.simplefilter("ignore", UserWarning)
        frame.to_file(path, **options)


def zipped(path: Path, members: Mapping[str, bytes], **options: Any) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def packed(members: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def feature(geometry: Any = None, **properties: Any) -> dict[str, Any]:
    shape = {"type": "Polygon", "coordinates": [SQUARE_LONLAT]} if geometry is None else geometry
    return {"type": "Feature", "properties": properties, "geometry": shape}


def geojson(path: Path, *features: Any, **members: Any) -> Path:
    collection = {"type": "FeatureCollection", **members, "features": list(features)}
    path.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")
    return path


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[list(position) for position in ring] for ring in rings]}


def codes(error: InvalidFileError) -> list[tuple[str, str, int | None]]:
    """Code, file and row of each fault."""
    return [(fault.code, fault.file, fault.row) for fault in error.faults]
