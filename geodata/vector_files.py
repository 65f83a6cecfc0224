"""Read the layers of a GeoJSON, GeoPackage, Shapefile or zip, in WGS 84, or say what is wrong with the file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from shutil import copyfileobj
from typing import Any, Final

from geodata.archives import Member, unpack
from geodata.file_faults import FileFault, InvalidFileError, refuse
from geodata.gdal_layers import gdal_layers
from geodata.geojson_files import read_features
from geodata.intake import MEGABYTE, MOST_BYTES, Incoming, opened, require_data, require_size
from geodata.layers import Bounds, Layer, placed_layer
from geodata.reference_systems import known_name
from geodata.vector_parts import OPTIONAL, SHAPEFILE_PARTS, require_geopackage, require_shapefile, table_encoding

__all__ = ["ENDINGS", "MOST_JSON_BYTES", "MOST_ROWS", "Bounds", "Layer", "read_layers"]

ENDINGS: Final = (".geojson", ".json", ".gpkg", ".shp", ".zip")
MOST_ROWS: Final = 500_000
MOST_JSON_BYTES: Final = 64 * MEGABYTE
"""GeoJSON is read as a whole and takes ten times its size in memory; a GeoPackage may be larger."""

_JSON: Final = (".geojson", ".json")
_PACKED: Final = (".geojson", ".json", ".gpkg", *SHAPEFILE_PARTS)


@dataclass(frozen=True, slots=True)
class _Source:
    """A file to read: its name as people know it, its ending, and our copies of its parts by ending."""

    file: str
    ending: str
    parts: dict[str, Path]

    @property
    def name(self) -> str:
        """What a layer of it is called that has no name of its own."""
        return PurePosixPath(self.file.rpartition(":")[2]).stem


def read_layers(
    path: Path, *, mask: Bounds | None = None, most_bytes: int = MOST_BYTES, most_rows: int = MOST_ROWS
) -> tuple[Layer, ...]:
    """
    Read the layers of a file that somebody handed in.

    Only the file itself is read. Nothing is fetched that its name or its content names: GDAL sees copies of ours, of
    the kind that their content has been found to be.

    Parameters
    ----------
    path
        .geojson, .json, .gpkg, .shp (with .shx and .dbf beside it), or a .zip of these. Coordinates in EPSG:4326, 3006
        or 3011; where none is named, as `detect_crs` finds them, and GeoJSON is in EPSG:4326 unless its numbers are no
        degrees.
    mask
        West, south, east and north, EPSG:4326: only rows whose bounds meet it are read, and the file may reach beyond
        Stockholm. None reads everything, all of which must lie in Stockholm.
    most_bytes
        The largest size of the file, and of each file of an archive.
    most_rows
        How many rows a layer may have.

    Returns
    -------
    The layers with shapes, in order, one at least; they may be empty.

    Raises
    ------
    InvalidFileError
        Whatever is wrong with the file; of an archive, with all its files at once.

    Examples
    --------
    >>> from geodata.areas import DATASETS
    >>> (layer,) = read_layers(DATASETS / "areas.geojson")
    >>> layer.name, len(layer.frame), layer.declared, layer.read_as
    ('areas', 5, None, 'EPSG:4326')
    """
    layers: list[Layer] = []
    faults: list[FileFault] = []
    with (
        tempfile.TemporaryDirectory(prefix="lykta-") as folder,
        opened(path, endings=ENDINGS, most_bytes=most_bytes) as incoming,
    ):
        for source in _sources(path, incoming, into=Path(folder), most_bytes=most_bytes):
            try:
                layers += _layers(source, mask=mask, most_rows=most_rows, most_bytes=most_bytes)
            except InvalidFileError as invalid:
                faults += invalid.faults
    if faults:
        raise InvalidFileError(faults)
    return tuple(layers)


def _sources(path: Path, incoming: Incoming, *, into: Path, most_bytes: int) -> list[_Source]:
    if incoming.ending == ".zip":
        members = unpack(incoming.stream, into=into, endings=_PACKED, file=incoming.name)
        return _packed_sources(members, file=incoming.name)
    if incoming.ending in _JSON:
        # a large one is refused before it is copied
        require_size(incoming.size, most_bytes=min(most_bytes, MOST_JSON_BYTES), file=incoming.name)
    if incoming.ending == ".gpkg" and _has_changes_outside(path):
        raise refuse("in_use", file=incoming.name)
    parts = {incoming.ending: _copy(incoming, into=into)}
    if incoming.ending == ".shp":
        for beside in sorted(path.parent.iterdir()):
            ending = beside.suffix.lower()
            if beside.stem == path.stem and ending in SHAPEFILE_PARTS[1:] and not _says_nothing(beside):
                with opened(beside, endings=SHAPEFILE_PARTS, most_bytes=most_bytes) as part:
                    parts[ending] = _copy(part, into=into)
    return [_Source(incoming.name, incoming.ending, parts)]


def _packed_sources(members: Sequence[Member], *, file: str) -> list[_Source]:
    shapefiles: dict[str, dict[str, Path]] = {}
    sources = []
    for member in members:
        stem, _, ending = member.name.lower().rpartition(".")
        if f".{ending}" in SHAPEFILE_PARTS:
            shapefiles.setdefault(stem, {})[f".{ending}"] = member.path
        else:
            sources.append(_Source(f"{file}:{member.name}", f".{ending}", {f".{ending}": member.path}))
    for member in members:
        stem, _, ending = member.name.lower().rpartition(".")
        # named after the part that people know it by; where that is the one missing, after the next
        if stem in shapefiles and f".{ending}" == next(part for part in SHAPEFILE_PARTS if part in shapefiles[stem]):
            parts = _side_by_side(shapefiles.pop(stem))
            sources.append(_Source(f"{file}:{member.name}", ".shp", parts))
    # beside map data, .json is what tells about it
    telling = [source for source in sources if source.ending != ".json"] or sources
    if not telling:
        raise refuse("archive_content", file=file)
    return telling


def _side_by_side(parts: dict[str, Path]) -> dict[str, Path]:
    # they were unpacked under numbers; GDAL finds the parts of a Shapefile by their common name
    first = next(iter(parts.values()))
    return {ending: part.rename(first.with_suffix(ending)) for ending, part in parts.items()}


def _layers(source: _Source, *, mask: Bounds | None, most_rows: int, most_bytes: int) -> Iterator[Layer]:
    for part in source.parts.values():
        require_size(part.stat().st_size, most_bytes=most_bytes, file=source.file)
    main = source.parts.get(source.ending)
    if source.ending in _JSON and main is not None:
        yield _geojson_layer(source, main, mask=mask, most_rows=most_rows)
        return
    encoding = None
    if source.ending == ".shp":
        require_shapefile(source.parts, file=source.file)
        encoding = table_encoding(source.parts)
        # told to GDAL as found above; what the part says may be wrong, or no encoding at all
        source.parts[".shp"].with_suffix(".cpg").unlink(missing_ok=True)
    else:
        require_geopackage(source.parts[source.ending], file=source.file)
    main = source.parts[source.ending]
    yield from gdal_layers(main, name=source.name, file=source.file, mask=mask, most_rows=most_rows, encoding=encoding)


def _geojson_layer(source: _Source, path: Path, *, mask: Bounds | None, most_rows: int) -> Layer:
    import pandas as pd
    from geopandas import GeoDataFrame, GeoSeries

    require_size(path.stat().st_size, most_bytes=MOST_JSON_BYTES, file=source.file)
    content = path.read_bytes()
    if not content:
        raise refuse("empty_file", file=source.file)
    require_data(content[:1024], file=source.file)
    features = read_features(content, file=source.file, most_rows=most_rows)
    rows = pd.RangeIndex(1, len(features.shapes) + 1, name="row")
    table: Any = pd.DataFrame(features.properties, index=rows).rename(columns={"geometry": "geometry_"})
    frame = GeoDataFrame(table, geometry=GeoSeries(features.shapes, index=rows))
    declared = known_name(features.declared)
    return placed_layer(frame, name=source.name, file=source.file, declared=declared, mask=mask, assumed=True)


def _copy(incoming: Incoming, *, into: Path) -> Path:
    copy = into / f"0{incoming.ending}"
    with copy.open("xb") as target:
        copyfileobj(incoming.stream, target, 1 << 20)
    return copy


def _says_nothing(part: Path) -> bool:
    return part.suffix.lower() in OPTIONAL and part.is_file() and not part.stat().st_size


def _has_changes_outside(path: Path) -> bool:
    log = path.with_name(f"{path.name}-wal")
    return log.is_file() and log.stat().st_size > 0
