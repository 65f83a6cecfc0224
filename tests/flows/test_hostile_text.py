"""
Whatever people write comes back as they wrote it: nothing takes it for code, markup, a formula, a path or a header.

Every payload goes into every field that takes words, and everything that leaves the product is heard afterwards. The
pages themselves are looked at by the client of the tests: nothing inline, nothing unclosed, no outside address.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.conftest import CheckingClient, House, Tablet, make_house
from tests.flows import outputs
from tests.flows.outputs import OTHER_PLACE, PLACE, Heard, Reader, Told
from tests.flows.payloads import CALCULATED, PAYLOADS, REFUSED
from tests.page_check import VOID, page_faults
from walks.finding import TEXT_LIMIT
from walks.store.tables import devices, operations
from webapp.rates import WrongCodes

HALF, OTHER_HALF = list(PAYLOADS.values())[::2], list(PAYLOADS.values())[1::2]
"""For fields whose answer is a whole page: sixty-four of them say enough."""

BATCH = 50
GUARDED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
HEADERS = {
    "Allow",
    "Cache-Control",
    "Content-Disposition",
    "Content-Encoding",
    "Content-Length",
    "Content-Security-Policy",
    "Content-Type",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Date",
    "ETag",
    "Location",
    "Permissions-Policy",
    "Referrer-Policy",
    "Retry-After",
    "Service-Worker-Allowed",
    "Set-Cookie",
    "Vary",
    "X-Content-Type-Options",
}


class Shape(HTMLParser):
    """A page as a browser builds it: its elements with the names of their attributes, and what stands where."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.values: dict[str, str] = {}
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.append((tag, tuple(given)))
        if tag == "input" and "name" in given:
            self.values[given["name"]] = given.get("value", "")
        if tag not in VOID:
            name = f"{tag}.{given.get('class', '')}".rstrip(".")
            self._open.append(name)
            self.texts.setdefault(name, []).append("")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        for name in self._open:
            self.texts[name][-1] += data


@dataclass
class Scene:
    """A house where every payload was pinned, and all that it told afterwards."""

    house: House
    tablet: Tablet
    readers: dict[str, Reader]
    texts: dict[str, str]
    values: dict[str, str]
    heard: Heard


def pinned(tablet: Tablet, *, longitude: float, latitude: float) -> dict[str, str]:
    """Pin every payload, also as the group and the program that an operation names; give the texts by finding."""
    texts: dict[str, str] = {}
    made = []
    for turn, text in enumerate(PAYLOADS.values()):
        operation = tablet.operation("create")
        operation["app"] = text[:100]
        operation["fields"] = {
            "kind": ("unsafe", "safe", "suggestion")[turn % 3],
            "category": "other",
            "longitude": longitude + turn / 1_000_000,
            "latitude": latitude,
            "position_method": "tap",
            "observed_at": tablet.house.clock.now.isoformat(),
            "text": text,
            "group": text[:40],
        }
        texts[operation["finding_id"]] = text
        made.append(operation)
    sent(tablet, made, result="applied")
    return texts


def sent(tablet: Tablet, made: list[dict[str, Any]], *, result: str) -> list[dict[str, Any]]:
    answers = [answer for start in range(0, len(made), BATCH) for answer in tablet.send(*made[start : start + BATCH])]
    assert {answer["result"] for answer in answers} == {result}, answers
    return answers


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    house = make_house(tmp_path_factory.mktemp("hostile"))
    walk, other_walk = house.plan(PLACE), house.plan(OTHER_PLACE)
    tablet, elsewhere = house.join(walk), house.join(other_walk)
    texts = pinned(tablet, longitude=18.096, latitude=59.3428)
    gone = pinned(elsewhere, longitude=18.0727, latitude=59.3361)
    reasons = [elsewhere.operation("withdraw", finding_id, reason=text) for finding_id, text in gone.items()]
    sent(elsewhere, reasons, result="applied")
    readers = {
        "participant": Reader.of(tablet),
        "partner": Reader(house.partner(PLACE)),
        "partner without texts": Reader(house.partner(PLACE, texts=False)),
        "coordinator": Reader(house.coordinator()),
    }
    values = outputs.values_of(house, walk=walk, other_walk=other_walk)
    yield Scene(house, tablet, readers, texts, values, outputs.hear(readers, values))
    house.store.close()


def by_number(scene: Scene) -> list[str]:
    """Give the payloads in the order of their numbers, which is the one in which they were pinned."""
    return list(scene.texts.values())


def csv_cell(text: str) -> str:
    return f"'{text}" if text.lstrip("'").startswith(GUARDED) else text


def shown_again(text: str) -> str:
    """Give what a form or an address repeats of a text: the beginning of it, of signs that have a shape."""
    return "".join(sign for sign in text if sign.isprintable()).strip()[:40]


def is_harmless(answer: TestResponse | Told) -> None:
    """Check that nothing has calculated, and that no header came from outside."""
    body = answer.body if isinstance(answer, Told) else answer.get_data()
    assert CALCULATED.encode() not in body
    for name, value in answer.headers.items():
        assert name in HEADERS, name
        assert re.fullmatch(r"[ -~]*", value), (name, value)
        assert CALCULATED not in value
        if name == "Location":
            # two slashes become one, on the same server
            assert urlsplit(value).netloc in {"", "localhost:8000"}, value
        else:
            assert "evil" not in value.lower(), (name, value)


def test_there_are_enough_payloads_and_each_is_a_text_that_may_be_written() -> None:
    assert len(set(PAYLOADS.values())) == len(PAYLOADS) >= 60
    assert all(0 < len(text) <= TEXT_LIMIT for text in PAYLOADS.values())
    assert not any(CALCULATED in text for text in PAYLOADS.values())


def test_a_text_comes_back_exactly_from_every_feed(scene: Scene) -> None:
    feeds = {
        "participant": f"/api/v1/walks/{scene.tablet.walk.walk_id}/changes",
        "partner": f"/api/v1/places/{PLACE}/changes",
        "coordinator": f"/api/v1/places/{PLACE}/changes",
    }
    for role, address in feeds.items():
        found = json.loads(scene.heard[role, address].body)["findings"]
        assert {item["finding_id"]: item["text"] for item in found} == scene.texts, role
    for role in ("partner", "coordinator"):
        found = json.loads(scene.heard[role, f"/api/v1/places/{PLACE}/findings"].body)["features"]
        assert {item["id"]: item["properties"]["text"] for item in found} == scene.texts, role


def test_a_text_comes_back_exactly_in_the_report_and_its_file_and_builds_no_element(scene: Scene) -> None:
    addresses = [f"/plats/{PLACE}/rapport?sprak={lang}" for lang in ("sv", "en")] + [f"/plats/{PLACE}/rapport.html"]
    for address in addresses:
        shape = Shape(scene.heard["coordinator", address].body.decode())
        assert shape.texts["td.text"] == by_number(scene), address
    pages = [scene.heard[role, addresses[0]].body.decode() for role in ("partner", "partner without texts")]
    with_texts, without = (Shape(page) for page in pages)
    assert without.texts["td.text"] == ["–"] * len(PAYLOADS)
    assert with_texts.elements == without.elements


def test_a_text_comes_back_exactly_in_the_rows_but_for_the_guard_against_formulas(scene: Scene) -> None:
    body = scene.heard["coordinator", f"/plats/{PLACE}/rapport.csv"].body.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(body, newline=""), delimiter=";"))
    column = rows[0].index("text")
    assert [row[column] for row in rows[1:]] == [csv_cell(text) for text in by_number(scene)]
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not any(cell.startswith(GUARDED) for row in rows for cell in row)


def test_a_text_comes_back_exactly_in_the_workbook_and_no_cell_of_it_is_a_formula(scene: Scene) -> None:
    content = scene.readers["coordinator"].client.get(f"/plats/{PLACE}/rapport.xlsx").get_data()
    book = openpyxl.load_workbook(io.BytesIO(content))
    names, *rows = book["Iakttagelser"].iter_rows(values_only=True)
    # openpyxl leaves Excel's way of writing what XML cannot hold as it stands in the file
    texts = [re.sub("_x([0-9A-F]{4})_", lambda it: chr(int(it[1], 16)), row[names.index("text")]) for row in rows]
    assert texts == by_number(scene)
    kinds = {cell.data_type for sheet in book for line in sheet.iter_rows() for cell in line}
    assert kinds <= {"s", "n", "d"}


def test_a_text_comes_back_exactly_in_geojson(scene: Scene) -> None:
    features = json.loads(scene.heard["coordinator", f"/plats/{PLACE}/rapport.geojson"].body)["features"]
    assert [feature["properties"]["text"] for feature in features] == by_number(scene)


def test_a_text_comes_back_exactly_in_the_layers(scene: Scene) -> None:
    told = scene.heard["coordinator", f"/plats/{PLACE}/rapport.gpkg"]
    rows = outputs.tables(told.body)["findings"]
    texts = list(scene.texts.values())
    assert [[text for text in texts if text in row] for row in rows] == [[text] for text in by_number(scene)]


def test_a_command_writes_the_same_files(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    for ending in ("html", "xlsx", "csv", "geojson"):
        words = ["report", "area", PLACE, "--out", str(tmp_path / "out" / f"r.{ending}")]
        said = outputs.run([*words, "--data", str(scene.house.context.settings.data)], house=scene.house, work=tmp_path)
        assert said.status == 0
        assert said.body.endswith(scene.heard["coordinator", f"/plats/{PLACE}/rapport.{ending}"].body)


def test_nothing_of_what_was_withdrawn_or_of_why_is_told(scene: Scene) -> None:
    assert json.loads(scene.heard["coordinator", f"/api/v1/places/{OTHER_PLACE}/changes"].body)["findings"] == []
    found = scene.heard["coordinator", f"/plats/{OTHER_PLACE}/rapport.csv?fran=2026-01-01&till=2026-12-31"].body
    assert found.count(b"\r\n") == 1


def test_no_output_calculates_and_no_header_comes_from_a_text(scene: Scene) -> None:
    for answer in scene.heard.values():
        is_harmless(answer)


def test_map_scripts_and_file_names_are_the_same_as_where_nothing_was_written(scene: Scene, tmp_path: Path) -> None:
    calm = make_house(tmp_path)
    coordinator = calm.coordinator()
    page = coordinator.get(f"/plats/{PLACE}").get_data(as_text=True)
    other = coordinator.get(f"/plats/{OTHER_PLACE}").get_data(as_text=True)
    for drawn in ("ny", PLACE, OTHER_PLACE):
        assert coordinator.get(f"/samordning/platser/{drawn}").status_code == 200
    calm.store.close()
    scripts = [re.findall(r"/kartor/[0-9a-f]{16}\.js", source)[0] for source in (page, other)]
    assert scripts[0] == scene.values["script"]
    kept = {path.name: path.read_bytes() for path in scene.house.context.map_cache.iterdir()}
    assert kept == {path.name: path.read_bytes() for path in calm.context.map_cache.iterdir()}
    names = {
        answer.headers["Content-Disposition"]
        for answer in scene.heard.values()
        if "Content-Disposition" in answer.headers
    }
    day = scene.house.clock.now.date().isoformat()
    assert names == {
        f'attachment; filename="lykta-{place}-{day}.{ending}"'
        for place, endings in ((PLACE, ("html", "xlsx", "csv", "gpkg", "geojson")), (OTHER_PLACE, ("csv",)))
        for ending in endings
    }


def test_every_rule_takes_words_in_its_address_for_words(scene: Scene) -> None:
    """Generated from the URL map: an address that is not there is answered as any other that is not there."""
    client = scene.readers["coordinator"].client
    for rule in scene.house.app.url_map.iter_rules():
        parts = [part for part in re.split(r"(<[^>]*>)", rule.rule) if part]
        for method in sorted((rule.methods or set()) & {"GET", "POST"}) if len(parts) > 1 else ():
            calm: dict[int, bytes] = {}
            for text in ("lampan", *(text for text in HALF[::2] if len(text) <= 200)):
                word = quote(text, safe="")
                address = "".join(word if part.startswith("<") else part for part in parts)
                # past the check of pages, for the time that it takes: most answers are the same to the byte
                answer = FlaskClient.open(
                    client,
                    address,
                    method=method,
                    base_url="http://localhost:8000",
                    headers={"X-Lykta": "1", "Sec-Fetch-Site": "same-origin"},
                )
                body = answer.get_data()
                assert answer.status_code in {200, 308, 404}, (method, address, answer.status_code)
                is_harmless(answer)
                if answer.status_code == 308 or body == calm.setdefault(answer.status_code, body):
                    continue
                assert rule.rule == "/anslut/<secret>", (method, address)
                assert page_faults(body.decode()) == []
                # a secret without a sign that has a shape is none
                like = calm[200] if shown_again(text) else client.get("/anslut").get_data()
                shape, plain = Shape(body.decode()), Shape(like.decode())
                assert (shape.elements, shape.values["code"]) == (plain.elements, shown_again(text)), address


def test_filters_in_an_address_stay_words(scene: Scene) -> None:
    client, values = scene.readers["partner"].client, {}
    asked = urlencode(dict.fromkeys(("sort", "kategori", "fran", "till"), "x"))
    calm = {
        bool(query): Shape(client.get(f"/plats/{PLACE}?{query}").get_data(as_text=True)).elements
        for query in ("", asked)
    }
    for text in HALF:
        asked = urlencode(dict.fromkeys(("sort", "kategori", "fran", "till"), text))
        answer = client.get(f"/plats/{PLACE}?{asked}")
        is_harmless(answer)
        shape = Shape(answer.get_data(as_text=True))
        values[text] = (shape.values["fran"], shape.values["till"])
        assert shape.elements == calm[bool(shown_again(text))], text
        for address, names in (
            (f"/api/v1/places/{PLACE}/findings", ("kind", "category", "from", "to")),
            (f"/api/v1/places/{PLACE}/changes", ("since",)),
        ):
            refused = client.get(f"{address}?{urlencode(dict.fromkeys(names, text))}")
            is_harmless(refused)
            assert refused.status_code == 400
            assert {fault["field"] for fault in refused.get_json()["errors"]} == set(names)
            assert len(text) < 8 or text not in json.dumps(refused.get_json(), ensure_ascii=False)
        assert client.get(f"/plats/{PLACE}/rapport?{urlencode({'fran': text, 'till': text})}").status_code == 400
    assert values == {text: (shown_again(text), shown_again(text)) for text in HALF}


def test_code_and_language_in_an_address_stay_words(scene: Scene) -> None:
    client = scene.house.client()
    calm = Shape(client.get("/anslut?kod=ABCD").get_data(as_text=True)).elements
    for text in OTHER_HALF:
        answer = client.get(f"/anslut?{urlencode({'kod': text, 'sprak': text})}")
        is_harmless(answer)
        shape = Shape(answer.get_data(as_text=True))
        assert shape.elements == calm
        assert shape.values["code"] == "" or shape.values["code"].isalnum()
        assert "Set-Cookie" not in answer.headers


def test_a_code_that_is_no_code_is_refused_whatever_it_holds(house: House) -> None:
    client = house.client()
    for text in [*PAYLOADS.values(), *(text for name, text in REFUSED.items() if "half" not in name)]:
        # guessing is slowed down elsewhere; here each is to be read
        WrongCodes.__init__(house.context.wrong_codes)
        answer = client.post("/api/v1/anslut", json={"code": text})
        is_harmless(answer)
        large = len(json.dumps({"code": text})) > 4096
        assert answer.status_code == (413 if large else 400 if len(text) > 64 else 404), text
        assert answer.mimetype == "application/problem+json"


def test_the_label_of_a_group_is_kept_as_it_was_written(house: House) -> None:
    walk = house.plan()
    client = house.client()
    code = house.secret("participant", walk=walk.walk_id)
    expected = {}
    for text in PAYLOADS.values():
        answer = client.post("/api/v1/anslut", json={"code": code, "group": text[:40]})
        is_harmless(answer)
        expected[answer.get_json()["device_id"]] = " ".join(text[:40].split()) or None
    for text in REFUSED.values():
        answer = client.post("/api/v1/anslut", json={"code": code, "group": text[:300]})
        assert answer.status_code == 400
        assert [fault["field"] for fault in answer.get_json()["errors"]] == ["group"]
    with house.store.reading() as connection:
        rows = connection.execute(select(devices.c.device_id, devices.c.group_label))
        assert {row.device_id: row.group_label for row in rows} == expected


def test_the_form_for_a_walk_shows_what_was_written_and_plans_nothing(scene: Scene) -> None:
    client = scene.readers["coordinator"].client
    address = "/samordning/vandringar"
    calm = Shape(client.post(address, data=dict.fromkeys(("place", "date", "time"), "x")).get_data(as_text=True))
    walk = f"{address}/{scene.tablet.walk.walk_id}/tillstand"
    for text in OTHER_HALF:
        answer = client.post(address, data=dict.fromkeys(("place", "date", "time"), text))
        is_harmless(answer)
        shape = Shape(answer.get_data(as_text=True))
        assert answer.status_code == 400
        assert (shape.values["date"], shape.values["time"]) == (shown_again(text), shown_again(text))
        assert shape.elements == calm.elements
    for text in OTHER_HALF[::4]:
        moved = client.post(walk, data={"state": text})
        is_harmless(moved)
        assert moved.status_code == 409
    assert client.get("/samordning").get_data(as_text=True).count('class="card walk"') == 2


def test_the_holder_of_a_link_is_shown_as_it_was_written_or_refused_in_a_sentence(house: House, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    data = ["--data", str(house.context.settings.data)]
    shown, lines, calm = {}, [], None
    holders = ["Trafikkontoret", *PAYLOADS.values(), *REFUSED.values()]
    for text in holders:
        words = ["link", "new", "--role", "partner", "--place", PLACE, f"--holder={text}", *data]
        said = outputs.run(words, house=house, work=tmp_path)
        if len(text) > 120 or not text.isprintable():
            assert said.status == 1, text
            assert re.fullmatch(r"[^\n]*--holder\.\n", said.body.decode()), text
            continue
        assert said.status == 0, text
        client = house.client()
        entered = client.get(urlsplit(said.body.decode().strip()).path)
        is_harmless(entered)
        page = client.get(f"/plats/{PLACE}")
        is_harmless(page)
        shape = Shape(page.get_data(as_text=True))
        calm = calm or shape.elements
        assert shape.elements == calm, text
        shown[text] = shape.texts["p.hint"][0]
        lines.append(text)
    assert shown == {text: f"Delad med {text} till fredag 26 november 2027" for text in lines}
    listed = outputs.run(["link", "list", *data], house=house, work=tmp_path).body.decode().splitlines()
    assert sorted(line.split("\t")[3] for line in listed) == sorted(lines)


def test_what_a_browser_says_of_itself_stays_words(scene: Scene) -> None:
    """Headers and cookies that a web server would let through: printable, in Latin letters."""
    client = scene.house.client()
    calm = Shape(client.get("/").get_data(as_text=True)).elements
    for text in (text for text in PAYLOADS.values() if re.fullmatch(r"[ -~]+", text) and len(text) < 200):
        cookie = "; ".join(f"{name}={text}" for name in ("lykta_sprak", "lykta_tema", "lykta_session", "lykta_device"))
        answer = client.get("/", headers={"Cookie": cookie, "Authorization": text, "If-None-Match": text})
        is_harmless(answer)
        assert Shape(answer.get_data(as_text=True)).elements == calm
        feed = client.get(f"/api/v1/places/{PLACE}/changes", headers={"Authorization": f"Bearer {text}"})
        assert feed.status_code == 404
        strange = client.get("/", headers={"Host": text})
        is_harmless(strange)
        assert strange.status_code == 400
        foreign = client.post("/anslut", headers={"Sec-Fetch-Site": text, "Origin": text})
        is_harmless(foreign)
        assert foreign.status_code == 403


def test_the_name_of_a_field_that_does_not_exist_is_only_repeated(house: House) -> None:
    tablet = house.join(house.plan())
    made = []
    for text in PAYLOADS.values():
        operation = tablet.operation("create")
        operation["fields"] = {"category": "other", text: text}
        made.append(operation)
    answers = sent(tablet, made, result="quarantined")
    for answer, text in zip(answers, PAYLOADS.values(), strict=True):
        fields = [fault["field"] for fault in answer["errors"] if fault["code"] == "unknown_field"]
        assert fields == [f"fields.{text}"[:60]]
        assert CALCULATED not in json.dumps(answer["errors"])


def test_what_is_no_finding_is_quarantined_whole(house: House) -> None:
    tablet = house.join(house.plan())
    made = []
    for text in REFUSED.values():
        operation = tablet.operation("create")
        operation["fields"] = {
            "kind": "unsafe",
            "category": "other",
            "longitude": 18.096,
            "latitude": 59.3428,
            "position_method": "tap",
            "observed_at": house.clock.now.isoformat(),
            "text": text,
        }
        made.append(operation)
    answers = sent(tablet, made, result="quarantined")
    for name, answer in zip(REFUSED, answers, strict=True):
        code = "too_long" if name.startswith("too long") else "bad_characters"
        assert [(fault["field"], fault["code"]) for fault in answer["errors"]] == [("fields.text", code)], name
    with house.store.reading() as connection:
        rows = connection.execute(select(operations.c.op_id, operations.c.fields, operations.c.outcome))
        kept = {row.op_id: row.fields["whole"] for row in rows if row.outcome == "quarantined"}
    assert kept == {operation["op_id"]: operation for operation in made}
    found = house.coordinator().get(f"/api/v1/places/{PLACE}/changes").get_json()["findings"]
    assert found == []


def test_the_client_of_the_tests_would_see_what_breaks_out(house: House) -> None:
    """Else a page that runs what people wrote would pass unseen."""
    house.app.jinja_env.autoescape = False
    client = house.coordinator()
    assert isinstance(client, CheckingClient)
    data = dict.fromkeys(("place", "date", "time"), PAYLOADS["attribute focus"])
    with pytest.raises(AssertionError, match="onfocus"):
        client.post("/samordning/vandringar", data=data)
