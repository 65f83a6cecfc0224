"""`lykta basemap`: the map that a command made is the one that is drawn, and a failed one changes nothing."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from geopandas import GeoDataFrame
from shapely.geometry import shape

from geodata.areas import builtin_area
from geodata.basemap import Basemap, packaged_basemap
from geodata.crs import WGS84, to_metric
from tests.conftest import House
from tests.geodata.osm_files import Extract, utc
from tests.webapp.commands.conftest import Answer
from tests.webapp.overpass_server import answer, overpass_server
from walks.store.basemaps import basemap_of
from walks.store.places import place
from webapp import overpass_client

PLACES = ("stureplan", "ostermalmstorg", "gyllenstiernsgatan", "tessinparken", "universitetet-lappis")


def town(code: str, **more: object) -> Extract:
    """A street along the boundary of a place, and a lamp in its middle."""
    area = builtin_area(code)
    extract = Extract(to_metric(*area.centre), **more)  # type: ignore[arg-type]
    ring = [to_metric(longitude, latitude) for longitude, latitude in area.boundary["coordinates"][0]]
    points = [(east - extract.origin[0], north - extract.origin[1]) for east, north in ring]
    extract.way(points, {"highway": "residential", "name": "Ringen"})
    extract.node(0, 0, {"highway": "street_lamp"})
    return extract


def drawn(house: House, code: str) -> Basemap:
    with house.store.reading() as connection:
        return basemap_of(connection, place(connection, code))


def answered(code: str, folder: Path, **more: str) -> bytes:
    taken = town(code, taken_at=utc(2026, 11, 20, 6))
    return taken.write_xml(folder / f"{code}-answer.osm", **more).read_bytes()


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    return town("stureplan", taken_at=utc(2020, 12, 15)).write_pbf(tmp_path / "stockholm.osm.pbf")


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Wait in no time, and tell for how long."""
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    return waited


def test_a_map_made_from_an_extract_is_the_one_that_is_drawn(
    lykta: Callable[..., Answer], beside: House, extract: Path
) -> None:
    (line,) = lykta("basemap", "build", "stureplan", "--from", extract).done()

    basemap = drawn(beside, "stureplan")
    assert [feature["properties"]["kind"] for feature in basemap.features] == ["street", "lamp"]
    assert basemap.source == "OpenStreetMap, stockholm.osm.pbf"
    assert line == "Stureplan: 2 delar, 1 kB, OpenStreetMap, stockholm.osm.pbf, 2020-12-15."
    assert drawn(beside, "ostermalmstorg") == packaged_basemap("ostermalmstorg")


def test_what_is_given_goes_before_what_the_file_says(
    lykta: Callable[..., Answer], beside: House, extract: Path
) -> None:
    words = ("--date", "2021-01-02", "--attribution", "Stockholms stad")
    (line,) = lykta("basemap", "build", "stureplan", "--from", extract, *words).done()

    basemap = drawn(beside, "stureplan")
    assert line.endswith(", 2021-01-02.")
    assert basemap.attribution == "© OpenStreetMaps bidragsgivare (ODbL), Stockholms stad"


def test_layers_that_were_not_understood_and_a_missing_day_are_told(
    lykta: Callable[..., Answer], tmp_path: Path
) -> None:
    path = tmp_path / "staden.gpkg"
    for name in ("gränser", "parker"):
        boundary = shape(builtin_area("stureplan").boundary)
        GeoDataFrame(geometry=[boundary], crs=WGS84).to_file(path, layer=name, driver="GPKG")
    (line,) = lykta("basemap", "build", "stureplan", "--from", path).done()
    assert "1 del, " in line
    assert "okänt datum (ange det med --date)." in line
    assert line.endswith("Lager som inte gick att tolka: gränser.")


def test_what_was_left_out_is_told(
    lykta: Callable[..., Answer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geodata.basemap_build.LIMIT_BYTES", 2_000)
    bright = town("stureplan")
    for number in range(900):
        bright.node(350 + number % 30, number // 30, {"highway": "street_lamp"})
    (line,) = lykta("basemap", "build", "stureplan", "--from", bright.write_pbf(tmp_path / "a.osm.pbf")).done()
    assert "Utelämnat för att kartan ska få plats: " in line
    assert line.endswith(" lyktor.")


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda content: content[:-40], "stockholm.osm.pbf"),
        (lambda content: b"<html>busy</html>", "stockholm.osm.pbf"),
        (lambda content: b"", "stockholm.osm.pbf"),
    ],
    ids=["cut", "page", "empty"],
)
def test_a_map_that_cannot_be_made_leaves_the_old_one(
    lykta: Callable[..., Answer],
    beside: House,
    extract: Path,
    damage: Callable[[bytes], bytes],
    says: str,
) -> None:
    lykta("basemap", "build", "stureplan", "--from", extract).done()
    before = drawn(beside, "stureplan")
    extract.write_bytes(damage(extract.read_bytes()))

    assert says in lykta("basemap", "build", "stureplan", "--from", extract).refusal()

    assert drawn(beside, "stureplan") == before


def test_an_extract_of_elsewhere_is_refused_by_the_place_s_name(
    lykta: Callable[..., Answer], beside: House, extract: Path
) -> None:
    assert "Tessinparken" in lykta("basemap", "build", "tessinparken", "--from", extract).refusal()
    assert drawn(beside, "tessinparken") == packaged_basemap("tessinparken")


@pytest.mark.parametrize("words", [("build", "globen", "--from", "a.osm"), ("fetch", "globen")])
def test_a_place_that_is_not_there_is_told_before_anything_is_read_or_fetched(
    lykta: Callable[..., Answer], words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    with overpass_server() as server:
        monkeypatch.setenv("LYKTA_OVERPASS_URL", server.url)
        assert "lykta places list" in lykta("basemap", *words).refusal()
    assert server.asked == []


def test_a_file_that_is_not_there_is_told(lykta: Callable[..., Answer]) -> None:
    assert "borta.osm.pbf" in lykta("basemap", "build", "stureplan", "--from", "borta.osm.pbf").refusal()


def test_without_a_server_in_the_settings_nothing_is_fetched_and_the_way_is_told(lykta: Callable[..., Answer]) -> None:
    message = lykta("basemap", "fetch").refusal()
    assert "LYKTA_OVERPASS_URL" in message
    assert "usage policy" in message


def test_every_place_is_fetched_by_one_question_each_in_turn(
    lykta: Callable[..., Answer], beside: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with overpass_server(*(answer(200, answered(code, tmp_path)) for code in PLACES)) as server:
        monkeypatch.setenv("LYKTA_OVERPASS_URL", server.url)
        lines = lykta("basemap", "fetch").done()

    host = server.url.split("/")[2]
    assert lines[0] == f"Stureplan: 2 delar, 1 kB, OpenStreetMap, Overpass {host}, 2026-11-20."
    assert [line.partition(":")[0] for line in lines] == [builtin_area(code).name for code in PLACES]
    assert [asked.method for asked in server.asked] == ["POST"] * 5
    assert len({asked.query for asked in server.asked}) == 5
    assert all(drawn(beside, code).source == f"OpenStreetMap, Overpass {host}" for code in PLACES)


def test_only_the_places_asked_for_are_fetched_each_once(
    lykta: Callable[..., Answer], beside: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = answer(200, gzip.compress(answered("tessinparken", tmp_path)), Content_Encoding="gzip")
    with overpass_server(packed) as server:
        monkeypatch.setenv("LYKTA_OVERPASS_URL", server.url)
        (line,) = lykta("basemap", "fetch", "tessinparken", "tessinparken").done()
    assert line.startswith("Tessinparken: 2 delar")
    assert drawn(beside, "stureplan") == packaged_basemap("stureplan")


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><html><body>The server is probably too busy</body></html>",
        b'<osm version="0.6"><note>n</note><meta osm_base="2026-11-20T06:00:00Z"/>'
        b'<remark> runtime error: Query timed out in "query" at line 3 after 91 seconds. </remark></osm>',
        b'<osm version="0.6"><note>n</note><meta osm_base="2026-11-20T06:00:00Z"/></osm>',
    ],
    ids=["page", "remark", "nothing"],
)
def test_an_answer_with_status_200_that_is_no_map_keeps_the_old_one_and_the_next_place_is_fetched(
    lykta: Callable[..., Answer], beside: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    good = answer(200, answered("tessinparken", tmp_path))
    with overpass_server(answer(200, body), good) as server:
        monkeypatch.setenv("LYKTA_OVERPASS_URL", server.url)
        told = lykta("basemap", "fetch", "stureplan", "tessinparken")

    assert told.code == 1
    assert told.err.startswith("Stureplan: overpass-stureplan.osm")
    assert len(told.err.splitlines()) == 1
    assert told.out.startswith("Tessinparken: 2 delar")
    assert drawn(beside, "stureplan") == packaged_basemap("stureplan")
    assert len(drawn(beside, "tessinparken").features) == 2


def test_a_remark_after_half_the_data_is_no_map_either(
    lykta: Callable[..., Answer], beside: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = answered("stureplan", tmp_path, remark="runtime error: Query run out of memory")
    with overpass_server(answer(200, half)) as server:
        monkeypatch.setenv("LYKTA_OVERPASS_URL", server.url)
        assert lykta("basemap", "fetch", "stureplan").code == 1
    assert drawn(beside, "stureplan") == packaged_basemap("stureplan")


def test_a_busy_server_is_waited_for(
    lykta: Callable[..., Answer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pauses: list[float]
) -> None:
    good = answer(200, answered("stureplan", tmp_path))
    with overpass_server(answer(429, Retry_After="3"), answer(504), good) as server:
        monkeypatch.setenv("LYKTA_OVERPASS_URL", server.url)
        lykta("basemap", "fetch", "stureplan").done()
    assert pauses == [3.0, 30.0]


def test_a_server_that_fails_keeps_what_was_fetched_before_and_leaves_nothing_behind(
    lykta: Callable[..., Answer], beside: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    answers = [answer(200, answered("stureplan", tmp_path)), *[answer(504)] * overpass_client.ATTEMPTS]
    with overpass_server(*answers) as server:
        monkeypatch.setenv("LYKTA_OVERPASS_URL", server.url)
        told = lykta("basemap", "fetch", "stureplan", "tessinparken")
    assert told.code == 1
    assert told.out.startswith("Stureplan: 2 delar")
    assert "upptagen (svar 504)" in told.err
    assert len(drawn(beside, "stureplan").features) == 2
    assert drawn(beside, "tessinparken") == packaged_basemap("tessinparken")
    assert list(scratch.iterdir()) == []
