"""Take in a file that somebody handed over: what it is and how large, before anything reads it."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from geodata.file_faults import InvalidFileError, refuse

MEGABYTE: Final = 1_000_000
MOST_BYTES: Final = 500 * MEGABYTE
"""No file that is larger is read: it would hold more than a city."""

_HEAD_BYTES: Final = 1024
_PAGE: Final = re.compile(rb"<!doctype html|<html|<body|<head\b", re.IGNORECASE)
_NONBLOCK: Final = getattr(os, "O_NONBLOCK", 0)


@dataclass(frozen=True, slots=True)
class Incoming:
    """
    An opened file.

    `name` is its name without folders, `ending` such as ".gpkg" in small letters, `size` in bytes. `head` is its first
    1,024 bytes, and `stream` stands at the start.
    """

    name: str
    ending: str
    size: int
    head: bytes
    stream: BinaryIO


@contextmanager
def opened(path: Path, *, endings: Collection[str], most_bytes: int = MOST_BYTES) -> Iterator[Incoming]:
    """
    Open a file that is an ordinary one, not empty, not too large, and at least looks like data.

    Parameters
    ----------
    path
        Where it lies. It is opened as a file of this machine and as nothing else; a fifo, a socket, a device or a
        folder is not read from.
    endings
        Those that may be read, such as ".gpkg", in small letters; the name of the file ends in one of them.
    most_bytes
        The largest size.

    Yields
    ------
    The file, open until the block ends.

    Raises
    ------
    InvalidFileError
        missing_file, not_a_file, no_permission, unknown_format, empty_file, file_too_large or error_page.
    """
    name = path.name
    ending = next((known for known in endings if name.lower().endswith(known)), "")
    with _open(path) as stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise refuse("not_a_file", file=name)
        if not ending:
            raise refuse("unknown_format", file=name, formats=", ".join(endings))
        if not status.st_size:
            raise refuse("empty_file", file=name)
        require_size(status.st_size, most_bytes=most_bytes, file=name)
        head = stream.read(_HEAD_BYTES)
        stream.seek(0)
        require_data(head, file=name)
        yield Incoming(name, ending, status.st_size, head, stream)


def require_size(size: int, *, most_bytes: int, file: str) -> None:
    """
    Refuse a file that is larger than allowed.

    Raises
    ------
    InvalidFileError
        file_too_large.
    """
    if size > most_bytes:
        megabytes = -(-size // MEGABYTE)
        raise refuse("file_too_large", file=file, megabytes=megabytes, limit=most_bytes // MEGABYTE)


def require_data(head: bytes, *, file: str) -> None:
    """
    Refuse a web page: what a server that is out of order sends with status 200.

    Parameters
    ----------
    head
        The first bytes of the file.
    file
        Its name.

    Raises
    ------
    InvalidFileError
        error_page.
    """
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") and _PAGE.search(head):
        raise refuse("error_page", file=file)


def _open(path: Path) -> BinaryIO:
    try:
        # without waiting: a fifo that nobody writes to would hold us for ever
        return os.fdopen(os.open(path, os.O_RDONLY | _NONBLOCK), "rb")
    except PermissionError as refused:
        raise refuse("no_permission", file=path.name) from refused
    except IsADirectoryError as folder:
        raise refuse("not_a_file", file=path.name) from folder
    except (OSError, ValueError) as failed:
        # a socket cannot be opened though it is there; a name with NUL or without end is no file's
        raise _unopened(path) from failed


def _unopened(path: Path) -> InvalidFileError:
    try:
        there = path.exists()
    except (OSError, ValueError):
        there = False
    return refuse("not_a_file" if there else "missing_file", file=path.name)
