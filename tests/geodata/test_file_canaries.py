"""A file that names other files or addresses makes nobody open them: canaries on disk and on the network stay still."""

from __future__ import annotations

import ctypes
import json
import os
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pyogrio
import pytest

from geodata.area_files import read_areas
from geodata.file_faults import InvalidFileError
from geodata.vector_files import ENDINGS, read_layers
from tests.geodata.gis_files import feature, geojson, geopackage, shapefile, squares, zipped

SECRET = "hemligheten"
_IN_OPEN = 0x20


class Canary:
    """A GIS file with a secret in it, and a server that has the same: it tells whether anybody has come near."""

    def __init__(self, folder: Path) -> None:
        self.path = geojson(folder / "canary.geojson", feature(namn=SECRET))
        self.requests: list[str] = []
        content, requests = self.path.read_bytes(), self.requests

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                requests.append(self.path)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(content)

            do_HEAD = do_POST = do_GET

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/canary.geojson"
        self._watch = self._watched()

    def _watched(self) -> int | None:
        if sys.platform != "linux":
            return None
        libc = ctypes.CDLL(None, use_errno=True)
        watch: int = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        libc.inotify_add_watch(watch, os.fsencode(self.path), _IN_OPEN)
        return watch

    def was_opened(self) -> bool:
        if self._watch is None:
            return False
        with suppress(BlockingIOError):
            return bool(os.read(self._watch, 4096))
        return False

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        if self._watch is not None:
            os.close(self._watch)


@pytest.fixture
def canary(tmp_path: Path) -> Iterator[Canary]:
    folder = tmp_path / "canary"
    folder.mkdir()
    with closing(Canary(folder)) as bird:
        yield bird


def assert_still(canary: Canary, *paths: Path) -> None:
    for path in paths:
        for mask in (None, (18.0, 59.3, 18.1, 59.4)):
            told = ""
            try:
                told = " ".join(layer.frame.to_string() for layer in read_layers(path, mask=mask))
            except InvalidFileError as invalid:
                told = str(invalid)
            assert SECRET not in told, path
        with suppress(InvalidFileError):
            assert SECRET not in str(read_areas(path))
    assert canary.requests == []
    assert not canary.was_opened()


def test_the_canary_sings_where_gdal_is_let_loose_on_such_a_file(canary: Canary, tmp_path: Path) -> None:
    path = tmp_path / "fil.gpkg"
    path.write_text(payloads(str(canary.path))["vrt"])
    assert pyogrio.read_dataframe(path, layer="canary")["namn"].tolist() == [SECRET]
    path.write_text(payloads(f"/vsicurl/{canary.url}")["vrt"])
    # our server is too simple for GDAL to read from; that it was asked is enough
    with suppress(pyogrio.errors.DataLayerError):
        pyogrio.read_dataframe(path, layer="canary")
    assert canary.requests
    assert canary.was_opened() or sys.platform != "linux"


def payloads(target: str) -> dict[str, str]:
    layer = f'<OGRVRTLayer name="canary"><SrcDataSource>{target}</SrcDataSource></OGRVRTLayer>'
    command = f"gdal vector pipeline ! read {target} ! write --of stream streamed_dataset"
    step = {"type": "FeatureCollection", "features": [], "links": [{"rel": "next", "href": target}]}
    return {
        "vrt": f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>",
        "vrt after white": f"\ufeff\n <OGRVRTDataSource>{layer}</OGRVRTDataSource>",
        "gml": f'<!DOCTYPE g [<!ENTITY x SYSTEM "{target}">]>'
        f'<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml"><a>&x;</a></gml:FeatureCollection>',
        "wfs": f"<OGRWFSDataSource><URL>{target}</URL></OGRWFSDataSource>",
        "kml": f"<kml><NetworkLink><Link><href>{target}</href></Link></NetworkLink></kml>",
        "gdalg": json.dumps({"type": "gdal_streamed_alg", "command_line": command}),
        "paging": json.dumps(step),
        "crs link": json.dumps({**step, "crs": {"type": "link", "properties": {"href": target, "type": "ogcwkt"}}}),
        "crs name": json.dumps({**step, "crs": {"type": "name", "properties": {"name": target}}}),
        "crs of a feature": json.dumps(
            {**feature(namn="a"), "crs": {"type": "name", "properties": {"name": target}}, "type": "Feature"}
        ),
        "stac": json.dumps({"stac_version": "1.0.0", "type": "FeatureCollection", "links": [{"href": target}]}),
        "tilejson": json.dumps({"tilejson": "3.0.0", "tiles": [target], "vector_layers": []}),
        "address": target,
        "prefix": f"GeoJSON:{target}",
        "gdal call": f"GTFS:{target}",
    }


@pytest.mark.parametrize("kind", payloads(""))
def test_no_content_leads_to_another_file_or_address(canary: Canary, tmp_path: Path, kind: str) -> None:
    paths = []
    for number, target in enumerate([str(canary.path), canary.url, f"/vsicurl/{canary.url}"]):
        content = payloads(target)[kind].encode()
        for ending in ENDINGS:
            path = tmp_path / f"fil{number}{ending}"
            path.write_bytes(content)
            paths.append(path)
        packed = {f"a{ending}": content for ending in (".geojson", ".json", ".gpkg", ".shp", ".shx", ".dbf")}
        paths.append(zipped(tmp_path / f"packad{number}.zip", packed))
    assert_still(canary, *paths)


def test_no_part_of_a_shapefile_leads_away(canary: Canary, tmp_path: Path) -> None:
    parts = shapefile(tmp_path, squares(namn=["a"]))
    paths = []
    for number, target in enumerate([str(canary.path), canary.url, f"/vsicurl/{canary.url}"]):
        for part in (".prj", ".cpg"):
            changed = {**parts, f"torg{part}": target.encode()}
            paths.append(zipped(tmp_path / f"{number}{part}.zip", changed))
    assert_still(canary, *paths)


def test_no_name_of_a_file_or_member_is_taken_for_an_address(canary: Canary, tmp_path: Path) -> None:
    host = canary.url.removeprefix("http://")
    named = [
        *(Path(f"/{system}/{canary.url}") for system in ("vsicurl", "vsicurl_streaming", "vsizip/vsicurl")),
        Path(canary.url),
        Path(f"zip+{canary.url}"),
        Path(f"GeoJSON:{canary.path}.geojson"),
        Path(f"/vsizip/{canary.path}.gpkg"),
    ]
    parts = {
        f"vsicurl/http:/{host}/torg{Path(name).suffix}": part for name, part in shapefile(tmp_path, squares()).items()
    }
    there = tmp_path / "GPKG:http:" / "x.geojson"
    there.parent.mkdir()
    geojson(there, feature())
    assert_still(canary, *named, zipped(tmp_path / "namn.zip", parts), there)
    assert [layer.name for layer in read_layers(there)] == ["x"]


SCHEMES = {
    "virtual table": "PRAGMA writable_schema=ON; INSERT INTO sqlite_master(type, name, tbl_name, rootpage, sql) "
    "VALUES('table', 'v', 'v', 0, 'CREATE VIRTUAL TABLE v USING VirtualOGR(''{target}'')')",
    "load layers": "CREATE VIEW v AS SELECT ogr_datasource_load_layers('{target}') AS fid",
    "pixel": "CREATE VIEW v AS SELECT gdal_get_pixel_value('{target}', 1, 'pixel', 0, 0) AS fid",
    "extension": "CREATE VIEW v AS SELECT load_extension('{target}') AS fid",
    "blob": "CREATE VIEW v AS SELECT BlobFromFile('{target}') AS fid",
    "attach": "CREATE VIEW v AS SELECT readfile('{target}') AS fid",
    "trigger": "CREATE TRIGGER t AFTER INSERT ON torg BEGIN SELECT ogr_datasource_load_layers('{target}'); END",
}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("as_features", [True, False])
def test_no_table_view_or_trigger_of_a_geopackage_leads_away(
    canary: Canary, tmp_path: Path, scheme: str, as_features: bool
) -> None:
    harmless = geopackage(tmp_path, torg=squares(namn=["a"])).read_bytes()
    paths = []
    for number, target in enumerate([str(canary.path), canary.url, f"/vsicurl/{canary.url}"]):
        path = tmp_path / f"{number}.gpkg"
        path.write_bytes(harmless)
        with closing(sqlite3.connect(path)) as database:
            database.executescript(SCHEMES[scheme].format(target=target))
            kind = "features" if as_features else "attributes"
            database.execute(
                "INSERT INTO gpkg_contents(table_name, data_type, identifier, srs_id) VALUES('v', ?, 'v', 3011)",
                (kind,),
            )
            if as_features:
                database.execute("INSERT INTO gpkg_geometry_columns VALUES('v', 'geom', 'POLYGON', 3011, 0, 0)")
            database.commit()
        paths.append(path)
    assert_still(canary, *paths)
