"""Areas in files: reading those that somebody drew elsewhere, writing ours so that they come back the same."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args

from geodata.areas import Area, AreaKind
from geodata.boundary import checked_boundary
from geodata.crs import WGS84, GeoJSON
from geodata.errors import InvalidFrameError
from geodata.file_faults import FileFault, InvalidFileError, refuse
from geodata.formats import geojson_bytes, write_geopackage
from geodata.intake import MEGABYTE
from geodata.vector_files import Layer, read_layers

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

MOST_AREAS: Final = 200
MOST_BYTES: Final = 20 * MEGABYTE
LONGEST_CODE: Final = 40

COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "code": ("code", "kod"),
    "name": ("name", "namn", "benämning", "benamning"),
    "kind": ("kind", "typ"),
}
"""Names of the columns that are read, in any case; the first that a file has counts."""

KIND_WORDS: Final[Mapping[str, AreaKind]] = {
    "collaboration": "collaboration",
    "platssamverkan": "collaboration",
    "walk_area": "walk_area",
    "vandringsområde": "walk_area",
    "vandringsplats": "walk_area",
}

_CODE: Final = re.compile(rf"[a-z0-9][a-z0-9-]{{1,{LONGEST_CODE - 1}}}")
_LETTERS: Final = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ð": "d", "þ": "th", "ł": "l", "đ": "d"})
_FALLBACK: Final = "plats"


@dataclass(frozen=True, slots=True)
class AreaDraft:
    """
    An area as a file gives it.

    `code`, `name` and `kind` are None where the file does not tell them. `boundary` is as `checked_boundary` gives it,
    EPSG:4326. `row` is the row of the file.
    """

    code: str | None
    name: str | None
    kind: AreaKind | None
    boundary: GeoJSON = field(hash=False, repr=False)
    row: int


def read_areas(path: Path) -> tuple[AreaDraft, ...]:
    """
    Read areas that somebody drew elsewhere.

    Parameters
    ----------
    path
        As `read_layers` takes it, with one layer of polygons.

    Returns
    -------
    The areas, in the order of the file, one at least.

    Raises
    ------
    InvalidFileError
        With everything that is wrong in all rows: what `read_layers` and `checked_boundary` find, several_layers,
        no_features, malformed_code, duplicate_code, unknown_kind, unseen_characters.
    """
    file = path.name
    layer = _area_layer(read_layers(path, most_bytes=MOST_BYTES, most_rows=MOST_AREAS), file=file)
    columns = {field: _column(layer.frame, names) for field, names in COLUMNS.items()}
    drafts: list[AreaDraft] = []
    faults: list[FileFault] = []
    for number, (row, shape) in enumerate(layer.frame.geometry.items()):
        values = {field: None if name is None else layer.frame[name].iloc[number] for field, name in columns.items()}
        draft, wrong = _draft(
            shape, values, file=file, row=int(row), strict_kind=(columns["kind"] or "").casefold() == "kind"
        )
        faults += wrong
        drafts += [draft] if draft else []
    faults += _duplicates(drafts, file=file)
    if faults:
        raise InvalidFileError(sorted(faults, key=lambda fault: fault.row or 0))
    return tuple(drafts)


def write_areas(path: Path, areas: Iterable[Area]) -> None:
    """
    Write areas, whole or not at all, so that `read_areas` gives them back without loss.

    Parameters
    ----------
    path
        .geojson (EPSG:4326) or .gpkg (EPSG:3011); one that exists is replaced once the new one is complete.
    areas
        The areas, with boundaries of six decimals; may be none.

    Raises
    ------
    InvalidFrameError
        If the file has another ending.
    """
    frame = _frame(areas)
    if path.suffix.lower() == ".gpkg":
        write_geopackage(path, layers={"areas": frame})
    elif path.suffix.lower() == ".geojson":
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
            unfinished = Path(folder, "areas.geojson")
            unfinished.write_bytes(geojson_bytes(frame))
            unfinished.replace(path)
    else:
        raise InvalidFrameError(f"areas are not written as {path.suffix!r}; name the file .geojson or .gpkg")


def code_of(name: str) -> str:
    """
    Make a code of a name.

    Returns
    -------
    2 to 40 of a-z, 0-9 and -, the first and last no -; "plats" where the name has no letter of these.

    Examples
    --------
    >>> code_of("Östermalmstorg"), code_of("Universitetet–Lappis")
    ('ostermalmstorg', 'universitetet-lappis')
    """
    bare = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS))
    plain = "".join(letter for letter in bare if not unicodedata.combining(letter))
    code = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_CODE].strip("-")
    return code if len(code) > 1 else f"{_FALLBACK}-{code}".strip("-")


def _area_layer(layers: Sequence[Layer], *, file: str) -> Layer:
    filled = [layer for layer in layers if len(layer.frame)]
    if not filled:
        raise refuse("no_features", file=file)
    surfaces = [layer for layer in filled if layer.frame.geom_type.isin(["Polygon", "MultiPolygon"]).any()]
    if len(surfaces) > 1:
        raise refuse("several_layers", file=file, layers=", ".join(layer.name for layer in surfaces))
    return (surfaces or filled)[0]


def _column(frame: GeoDataFrame, names: Sequence[str]) -> str | None:
    by_name = {unicodedata.normalize("NFC", str(column)).casefold(): column for column in frame.columns[::-1]}
    return next((by_name[name] for name in names if name in by_name), None)


def _draft(
    shape: Any, values: Mapping[str, Any], *, file: str, row: int, strict_kind: bool
) -> tuple[AreaDraft | None, list[FileFault]]:
    from shapely.geometry import mapping

    faults: list[FileFault] = []
    boundary: GeoJSON | None = None
    try:
        boundary = checked_boundary(None if shape is None else mapping(shape), file=file, row=row)
    except InvalidFileError as invalid:
        faults += invalid.faults
    code, name, kind_word = (_text(values[field]) for field in COLUMNS)
    if code is not None and not _CODE.fullmatch(code):
        faults.append(FileFault("malformed_code", file, row, {"limit": LONGEST_CODE}))
    if name is not None and any(unicodedata.category(letter)[0] == "C" for letter in name):
        faults.append(FileFault("unseen_characters", file, row, {"column": "name"}))
    kind = KIND_WORDS.get((kind_word or "").casefold())
    # a column "typ" of the city's own may tell anything; our own tells the kind alone
    if kind_word is not None and kind is None and strict_kind:
        faults.append(FileFault("unknown_kind", file, row, {"kinds": ", ".join(get_args(AreaKind))}))
    return (AreaDraft(code, name, kind, boundary, row) if boundary else None), faults


def _text(value: Any) -> str | None:
    import pandas as pd

    if pd.isna(value):
        return None
    # a column of whole numbers with gaps comes as floats
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return unicodedata.normalize("NFC", " ".join(text.split())) or None


def _duplicates(drafts: Sequence[AreaDraft], *, file: str) -> list[FileFault]:
    first: dict[str, int] = {}
    faults = []
    for draft in drafts:
        if draft.code is not None and first.setdefault(draft.code, draft.row) != draft.row:
            faults.append(
                FileFault("duplicate_code", file, draft.row, {"code": draft.code, "first": first[draft.code]})
            )
    return faults


def _frame(areas: Iterable[Area]) -> GeoDataFrame:
    from geopandas import GeoDataFrame
    from shapely.geometry import shape

    rows = tuple(areas)
    columns = {
        "code": [area.code for area in rows],
        "name": [area.name for area in rows],
        "kind": [area.kind for area in rows],
        "valid_from": [area.valid_from.isoformat() for area in rows],
        "valid_to": [None if area.valid_to is None else area.valid_to.isoformat() for area in rows],
    }
    return GeoDataFrame(columns, geometry=[shape(area.boundary) for area in rows], crs=WGS84)
