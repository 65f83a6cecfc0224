"""
What people in a vulnerable situation need is read on one page by those who are to help, and nowhere else.

Everything that leaves the product is heard twice, by every role: before and after restricted findings of every kind are
recorded. Nobody but the readers of that one page may be told anything else the second time.
"""

from __future__ import annotations

import io
import json
import logging
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, redirect_stderr
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from tests.conftest import House, Tablet, make_house
from tests.flows import outputs
from tests.flows.outputs import OTHER_PLACE, PLACE, Heard, Reader, Told
from walks.store.database import FILE_NAME
from walks.vocabulary import vocabulary
from webapp import cli
from webapp.export import ENDINGS

PAGE = "/samordning/skyddade"
CATEGORY = "vulnerable_people"

FORBIDDEN = {
    "kind": "unsafe",
    "severity": 4,
    "longitude": 18.0961234,
    "latitude": 59.3421234,
    "accuracy_m": 7.1257,
    "position_method": "gps",
    "place_type": "underpass_bridge",
    "applies_when": "winter",
    "group": "GruppHemlig",
}
FORBIDDEN_PHOTO = "ab12" * 16
FORBIDDEN_MARKS = ("18.0961234", "59.3421234", "7.1257", "GruppHemlig", FORBIDDEN_PHOTO)


@dataclass
class Secrets:
    """What was recorded: texts with a word that stands nowhere else, and the identifiers."""

    shown: dict[str, list[str]] = field(default_factory=lambda: {PLACE: [], OTHER_PLACE: []})
    hidden: list[str] = field(default_factory=list)
    identifiers: list[str] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    count: int = 0

    def text(self, *, shown: str | None = None) -> str:
        self.count += 1
        made = f"Hemligt{self.count:02d}x: behöver en varm filt & lugn"
        (self.hidden if shown is None else self.shown[shown]).append(made)
        return made

    @property
    def texts(self) -> list[str]:
        return [*self.hidden, *self.shown[PLACE], *self.shown[OTHER_PLACE]]

    @property
    def marks(self) -> list[bytes]:
        return [text.partition(":")[0].encode() for text in self.texts] + [item.encode() for item in self.identifiers]


@dataclass
class Story:
    """The house, and everything that was said and written before and after."""

    house: House
    readers: dict[str, Reader]
    secrets: Secrets
    before: Heard
    after: Heard
    said_before: dict[str, Told]
    said_after: dict[str, Told]
    numbers: list[int | None]
    log: str


def told(tablet: Tablet, secrets: Secrets, result: str, does: str, finding_id: str | None = None, **fields: Any) -> str:
    """Send one operation that must come out as expected; give its finding's id."""
    operation = tablet.operation(does, finding_id)
    operation |= {name: fields.pop(name) for name in ("photos", "op_id", "base") if name in fields}
    operation["fields"] = ({"observed_at": tablet.house.clock.now.isoformat()} if does == "create" else {}) | fields
    (answer,) = tablet.send(operation)
    assert answer["result"] == result, answer
    secrets.answers.append(answer)
    secrets.identifiers.append(operation["op_id"])
    return str(operation["finding_id"])


def record(tablet: Tablet, leader: Tablet, elsewhere: Tablet, late: Tablet, *, plain: str) -> Secrets:
    """Record what is restricted in every way there is, also in those that are refused."""
    secrets = Secrets()
    need = {"category": CATEGORY, "need": "sleeping_outdoors"}

    def create(by: Tablet, result: str = "applied", **fields: Any) -> str:
        made = told(by, secrets, result, "create", **fields)
        secrets.identifiers.append(made)
        return made

    create(tablet, **need, text=secrets.text(shown=PLACE))
    create(leader, **need, text=secrets.text(shown=PLACE))
    create(elsewhere, **need, text=secrets.text(shown=OTHER_PLACE))
    create(late, "late", **need, text=secrets.text(shown=PLACE))
    along: dict[str, Any] = FORBIDDEN | need | {"photos": [FORBIDDEN_PHOTO]}
    create(tablet, **along, text=secrets.text(shown=PLACE))

    withdrawn = create(tablet, **need, text=secrets.text())
    told(tablet, secrets, "applied", "withdraw", withdrawn, reason=secrets.text())
    reworded = create(tablet, **need, text=secrets.text(), op_id=(first := tablet.house.context.new_id()))
    told(tablet, secrets, "applied", "edit", reworded, text=secrets.text(shown=PLACE), base={"text": first})
    # the leader had seen the first words only: both versions are kept, the first to arrive is shown
    told(leader, secrets, "conflict", "edit", reworded, text=secrets.text(), base={"text": first})
    told(tablet, secrets, "quarantined", "edit", reworded, text=secrets.text(), **FORBIDDEN)
    told(tablet, secrets, "quarantined", "edit", reworded, text=secrets.text(), category="lighting")
    # what waits for its create, and is restricted only once that has come
    first = tablet.house.context.new_id()
    ahead = told(tablet, secrets, "parked", "edit", text=secrets.text(shown=PLACE), base={"text": first})
    told(tablet, secrets, "applied", "create", ahead, **need, text=secrets.text(), op_id=first)
    secrets.identifiers.append(ahead)

    create(tablet, "quarantined", category=CATEGORY, need="ett_eget_ord", text=secrets.text())
    create(tablet, "quarantined", need="contact", text=secrets.text())
    secrets.identifiers.append(told(tablet, secrets, "parked", "edit", need="contact", text=secrets.text()))
    mended = create(tablet, "quarantined", category=CATEGORY, text=secrets.text(shown=PLACE))
    told(tablet, secrets, "applied", "edit", mended, need="contact")
    # what would make a plain finding restricted is held as that finding's, without what it says
    told(tablet, secrets, "quarantined", "edit", plain, **need, text=secrets.text())
    told(tablet, secrets, "quarantined", "edit", plain, category=CATEGORY, text=secrets.text())
    return secrets


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    house = make_house(tmp_path_factory.mktemp("restricted"))
    lines, handler = io.StringIO(), logging.StreamHandler(stream := io.StringIO())
    logging.getLogger().addHandler(handler)
    with redirect_stderr(lines):
        walk, closed, other_walk = house.plan(PLACE), house.plan(PLACE), house.plan(OTHER_PLACE)
        tablet, leader = house.join(walk), house.join(walk, role="leader")
        late, elsewhere = house.join(closed), house.join(other_walk)
        coordinator = house.coordinator()
        plain = tablet.pin(text="Lampan är trasig.")
        # held as that finding's already, so that what is held for it later changes no count
        tablet.send(tablet.operation("edit", plain, category="okand_kategori"))
        tablet.pin(kind="safe", text="Ljust och öppet.")
        tablet.send(tablet.operation("withdraw", tablet.pin(text="Fel plats.")))
        elsewhere.pin(longitude=18.0727, latitude=59.3361, text="Trångt på trottoaren.")
        late.pin(text="Häcken skymmer.")
        for state in ("under_way", "compiling"):
            coordinator.post(f"/samordning/vandringar/{closed.walk_id}/tillstand", data={"state": state})

        values = outputs.values_of(house, walk=walk, other_walk=other_walk, closed=closed)
        readers = {
            "nobody": Reader(house.client()),
            "participant": Reader.of(tablet),
            "leader": Reader.of(leader),
            "participant of a closed walk": Reader.of(late),
            "participant elsewhere": Reader.of(elsewhere),
            "partner": Reader(house.partner(PLACE)),
            "partner without texts": Reader(house.partner(PLACE, texts=False)),
            "partner's program": Reader(house.client(), {"Authorization": f"Bearer {values['link']}"}),
            "partner of another place": Reader(house.partner(OTHER_PLACE)),
            "outreach": Reader(house.outreach(PLACE)),
            "outreach of another place": Reader(house.outreach(OTHER_PLACE)),
            "coordinator": Reader(coordinator),
        }

        folder = house.context.settings.data
        before = outputs.hear(readers, values)
        said_before = outputs.say(folder, values, house=house, work=tmp_path_factory.mktemp("before"))
        secrets = record(tablet, leader, elsewhere, late, plain=plain)
        after = outputs.hear(readers, values)
        said_after = outputs.say(folder, values, house=house, work=tmp_path_factory.mktemp("after"))
        tablet.pin(text="Ännu en lampa.")
        elsewhere.pin(longitude=18.0727, latitude=59.3361)
    logging.getLogger().removeHandler(handler)
    found = [coordinator.get(f"/api/v1/places/{place}/changes").get_json() for place in (PLACE, OTHER_PLACE)]
    numbers = [item["number"] for feed in found for item in feed["findings"]]
    log = lines.getvalue() + stream.getvalue()
    yield Story(house, readers, secrets, before, after, said_before, said_after, numbers, log)
    house.store.close()


def leaks(text: bytes, secrets: Secrets) -> list[bytes]:
    return [mark for mark in secrets.marks if mark in text]


def test_every_output_has_a_decision(story: Story) -> None:
    """A new address or command has to be added to tests/flows/outputs.py before it can be served."""
    assert outputs.rules_without_decision(story.house.app) == set()
    assert set(outputs.command_names(cli.parser())) == outputs.COMMANDS.keys()
    written = {f".{line.rpartition('.')[2]}" for line in outputs.COMMANDS["report area"] if " --from" not in line}
    assert written == set(ENDINGS)


def test_the_outputs_were_really_heard(story: Story) -> None:
    """Else silence would pass for secrecy: each output is given to somebody, and says what is not restricted."""
    for rule, addresses in outputs.READ.items():
        heard = {answer.status for (_, asked), answer in story.after.items() if _is_one_of(asked, addresses)}
        assert (404 if rule == "/delning/<secret>" else 200) in heard, rule
    for address in (f"/plats/{PLACE}/rapport{ending}" for ending in ENDINGS):
        assert "Lampan är trasig.".encode() in story.after["coordinator", address].body
    said = {line: answer.status for line, answer in story.said_after.items()}
    refused = {line for line, status in said.items() if status}
    assert refused == {
        "serve --demo",
        "demo",
        "demo --findings 3 --walks 1",
        "report area ingenstans --out {out}/rapport.csv",
        "basemap build {place} --from {area}",
        "basemap fetch {place}",
        "link revoke ingen",
    }


def _is_one_of(asked: str, addresses: tuple[str, ...]) -> bool:
    return any(asked.startswith(address.partition("{")[0]) for address in addresses)


def test_no_text_and_no_identifier_stands_in_any_answer_but_on_the_one_page(story: Story) -> None:
    found = {
        (role, address): leaks(answer.whole, story.secrets)
        for (role, address), answer in story.after.items()
        if address != PAGE
    }
    assert {key: marks for key, marks in found.items() if marks} == {}


def test_nobody_but_the_readers_of_that_page_is_told_anything_else_than_before(story: Story) -> None:
    """Neither a word nor a count, a number, an ETag or a gap betrays that anything was recorded."""
    volatile = {"Content-Length", "Date", "Set-Cookie"}
    changed = {
        key
        for key, answer in story.after.items()
        if (answer.status, answer.plain) != ((was := story.before[key]).status, was.plain)
        or {name: value for name, value in answer.headers.items() if name not in volatile}
        != {name: value for name, value in was.headers.items() if name not in volatile}
    }
    assert changed == {("coordinator", PAGE), ("outreach", PAGE), ("outreach of another place", PAGE)}


def test_no_command_prints_or_writes_anything_of_it(story: Story) -> None:
    assert {line for line, answer in story.said_after.items() if leaks(answer.body, story.secrets)} == set()
    changed = {
        line
        for line, answer in story.said_after.items()
        if (answer.status, answer.plain) != ((was := story.said_before[line]).status, was.plain)
    }
    assert changed == set()


def test_the_numbers_of_other_findings_have_no_gap(story: Story) -> None:
    # number 3 was withdrawn, number 4 was recorded in the walk that is closed
    assert sorted(story.numbers, key=str) == [1, 1, 2, 2, 4, 5]


def test_neither_the_log_of_the_server_nor_what_a_device_is_answered_tells_it(story: Story) -> None:
    assert leaks(story.log.encode(), story.secrets) == []
    texts = [text.partition(":")[0] for text in story.secrets.texts]
    answers = json.dumps(story.secrets.answers, ensure_ascii=False)
    assert [text for text in texts if text in answers] == []
    assert "sleeping_outdoors" not in answers


def test_no_file_beside_the_database_holds_anything_of_it(story: Story) -> None:
    folder = story.house.context.settings.data
    others = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(FILE_NAME)]
    assert any(path.suffix == ".js" for path in others)
    assert [path for path in others if leaks(path.read_bytes(), story.secrets)] == []


def test_forbidden_fields_that_were_sent_along_are_never_stored(story: Story, tmp_path: Path) -> None:
    copy = shutil.copytree(story.house.context.settings.data, tmp_path / "copy")
    with closing(sqlite3.connect(copy / FILE_NAME)) as connection:
        dump = "\n".join(connection.iterdump())
    assert [mark for mark in FORBIDDEN_MARKS if mark in dump] == []
    assert [text for text in story.secrets.shown[PLACE] if text not in dump] == []
    assert any(answer["reason"] == "restricted_reduced" for answer in story.secrets.answers)


READERS = {
    "coordinator": [PLACE, OTHER_PLACE],
    "outreach": [PLACE],
    "outreach of another place": [OTHER_PLACE],
}


def test_the_one_page_shows_each_need_once_to_those_who_are_to_help_there(story: Story) -> None:
    label = vocabulary().label("needs", "sleeping_outdoors")
    for role, places in READERS.items():
        answer = story.after[role, PAGE]
        page = answer.body.decode()
        expected = [text for place in places for text in story.secrets.shown[place]]
        assert answer.headers["Cache-Control"] == "no-store"
        assert {text: page.count(escape(text)) for text in expected} == dict.fromkeys(expected, 1)
        assert [text for text in story.secrets.texts if text not in expected and escape(text) in page] == []
        assert page.count("<h2>") == len(expected)
        assert label in page
        assert [item for item in story.secrets.identifiers if item in page] == []


def test_to_everybody_else_the_one_page_does_not_exist(story: Story) -> None:
    statuses = {role: story.after[role, PAGE].status for role in story.readers}
    assert {role for role, status in statuses.items() if status == 200} == READERS.keys()
    assert set(statuses.values()) == {200, 404}
    bodies = {story.after[role, PAGE].body for role, status in statuses.items() if status == 404}
    assert len(bodies) == 1


def test_a_demo_gives_its_needs_away_no_more_than_a_real_folder(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "work").mkdir()
    house = make_house(tmp_path / "demo", demo=True)
    script = json.loads((Path(__file__).parents[2] / "walks/demo.json").read_text("utf-8"))
    texts = [item["text"].encode() for item in script["restricted"]]
    needed = house.coordinator().get(PAGE).get_data()
    values = {"place": OTHER_PLACE, "other_place": PLACE, "key": "ingen"}
    said = outputs.say(tmp_path / "demo", values, house=house, work=tmp_path / "work")
    house.store.close()

    assert texts
    assert all(text in needed for text in texts)
    assert b'"coordinator": "http://localhost:8000/delning/' in said["serve --demo"].body
    assert {line for line, answer in said.items() if any(text in answer.body for text in texts)} == set()


def test_a_fault_while_a_need_is_stored_leaves_no_word_of_it_in_the_log(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    secret = "Hemligt99x behöver en filt"

    def broken(*_: object, **__: object) -> None:
        raise IntegrityError(f"INSERT INTO findings VALUES ('{secret}')", {"text": secret}, ValueError(secret))

    tablet = house.join(house.plan())
    monkeypatch.setattr("webapp.api.operations.apply_operations", broken)
    house.app.testing = False
    operation = tablet.operation("create", category=CATEGORY, need="contact", text=secret)
    body = {"device_id": tablet.device_id, "seen": None, "pending": 0, "operations": [operation]}
    address = f"/api/v1/walks/{tablet.walk.walk_id}/operations"
    answer = tablet.client.post(address, json=body, headers=tablet.headers)

    assert answer.status_code == 500
    said = capfd.readouterr()
    assert "IntegrityError" in caplog.text
    assert secret not in answer.get_data(as_text=True) + caplog.text + said.out + said.err


def test_a_fault_in_a_command_leaves_no_word_of_it_on_the_screen(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "Hemligt98x behöver en filt"

    def broken(*_: object, **__: object) -> None:
        raise IntegrityError(f"SELECT '{secret}'", {"text": secret}, ValueError(secret))

    monkeypatch.setattr("webapp.reporting.area_report", broken)
    words = [
        "report",
        "area",
        PLACE,
        "--out",
        str(tmp_path / "rapport.csv"),
        "--data",
        str(house.context.settings.data),
    ]
    answer = outputs.run(words, house=house, work=tmp_path / "work")

    assert answer.status == 1
    assert b"IntegrityError" in answer.body
    assert secret.encode() not in answer.body
