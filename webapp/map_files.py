"""Addresses under /kartor: the map scripts that Folium made, and the basemaps they draw."""

from __future__ import annotations

import gzip
import hashlib
import re
from functools import cache

from flask import Blueprint, Response

from geodata.basemap import EMPTY_BASEMAP, basemap_bytes, packaged_basemap
from geodata.errors import UnknownAreaError
from walks.errors import NotFound
from walks.place import Place
from walks.store.basemaps import packed_content
from webapp.assets import FOREVER, packed_answer
from webapp.context import here
from webapp.maps.shell import map_script

blueprint = Blueprint("map_files", __name__)

EMPTY = basemap_bytes(EMPTY_BASEMAP)
"""The basemap of a place that has none: its boundary alone is drawn."""


def script_url(place: Place) -> str:
    """Give the address of a place's map script, made now if it was never asked for."""
    script = map_script(place.area, basemap_url=basemap_url(place), cache=here().map_cache)
    return f"/kartor/{script.name}"


def basemap_url(place: Place) -> str:
    """Give the address of a place's basemap; it names the content, so a new basemap is a new address."""
    digest = _content(place.code)[1] if place.ground_map is None else place.ground_map.digest[:16]
    return f"/kartor/{place.code}-{digest}.geojson"


@blueprint.get("/kartor/<name>")
def map_file(name: str) -> Response:
    """Serve a map script or a basemap by its name, to be kept by the browser for good."""
    if re.fullmatch(r"[0-9a-f]{16}\.js", name):
        path = here().map_cache / name
        if not path.is_file():
            raise NotFound(f"map {name}: not found")
        content = path.read_bytes()
        return _forever(content, packed=_gzipped(content), media_type="text/javascript; charset=utf-8")
    found = re.fullmatch(r"([a-z0-9][a-z0-9-]*)-([0-9a-f]{16})\.geojson", name)
    if found is None:
        raise NotFound(f"map {name}: not found")
    code, digest = found.groups()
    content, current = _content(code)
    if digest == current:
        packed = _gzipped(content)
    else:
        # one that was built here, also after another has replaced it: a tablet may have begun with it
        with here().store.reading() as connection:
            packed = packed_content(connection, digest)
        content = gzip.decompress(packed)
    return _forever(content, packed=packed, media_type="application/geo+json")


def _content(code: str) -> tuple[bytes, str]:
    """Give the basemap that is shipped for a place, or the empty one, and the digest in its address."""
    try:
        return _shipped(code)
    except UnknownAreaError:
        # not kept: anybody may ask for any code
        return EMPTY, _digest(EMPTY)


@cache
def _shipped(code: str) -> tuple[bytes, str]:
    content = basemap_bytes(packaged_basemap(code))
    return content, _digest(content)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


@cache
def _gzipped(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def _forever(content: bytes, *, packed: bytes, media_type: str) -> Response:
    return packed_answer(content, packed=packed, media_type=media_type, cache=FOREVER)
