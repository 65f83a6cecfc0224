"""Whether an .osm.pbf file is whole, and what its header says; GDAL reads a file that was cut off without a word."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from geodata.file_faults import InvalidFileError, refuse

FORMAT: Final = "OpenStreetMap PBF"

_LONGEST_HEADER: Final = 64 * 1024
_LONGEST_BLOB: Final = 32 * 1024 * 1024
"""Bytes, as the format sets them; a file that claims more is none, or means to fill the memory."""

_READABLE: Final = frozenset({"OsmSchema-V0.6", "DenseNodes"})


@dataclass(frozen=True, slots=True)
class PbfHeader:
    """
    What a PBF file says of itself.

    `taken_at` is the moment up to which edits are in it, None where it names none; `in_order` whether nodes, ways and
    relations follow each other by rising id; `blocks` how many blocks of data there are.
    """

    taken_at: datetime | None
    in_order: bool
    blocks: int


def read_pbf_header(path: Path) -> PbfHeader:
    """
    Walk through the blocks of a PBF file to its end, and read its header.

    Parameters
    ----------
    path
        The file. It is read once, block by block.

    Returns
    -------
    What the header says.

    Raises
    ------
    InvalidFileError
        If it is empty (`empty_file`), no PBF (`unreadable`), a web page (`error_page`), needs something that is not
        read here such as history (`unreadable`), or ends within a block or holds a damaged one (`truncated`).

    References
    ----------
    OpenStreetMap wiki, PBF Format: file format (fileformat.proto) and header block (osmformat.proto).
    """
    with path.open("rb") as file:
        _require_pbf(file, name=path.name)
        blobs = _blobs(file, name=path.name)
        kind, content = next(blobs)
        if kind != b"OSMHeader":
            raise refuse("unreadable", file=path.name, format=FORMAT)
        blocks = sum(1 for kind, _ in blobs if kind == b"OSMData")
    try:
        return _header(content, blocks=blocks, name=path.name)
    except _Malformed:
        raise refuse("unreadable", file=path.name, format=FORMAT) from None


class _Malformed(Exception):
    """A message that is none."""


def _require_pbf(file: BinaryIO, *, name: str) -> None:
    beginning = file.read(512)
    file.seek(0)
    if not beginning:
        raise refuse("empty_file", file=name)
    text = beginning.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype", b"<html")):
        raise refuse("error_page", file=name)
    # the first message of every such file names its kind within its first bytes
    if not b"\n\x09OSMHeader".startswith(beginning[4:15]):
        raise refuse("unreadable", file=name, format=FORMAT)


def _blobs(file: BinaryIO, *, name: str) -> Iterator[tuple[bytes, bytes]]:
    """Give kind and content of each block; damage and an early end are told as one: fetching it again helps both."""
    broken = refuse("truncated", file=name)
    while prefix := file.read(4):
        try:
            length = struct.unpack(">I", _exactly(prefix, 4))[0]
            if length > _LONGEST_HEADER:
                raise broken
            header = dict(_fields(_exactly(file.read(length), length)))
            size = header.get(3)
            if not isinstance(size, int) or size > _LONGEST_BLOB:
                raise broken
            kind = header.get(1)
            yield (kind if isinstance(kind, bytes) else b"", _content(_exactly(file.read(size), size), broken=broken))
        except _Malformed:
            raise broken from None


def _content(blob: bytes, *, broken: InvalidFileError) -> bytes:
    fields = dict(_fields(blob))
    plain, packed = fields.get(1), fields.get(3)
    if isinstance(plain, bytes):
        return plain
    if not isinstance(packed, bytes):
        # packed in a way that only GDAL may know; it says so itself where it does not
        return b""
    unpacking = zlib.decompressobj()
    try:
        content = unpacking.decompress(packed, _LONGEST_BLOB)
    except zlib.error:
        raise broken from None
    if not unpacking.eof:
        raise broken
    return content


def _header(content: bytes, *, blocks: int, name: str) -> PbfHeader:
    fields = list(_fields(content))
    needed = {value for number, value in fields if number == 4}
    if strange := needed - {feature.encode() for feature in _READABLE}:
        told = ", ".join(sorted(item.decode(errors="replace") for item in strange if isinstance(item, bytes)))
        raise refuse("unreadable", file=name, format=f"{FORMAT} ({told})")
    moment = next((value for number, value in fields if number == 32 and isinstance(value, int)), None)
    return PbfHeader(
        taken_at=None if not moment else _moment(moment),
        in_order=any(number == 5 and value == b"Sort.Type_then_ID" for number, value in fields),
        blocks=blocks,
    )


def _moment(seconds: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Give number and value of each field of a Protocol Buffers message, in its order."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        match key & 7:
            case 0:
                value, at = _varint(message, at)
                yield key >> 3, value
            case 2:
                length, at = _varint(message, at)
                yield key >> 3, _exactly(message[at : at + length], length)
                at += length
            case 1 | 5:
                at += 8 if key & 7 == 1 else 4
            case _:
                raise _Malformed


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = 0
    for count in range(10):
        if at >= len(message):
            raise _Malformed
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << (7 * count)
        if byte < 0x80:
            return value, at
    raise _Malformed


def _exactly(content: bytes, length: int) -> bytes:
    if len(content) != length:
        raise _Malformed
    return content
