from __future__ import annotations

import os
import socket
import sqlite3
import struct
from contextlib import closing
from pathlib import Path

import pytest
import shapely
from geopandas import GeoDataFrame
from pyproj import CRS
from shapely import LineString, Point, Polygon
from shapely.affinity import translate

from geodata.crs import WGS84
from geodata.file_faults import InvalidFileError
from geodata.vector_files import ENDINGS, MOST_JSON_BYTES, Layer, read_layers
from tests.geodata.gis_files import (
    SQUARE_3011,
    SQUARE_LONLAT,
    codes,
    feature,
    geojson,
    geopackage,
    packed,
    polygon,
    shapefile,
    shapes,
    squares,
    zipped,
)

HOSTILE = ["'; drop table walks --", "{{7*7}}", "../../torg", "<script>", "=1+1", "%s%n", "geometry_"]
SYSTEMS = ["EPSG:4326", "EPSG:3006", "EPSG:3011"]


def refused(path: Path) -> InvalidFileError:
    with pytest.raises(InvalidFileError) as caught:
        read_layers(path)
    return caught.value


def only(path: Path) -> Layer:
    (layer,) = read_layers(path)
    return layer


def is_square(shape: Polygon) -> bool:
    wanted = squares(crs=WGS84).geometry.iloc[0]
    return bool(shapely.hausdorff_distance(shape, wanted) < 1e-7)


def made(folder: Path, ending: str, frame: GeoDataFrame) -> Path:
    if ending == ".gpkg":
        return geopackage(folder, torg=frame)
    if ending == ".zip":
        return zipped(folder / "torg.zip", shapefile(folder, frame, encoding="utf-8"))
    if ending == ".shp":
        for name, content in shapefile(folder, frame, encoding="utf-8").items():
            (folder / name).write_bytes(content)
        return folder / "torg.shp"
    path = folder / f"torg{ending}"
    crs = frame.crs
    named = {} if crs is None else {"crs": {"type": "name", "properties": {"name": crs.to_string()}}}
    rows = zip(frame.geometry, frame["namn"], strict=True)
    return geojson(path, *(feature(shapely.geometry.mapping(shape), namn=name) for shape, name in rows), **named)


@pytest.mark.parametrize("crs", SYSTEMS)
@pytest.mark.parametrize("ending", ENDINGS)
def test_each_form_of_file_is_read_in_each_system_to_wgs_84(tmp_path: Path, ending: str, crs: str) -> None:
    layer = only(made(tmp_path, ending, squares(crs=crs, namn=["Åkern", "Ön – Älven"])))

    assert layer.frame.crs == WGS84
    assert all(map(is_square, layer.frame.geometry))
    assert layer.frame["namn"].tolist() == ["Åkern", "Ön – Älven"]
    assert layer.frame.index.tolist() == [1, 2]
    assert (layer.name, layer.declared, layer.read_as) == ("torg", crs, crs)


@pytest.mark.parametrize("crs", SYSTEMS)
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_that_names_no_system_is_read_by_its_numbers(tmp_path: Path, ending: str, crs: str) -> None:
    frame = squares(crs=crs, namn=["a"]).set_crs(None, allow_override=True)
    layer = only(made(tmp_path, ending, frame))

    assert is_square(layer.frame.geometry.iloc[0])
    assert (layer.declared, layer.read_as) == (None, crs)


@pytest.mark.parametrize("real", SYSTEMS)
@pytest.mark.parametrize("declared", SYSTEMS)
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_under_the_wrong_name_is_refused(tmp_path: Path, ending: str, declared: str, real: str) -> None:
    if declared == real:
        assert only(made(tmp_path, ending, squares(crs=real, namn=["a"]))).read_as == real
        return
    path = made(tmp_path, ending, squares(crs=real, namn=["a"]).set_crs(declared, allow_override=True))
    (fault,) = refused(path).faults
    assert (fault.code, fault.row, fault.detail["fits"]) == ("wrong_crs", 1, real)


@pytest.mark.parametrize("crs", SYSTEMS)
@pytest.mark.parametrize("ending", ENDINGS)
def test_swapped_axes_are_refused_in_every_form_and_system(tmp_path: Path, ending: str, crs: str) -> None:
    frame = squares(crs=crs, namn=["a"])
    frame = frame.set_geometry(shapely.transform(frame.geometry.to_numpy(), lambda at: at[:, ::-1]), crs=crs)
    assert [fault.code for fault in refused(made(tmp_path, ending, frame)).faults] == ["swapped_axes"]


@pytest.mark.parametrize("crs", ["EPSG:3857", "EPSG:3021", "EPSG:4619"])
@pytest.mark.parametrize("ending", ENDINGS)
def test_another_system_is_refused_by_its_name(tmp_path: Path, ending: str, crs: str) -> None:
    (fault,) = refused(made(tmp_path, ending, squares(crs=crs, namn=["a"]))).faults
    assert fault.code == ("wrong_crs" if crs == "EPSG:4619" else "unknown_crs")
    assert str(fault.detail["declared"]).startswith(crs)


def test_a_reference_system_as_arcgis_writes_it_is_known(tmp_path: Path) -> None:
    parts = shapefile(tmp_path, squares(namn=["a"]))
    path = zipped(tmp_path / "a.zip", {**parts, "torg.prj": CRS.from_epsg(3011).to_wkt("WKT1_ESRI").encode()})
    assert only(path).declared == "EPSG:3011"


def test_a_prj_without_sense_counts_as_none(tmp_path: Path) -> None:
    for number, content in enumerate([b"", b"rubbish", b"\xff\x00"]):
        path = zipped(tmp_path / f"{number}.zip", {**shapefile(tmp_path, squares(), name=f"t{number}")})
        parts = shapefile(tmp_path, squares(), name=f"u{number}")
        path = zipped(tmp_path / f"{number}.zip", {**parts, f"u{number}.prj": content})
        assert (only(path).declared, only(path).read_as) == (None, "EPSG:3011")


def test_a_prj_in_no_encoding_at_all_is_refused_not_stumbled_over(tmp_path: Path) -> None:
    parts = shapefile(tmp_path, squares())
    path = zipped(tmp_path / "t.zip", {**parts, "torg.prj": parts["torg.prj"].replace(b"SWEREF99", b"SWE\xb1EF99")})
    assert codes(refused(path)) == [("unreadable", "t.zip:torg.shp", None)]


def test_heights_are_left_out_and_a_city_system_with_heights_is_known(tmp_path: Path) -> None:
    high = shapely.force_3d(SQUARE_3011, z=12.5)
    layer = only(geopackage(tmp_path, torg=shapes(high, crs="EPSG:5850")))
    assert not layer.frame.geometry.has_z.any()
    assert layer.declared == "EPSG:3011"


def test_of_a_geojson_with_heights_and_open_rings_the_shape_is_kept(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", feature(polygon([[*position, 20.0] for position in SQUARE_LONLAT[:-1]])))
    assert only(path).frame.geometry.iloc[0].equals(Polygon(SQUARE_LONLAT))


@pytest.mark.parametrize("ending", [".gpkg", ".geojson", ".zip"])
def test_a_mask_keeps_what_it_meets_of_a_file_that_reaches_farther(tmp_path: Path, ending: str) -> None:
    near, far = SQUARE_3011, translate(SQUARE_3011, 100_000, 300_000)
    frame = shapes(near, far, translate(near, 5_000, 0), namn=["här", "norr", "öst"])
    path = made(tmp_path, ending, frame.to_crs(WGS84))

    (layer,) = read_layers(path, mask=(18.07, 59.335, 18.076, 59.338))

    assert layer.frame["namn"].tolist() == ["här"]
    assert layer.frame.index.tolist() == [1]
    assert [fault.code for fault in refused(path).faults] == ["outside"]
    assert refused(path).faults[0].row == 2


@pytest.mark.parametrize("ending", [".gpkg", ".geojson", ".zip"])
@pytest.mark.parametrize("crs", ["EPSG:3006", "EPSG:3011"])
def test_a_mask_is_laid_in_the_system_of_the_file_whether_it_is_named_or_not(
    tmp_path: Path, ending: str, crs: str
) -> None:
    frame = squares(crs=crs, namn=["a"]).set_crs(None, allow_override=True)
    path = made(tmp_path, ending, frame)
    (inside,) = read_layers(path, mask=(18.07, 59.335, 18.076, 59.338))
    (beside,) = read_layers(path, mask=(18.17, 59.335, 18.176, 59.338))
    assert (len(inside.frame), len(beside.frame)) == (1, 0)


@pytest.mark.parametrize("ending", [".gpkg", ".geojson", ".zip"])
def test_a_mask_does_not_hide_a_wrong_name(tmp_path: Path, ending: str) -> None:
    path = made(tmp_path, ending, squares(namn=["a"]).set_crs("EPSG:3006", allow_override=True))
    with pytest.raises(InvalidFileError, match="the file says EPSG:3006, but"):
        read_layers(path, mask=(18.07, 59.335, 18.076, 59.338))


def test_lines_and_points_are_read_as_well_as_areas(tmp_path: Path) -> None:
    lines = shapes(LineString([(154_100, 6_580_100), (154_200, 6_580_200)]), namn=["gata"])
    layers = read_layers(geopackage(tmp_path, gator=lines, punkter=shapes(Point(154_100, 6_580_100), None)))
    assert [layer.name for layer in layers] == ["gator", "punkter"]
    assert layers[1].frame.geometry.isna().tolist() == [False, True]


def test_several_shapefiles_and_geopackages_of_a_zip_are_several_layers(tmp_path: Path) -> None:
    parts = {**shapefile(tmp_path, squares(), name="gator"), **shapefile(tmp_path, squares(), name="hus")}
    inner = geopackage(tmp_path, park=squares()).read_bytes()
    path = zipped(tmp_path / "stad.zip", {f"stad/{name}": part for name, part in parts.items()} | {"p.gpkg": inner})
    assert sorted(layer.name for layer in read_layers(path)) == ["gator", "hus", "park"]


def test_what_lies_beside_map_data_in_a_zip_is_not_looked_at(tmp_path: Path) -> None:
    parts = shapefile(tmp_path, squares(namn=["a"]))
    others = {"läs mig.txt": b"hej", "metadata.json": b"no json", "__MACOSX/._torg.shp": b"x", "inre.zip": b"PK"}
    assert len(only(zipped(tmp_path / "a.zip", {**others, **parts})).frame) == 1


def test_faults_of_all_files_of_a_zip_are_told_at_once(tmp_path: Path) -> None:
    parts = shapefile(tmp_path, squares(), name="hus")
    wrong = {"a.geojson": b"{", "b.gpkg": b"no database", "hus.shp": parts["hus.shp"], "tom.geojson": b""}
    assert codes(refused(zipped(tmp_path / "stad.zip", wrong))) == [
        ("truncated", "stad.zip:a.geojson", None),
        ("unreadable", "stad.zip:b.gpkg", None),
        ("empty_file", "stad.zip:tom.geojson", None),
        ("missing_part", "stad.zip:hus.shp", None),
    ]


@pytest.mark.parametrize("part", [".shx", ".dbf"])
@pytest.mark.parametrize("is_packed", [True, False])
def test_a_shapefile_that_lacks_a_part_names_it(tmp_path: Path, part: str, is_packed: bool) -> None:
    parts = {name: content for name, content in shapefile(tmp_path, squares()).items() if not name.endswith(part)}
    path = zipped(tmp_path / "torg.zip", parts)
    if not is_packed:
        for name, content in parts.items():
            (tmp_path / name).write_bytes(content)
        path = tmp_path / "torg.shp"
    (fault,) = refused(path).faults
    assert (fault.code, fault.detail["parts"]) == ("missing_part", part)


def test_a_zip_with_a_table_but_no_shapes_names_the_missing_part(tmp_path: Path) -> None:
    parts = shapefile(tmp_path, squares())
    (fault,) = refused(
        zipped(tmp_path / "t.zip", {"torg.dbf": parts["torg.dbf"], "torg.shx": parts["torg.shx"]})
    ).faults
    assert (fault.code, fault.detail["parts"]) == ("missing_part", ".shp")


def test_parts_of_a_shapefile_belong_together_whatever_the_case_of_their_names(tmp_path: Path) -> None:
    parts = {name.replace("torg", "Torg").upper(): part for name, part in shapefile(tmp_path, squares(n=["å"])).items()}
    assert len(only(zipped(tmp_path / "a.zip", parts)).frame) == 1


def test_a_shapefile_beside_another_of_a_similar_name_reads_its_own_parts(tmp_path: Path) -> None:
    for name, content in shapefile(tmp_path, squares(namn=["a"]), name="torg").items():
        (tmp_path / name).write_bytes(content)
    for name, content in shapefile(tmp_path, squares(namn=["b", "c"]), name="torget").items():
        (tmp_path / name).write_bytes(content)
    assert only(tmp_path / "torg.shp").frame["namn"].tolist() == ["a"]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "iso-8859-1", "cp850"])
@pytest.mark.parametrize("tells", [True, False])
def test_swedish_letters_of_a_table_come_right_also_where_it_tells_no_encoding(
    tmp_path: Path, encoding: str, tells: bool
) -> None:
    parts = shapefile(tmp_path, squares(namn=["Åäö", "ÄPPELVIKEN"]), encoding=encoding)
    if not tells:
        if encoding == "cp850":
            return
        parts.pop("torg.cpg", None)
        table = bytearray(parts["torg.dbf"])
        table[29] = 0
        parts["torg.dbf"] = bytes(table)
    assert only(zipped(tmp_path / "a.zip", parts)).frame["namn"].tolist() == ["Åäö", "ÄPPELVIKEN"]


@pytest.mark.parametrize("told", [b"UTF-8", b"rubbish", b"rot13", b"\xff", b""])
def test_a_table_that_tells_a_wrong_encoding_is_still_read(tmp_path: Path, told: bytes) -> None:
    parts = shapefile(tmp_path, squares(namn=["Åäö – ”så”"]), encoding="cp1252")
    table = bytearray(parts["torg.dbf"])
    table[29] = 0
    path = zipped(tmp_path / "a.zip", {**parts, "torg.dbf": bytes(table), "torg.cpg": told})
    assert only(path).frame["namn"].tolist() == ["Åäö – ”så”"]


def test_three_layers_of_a_geopackage_are_three_and_tables_are_none(tmp_path: Path) -> None:
    path = geopackage(tmp_path, a=squares(), b=squares(), c=squares())
    assert [layer.name for layer in read_layers(path)] == ["a", "b", "c"]


def test_a_geopackage_without_a_layer_of_shapes_is_refused(tmp_path: Path) -> None:
    from pandas import DataFrame
    from pyogrio import write_dataframe

    write_dataframe(DataFrame({"a": [1]}), tmp_path / "t.gpkg", layer="t", driver="GPKG")
    assert codes(refused(tmp_path / "t.gpkg")) == [("no_layer", "t.gpkg", None)]


def test_a_geopackage_that_another_program_still_writes_to_is_refused(tmp_path: Path) -> None:
    path = geopackage(tmp_path, torg=squares())
    path.with_name("torg.gpkg-wal").write_bytes(b"changes")
    assert codes(refused(path)) == [("in_use", "torg.gpkg", None)]


def test_reading_writes_nothing_beside_the_file_and_leaves_it_as_it_was(tmp_path: Path) -> None:
    path = geopackage(tmp_path, torg=squares())
    content = path.read_bytes()
    path.chmod(0o400)
    read_layers(path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["torg.gpkg"]
    assert path.read_bytes() == content


@pytest.mark.parametrize("ending", ENDINGS)
def test_nothing_is_left_in_the_temporary_folder(tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spare = tmp_path / "spare"
    spare.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(spare))
    path = made(tmp_path, ending, squares(namn=["a"]))
    read_layers(path)
    broken = tmp_path / f"broken{ending}"
    broken.write_bytes(path.read_bytes()[:-20])
    refused(broken)
    assert list(spare.iterdir()) == []


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_truncated_file_is_refused_wherever_it_was_cut(tmp_path: Path, ending: str) -> None:
    path = made(tmp_path, ending, squares(namn=["a", "b"]))
    content = path.read_bytes()
    for share in (0.02, 0.3, 0.6, 0.9, 0.99):
        path.write_bytes(content[: int(len(content) * share)])
        assert {fault.code for fault in refused(path).faults} <= {"truncated", "unreadable"}, share


@pytest.mark.parametrize("part", [".shp", ".shx", ".dbf"])
def test_a_shapefile_with_one_part_cut_is_truncated(tmp_path: Path, part: str) -> None:
    parts = shapefile(tmp_path, squares(namn=["a", "b"]))
    for length in (1, 33, 90, len(parts[f"torg{part}"]) - 9):
        cut = {**parts, f"torg{part}": parts[f"torg{part}"][:length]}
        path = zipped(tmp_path / "a.zip", cut)
        assert [fault.code for fault in refused(path).faults] == ["truncated"], length


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_web_page_is_refused_as_one(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"torg{ending}"
    for page in (b"<!DOCTYPE html><title>502</title>", b"\xef\xbb\xbf \n<html lang=sv>", b"<?xml?><html>"):
        path.write_bytes(page)
        assert codes(refused(path)) == [("error_page", f"torg{ending}", None)]


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_empty_file_is_refused_as_one(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"torg{ending}"
    path.touch()
    assert codes(refused(path)) == [("empty_file", f"torg{ending}", None)]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_folder_a_fifo_and_a_socket_are_not_read(tmp_path: Path, ending: str) -> None:
    (tmp_path / f"folder{ending}").mkdir()
    os.mkfifo(tmp_path / f"fifo{ending}")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / f"s{ending}"))
        for kind in ("folder", "fifo", "s"):
            assert codes(refused(tmp_path / f"{kind}{ending}")) == [("not_a_file", f"{kind}{ending}", None)]


def test_a_part_of_a_shapefile_that_is_a_fifo_is_not_read(tmp_path: Path) -> None:
    for name, content in shapefile(tmp_path, squares()).items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "torg.dbf").unlink()
    os.mkfifo(tmp_path / "torg.dbf")
    assert codes(refused(tmp_path / "torg.shp")) == [("not_a_file", "torg.dbf", None)]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_of_a_gigabyte_is_refused_before_it_is_read(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"stor{ending}"
    with path.open("wb") as file:
        file.truncate(1_000_000_000)
    (fault,) = refused(path).faults
    assert (fault.code, fault.detail["megabytes"]) == ("file_too_large", 1000)


def test_geojson_has_a_lower_limit(tmp_path: Path) -> None:
    path = tmp_path / "stor.geojson"
    with path.open("wb") as file:
        file.truncate(MOST_JSON_BYTES + 1)
    assert codes(refused(path)) == [("file_too_large", "stor.geojson", None)]


def test_a_file_that_is_not_there_or_of_another_kind_is_refused_with_what_is_read(tmp_path: Path) -> None:
    (tmp_path / "torg.kml").write_text("<kml/>")
    assert codes(refused(tmp_path / "torg.gpkg")) == [("missing_file", "torg.gpkg", None)]
    assert codes(refused(Path("/vsicurl/http://127.0.0.1/torg.gpkg"))) == [("missing_file", "torg.gpkg", None)]
    assert codes(refused(tmp_path / ("x" * 300 + ".gpkg")))[0][0] == "missing_file"
    assert codes(refused(tmp_path / "a\0b.gpkg"))[0][0] == "missing_file"
    (fault,) = refused(tmp_path / "torg.kml").faults
    assert (fault.code, fault.detail["formats"]) == ("unknown_format", ".geojson, .json, .gpkg, .shp, .zip")


def test_numbers_of_a_geopackage_that_are_not_finite_are_refused_by_row(tmp_path: Path) -> None:
    corner = (154_333.25, 6_580_333.25)
    path = geopackage(tmp_path, torg=shapes(SQUARE_3011, Polygon([(154_100, 6_580_100), corner, (154_300, 6_580_100)])))
    for number in (float("nan"), float("inf")):
        path.write_bytes(path.read_bytes().replace(struct.pack("<d", corner[0]), struct.pack("<d", number)))
    assert codes(refused(path)) == [("bad_coordinate", "torg.gpkg", 2)]


def test_too_many_rows_are_refused_before_they_are_read(tmp_path: Path) -> None:
    for ending in (".gpkg", ".geojson"):
        path = made(tmp_path, ending, squares(namn=["a", "b", "c"]))
        with pytest.raises(InvalidFileError, match="3 rows, more than 2"):
            read_layers(path, most_rows=2)
    with pytest.raises(InvalidFileError, match="3 rows, more than 2"):
        read_layers(tmp_path / "torg.gpkg", mask=(18.0, 59.3, 18.1, 59.4), most_rows=2)


def test_a_nested_zip_bomb_is_not_opened(tmp_path: Path) -> None:
    inner = packed({"torg.geojson": b" " * 20_000_000})
    assert codes(refused(zipped(tmp_path / "yttre.zip", {"inre.zip": inner}))) == [
        ("archive_content", "yttre.zip", None)
    ]


def test_columns_named_as_the_shape_do_not_take_its_place(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", {**feature(), "properties": {"geometry": "mark", "index": 2, "row": 3}})
    layer = only(path)
    assert layer.frame.geometry.iloc[0].equals(Polygon(SQUARE_LONLAT))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_of_layers_and_columns_are_only_names(tmp_path: Path, name: str) -> None:
    path = tmp_path / "torg.gpkg"
    options = {"IDENTIFIER": name, "LAUNDER": "NO"}
    squares(a=[name]).rename(columns={"a": name}).to_file(path, layer="torg", driver="GPKG", layer_options=options)
    layer = only(path)
    assert (layer.name, layer.frame[name].tolist()) == ("torg", [name])


@pytest.mark.parametrize(
    "hostile",
    [
        "ALTER TABLE torg RENAME TO base; CREATE VIEW torg AS SELECT * FROM base",
        "CREATE VIEW aside AS WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r) SELECT max(i) FROM r",
        "ALTER TABLE torg ADD COLUMN long TEXT GENERATED ALWAYS AS (hex(zeroblob(9))) VIRTUAL",
        "CREATE VIRTUAL TABLE words USING fts5(text)",
    ],
)
def test_a_geopackage_that_computes_what_is_read_is_refused_before_it_runs(tmp_path: Path, hostile: str) -> None:
    path = geopackage(tmp_path, torg=squares())
    with closing(sqlite3.connect(path)) as database:
        database.executescript(hostile)
    with pytest.raises(InvalidFileError) as refusal:
        read_layers(path)
    assert [fault.code for fault in refusal.value.faults] == ["computed_layer"]
