from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from tests.walks.scene import COORDINATOR, NOW, OUTREACH, FlatGround, Scene, Tablet, scene_in
from walks.access import NOBODY, SYSTEM, Actor, ActorKind, Scope, scope_of
from walks.finding import Finding, LeftOut
from walks.store import Connection, open_store
from walks.store.database import FILE_NAME
from walks.store.findings import (
    EVERYTHING,
    Selection,
    changes_seen,
    findings_seen,
    last_change,
    left_out,
    restricted_findings,
)
from walks.store.walks import findings_per_walk, walks_seen
from walks.walk import Walk

HERE, ELSEWHERE = "tessinparken", "stureplan"


def seen(scene: Scene, selection: Selection = EVERYTHING, actor: Actor = COORDINATOR) -> list[Finding]:
    return findings_seen(scene.connection, scene.scope(actor), selection=selection)


def numbers(found: list[Finding]) -> list[int]:
    return [item.number for item in found]


def gone(scene: Scene, after: int, selection: Selection = EVERYTHING) -> dict[str, bool]:
    changes = changes_seen(scene.connection, scene.scope(COORDINATOR), after=after, selection=selection)
    return {change.finding.finding_id: change.gone for change in changes}


# what one finding looks like


def test_a_finding_comes_back_as_it_was_pinned(scene: Scene, anna: Tablet) -> None:
    raw = anna.create(
        east_m=20, severity=3, text="Släckt lykta", accuracy_m=4.5, place_type="park", applies_when="night"
    )
    (result,) = scene.send(anna, raw)
    assert scene.findings() == [
        Finding(
            finding_id=raw["finding_id"],
            number=1,
            walk_id=anna.device.walk_id,
            place_code=HERE,
            kind="unsafe",
            category="lighting",
            severity=3,
            text="Släckt lykta",
            longitude=18.002,
            latitude=59.0,
            accuracy_m=4.5,
            position_method="crosshair",
            observed_at=NOW,
            light="darkness",
            place_type="park",
            applies_when="night",
            near="Lyktstolpen",
            device_id=None,
            demo=False,
            changed_rseq=result.rseq,
        )
    ]


def test_whose_tablet_it_was_is_told_to_that_tablet_alone(scene: Scene, anna: Tablet, bo: Tablet) -> None:
    scene.send(anna, anna.create())

    def owner(scope: Scope) -> str | None:
        (found,) = findings_seen(scene.connection, scope)
        return found.device_id

    assert owner(scene.scope_of_tablet(anna)) == anna.device.device_id
    assert owner(scene.scope_of_tablet(bo)) is None
    assert owner(scene.scope(COORDINATOR)) is None


def test_texts_that_were_not_shared_are_left_out_of_list_and_feed(scene: Scene, anna: Tablet) -> None:
    scene.send(anna, anna.create(text="Släckt lykta"))
    silent = scene.scope(Actor("partner", "key:1", places={HERE}, texts=False))
    assert [item.text for item in findings_seen(scene.connection, silent)] == [None]
    assert [item.finding.text for item in changes_seen(scene.connection, silent, after=0)] == [None]
    assert [item.text for item in scene.findings()] == ["Släckt lykta"]


def test_severity_is_shown_only_while_the_finding_is_called_unsafe(scene: Scene, anna: Tablet) -> None:
    raw = anna.create(severity=4)
    calm = anna.edit(raw, kind="safe")
    scene.send(anna, raw, calm)
    assert scene.finding(raw).severity is None
    scene.send(anna, anna.edit(raw, kind="unsafe", base={"kind": calm["op_id"]}))
    assert scene.finding(raw).severity == 4


def test_numbers_count_within_a_place_in_the_order_of_arrival(scene: Scene) -> None:
    here, elsewhere = scene.tablet(scene.plan(HERE)), scene.tablet(scene.plan(ELSEWHERE))
    for tablet in (here, elsewhere, here, elsewhere, here):
        scene.send(tablet, tablet.create())
    assert [(item.place_code, item.number) for item in scene.findings()] == [
        (ELSEWHERE, 1),
        (ELSEWHERE, 2),
        (HERE, 1),
        (HERE, 2),
        (HERE, 3),
    ]


def test_two_walks_of_a_place_share_its_numbers(scene: Scene) -> None:
    one, two = scene.tablet(scene.plan()), scene.tablet(scene.plan())
    for tablet in (one, two, one):
        scene.send(tablet, tablet.create())
    assert [(item.walk_id, item.number) for item in scene.findings()] == [
        (one.device.walk_id, 1),
        (two.device.walk_id, 2),
        (one.device.walk_id, 3),
    ]


def test_the_number_of_a_withdrawn_finding_is_not_given_again(scene: Scene, anna: Tablet) -> None:
    raw = anna.create()
    scene.send(anna, raw, anna.withdraw(raw), anna.create())
    assert numbers(scene.findings()) == [2]


# what is left out


@dataclass
class Left:
    """A walk with one finding for each reason to leave one out, and one that counts."""

    scene: Scene
    walk: Walk
    tablet: Tablet
    counted: dict[str, Any]
    withdrawn: dict[str, Any]
    late: dict[str, Any]


@pytest.fixture
def left(scene: Scene, walk: Walk, anna: Tablet) -> Left:
    """Give a walk in which everything has happened."""
    counted, withdrawn = anna.create(text="räknas"), anna.create(text="tagen tillbaka")
    stray = anna.operation("edit", scene.ids(), {"text": "vilsen"})
    scene.send(
        anna, counted, withdrawn, anna.withdraw(withdrawn), stray, anna.create(east_m=500), anna.create(category="x")
    )
    scene.send(anna, anna.need(text="hemligt"))
    scene.move_walk(
        walk.walk_id, *([] if scene.walk(walk.walk_id).state == "under_way" else ["under_way"]), "compiling"
    )
    late = anna.create(text="sen")
    assert scene.outcomes(anna, late) == ["late"]
    return Left(scene, walk, anna, counted, withdrawn, late)


def test_only_what_counts_is_read(left: Left) -> None:
    assert [item.text for item in left.scene.findings()] == ["räknas"]


def test_the_others_are_told_as_numbers_by_reason(left: Left) -> None:
    told = left_out(left.scene.connection, left.scene.scope(COORDINATOR))
    assert told == LeftOut(withdrawn=1, quarantined=2, parked=1, late=1)


def test_a_finding_that_was_late_and_withdrawn_is_told_once(left: Left) -> None:
    left.scene.send(left.tablet, left.tablet.withdraw(left.late))
    told = left_out(left.scene.connection, left.scene.scope(COORDINATOR))
    assert (told.withdrawn, told.late) == (1, 0)


def test_two_operations_that_wait_for_one_finding_are_one_finding_left_out(scene: Scene, anna: Tablet) -> None:
    finding = scene.ids()
    scene.send(anna, *(anna.operation("edit", finding, {"text": text}) for text in ("a", "b")))
    assert left_out(scene.connection, scene.scope(COORDINATOR)).parked == 1


def test_what_is_left_out_is_counted_for_the_same_place_walk_and_time(left: Left) -> None:
    scope = left.scene.scope(COORDINATOR)

    def told(**wish: Any) -> LeftOut:
        return left_out(left.scene.connection, scope, selection=Selection(**wish))

    everything = LeftOut(withdrawn=1, quarantined=2, parked=1, late=1)
    assert told(place=HERE) == told(walk=left.walk.walk_id) == everything
    assert told(place=ELSEWHERE) == told(walk="other") == LeftOut()
    assert told(since=NOW) == told(until=NOW + timedelta(seconds=1)) == everything
    assert told(since=NOW + timedelta(seconds=1)) == told(until=NOW) == LeftOut()
    assert told(kind="safe") == LeftOut(quarantined=2, parked=1)


def test_counts_per_walk_are_those_of_the_list(left: Left) -> None:
    counts = findings_per_walk(left.scene.connection, left.scene.scope(COORDINATOR))
    assert counts == {left.walk.walk_id: 1}


# what was asked for


@pytest.fixture
def four(scene: Scene, anna: Tablet) -> Scene:
    """Give four findings, an hour apart from 14 UTC on: unsafe lighting, safe lighting, unsafe litter, suggestion."""
    for hour, (kind, category) in enumerate(
        [("unsafe", "lighting"), ("safe", "lighting"), ("unsafe", "litter"), ("suggestion", "traffic")], start=14
    ):
        at = NOW.replace(hour=hour, minute=0)
        scene.send(anna, anna.create(kind=kind, category=category, observed_at=at.isoformat()))
    return scene


def at(hour: int) -> datetime:
    return NOW.replace(hour=hour, minute=0)


@pytest.mark.parametrize(
    ("wish", "fitting"),
    [
        ({}, [1, 2, 3, 4]),
        ({"kind": "unsafe"}, [1, 3]),
        ({"category": "lighting"}, [1, 2]),
        ({"kind": "unsafe", "category": "lighting"}, [1]),
        ({"category": "vulnerable_people"}, []),
        ({"kind": "atlantis"}, []),
        ({"place": HERE}, [1, 2, 3, 4]),
        ({"place": ELSEWHERE}, []),
        ({"walk": "other"}, []),
        ({"since": at(15)}, [2, 3, 4]),
        ({"until": at(15)}, [1]),
        ({"since": at(15), "until": at(17)}, [2, 3]),
        ({"since": at(17) + timedelta(microseconds=1)}, []),
    ],
    ids=str,
)
def test_a_selection_gives_what_fits_from_since_on_and_before_until(
    four: Scene, wish: dict[str, Any], fitting: list[int]
) -> None:
    selection = Selection(**wish)
    assert numbers(seen(four, selection)) == fitting
    everything = seen(four)
    assert [item.number for item in everything if selection.takes(item)] == fitting
    first = changes_seen(four.connection, four.scope(COORDINATOR), after=0, selection=selection)
    assert [item.finding.number for item in first] == fitting


# what changed


def test_a_first_reading_gives_all_there_is_without_tombstones(scene: Scene, anna: Tablet) -> None:
    kept, taken = anna.create(), anna.create()
    scene.send(anna, kept, taken, anna.withdraw(taken))
    assert gone(scene, 0) == {kept["finding_id"]: False}


def test_after_a_cursor_only_what_changed_since_is_told(scene: Scene, anna: Tablet) -> None:
    one, two = anna.create(), anna.create()
    first, second = scene.send(anna, one, two)
    assert gone(scene, first.rseq) == {two["finding_id"]: False}
    assert gone(scene, second.rseq) == {}
    (third,) = scene.send(anna, anna.edit(one, text="nytt"))
    assert gone(scene, second.rseq) == {one["finding_id"]: False}
    assert gone(scene, third.rseq) == {}


def test_a_withdrawn_finding_is_told_as_gone_and_a_restored_one_as_back(scene: Scene, anna: Tablet) -> None:
    raw = anna.create()
    (made,) = scene.send(anna, raw)
    withdrawal = anna.withdraw(raw)
    (taken,) = scene.send(anna, withdrawal)
    assert gone(scene, made.rseq) == {raw["finding_id"]: True}
    scene.send(anna, anna.restore(raw, after=withdrawal))
    assert gone(scene, taken.rseq) == {raw["finding_id"]: False}


def test_a_finding_that_stops_fitting_what_was_asked_for_is_told_as_gone(scene: Scene, anna: Tablet) -> None:
    raw = anna.create()
    (made,) = scene.send(anna, raw)
    scene.send(anna, anna.edit(raw, category="litter"))
    assert gone(scene, made.rseq, Selection(category="lighting")) == {raw["finding_id"]: True}
    assert gone(scene, made.rseq, Selection(category="litter")) == {raw["finding_id"]: False}
    assert gone(scene, made.rseq, Selection(place=ELSEWHERE)) == {}


def test_a_time_that_was_corrected_out_of_the_period_is_told_as_gone(scene: Scene, anna: Tablet) -> None:
    raw = anna.create()
    (made,) = scene.send(anna, raw)
    scene.send(anna, anna.edit(raw, observed_at=(NOW - timedelta(days=1)).isoformat()))
    assert gone(scene, made.rseq, Selection(since=NOW)) == {raw["finding_id"]: True}


def test_changes_come_in_the_order_of_the_last_change(scene: Scene, anna: Tablet) -> None:
    one, two = anna.create(), anna.create()
    scene.send(anna, one, two)
    scene.send(anna, anna.edit(one, text="nytt"))
    assert list(gone(scene, 0)) == [two["finding_id"], one["finding_id"]]


def test_a_change_names_the_last_writer_of_each_field(scene: Scene, anna: Tablet) -> None:
    raw = anna.create(text="a")
    edit = anna.edit(raw, text="b")
    scene.send(anna, raw, edit)
    (change,) = changes_seen(scene.connection, scene.scope(COORDINATOR), after=0)
    assert change.writers == dict.fromkeys(raw["fields"], raw["op_id"]) | {"text": edit["op_id"]}


def test_late_findings_are_in_no_feed(left: Left) -> None:
    for after in (0, 1):
        assert left.late["finding_id"] not in gone(left.scene, after)


def test_the_last_change_is_the_newest_number_in_reach(scene: Scene, anna: Tablet) -> None:
    scope = scene.scope(COORDINATOR)
    assert last_change(scene.connection, scope) == 0
    raw = anna.create()
    (made,) = scene.send(anna, raw)
    assert last_change(scene.connection, scope) == made.rseq
    (taken,) = scene.send(anna, anna.withdraw(raw))
    assert last_change(scene.connection, scope) == taken.rseq
    assert last_change(scene.connection, scope, selection=Selection(place=ELSEWHERE)) == 0
    assert last_change(scene.connection, scope, selection=Selection(kind="safe")) == taken.rseq


@pytest.mark.parametrize("wish", [{}, {"kind": "safe"}, {"category": "litter"}, {"place": HERE}], ids=str)
def test_i9_who_follows_the_feed_ends_with_what_a_first_reader_gets(
    scene: Scene, anna: Tablet, wish: dict[str, Any]
) -> None:
    """Cursor safety, step by step: nothing is missed, whatever was changed between two readings."""
    selection = Selection(**wish)
    scope = scene.scope(COORDINATOR)
    view: dict[str, Finding] = {}
    cursor = 0
    one, two = anna.create(), anna.create(kind="safe", category="litter")
    withdrawal = anna.withdraw(two)
    calm = anna.edit(one, kind="safe")
    steps: list[list[dict[str, Any]]] = [
        [one],
        [two, calm],
        [withdrawal, anna.edit(one, category="litter")],
        [anna.restore(two, after=withdrawal)],
        [anna.edit(one, kind="unsafe", base={"kind": calm["op_id"]}), anna.withdraw(two)],
    ]
    for step in steps:
        for change in changes_seen(scene.connection, scope, after=cursor, selection=selection):
            _follow(view, change.finding, change.gone)
        cursor = last_change(scene.connection, scope)
        scene.send(anna, *step)
    for change in changes_seen(scene.connection, scope, after=cursor, selection=selection):
        _follow(view, change.finding, change.gone)
    assert sorted(view.values(), key=lambda item: item.number) == seen(scene, selection)


def _follow(view: dict[str, Finding], finding: Finding, is_gone: bool) -> None:
    view.pop(finding.finding_id, None)
    if not is_gone:
        view[finding.finding_id] = finding


# who sees what


@dataclass
class World:
    """Two places with two walks each, and in every walk the same: a pin, a withdrawn, a late, a restricted one."""

    scene: Scene
    walks: dict[str, Walk]
    tablets: dict[str, Tablet]

    def actors(self) -> Iterator[Actor]:
        """Give everybody who may ask, with and without limits."""
        for kind in get_args(ActorKind):
            for places in (frozenset[str](), {HERE}, {HERE, ELSEWHERE}, None):
                of_walk = self.walks["here 1"].walk_id
                for walk_id in (None, of_walk) if kind in {"leader", "participant"} else (None,):
                    yield Actor(kind, f"{kind}:1", places=places, walk_id=walk_id)
                    yield Actor(kind, f"{kind}:1", places=places, walk_id=walk_id, expires_at=NOW)


@pytest.fixture(scope="module")
def world(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Give two places in which everything has happened, for reading only."""
    folder = tmp_path_factory.mktemp("world")
    shutil.copyfile(prepared / FILE_NAME, folder / FILE_NAME)
    store = open_store(folder)
    with scene_in(store) as scene:
        names = {"here 1": HERE, "here 2": HERE, "elsewhere 1": ELSEWHERE, "elsewhere 2": ELSEWHERE}
        walks = {name: scene.plan(place) for name, place in names.items()}
        tablets = {name: scene.tablet(walk) for name, walk in walks.items()}
        for name, tablet in tablets.items():
            taken, stray = tablet.create(), tablet.operation("edit", scene.ids(), {"text": "vilsen"})
            scene.send(
                tablet, tablet.create(text=name), taken, tablet.withdraw(taken), stray, tablet.create(east_m=900)
            )
            scene.send(tablet, tablet.need(text=f"hemligt {name}"))
            scene.move_walk(tablet.device.walk_id, "compiling")
            scene.send(tablet, tablet.create(text=f"sen {name}"))
        yield World(scene, walks, tablets)
    store.close()


def expected(world: World, actor: Actor) -> set[str]:
    """Tell which walks' findings an actor may read, from the words of security.md and not from the code."""
    if actor.expires_at is not None or actor.kind in {"nobody", "outreach"}:
        return set()
    if actor.kind in {"administrator", "system"}:
        return set(world.walks)
    reach = {name for name, walk in world.walks.items() if actor.places is None or walk.place_code in actor.places}
    if actor.kind in {"leader", "participant"}:
        return {name for name in reach if world.walks[name].walk_id == actor.walk_id}
    return reach


def test_every_reader_stays_within_every_scope(world: World) -> None:
    """Each actor, with each set of places, expired or not, at each reader."""
    connection = world.scene.connection
    tried = 0
    for actor in world.actors():
        scope, reach = scope_of(actor, NOW), expected(world, actor)
        ids = {world.walks[name].walk_id for name in reach}
        count = len(reach)
        assert {item.text for item in findings_seen(connection, scope)} == reach, actor
        assert {item.finding.text for item in changes_seen(connection, scope, after=0)} == reach, actor
        again = changes_seen(connection, scope, after=1)
        assert sorted(item.gone for item in again) == [False] * count + [True] * count, actor
        assert {item.finding.walk_id for item in again} == ids, actor
        assert (last_change(connection, scope) > 0) == bool(reach), actor
        assert left_out(connection, scope) == LeftOut(count, count, count, count), actor
        assert findings_per_walk(connection, scope) == dict.fromkeys(ids, 1), actor
        assert {item.walk_id for item in walks_seen(connection, scope)} == ids, actor
        tried += 1
    assert tried == (6 + 2 * 2) * 4 * 2, "kinds, of which two may be on a walk; places; before and after the end"


def test_naming_another_place_or_walk_does_not_widen_a_scope(world: World) -> None:
    partner = scope_of(Actor("partner", "key:1", places={HERE}), NOW)
    for selection in (Selection(place=ELSEWHERE), Selection(walk=world.walks["elsewhere 1"].walk_id)):
        assert findings_seen(world.scene.connection, partner, selection=selection) == []
        assert changes_seen(world.scene.connection, partner, after=1, selection=selection) == []
        assert last_change(world.scene.connection, partner, selection=selection) == 0
        assert left_out(world.scene.connection, partner, selection=selection) == LeftOut()


def test_the_restricted_list_is_read_by_coordinator_and_outreach_for_their_places(world: World) -> None:
    for actor in world.actors():
        found = {item.text for item in restricted_findings(world.scene.connection, scope_of(actor, NOW))}
        allowed = actor.kind in {"coordinator", "outreach"} and actor.expires_at is None
        reach = {
            f"hemligt {name}"
            for name, walk in world.walks.items()
            if allowed and (actor.places is None or walk.place_code in actor.places)
        }
        assert found == reach, actor


# restricted: never, for nobody, in nothing else


READERS: dict[str, Callable[[Connection, Scope], object]] = {
    "findings_seen": findings_seen,
    "changes_seen at first": lambda connection, scope: changes_seen(connection, scope, after=0),
    "changes_seen since": lambda connection, scope: changes_seen(connection, scope, after=6),
    "last_change": last_change,
    "left_out": left_out,
    "findings_per_walk": findings_per_walk,
    "a restricted category": lambda connection, scope: findings_seen(
        connection, scope, selection=Selection(category="vulnerable_people")
    ),
}


def answers(scene: Scene, walk: Walk) -> dict[str, object]:
    """Ask every reader, as everybody."""
    found: dict[str, object] = {}
    for kind in get_args(ActorKind):
        for places in ({HERE}, None):
            actor = Actor(kind, f"{kind}:1", places=places, walk_id=walk.walk_id)
            for name, reader in READERS.items():
                found[f"{kind} {places} {name}"] = reader(scene.connection, scope_of(actor, NOW))
    return found


def everything_restricted(scene: Scene, tablet: Tablet) -> None:
    """Do all that can be done with a restricted finding: well, badly, in the wrong order, and again."""
    plain, edited, taken = tablet.need(), tablet.need(text="a"), tablet.need()
    broken, half = tablet.need(need="nothing"), tablet.create(need="contact", category=...)
    scene.send(tablet, plain, edited, taken, broken, half)
    scene.send(tablet, tablet.edit(edited, text="b"), tablet.withdraw(taken), plain)
    scene.send(tablet, tablet.edit(edited, kind="unsafe"), tablet.edit(edited, base={}, text="c"))
    scene.send(tablet, tablet.edit(broken, base={}, text="rättad"), tablet.edit(half, base={}, text="rättad"))
    scene.send(tablet, tablet.operation("edit", scene.ids(), {"need": "contact"}))
    ahead = tablet.need()
    parked = tablet.edit(ahead, base={"text": ahead["op_id"]}, text="före")
    scene.send(tablet, parked, ahead)
    refused = tablet.need()
    scene.send(tablet, tablet.edit(refused, base={}, category="litter"), refused)


def test_no_reader_gives_a_restricted_finding_or_a_number_made_of_one(scene: Scene, walk: Walk, anna: Tablet) -> None:
    scene.send(anna, anna.create(), anna.create(kind="safe"), anna.create(east_m=900))
    before = answers(scene, walk)
    everything_restricted(scene, anna)
    assert len(scene.restricted()) == 4
    assert answers(scene, walk) == before


def test_a_restricted_finding_takes_no_number(scene: Scene, anna: Tablet) -> None:
    scene.send(anna, anna.create(), anna.need(), anna.create())
    assert numbers(scene.findings()) == [1, 2]


def test_a_restricted_finding_stores_neither_point_light_name_nor_kind(scene: Scene, anna: Tablet) -> None:
    raw = anna.create(category="vulnerable_people", need="contact", text="Behöver värme", severity=4, accuracy_m=3)
    (result,) = scene.send(anna, raw)
    assert (result.result, result.reason) == ("applied", "restricted_reduced")
    row = scene.row(raw)
    assert row is not None
    kept = {name: value for name, value in row._mapping.items() if value is not None}
    empty = {"kind", "severity", "longitude", "latitude", "accuracy_m", "position_method", "light", "near", "number"}
    assert not empty & set(kept)
    assert (row.need, row.text, row.restricted) == ("contact", "Behöver värme", True)
    assert set(scene.logged(raw).fields) == {"category", "need", "text", "observed_at"}


def test_the_restricted_list_is_the_latest_first_without_withdrawn_ones(scene: Scene, anna: Tablet) -> None:
    early = anna.need(text="tidig", observed_at=(NOW - timedelta(hours=1)).isoformat())
    late, taken = anna.need(text="sen"), anna.need(text="tagen tillbaka")
    scene.send(anna, early, late, taken, anna.withdraw(taken))
    assert [item.text for item in scene.restricted()] == ["sen", "tidig"]
    assert [item.text for item in scene.restricted(OUTREACH)] == ["sen", "tidig"]
    assert scene.restricted(SYSTEM) == scene.restricted(NOBODY) == []
    (first, _) = scene.restricted()
    assert (first.place_code, first.need, first.observed_at, first.demo) == (HERE, "contact", NOW, False)


def test_the_ground_is_asked_nothing_about_a_restricted_finding(scene: Scene, anna: Tablet) -> None:
    asked: list[str] = []

    class Listening(FlatGround):
        def distance_m(self, longitude: float, latitude: float) -> float:
            asked.append("distance")
            return super().distance_m(longitude, latitude)

        def near(self, longitude: float, latitude: float) -> str | None:
            asked.append("near")
            return super().near(longitude, latitude)

    listening = replace(scene, ground=Listening())
    raw = anna.create(category="vulnerable_people", need="contact")
    listening.send(anna, raw, anna.edit(raw, text="b"))
    assert asked == []
    listening.send(anna, anna.create())
    assert asked == ["distance", "near"]
