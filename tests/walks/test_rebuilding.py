from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, null, update

from geodata.areas import builtin_area
from geodata.basemap import EMPTY_BASEMAP, Basemap
from tests.walks.ground_examples import square, well
from tests.walks.histories import CREW, Act, Crew, Delivery, acts, deliveries
from tests.walks.scene import NOW, SECRET, FlatGround, Scene, Tablet
from walks.access import SYSTEM
from walks.errors import DatabaseUnusable
from walks.ground import ground_of
from walks.placing import change_place, replace_basemap
from walks.rebuilding import rebuild_tables
from walks.sharing import hand_out, revoke, use_setup
from walks.store import facts, log
from walks.store.keys import open_session, session_keys
from walks.store.places import place
from walks.store.tables import findings, operations, waiting, walks
from walks.walk import Walk


@pytest.fixture(scope="module", autouse=True)
def _flat_ground() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("walks.rebuilding.ground_of", lambda _connection, _place: FlatGround())
        yield


def rebuilt(scene: Scene) -> tuple[dict[str, list[tuple[Any, ...]]], dict[str, list[tuple[Any, ...]]]]:
    """Give the tables before and after."""
    before, end = scene.tables(), log.head(scene.connection)
    assert rebuild_tables(scene.connection) == []
    assert log.head(scene.connection) == end, "reading the log again must not write to it"
    return before, scene.tables()


def busy(scene: Scene, walk: Walk) -> None:
    """Do one of each thing that leaves something in a table."""
    anna, leader = scene.tablet(walk), scene.tablet(walk, "leader")
    pinned, taken, broken = anna.create(text="a", severity=2), anna.create(), anna.create(east_m=900)
    mild = anna.create(severity=3)
    scene.send(anna, pinned, taken, broken, anna.need(text="hemligt"), anna.withdraw(taken), "strunt", None, mild)
    scene.send(leader, leader.edit(pinned, text="b"), leader.edit(mild, kind="safe"))
    scene.send(anna, anna.edit(pinned, text="c"), anna.edit(taken, text="d"), anna.move(broken, 50), pinned)
    scene.send(anna, anna.edit(pinned, need="contact"), anna.edit(pinned, category="vulnerable_people", text="e"))
    scene.send(anna, anna.operation("withdraw", pinned["finding_id"], {"category": "vulnerable_people"}))
    scene.send(
        anna, anna.edit(pinned, base={"text": scene.ids()}, text="f"), anna.operation("confirm", scene.ids(), {})
    )
    made = hand_out(scene.connection, SYSTEM, purpose="setup", server_secret=SECRET, now=NOW, new_id=scene.ids)
    use_setup(scene.connection, made.secret, now=NOW, new_id=scene.ids)
    revoke(scene.connection, SYSTEM, made.key.key_id, now=NOW, new_id=scene.ids)
    scene.clock.move(hours=2)
    scene.revoke(leader)
    scene.send(leader, leader.create())
    scene.move_walk(walk.walk_id, "compiling")
    scene.clock.move(hours=1)
    scene.send(anna, anna.create(text="sen"), anna.edit(pinned, text="g"))
    scene.move_walk(walk.walk_id, "protocol")


def test_tables_emptied_and_filled_from_the_log_are_the_same(scene: Scene, walk: Walk) -> None:
    busy(scene, walk)
    before, after = rebuilt(scene)
    assert after == before
    assert all(before[name] for name in before), "each table must have had something to lose"


def test_rebuilding_twice_changes_nothing_more(scene: Scene, walk: Walk) -> None:
    busy(scene, walk)
    rebuilt(scene)
    before, after = rebuilt(scene)
    assert after == before


def test_what_was_spoilt_in_the_tables_is_healed(scene: Scene, walk: Walk) -> None:
    busy(scene, walk)
    whole = scene.tables()
    scene.connection.execute(update(findings).values(text="spoilt", withdrawn=True))
    scene.connection.execute(delete(waiting))
    scene.connection.execute(update(walks).values(state="closed"))
    assert rebuilt(scene)[1] == whole


def test_a_log_with_a_fault_rebuilds_nothing_and_tells_the_fault(scene: Scene, walk: Walk) -> None:
    busy(scene, walk)
    scene.connection.execute(update(operations).where(operations.c.rseq == 6).values(kind="spoilt"))
    before = scene.tables()
    assert rebuild_tables(scene.connection) == ["operation 6 har ändrats efter att den skrevs"]
    assert scene.tables() == before


def test_an_operation_whose_device_never_joined_is_told_and_not_skipped(scene: Scene, anna: Tablet) -> None:
    scene.send(anna, anna.create())
    joined = operations.c.kind == "device_joined"
    scene.connection.execute(update(operations).where(joined).values(fields=null()))
    with pytest.raises(DatabaseUnusable, match="its device is not in the log before it"):
        rebuild_tables(scene.connection)


def test_sessions_which_no_log_holds_stay(scene: Scene) -> None:
    made = hand_out(scene.connection, SYSTEM, purpose="setup", server_secret=SECRET, now=NOW, new_id=scene.ids)
    open_session(scene.connection, "s", key_id=made.key.key_id, now=NOW, expires_at=NOW + timedelta(days=1))
    rebuilt(scene)
    assert [item.key_id for item in session_keys(scene.connection, "s", now=NOW)] == [made.key.key_id]


def test_the_folders_identity_and_epoch_stay(scene: Scene) -> None:
    known = [facts.read(scene.connection, name) for name in (facts.SERVER_ID, facts.EPOCH)]
    rebuilt(scene)
    assert [facts.read(scene.connection, name) for name in (facts.SERVER_ID, facts.EPOCH)] == known
    assert None not in known


def test_erased_content_does_not_come_back(scene: Scene, anna: Tablet) -> None:
    """I17, as far as erasing goes today: a row without its fields is left out."""
    raw = anna.create(text="raderas")
    scene.send(anna, raw)
    scene.connection.execute(update(operations).where(operations.c.op_id == raw["op_id"]).values(fields=null()))
    scene.connection.execute(delete(findings))
    rebuilt(scene)
    assert scene.row(raw) is None
    assert scene.outcomes(anna, raw) == ["duplicate"], "nor does it come back when the device sends it again"
    assert scene.row(raw) is None


def test_on_real_ground_too_the_tables_are_the_same(scene: Scene, walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("walks.rebuilding.ground_of", ground_of)
    scene.ground = ground_of(scene.connection, place(scene.connection, walk.place_code))
    anna = scene.tablet(walk)
    raw = anna.create(longitude=18.096, latitude=59.3428)
    scene.send(anna, raw, anna.create(), anna.edit(raw, observed_at="2026-06-21T12:00:00+02:00"))
    assert scene.finding(raw).light == "daylight"
    before, after = rebuilt(scene)
    assert after == before


SPOTS = {"in the park": (18.096, 59.343), "400 m north": (18.096, 59.3488), "far": (18.096, 59.36)}
BOUNDARIES = (builtin_area("tessinparken").boundary, square(), square(north=0.0035))
BASEMAPS = (well(), well("Pumpen"), well("Stenen", at=SPOTS["400 m north"]), EMPTY_BASEMAP)


@dataclass
class Changing:
    """An evening in a place whose boundary and basemap change: each thing is judged by what is in force."""

    scene: Scene
    tablet: Tablet

    def pin(self, spot: str) -> dict[str, Any]:
        longitude, latitude = SPOTS[spot]
        now = place(self.scene.connection, "tessinparken")
        self.scene.ground = ground_of(self.scene.connection, now)
        raw = self.tablet.create(longitude=longitude, latitude=latitude)
        self.scene.send(self.tablet, raw)
        return raw

    def move(self, raw: dict[str, Any], spot: str) -> None:
        longitude, latitude = SPOTS[spot]
        self.scene.ground = ground_of(self.scene.connection, place(self.scene.connection, "tessinparken"))
        self.scene.send(self.tablet, self.tablet.edit(raw, longitude=longitude, latitude=latitude))

    def change(self, boundary: Mapping[str, Any]) -> None:
        change_place(
            self.scene.connection,
            SYSTEM,
            "tessinparken",
            name="Tessinparken",
            kind="walk_area",
            boundary=dict(boundary),
            valid_from=NOW.date(),
            now=self.scene.clock.now,
            new_id=self.scene.ids,
        )

    def draw(self, basemap: Basemap) -> None:
        now, ids = self.scene.clock.now, self.scene.ids
        replace_basemap(self.scene.connection, SYSTEM, "tessinparken", basemap=basemap, now=now, new_id=ids)


@pytest.fixture
def changing(scene: Scene, walk: Walk, monkeypatch: pytest.MonkeyPatch) -> Changing:
    monkeypatch.setattr("walks.rebuilding.ground_of", ground_of)
    return Changing(scene, scene.tablet(walk))


def test_each_pin_is_judged_by_the_boundary_and_the_basemap_of_its_time(changing: Changing) -> None:
    scene = changing.scene
    early, astray = changing.pin("in the park"), changing.pin("400 m north")
    changing.change(square(north=0.0035))
    changing.draw(well())
    late, found = changing.pin("in the park"), changing.pin("400 m north")
    changing.draw(well("Pumpen"))
    last = changing.pin("in the park")
    outcomes = [scene.logged(raw).outcome for raw in (early, astray, late, found, last)]
    assert outcomes == ["applied", "quarantined", "applied", "applied", "applied"]
    near = [scene.finding(raw).near for raw in (early, late, last)]
    assert near[1:] == ["Brunnen", "Pumpen"]
    assert near[0] not in {None, *near[1:]}
    before, after = rebuilt(scene)
    assert after == before
    assert scene.row(astray) is None


EVENINGS = st.lists(
    st.one_of(
        st.tuples(st.just("pin"), st.sampled_from(sorted(SPOTS))),
        st.tuples(st.just("move"), st.integers(0, 3), st.sampled_from(sorted(SPOTS))),
        st.tuples(st.just("change"), st.sampled_from(BOUNDARIES)),
        st.tuples(st.just("draw"), st.sampled_from(BASEMAPS)),
    ),
    min_size=3,
    max_size=8,
)


@given(steps=EVENINGS)
def test_however_a_place_changes_between_the_pins_the_tables_are_the_same(crew: Crew, steps: list[Any]) -> None:
    with crew.begin() as (scene, tablets), pytest.MonkeyPatch.context() as patch:
        patch.setattr("walks.rebuilding.ground_of", ground_of)
        changing, pins = Changing(scene, tablets["anna"]), []
        for kind, *details in steps:
            scene.clock.move(seconds=1)
            if kind == "pin":
                pins.append(changing.pin(*details))
            elif kind == "move" and pins:
                changing.move(pins[details[0] % len(pins)], details[1])
            elif kind == "change":
                changing.change(*details)
            elif kind == "draw":
                changing.draw(*details)
        before, after = rebuilt(scene)
        assert after == before


@st.composite
def troubled(draw: st.DrawFn) -> tuple[list[Act], Delivery, dict[int, str]]:
    """Draw an evening, its delivery, and what the desk does in the middle of it."""
    done = draw(acts(most=5))
    way = draw(deliveries(len(done)))
    moments = st.integers(0, len(way.order) - 1)
    steps = st.sampled_from(["close", "revoke anna", "revoke leader", "rebuild"])
    return done, way, draw(st.dictionaries(moments, steps, max_size=2))


@given(troubled())
def test_law_7_any_evening_can_be_rebuilt_from_the_log(
    crew: Crew, drawn: tuple[list[Act], Delivery, dict[int, str]]
) -> None:
    done, way, desk = drawn
    with crew.evening(done) as (scene, tablets, evening):
        for moment, number in enumerate(way.order):
            who, raw = evening.made[number]
            scene.clock.move(seconds=1)
            scene.send(tablets[who], raw)
            _interfere(scene, tablets, desk.get(moment, ""))
        before, after = rebuilt(scene)
        assert after == before


def _interfere(scene: Scene, tablets: dict[str, Tablet], step: str) -> None:
    walk = scene.walk(tablets[CREW[0]].device.walk_id)
    if step == "close" and walk.takes_findings:
        scene.move_walk(walk.walk_id, *([] if walk.state == "under_way" else ["under_way"]), "compiling")
    elif step.startswith("revoke"):
        scene.revoke(tablets[step.removeprefix("revoke ")])
    elif step == "rebuild":
        rebuilt(scene)
