"""What a GeoPackage or a Shapefile must be before GDAL may open it: itself, whole, and with all its parts."""

from __future__ import annotations

import codecs
import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

from geodata.file_faults import refuse
from geodata.intake import require_data

REQUIRED: Final = (".shp", ".shx", ".dbf")
OPTIONAL: Final = (".prj", ".cpg")
SHAPEFILE_PARTS: Final = (*REQUIRED, *OPTIONAL)

_SQLITE: Final = b"SQLite format 3\0"
_SHAPE: Final = bytes.fromhex("0000270a")
_HEADER: Final = 100
_DBF_HEADER: Final = 32
_CHUNK: Final = 1 << 20
_LARGEST_PAGE: Final = 65_536
_GENERATED: Final = (2, 3)

LANGUAGE_DRIVERS: Final[Mapping[int, str]] = {
    0x01: "cp437",
    0x02: "cp850",
    0x03: "cp1252",
    0x08: "cp865",
    0x57: "cp1252",
    0x58: "cp1252",
    0x59: "cp1252",
    0x65: "cp865",
    0x66: "cp865",
}
"""Encodings of a dBASE table by its byte 29, as far as programs write them in northern and western Europe."""


def require_geopackage(path: Path, *, file: str) -> None:
    """
    Refuse what is no whole SQLite database, or computes its rows while it is read.

    Other drivers of GDAL look at the content too, and some follow addresses that stand in it: nothing reaches them. A
    view, a generated column or a virtual table runs SQL of the file's own, which may never end.

    Parameters
    ----------
    path
        Our copy.
    file
        Its name as people know it.

    Raises
    ------
    InvalidFileError
        empty_file, error_page, unreadable, truncated or computed_layer.

    References
    ----------
    SQLite, Database File Format, section 1.3: magic string, page size (offset 16) and number of pages (offset 28).
    """
    header = _head(path, file=file)
    if not header.startswith(_SQLITE[: len(header)]):
        raise refuse("unreadable", file=file, format="GeoPackage")
    page = int.from_bytes(header[16:18], "big")
    pages = int.from_bytes(header[28:32], "big")
    if len(header) < _HEADER or pages * (_LARGEST_PAGE if page == 1 else page) > path.stat().st_size:
        raise refuse("truncated", file=file)
    try:
        computed = _computed(path)
    except (sqlite3.Error, UnicodeDecodeError):
        raise refuse("unreadable", file=file, format="GeoPackage") from None
    if computed is not None:
        raise refuse("computed_layer", file=file, layer=computed)


def require_shapefile(parts: Mapping[str, Path], *, file: str) -> None:
    """
    Refuse what is no whole Shapefile.

    Parameters
    ----------
    parts
        Our copies by ending, small letters.
    file
        Its name as people know it.

    Raises
    ------
    InvalidFileError
        missing_part, empty_file, error_page, unreadable or truncated.

    References
    ----------
    ESRI Shapefile Technical Description (1998), p. 4: file code 9994, and length in 16-bit words at byte 24. dBASE III:
    records (offset 4), bytes of the header (8) and of a record (10).
    """
    if missing := [ending for ending in REQUIRED if ending not in parts]:
        raise refuse("missing_part", file=file, parts=", ".join(missing))
    lengths = {}
    for ending in (".shp", ".shx"):
        header = _head(parts[ending], file=file)
        if not header.startswith(_SHAPE[: len(header)]):
            raise refuse("unreadable", file=file, format="Shapefile")
        lengths[ending] = 2 * int.from_bytes(header[24:28], "big")
        if len(header) < _HEADER or lengths[ending] > parts[ending].stat().st_size:
            raise refuse("truncated", file=file)
    shapes = (lengths[".shx"] - _HEADER) // 8
    table = _head(parts[".dbf"], file=file)
    rows = int.from_bytes(table[4:8], "little")
    size = int.from_bytes(table[8:10], "little") + rows * int.from_bytes(table[10:12], "little")
    if len(table) < _DBF_HEADER or size > parts[".dbf"].stat().st_size or rows != shapes:
        raise refuse("truncated", file=file)


def table_encoding(parts: Mapping[str, Path]) -> str:
    """
    Find the encoding of a Shapefile's table.

    Parameters
    ----------
    parts
        Our copies by ending, with .dbf.

    Returns
    -------
    The first that reads the whole table, of: what .cpg says, UTF-8 if the table says nothing, what the table says,
    Windows-1252, ISO 8859-1. Swedish offices write Windows-1252 and often say nothing.
    """
    table = parts[".dbf"]
    with table.open("rb") as stream:
        header = stream.read(_DBF_HEADER)
    # names of columns follow the fixed part, each record of 32 bytes
    told = LANGUAGE_DRIVERS.get(header[29])
    candidates = [_code_page(parts.get(".cpg")), told, None if told else "utf-8", "cp1252"]
    start = int.from_bytes(header[8:10], "little")
    return next((codec for codec in candidates if codec and _reads(table, codec, start=start)), "iso-8859-1")


def _code_page(part: Path | None) -> str | None:
    if part is None:
        return None
    with part.open("rb") as stream:
        told = stream.read(40).decode("ascii", "replace").strip().upper()
    number = told.removeprefix("ANSI").removeprefix("CP").strip(" -_")
    name = {"65001": "utf-8", "88591": "iso-8859-1"}.get(number, f"cp{number}" if number.isdigit() else told)
    try:
        codec = codecs.lookup(name.replace(" ", "-"))
    except (LookupError, ValueError):
        return None
    # base64, rot13 and their like are codecs as well, and no text
    return codec.name if getattr(codec, "_is_text_encoding", True) else None


def _reads(table: Path, codec: str, *, start: int) -> bool:
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        with table.open("rb") as stream:
            stream.seek(start)
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except (UnicodeError, LookupError):
        return False
    return True


def _head(path: Path, *, file: str) -> bytes:
    with path.open("rb") as stream:
        head = stream.read(1024)
    if not head:
        raise refuse("empty_file", file=file)
    require_data(head, file=file)
    return head


def _computed(path: Path) -> str | None:
    """Name a view, a virtual table beside the index of shapes, or a table with generated columns; None without any."""
    # immutable: no journal beside our copy is looked for, and nothing is written
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        database.execute("PRAGMA trusted_schema = OFF")
        for kind, name, sql in database.execute("SELECT type, name, sql FROM sqlite_master").fetchall():
            words = (sql or "").lower().split()
            virtual = words[:2] == ["create", "virtual"] and not re.search(r"\busing\s+\"?rtree\"?\s*\(", sql, re.I)
            if kind == "view" or virtual:
                return str(name)
            if kind == "table" and words[:2] != ["create", "virtual"]:
                columns = database.execute("SELECT hidden FROM pragma_table_xinfo(?)", (name,)).fetchall()
                if any(hidden in _GENERATED for (hidden,) in columns):
                    return str(name)
    return None
