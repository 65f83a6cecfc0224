"""Basemaps that were built for a place: kept by content, so that what was drawn once can be drawn again."""

from __future__ import annotations

import gzip
import hashlib

from sqlalchemy import Connection, select

from geodata.basemap import EMPTY_BASEMAP, Basemap, packaged_basemap, read_basemap
from geodata.errors import UnknownAreaError
from walks.errors import NotFound
from walks.place import Place
from walks.store.dialect import upsert
from walks.store.tables import basemaps


def keep(connection: Connection, content: bytes) -> str:
    """
    Keep a basemap's content; the same content is kept once.

    Returns
    -------
    SHA-256 of the content as it was given, in hexadecimal digits.
    """
    digest = hashlib.sha256(content).hexdigest()
    # without the time of packing: the same content is the same bytes in every copy of the folder
    packed = gzip.compress(content, mtime=0)
    connection.execute(upsert(basemaps).values(digest=digest, content=packed).on_conflict_do_nothing())
    return digest


def content(connection: Connection, digest: str) -> bytes:
    """
    Give a basemap's content as it was kept.

    Raises
    ------
    NotFound
        If nothing is kept under this digest.
    """
    return gzip.decompress(packed_content(connection, digest))


def packed_content(connection: Connection, beginning: str) -> bytes:
    """
    Give a basemap's content packed by gzip, found by the first hexadecimal digits of its digest, or all of them.

    Raises
    ------
    NotFound
        If nothing is kept under a digest that begins so.
    """
    # every digit after the beginning sorts before g
    begins = basemaps.c.digest.between(beginning, f"{beginning}g")
    found = connection.execute(select(basemaps.c.content).where(begins).order_by(basemaps.c.digest).limit(1)).scalar()
    if found is None:
        raise NotFound(f"basemap {beginning}: not found")
    return bytes(found)


def basemap_of(connection: Connection, place: Place) -> Basemap:
    """
    Give the basemap that is drawn of a place: the one that was built for it, else the packaged one, else an empty one.

    Returns
    -------
    The basemap, read anew at each call.

    Raises
    ------
    NotFound
        If the place names one whose content is not kept.
    """
    if place.ground_map is not None:
        return read_basemap(content(connection, place.ground_map.digest))
    try:
        return packaged_basemap(place.code)
    except UnknownAreaError:
        return EMPTY_BASEMAP
