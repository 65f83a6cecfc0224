from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import shapely
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, box
from shapely.affinity import translate
from shapely.geometry import shape

from geodata.area_files import MOST_AREAS, AreaDraft, code_of, read_areas, write_areas
from geodata.areas import Area, AreaKind, builtin_areas
from geodata.boundary import checked_boundary, interior_position
from geodata.crs import WGS84
from geodata.errors import InvalidFrameError
from geodata.file_faults import InvalidFileError
from tests.geodata.gis_files import (
    SQUARE_3011,
    SQUARE_LONLAT,
    codes,
    feature,
    geojson,
    geopackage,
    polygon,
    shapefile,
    shapes,
    squares,
    zipped,
)

BOW_TIE = polygon([[18.07, 59.33], [18.08, 59.34], [18.08, 59.33], [18.07, 59.34], [18.07, 59.33]])
POINT = {"type": "Point", "coordinates": [18.07, 59.33]}


def refused(path: Path) -> InvalidFileError:
    with pytest.raises(InvalidFileError) as caught:
        read_areas(path)
    return caught.value


def told(draft: AreaDraft) -> tuple[str | None, str | None, AreaKind | None]:
    return draft.code, draft.name, draft.kind


@pytest.mark.parametrize("ending", [".geojson", ".gpkg"])
def test_the_five_areas_come_back_as_they_were(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"platser{ending}"
    write_areas(path, builtin_areas())

    drafts = read_areas(path)

    assert [told(draft) for draft in drafts] == [(area.code, area.name, area.kind) for area in builtin_areas()]
    assert [draft.boundary for draft in drafts] == [checked_boundary(area.boundary) for area in builtin_areas()]
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_the_shipped_areas_themselves_can_be_read() -> None:
    from geodata.areas import DATASETS

    assert [draft.code for draft in read_areas(DATASETS / "areas.geojson")] == [area.code for area in builtin_areas()]


NAMES = (
    st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=80)
    .map(lambda name: unicodedata.normalize("NFC", " ".join(name.split())))
    .filter(bool)
)
CODES = st.from_regex(r"[a-z0-9][a-z0-9-]{1,39}", fullmatch=True)
STARS = st.lists(st.integers(60, 900), min_size=4, max_size=12)


@st.composite
def areas(draw: st.DrawFn) -> Area:
    x, y = draw(st.integers(145_000, 155_000)), draw(st.integers(6_570_000, 6_590_000))
    radii = draw(STARS)
    angles = [360 * number / len(radii) for number in range(len(radii))]
    arms = [shapely.affinity.rotate(shapely.Point(x + r, y), a, (x, y)) for r, a in zip(radii, angles, strict=True)]
    outline = shapely.Polygon(arms)
    has_hole = draw(st.booleans()) and outline.buffer(-25).contains(shapely.Point(x, y))
    drawn = outline.difference(box(x - 9, y - 9, x + 9, y + 9)) if has_hole else outline
    frame = GeoDataFrame(geometry=[drawn], crs="EPSG:3011").to_crs(WGS84)
    boundary = checked_boundary(shapely.geometry.mapping(frame.geometry.iloc[0]))
    kind: AreaKind = draw(st.sampled_from(["collaboration", "walk_area"]))
    since = draw(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
    return Area(draw(CODES), draw(NAMES), kind, since, None, interior_position(boundary), boundary, False)


@pytest.mark.parametrize("ending", [".geojson", ".gpkg"])
@settings(max_examples=30, deadline=None)
@given(written=st.lists(areas(), min_size=1, max_size=4, unique_by=lambda area: area.code))
def test_what_is_written_comes_back_without_loss(ending: str, written: list[Area]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, f"platser{ending}")
        write_areas(path, written)
        drafts = read_areas(path)
    assert [told(draft) for draft in drafts] == [(area.code, area.name, area.kind) for area in written]
    for draft, area in zip(drafts, written, strict=True):
        assert draft.boundary == area.boundary


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3006", "EPSG:3011"])
def test_a_zipped_shapefile_of_the_five_areas_reads_back(tmp_path: Path, encoding: str, crs: str) -> None:
    frame = GeoDataFrame(
        {"KOD": [area.code for area in builtin_areas()], "NAMN": [area.name for area in builtin_areas()]},
        geometry=[shape(area.boundary) for area in builtin_areas()],
        crs=WGS84,
    )
    drafts = read_areas(zipped(tmp_path / "p.zip", shapefile(tmp_path, frame.to_crs(crs), encoding=encoding)))
    assert [(draft.code, draft.name) for draft in drafts] == [(area.code, area.name) for area in builtin_areas()]
    for draft, area in zip(drafts, builtin_areas(), strict=True):
        # a Shapefile turns its rings and may begin them elsewhere
        assert shape(draft.boundary).equals(shape(area.boundary))


def test_writing_none_or_to_another_ending(tmp_path: Path) -> None:
    write_areas(tmp_path / "inga.geojson", [])
    assert codes(refused(tmp_path / "inga.geojson")) == [("no_features", "inga.geojson", None)]
    with pytest.raises(InvalidFrameError, match=r"\.geojson or \.gpkg"):
        write_areas(tmp_path / "platser.shp", builtin_areas())
    assert [entry.name for entry in tmp_path.iterdir()] == ["inga.geojson"]


@pytest.mark.parametrize("ending", [".geojson", ".gpkg"])
def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"platser{ending}"
    write_areas(path, builtin_areas())
    content = path.read_bytes()
    unwritable: Any = replace(builtin_areas()[0], boundary={"type": "Polygon"})
    with pytest.raises((KeyError, ValueError)):
        write_areas(path, [unwritable])
    assert path.read_bytes() == content
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "columns",
    [("code", "name", "kind"), ("kod", "namn", "typ"), ("KOD", "NAMN", "TYP"), ("Kod", "Benämning", "Typ")],
)
def test_columns_are_found_in_both_languages_and_any_case(tmp_path: Path, columns: tuple[str, str, str]) -> None:
    values = dict(zip(columns, ["norra-torget", "Norra torget", "Platssamverkan"], strict=True))
    (draft,) = read_areas(geojson(tmp_path / "a.geojson", feature(**values)))
    assert told(draft) == ("norra-torget", "Norra torget", "collaboration")


def test_what_a_file_does_not_tell_is_none(tmp_path: Path) -> None:
    path = geojson(
        tmp_path / "a.geojson", feature(), feature(name=None, code=" "), feature(name="  Två \n ord "), feature(kod=7.5)
    )
    assert [told(draft) for draft in read_areas(path)[:3]] == [
        (None, None, None),
        (None, None, None),
        (None, "Två ord", None),
    ]


def test_numbers_as_codes_and_names_are_texts(tmp_path: Path) -> None:
    frame = squares(KOD=[12.0, None], NAMN=[1, 2])
    path = geopackage(tmp_path, torg=frame)
    assert [told(draft) for draft in read_areas(path)] == [("12", "1", None), (None, "2", None)]


def test_a_kind_that_is_unknown_is_refused_in_our_column_and_passed_over_in_others(tmp_path: Path) -> None:
    assert codes(refused(geojson(tmp_path / "a.geojson", feature(kind="Park")))) == [("unknown_kind", "a.geojson", 1)]
    (draft,) = read_areas(geojson(tmp_path / "b.geojson", feature(typ="Park")))
    assert draft.kind is None


def test_everything_wrong_in_all_rows_is_told_at_once_and_nothing_is_given(tmp_path: Path) -> None:
    two = {"type": "MultiPolygon", "coordinates": [[SQUARE_LONLAT], [[[x + 0.01, y] for x, y in SQUARE_LONLAT]]]}
    path = geojson(
        tmp_path / "platser.geojson",
        feature(kod="torget"),
        feature(BOW_TIE, kod="Å"),
        feature(two),
        {**feature(kod="torget"), "geometry": None},
        feature(POINT, namn="a\u0007b"),
        feature(kod="torget"),
    )
    assert codes(refused(path)) == [
        ("self_intersection", "platser.geojson", 2),
        ("malformed_code", "platser.geojson", 2),
        ("several_parts", "platser.geojson", 3),
        ("empty_geometry", "platser.geojson", 4),
        ("no_polygon", "platser.geojson", 5),
        ("unseen_characters", "platser.geojson", 5),
        ("duplicate_code", "platser.geojson", 6),
    ]


def test_the_same_faults_are_told_by_row_of_a_shapefile_and_a_geopackage(tmp_path: Path) -> None:
    bow_tie = shapely.Polygon([(154_100, 6_580_100), (154_300, 6_580_300), (154_300, 6_580_100), (154_100, 6_580_300)])
    two = MultiPolygon([SQUARE_3011, translate(SQUARE_3011, 500, 0)])
    frame = shapes(SQUARE_3011, bow_tie, None, two, translate(SQUARE_3011, 900_000, 0))
    wanted = [("self_intersection", 2), ("empty_geometry", 3), ("several_parts", 4)]
    inside = frame.iloc[:4]
    for path in (geopackage(tmp_path, torg=inside), zipped(tmp_path / "t.zip", shapefile(tmp_path, inside))):
        assert [(code, row) for code, _, row in codes(refused(path))] == wanted
    assert codes(refused(geopackage(tmp_path, name="b.gpkg", torg=frame))) == [("outside", "b.gpkg", 5)]


def test_several_layers_of_areas_are_refused_with_their_names(tmp_path: Path) -> None:
    path = geopackage(tmp_path, a=squares(), b=squares(), c=squares())
    (fault,) = refused(path).faults
    assert (fault.code, fault.detail["layers"]) == ("several_layers", "a, b, c")
    parts = {**shapefile(tmp_path, squares(), name="norr"), **shapefile(tmp_path, squares(), name="syd")}
    (fault,) = refused(zipped(tmp_path / "p.zip", parts)).faults
    assert (fault.code, fault.file, fault.detail["layers"]) == ("several_layers", "p.zip", "norr, syd")


def test_the_one_layer_of_areas_is_found_among_others(tmp_path: Path) -> None:
    lines = shapes(LineString([(154_100, 6_580_100), (154_200, 6_580_200)]))
    assert len(read_areas(geopackage(tmp_path, gator=lines, torg=squares(namn=["Torg"])))) == 1
    assert codes(refused(geopackage(tmp_path, name="g.gpkg", gator=lines))) == [("no_polygon", "g.gpkg", 1)]


def test_more_areas_than_a_city_has_are_refused(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", *[feature()] * (MOST_AREAS + 1))
    assert codes(refused(path)) == [("too_many_rows", "a.geojson", None)]


def test_a_file_larger_than_areas_need_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "stor.gpkg"
    with path.open("wb") as file:
        file.truncate(21_000_000)
    (fault,) = refused(path).faults
    assert (fault.code, fault.detail["limit"]) == ("file_too_large", 20)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Östermalmstorg", "ostermalmstorg"),
        ("Universitetet–Lappis", "universitetet-lappis"),
        ("  Åsö/Ängby: 2 ", "aso-angby-2"),
        ("Café d'Été", "cafe-d-ete"),
        ("Ærø ß", "aero-ss"),
        ("北京", "plats"),
        ("", "plats"),
        ("A", "plats-a"),
        ("x" * 60, "x" * 40),
        ("../../etc", "etc"),
    ],
)
def test_a_code_is_made_of_a_name(name: str, code: str) -> None:
    assert code_of(name) == code


@settings(deadline=None)
@given(st.text(max_size=200))
def test_every_name_has_a_code_that_a_file_may_hold(name: str) -> None:
    code = code_of(name)
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{1,39}", code)
    assert not code.endswith("-")
    assert code_of(code) == code
