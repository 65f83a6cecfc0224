"""Unpack a zip that somebody handed over: only what is asked for, under names of our own, and never too much."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from stat import S_IFMT, S_IFREG
from typing import BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from geodata.file_faults import FileFault, InvalidFileError, refuse
from geodata.intake import MEGABYTE, MOST_BYTES

MOST_MEMBERS: Final = 1_000
MOST_UNPACKED: Final = MOST_BYTES
MOST_RATIO: Final = 200
"""How many times larger than packed a member may be. Tables of a shapefile with wide, empty columns reach about 100."""

SMALL_BYTES: Final = 10 * MEGABYTE
"""A member up to this size may be packed at any ratio: it does no harm."""

_CHUNK: Final = 1 << 20
_LOCKED: Final = 0x1
_BROKEN: Final = (BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, struct.error)
_DAMAGED: Final = (*_BROKEN, zlib.error)


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive: `name` as it stands there, and `path`, where it was unpacked under a name of ours."""

    name: str
    path: Path


def unpack(stream: BinaryIO, *, into: Path, endings: Collection[str], file: str) -> tuple[Member, ...]:
    """
    Unpack what has one of these endings.

    Nothing is written before the whole table of contents has been found harmless. What has other endings stays
    packed: pictures, texts, and archives in the archive.

    Parameters
    ----------
    stream
        The archive.
    into
        An empty folder of our own.
    endings
        Such as ".gpkg", in small letters.
    file
        The name of the archive, for the message.

    Returns
    -------
    The members, in the order of the archive; may be none.

    Raises
    ------
    InvalidFileError
        archive_path, archive_link, archive_bomb, archive_locked, unreadable or truncated; all of the first two at once.
    """
    try:
        archive = ZipFile(stream)
    except _BROKEN as failed:
        is_cut = _starts_as_zip(stream)
        raise refuse("truncated", file=file) if is_cut else refuse("unreadable", file=file, format="ZIP") from failed
    with archive:
        wanted = _checked(archive.infolist(), endings=endings, file=file)
        left = MOST_UNPACKED
        members = []
        for number, info in enumerate(wanted):
            target = into / f"{number}{_ending(info, endings)}"
            left -= _write(archive, info, target=target, most=left, file=file)
            members.append(Member(info.filename, target))
    return tuple(members)


def _checked(infos: list[ZipInfo], *, endings: Collection[str], file: str) -> list[ZipInfo]:
    if len(infos) > MOST_MEMBERS:
        raise _bomb(file)
    if faults := list(_name_faults(infos, file=file)):
        raise InvalidFileError(faults)
    wanted = [info for info in infos if not info.is_dir() and not _is_shadow(info) and _ending(info, endings)]
    if any(info.flag_bits & _LOCKED for info in wanted):
        raise refuse("archive_locked", file=file)
    # other ways of packing reach any ratio and take any memory; no program packs map data so
    if any(info.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for info in wanted):
        raise refuse("unreadable", file=file, format="ZIP")
    if sum(info.file_size for info in wanted) > MOST_UNPACKED or any(map(_is_bomb, wanted)):
        raise _bomb(file)
    return wanted


def _name_faults(infos: list[ZipInfo], *, file: str) -> Iterator[FileFault]:
    for info in infos:
        # zipfile cuts a name at NUL and turns backslashes on Windows; the name as packed is the one to judge
        name = info.orig_filename
        kind = S_IFMT(info.external_attr >> 16)
        if kind not in (0, S_IFREG) and not info.is_dir():
            yield FileFault("archive_link", file, None, {"entry": name})
        elif _leads_out(name):
            yield FileFault("archive_path", file, None, {"entry": name})


def _leads_out(name: str) -> bool:
    has_drive = name[1:2] == ":"
    return not name or name.startswith("/") or has_drive or ".." in name.split("/") or "\\" in name or "\0" in name


def _is_shadow(info: ZipInfo) -> bool:
    # what a Mac packs beside every file has its ending and none of its content
    return PurePosixPath(info.filename).name.startswith("._")


def _ending(info: ZipInfo, endings: Collection[str]) -> str:
    return next((ending for ending in endings if info.filename.lower().endswith(ending)), "")


def _is_bomb(info: ZipInfo) -> bool:
    return info.file_size > SMALL_BYTES and info.file_size > MOST_RATIO * info.compress_size


def _write(archive: ZipFile, info: ZipInfo, *, target: Path, most: int, file: str) -> int:
    written = 0
    try:
        with archive.open(info) as packed, target.open("xb") as unpacked:
            while chunk := packed.read(_CHUNK):
                written += len(chunk)
                # the table of contents may lie about sizes
                if written > most:
                    raise _bomb(file)
                unpacked.write(chunk)
    except InvalidFileError:
        raise
    except _DAMAGED as failed:
        raise refuse("truncated", file=f"{file}:{info.filename}") from failed
    return written


def _starts_as_zip(stream: BinaryIO) -> bool:
    stream.seek(0)
    return stream.read(4) == b"PK\x03\x04"


def _bomb(file: str) -> InvalidFileError:
    return refuse("archive_bomb", file=file, limit=MOST_UNPACKED // MEGABYTE, members=MOST_MEMBERS)
