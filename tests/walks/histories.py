"""Random evenings: what several tablets do to some findings, and the ways in which it may reach the server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.walks.scene import Scene, Tablet, lonlat, scene_in
from walks.store import Store

PARTICIPANTS = ("anna", "bo")
CREW = (*PARTICIPANTS, "leader")
VALUES: dict[str, Sequence[Any]] = {
    "text": ("mörkt", "Släckt lykta", None),
    "severity": (1, 4, None),
    "kind": ("unsafe", "safe"),
    "category": ("lighting", "litter"),
    "accuracy_m": (3.0, 12),
    "observed_at": ("2026-11-26T17:00:00Z", "2026-11-26T10:00:00+01:00"),
    "point": (20.0, 60.0, 90.0),
}
BROKEN = ({"east_m": 450.0}, {"category": "nothing"}, {"kind": "safe", "severity": 3}, {"observed_at": "yesterday"})


@dataclass(frozen=True)
class Act:
    """What somebody does: `on` counts the findings, `seen` picks the word that the writer had seen on the field."""

    who: str
    kind: str
    on: int = 0
    name: str = "text"
    value: Any = None
    seen: int = 0
    broken: int | None = None


@dataclass
class Evening:
    """Operations in the order in which they were made, each with who made it."""

    made: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def of(self, who: str) -> list[dict[str, Any]]:
        """Give the operations of one tablet."""
        return [raw for name, raw in self.made if name == who]


@st.composite
def acts(draw: DrawFn, *, broken: bool = True, restricted: bool = True, most: int = 9) -> list[Act]:
    """Draw an evening: some findings first in line, then whatever people do to them."""
    creates = draw(st.integers(1, 2))
    done: list[Act] = []
    for number in range(creates):
        kinds = ["create", "need"] if restricted else ["create"]
        fault = draw(st.none() | st.integers(0, len(BROKEN) - 1)) if broken else None
        done.append(Act(draw(st.sampled_from(PARTICIPANTS)), draw(st.sampled_from(kinds)), on=number, broken=fault))
    for _ in range(draw(st.integers(1, most))):
        kind = draw(st.sampled_from(["edit"] * 6 + ["withdraw", "restore", *(["astray"] if broken else [])]))
        name = draw(st.sampled_from(sorted(VALUES)))
        who = draw(st.sampled_from(CREW))
        value = draw(st.sampled_from(VALUES[name]))
        done.append(Act(who, kind, draw(st.integers(0, creates - 1)), name, value, draw(st.integers(0, 4))))
    return done


def make(tablets: dict[str, Tablet], done: Sequence[Act]) -> Evening:
    """Turn acts into operations. Whoever changes a field had seen some earlier word on it, or none."""
    evening = Evening()
    creates: list[dict[str, Any]] = []
    for act in done:
        tablet = tablets[act.who]
        if act.kind in {"create", "need"}:
            raw = _create(tablet, act)
            creates.append(raw)
        else:
            raw = _change(tablet, act, creates[act.on], evening)
        evening.made.append((act.who, raw))
    return evening


def _create(tablet: Tablet, act: Act) -> dict[str, Any]:
    if act.kind == "need":
        return tablet.need(text="Behöver värme", **({} if act.broken is None else {"need": "nothing"}))
    fault: dict[str, Any] = {} if act.broken is None else BROKEN[act.broken]
    return tablet.create(**({"text": "Här"} | fault))


def _change(tablet: Tablet, act: Act, create: dict[str, Any], evening: Evening) -> dict[str, Any]:
    on = create["finding_id"]
    if act.kind == "withdraw":
        return tablet.operation("withdraw", on, {}, base=_seen(evening, on, ["withdrawn"], act.seen))
    if act.kind == "restore":
        return tablet.operation("restore", on, {}, base=_seen(evening, on, ["withdrawn"], act.seen))
    if act.kind == "astray":
        longitude, latitude = lonlat(900)
        fields: dict[str, Any] = {"longitude": longitude, "latitude": latitude}
    elif act.name == "point":
        longitude, latitude = lonlat(act.value)
        fields = {"longitude": longitude, "latitude": latitude}
    else:
        fields = {act.name: act.value}
    fields = {name: value for name, value in fields.items() if value is not None or name in {"text", "severity"}}
    return tablet.operation("edit", on, fields, base=_seen(evening, on, list(fields), act.seen))


def _seen(evening: Evening, on: str, names: Sequence[str], pick: int) -> dict[str, str]:
    """Pick one of the words on these fields that were said before: the last one, the one before it, or none."""
    toggles = {"withdraw", "restore"}
    said = [
        raw["op_id"]
        for _, raw in evening.made
        if raw["finding_id"] == on
        and (raw["kind"] in toggles if names == ["withdrawn"] else set(names) & set(raw["fields"]))
    ]
    return dict.fromkeys(names, said[-1 - pick]) if pick < len(said) else {}


@dataclass(frozen=True)
class Delivery:
    """A way for an evening to reach the server: which operation when, and where one batch ends."""

    order: Sequence[int]
    cuts: Sequence[bool]


@st.composite
def deliveries(draw: DrawFn, count: int, *, again: int = 3) -> Delivery:
    """Draw any order of `count` operations, some of them more than once, in any batches."""
    doubled = draw(st.lists(st.integers(0, count - 1), max_size=again))
    order = draw(st.permutations([*range(count), *doubled]))
    return Delivery(order, draw(st.lists(st.booleans(), min_size=len(order), max_size=len(order))))


def deliver(scene: Scene, tablets: dict[str, Tablet], evening: Evening, way: Delivery) -> None:
    """Send an evening's operations in one of the ways."""
    batch: list[dict[str, Any]] = []
    sender = ""
    for number, cut in zip(way.order, way.cuts, strict=True):
        who, raw = evening.made[number]
        if batch and (cut or who != sender):
            scene.send(tablets[sender], *batch)
            batch = []
        sender = who
        batch.append(raw)
    if batch:
        scene.send(tablets[sender], *batch)


def let_in(scene: Scene) -> dict[str, Tablet]:
    """Let two participants and a leader join a new walk."""
    walk = scene.plan()
    return {name: scene.tablet(walk, "leader" if name == "leader" else "participant") for name in CREW}


@dataclass
class Crew:
    """A store in which two participants and a leader have joined a walk, for as many evenings as a test wants."""

    store: Store
    tablets: dict[str, Tablet]
    given: int

    @contextmanager
    def begin(self) -> Iterator[tuple[Scene, dict[str, Tablet]]]:
        """Begin an evening anew, with the same identifiers each time; nothing of it is left afterwards."""
        with scene_in(self.store) as scene:
            scene.ids.given = self.given
            yield scene, {name: Tablet(item.device, scene.ids, scene.clock) for name, item in self.tablets.items()}

    @contextmanager
    def evening(self, done: Sequence[Act]) -> Iterator[tuple[Scene, dict[str, Tablet], Evening]]:
        """Begin an evening with what the acts make of it."""
        with self.begin() as (scene, tablets):
            yield scene, tablets, make(tablets, done)
