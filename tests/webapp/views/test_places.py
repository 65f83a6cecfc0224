"""The coordinator's pages for places: draw, hand in a file, change; nothing is saved unless somebody says so."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from geodata.areas import builtin_area
from tests.conftest import CheckingClient, House
from tests.flows.payloads import CALCULATED, PAYLOADS
from walks.place import Place
from walks.placing import change_place
from walks.store.places import all_places, place_versions

PLACES = "/samordning/platser"

# a square of about 200 by 200 m south of Tessinparken, in no other place: 3.96 hectares
SQUARE = [(18.1200, 59.3300), (18.1235, 59.3300), (18.1235, 59.3318), (18.1200, 59.3318)]
ROWS = "\n".join(f"{latitude:.6f}, {longitude:.6f}" for longitude, latitude in SQUARE)
GOOD = {
    "name": "Värtahamnen",
    "code": "vartahamnen",
    "kind": "walk_area",
    "corners": ROWS,
    "valid_from": "2026-11-26",
    "version": "",
    "steg": "spara",
}


def feature(ring: list[tuple[float, float]], **properties: Any) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": [[*map(list, ring), list(ring[0])]]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: dict[str, Any]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def add(client: CheckingClient, **form: str) -> TestResponse:
    return client.post(f"{PLACES}/ny", data=GOOD | form)


def upload(client: CheckingClient, content: bytes, *, name: str, address: str = PLACES) -> TestResponse:
    return client.post(address, data={"fil": (io.BytesIO(content), name)}, content_type="multipart/form-data")


def places_of(house: House) -> dict[str, Place]:
    with house.store.reading() as connection:
        return {item.code: item for item in all_places(connection)}


def versions_of(house: House, code: str) -> list[Place]:
    with house.store.reading() as connection:
        return place_versions(connection, code)


def text_of(answer: TestResponse) -> str:
    return html.unescape(answer.get_data(as_text=True))


def fields(page: str) -> dict[str, str]:
    """What stands in the form, as a browser would send it."""
    found = {
        name: html.unescape(value)
        for name, value in re.findall(r'<input [^>]*name="(\w+)" (?:type="\w+" )?value="([^"]*)"', page)
        if name != "kind"
    }
    chosen = re.search(r'name="kind" value="(\w+)" checked', page)
    found["kind"] = chosen[1] if chosen else ""
    found["corners"] = html.unescape(re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)[0])
    return found


def faulty(page: str) -> set[str]:
    """The fields that are marked, which must be the ones that the summary leads to."""
    marked = {
        name
        for name in ("name", "code", "kind", "corners", "valid_from")
        if re.search(rf'id="{name}"[^>]*aria-describedby="[^"]*{name}-error[^>]*aria-invalid="true"', page)
    }
    linked = set(re.findall(r'<li><a href="#(\w+)">', page))
    assert marked == linked - {"versioner"}
    return linked


def test_the_list_tells_of_each_place_how_large_since_when_and_whose_map(
    shared: House, coordinator: CheckingClient
) -> None:
    page = text_of(coordinator.get(PLACES))

    for code, hectares in {"stureplan": "7,66", "universitetet-lappis": "35,83"}.items():
        row = page.partition(f'href="{PLACES}/{code}"')[2].partition("</tr>")[0]
        assert f">{hectares}<" in row
        assert "1 januari 2021" in row and "version 1" in row
        assert "Följer med Lykta" in row
    assert f'href="{PLACES}/ny"' in page


def test_the_desk_leads_to_the_places(coordinator: CheckingClient) -> None:
    assert f'href="{PLACES}"' in text_of(coordinator.get("/samordning"))


def test_a_drawn_place_is_saved_and_stands_in_the_list(house: House) -> None:
    coordinator = house.coordinator()

    answer = add(coordinator)

    assert (answer.status_code, answer.headers["Location"]) == (303, f"{PLACES}/vartahamnen?klar=ny")
    saved = places_of(house)["vartahamnen"]
    assert (saved.name, saved.area.kind, saved.version) == ("Värtahamnen", "walk_area", 1)
    assert saved.area.valid_from == date(2026, 11, 26)
    ring = saved.area.boundary["coordinates"][0]
    assert {tuple(point) for point in ring} == set(SQUARE)
    assert "Platsen är tillagd och gäller från 26 november 2026." in text_of(
        coordinator.get(answer.headers["Location"])
    )
    assert "Värtahamnen" in text_of(coordinator.get(PLACES))


def test_a_new_place_can_be_planned_walked_shared_and_reported(house: House) -> None:
    coordinator = house.coordinator()
    add(coordinator)

    form = {"place": "vartahamnen", "date": "2026-11-26", "time": "18:30"}
    assert coordinator.post("/samordning/vandringar", data=form).status_code == 303
    tablet = house.join(house.plan("vartahamnen"))
    tablet.pin(longitude=18.1217, latitude=59.3309)

    assert coordinator.get("/plats/vartahamnen").status_code == 200
    found = coordinator.get("/api/v1/places/vartahamnen/findings").get_json()["features"]
    assert [item["geometry"]["coordinates"] for item in found] == [[18.1217, 59.3309]]
    assert "Värtahamnen" in text_of(coordinator.get("/plats/vartahamnen/rapport"))
    assert tablet.client.get(f"/vandring/{tablet.walk.walk_id}").status_code == 200
    assert house.partner("vartahamnen").get("/plats/vartahamnen").status_code == 200


def test_the_code_is_made_of_the_name_where_it_is_left_out(house: House) -> None:
    answer = add(house.coordinator(), code="", name="Östra Ängsvägen–norr")

    assert answer.headers["Location"] == f"{PLACES}/ostra-angsvagen-norr?klar=ny"


def test_every_fault_is_told_at_once_at_its_field_and_nothing_written_is_lost(
    shared: House, coordinator: CheckingClient
) -> None:
    before = places_of(shared)
    wrong = {
        "name": " ",
        "code": "Å",
        "kind": "torg",
        "corners": "59.33, 18.12\nhär någonstans",
        "valid_from": "i morgon",
    }

    answer = add(coordinator, **wrong)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert faulty(page) == {"name", "code", "kind", "corners", "valid_from"}
    assert "<title>Fel: Ny plats – Lykta</title>" in page
    assert re.search(r'role="alert" tabindex="-1" autofocus', page)
    kept = fields(page)
    assert kept["corners"] == wrong["corners"]
    assert (kept["code"], kept["valid_from"]) == ("Å", "i morgon")
    assert places_of(shared) == before


@pytest.mark.parametrize(
    ("form", "field", "words"),
    [
        ({"name": ""}, "name", "Ge platsen ett namn."),
        ({"name": "x" * 121}, "name", "högst 120 tecken"),
        ({"code": "stureplan"}, "code", "Koden är upptagen"),
        ({"code": "ny"}, "code", "Koden är upptagen"),
        ({"code": "Vårt torg"}, "code", "Koden har fel form"),
        ({"kind": ""}, "kind", "Välj vilken typ"),
        ({"valid_from": "26 november"}, "valid_from", "Skriv dagen som 2026-11-26."),
        ({"corners": ""}, "corners", "Rita gränsen på kartan"),
        ({"corners": "59.33, 18.12\n59.34, 18.13"}, "corners", "minst tre hörn"),
        ({"corners": ROWS + "\nSvampen"}, "corners", "Rad 5 är inget hörn."),
        ({"corners": "\n".join("x" * 9)}, "corners", "Och 4 rader till."),
        ({"corners": "18.12, 59.33\n18.13, 59.33\n18.13, 59.34"}, "corners", "Rad 1 står i omvänd ordning"),
        ({"corners": "57.70, 11.97\n57.71, 11.97\n57.71, 11.98"}, "corners", "ligger inte i Stockholm"),
        ({"corners": "59.33, 18.12\n59.34, 18.14\n59.33, 18.14\n59.34, 18.12"}, "corners", "korsar sig själv"),
        ({"corners": "59.33, 18.12\n59.3301, 18.12\n59.3301, 18.1201"}, "corners", "mindre än 0,05 ha"),
        ({"corners": "59.2, 17.8\n59.5, 17.8\n59.5, 18.3\n59.2, 18.3"}, "corners", "mer än 2"),
    ],
)
def test_each_fault_has_its_sentence(
    shared: House, coordinator: CheckingClient, form: dict[str, str], field: str, words: str
) -> None:
    answer = add(coordinator, **form)

    assert answer.status_code == 400
    assert faulty(answer.get_data(as_text=True)) == {field}
    assert words in text_of(answer).replace("\xa0", " ")
    assert "vartahamnen" not in places_of(shared)


@pytest.mark.parametrize(
    ("corners", "system"),
    [
        (ROWS.replace(", ", " "), "WGS 84"),
        (ROWS.replace(".", ",").replace(",", ".", 0).replace(", ", "; "), "WGS 84"),
        ("N 59.33°, Ö 18.12°\n59.33° N; 18.1235° E\n59.3318\t18.1235\n59.3318,18.12\n59.33, 18.12", "WGS 84"),
        ("6579456.1, 156847.6\n6579457.5, 157046.7\n6579658, 157045.3\n6579656.6, 156846.2", "SWEREF 99 18 00"),
        ("6580914.6 677487.5\n6580927.0 677686.3\n6581127.2 677673.9\n6581114.8 677475.0", "SWEREF 99 TM"),
    ],
)
def test_corners_are_read_in_every_system_and_the_page_says_which(
    shared: House, coordinator: CheckingClient, corners: str, system: str
) -> None:
    answer = add(coordinator, corners=corners, steg="kontrollera")

    page = text_of(answer)
    assert answer.status_code == 200
    assert f"Den är läst som {system}. Inget är sparat än." in page
    assert re.search(r"3,9\d hektar|4,0\d hektar", page)
    # the map speaks of degrees; what was written in degrees stays as it was written
    kept = fields(answer.get_data(as_text=True))["corners"]
    assert kept == corners.replace("\t", " ") if system == "WGS 84" else kept.startswith("59.3")
    assert "vartahamnen" not in places_of(shared)


def test_to_check_tells_every_fault_and_saves_nothing(shared: House, coordinator: CheckingClient) -> None:
    answer = add(coordinator, name="", steg="kontrollera")

    assert faulty(answer.get_data(as_text=True)) == {"name"}
    assert places_of(shared).keys() == {
        "stureplan",
        "ostermalmstorg",
        "gyllenstiernsgatan",
        "tessinparken",
        "universitetet-lappis",
    }


def test_an_overlap_is_allowed_and_told_with_its_place_and_hectares(house: House) -> None:
    coordinator = house.coordinator()
    stureplan = builtin_area("stureplan").boundary["coordinates"][0][:-1]
    rows = "\n".join(f"{latitude}, {longitude}" for longitude, latitude in stureplan)

    answer = add(coordinator, corners=rows, name="Stureplan igen", code="igen")

    assert answer.status_code == 303
    page = text_of(coordinator.get(answer.headers["Location"]))
    assert "Delar 7,66 hektar med Stureplan." in page


def test_a_change_is_a_new_version_and_the_first_one_is_kept(house: House) -> None:
    coordinator = house.coordinator()
    page = coordinator.get(f"{PLACES}/tessinparken").get_data(as_text=True)
    form = fields(page)
    assert (form["name"], form["version"], form["valid_from"]) == ("Tessinparken", "1", "2026-11-26")
    rows = form["corners"].splitlines()

    answer = coordinator.post(f"{PLACES}/tessinparken", data=form | {"corners": "\n".join(rows[:-1]), "steg": "spara"})

    assert answer.headers["Location"] == f"{PLACES}/tessinparken?klar=andrad"
    first, second = versions_of(house, "tessinparken")
    assert (first.version, second.version) == (1, 2)
    assert first.area.boundary == builtin_area("tessinparken").boundary
    assert len(second.area.boundary["coordinates"][0]) == len(rows)
    assert second.area.valid_from == date(2026, 11, 26)
    page = text_of(coordinator.get(answer.headers["Location"]))
    assert "Sparat. Version 2 gäller från 26 november 2026." in page
    table = page.partition('id="versioner"')[2].partition("</table>")[0]
    assert table.index("26 november 2026") < table.index("1 januari 2021")
    assert ">11,47<" in table


def test_what_was_not_changed_makes_no_version(shared: House, coordinator: CheckingClient) -> None:
    form = fields(coordinator.get(f"{PLACES}/stureplan").get_data(as_text=True))

    answer = coordinator.post(f"{PLACES}/stureplan", data=form | {"steg": "spara"})

    assert answer.headers["Location"] == f"{PLACES}/stureplan?klar=lika"
    assert [item.version for item in versions_of(shared, "stureplan")] == [1]
    assert "Inget var ändrat" in text_of(coordinator.get(answer.headers["Location"]))


def test_a_version_cannot_begin_before_the_present_one(shared: House, coordinator: CheckingClient) -> None:
    form = fields(coordinator.get(f"{PLACES}/stureplan").get_data(as_text=True))
    early = form | {"name": "Stureplan och mer", "valid_from": "2020-12-31", "steg": "spara"}

    answer = coordinator.post(f"{PLACES}/stureplan", data=early)

    assert faulty(answer.get_data(as_text=True)) == {"valid_from"}
    assert fields(answer.get_data(as_text=True))["name"] == "Stureplan och mer"


def test_of_two_who_save_in_the_same_moment_the_second_is_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    coordinator = house.coordinator()
    form = fields(coordinator.get(f"{PLACES}/stureplan").get_data(as_text=True))

    def overtaken(connection: Any, actor: Any, code: str, **asked: Any) -> Any:
        change_place(connection, actor, code, **(asked | {"name": "Stureplan norr"}))
        return change_place(connection, actor, code, **asked)

    monkeypatch.setattr("webapp.views.places.change_place", overtaken)
    answer = coordinator.post(f"{PLACES}/stureplan", data=form | {"corners": ROWS, "steg": "spara"})

    assert answer.status_code == 400
    assert "Platsen ändrades medan du arbetade." in text_of(answer)


def test_of_two_who_change_a_place_the_second_is_told_and_keeps_what_was_drawn(house: House) -> None:
    coordinator = house.coordinator()
    form = fields(coordinator.get(f"{PLACES}/stureplan").get_data(as_text=True))
    theirs = form | {"name": "Stureplan norr", "steg": "spara"}
    assert coordinator.post(f"{PLACES}/stureplan", data=theirs).status_code == 303

    ours = form | {"corners": ROWS, "steg": "spara"}
    answer = coordinator.post(f"{PLACES}/stureplan", data=ours)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "Platsen ändrades medan du arbetade." in text_of(answer)
    assert fields(page)["corners"] == ROWS
    # pressed once more, it is meant
    assert coordinator.post(f"{PLACES}/stureplan", data=fields(page) | {"steg": "spara"}).status_code == 303
    assert [item.version for item in versions_of(house, "stureplan")] == [1, 2, 3]


def test_a_hole_comes_back_as_it_was_written(house: House) -> None:
    coordinator = house.coordinator()
    hole = "59.330600, 18.121000\n59.330600, 18.122000\n59.331200, 18.121500"

    answer = add(coordinator, corners=f"{ROWS}\n\n{hole}")

    saved = places_of(house)["vartahamnen"].area.boundary
    assert len(saved["coordinates"]) == 2
    rings = fields(coordinator.get(answer.headers["Location"]).get_data(as_text=True))["corners"].split("\n\n")
    assert {*rings[1].splitlines()} == {*hole.splitlines()}


def test_a_file_with_one_area_fills_the_form_and_saves_nothing(shared: House, coordinator: CheckingClient) -> None:
    content = collection(feature(SQUARE, namn="Värtahamnen", kod="vartahamnen", typ="Platssamverkan"))

    answer = upload(coordinator, content, name="hamnen.geojson")

    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    form = fields(page)
    assert (form["name"], form["code"], form["kind"]) == ("Värtahamnen", "vartahamnen", "collaboration")
    assert {*form["corners"].splitlines()} == {*ROWS.splitlines()}
    assert 'action="/samordning/platser/ny"' in page
    assert "Inget är sparat än." in page
    assert "vartahamnen" not in places_of(shared)


def test_of_a_file_with_several_areas_one_is_chosen(house: House) -> None:
    coordinator = house.coordinator()
    north = [(x, y + 0.004) for x, y in SQUARE]
    content = collection(feature(SQUARE, name="Södra kajen"), feature(north, name="Norra kajen"))

    page = upload(coordinator, content, name="kajer.geojson").get_data(as_text=True)

    assert "Filen har 2 områden." in page
    assert page.index("Södra kajen") < page.index("Norra kajen")
    second = page.split("<form ")[2]
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', second))
    shown = coordinator.post(f"{PLACES}/ny", data=sent).get_data(as_text=True)
    form = fields(shown)
    assert form["name"] == "Norra kajen"
    # what the file does not tell is no fault before somebody wants to save
    assert faulty(shown) == set()
    assert "norra-kajen" not in places_of(house)
    assert coordinator.post(f"{PLACES}/ny", data=form | {"kind": "walk_area", "steg": "spara"}).status_code == 303
    assert "norra-kajen" in places_of(house)


def test_a_file_gives_a_known_place_its_boundary_and_not_its_name(shared: House, coordinator: CheckingClient) -> None:
    content = collection(feature(SQUARE, name="Hamnen", code="hamnen", kind="walk_area"))

    answer = upload(coordinator, content, name="ny.geojson", address=f"{PLACES}/stureplan")

    form = fields(answer.get_data(as_text=True))
    assert (form["name"], form["kind"], form["version"]) == ("Stureplan", "collaboration", "1")
    assert {*form["corners"].splitlines()} == {*ROWS.splitlines()}
    assert len(versions_of(shared, "stureplan")) == 1


def test_a_geopackage_and_a_zipped_shapefile_are_read(coordinator: CheckingClient, tmp_path: Path) -> None:
    from geopandas import GeoDataFrame
    from shapely.geometry import Polygon

    frame = GeoDataFrame({"namn": ["Hamnen"]}, geometry=[Polygon(SQUARE)], crs="EPSG:4326")
    frame.to_crs("EPSG:3011").to_file(tmp_path / "hamnen.gpkg")
    frame.to_crs("EPSG:3006").to_file(tmp_path / "hamnen.shp")
    with zipfile.ZipFile(tmp_path / "hamnen.zip", "w") as archive:
        for part in tmp_path.glob("hamnen.*"):
            if part.suffix in {".shp", ".shx", ".dbf", ".prj", ".cpg"}:
                archive.write(part, part.name)

    for name in ("hamnen.gpkg", "hamnen.zip"):
        form = fields(upload(coordinator, (tmp_path / name).read_bytes(), name=name).get_data(as_text=True))
        assert form["name"] == "Hamnen", name
        assert {*form["corners"].splitlines()} == {*ROWS.splitlines()}, name


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("", b"", "Välj en fil först."),
        ("tom.geojson", b"", "tom.geojson"),
        ("bild.png", b"\x89PNG", "bild.png"),
        ("trasig.gpkg", b"SQLite format 3\x00", "trasig.gpkg"),
        ("sida.geojson", b"<!doctype html><title>502</title>", "sida.geojson"),
        ("punkt.geojson", collection({"type": "Feature", "properties": {}, "geometry": None}), "punkt.geojson"),
        ("../../etc/passwd.zip", b"PK", "passwd.zip"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_where_it_was_handed_in(
    shared: House, coordinator: CheckingClient, name: str, content: bytes, words: str
) -> None:
    before = places_of(shared)
    for address in (PLACES, f"{PLACES}/stureplan"):
        answer = upload(coordinator, content, name=name, address=address)

        page = answer.get_data(as_text=True)
        assert answer.status_code == 400, address
        assert words in html.unescape(page)
        assert 'role="alert" tabindex="-1" autofocus' in page
        assert re.search(r'id="fil"[^>]*aria-invalid="true"', page)
        assert "etc" not in page.partition("note-danger")[2].partition("</ul>")[0]
    assert places_of(shared) == before


def test_a_place_without_a_map_says_so_and_one_with_says_whose(house: House) -> None:
    coordinator = house.coordinator()
    add(coordinator)

    new = text_of(coordinator.get(f"{PLACES}/vartahamnen"))
    known = text_of(coordinator.get(f"{PLACES}/stureplan"))

    assert "Platsen har ingen karta än" in new
    assert "Följer med Lykta" in known
    assert "Schematisk karta. © OpenStreetMaps bidragsgivare (ODbL)" in known


def test_the_map_shows_the_others_faintly_and_the_script_is_served(shared: House, coordinator: CheckingClient) -> None:
    page = coordinator.get(f"{PLACES}/ny").get_data(as_text=True)

    (script,) = re.findall(r'src="(/kartor/[0-9a-f]{16}\.js)"', page)
    text = coordinator.get(script).get_data(as_text=True)
    assert text.count("m-bound-faint") == 5
    addresses = re.findall(r'"(/kartor/[a-z-]+-[0-9a-f]{16}\.geojson)"', text)
    assert len(addresses) == 5
    assert {coordinator.get(address).status_code for address in addresses} == {200}
    neighbours = json.loads(html.unescape(page.partition('data-neighbours="')[2].partition('"')[0]))
    assert [item["name"] for item in neighbours][:2] == ["Stureplan", "Östermalmstorg"]
    assert neighbours[0]["corners"][0] == pytest.approx([59.33, 18.07], abs=0.02)


def test_the_form_is_whole_without_scripts(coordinator: CheckingClient) -> None:
    page = coordinator.get(f"{PLACES}/stureplan").get_data(as_text=True)

    assert re.search(r"<details [^>]*open>", page)
    assert '<button class="btn btn-1" type="submit" name="steg" value="spara">' in page
    # what only a script fills is hidden until there is one
    for part in ("data-begin", "data-tools", "data-rows", "data-keys", "data-history"):
        assert re.search(rf"<\w+ [^>]*{part}[^>]* hidden", page), part


@pytest.mark.parametrize("words", PAYLOADS.values(), ids=PAYLOADS.keys())
def test_a_hostile_word_is_shown_as_text_and_runs_nowhere(
    shared: House, coordinator: CheckingClient, words: str
) -> None:
    # the client looks at the page: nothing inline, nothing outside, every element closed
    page = add(coordinator, name=words, kind="", corners=words).get_data(as_text=True)

    assert CALCULATED not in page
    shown = "".join(sign for sign in words if sign.isprintable()).strip()
    assert html.unescape(re.findall(r'name="name" value="([^"]*)"', page)[0]) == shown[:500]


def test_two_thousand_corners_fit_into_the_form(house: House) -> None:
    from math import cos, pi, sin

    corners = [(59.33 + sin(step * pi / 1000) / 200, 18.12 + cos(step * pi / 1000) / 100) for step in range(2000)]
    rows = "\r\n".join(f"{latitude:.6f}, {longitude:.6f}" for latitude, longitude in corners)

    assert add(house.coordinator(), corners=rows).status_code == 303
    assert len(places_of(house)["vartahamnen"].area.boundary["coordinates"][0]) == 2001


def test_nobody_else_finds_the_places(shared: House) -> None:
    for client in (shared.client(), shared.partner("stureplan"), shared.outreach("stureplan")):
        assert client.get(PLACES).status_code == 404
        assert client.get(f"{PLACES}/ny").status_code == 404
        assert client.get(f"{PLACES}/stureplan").status_code == 404
        assert add(client).status_code == 404
        assert upload(client, b"{}", name="a.geojson").status_code == 404


def test_a_coordinator_of_one_place_changes_it_and_adds_none(house: House) -> None:
    client = house.client()
    secret = house.hand_out("coordinator", place_code="stureplan")
    assert client.get(f"/delning/{secret}").status_code == 303

    page = text_of(client.get(PLACES))
    assert f"{PLACES}/stureplan" in page
    assert f"{PLACES}/tessinparken" not in page and f"{PLACES}/ny" not in page
    assert client.get(f"{PLACES}/stureplan").status_code == 200
    assert client.get(f"{PLACES}/tessinparken").status_code == 404
    assert client.get(f"{PLACES}/ny").status_code == 404
    assert add(client).status_code == 404
