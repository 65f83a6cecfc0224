"""The invariants of sync.md over random evenings: what several tablets do, in whatever order and pieces it arrives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.walks.histories import CREW, Act, Crew, Delivery, Evening, acts, deliver, deliveries
from tests.walks.scene import COORDINATOR, Scene, Tablet
from walks.finding import Finding
from walks.store import log
from walks.store.exchange import raw_of
from walks.store.findings import Selection, changes_seen, findings_seen
from walks.store.log import Head, canonical
from walks.store.projection import RULES
from walks.store.tables import conflicts, findings, operations
from walks.sync.batch import Result
from walks.sync.operation import reduced

Standing = dict[str, tuple[bool, bool, bool, str | None, dict[str, set[str]]]]


def standing(scene: Scene) -> tuple[Standing, set[tuple[str, str]]]:
    """Tell what the order of arrival must not change.

    Of each finding whether it is withdrawn, restricted, late and whose; of each of its fields the operations whose
    words stand, shown or beside; and what still waits for whom. The values follow from the operations.
    """
    found: Standing = {}
    for row in scene.connection.execute(select(findings)):
        words = {name: {op_id} for name, op_id in row.writers.items()}
        found[row.finding_id] = (row.withdrawn, row.restricted, row.late, row.device_id, words)
    beside = select(conflicts.c.finding_id, conflicts.c.field, operations.c.op_id)
    for row in scene.connection.execute(beside.join(operations, operations.c.rseq == conflicts.c.rseq)):
        found[row.finding_id][4].setdefault(row.field, set()).add(row.op_id)
    return found, scene.waiting()


def in_order(count: int) -> Delivery:
    """Give the way in which each operation comes by itself, as it was made."""
    return Delivery(list(range(count)), [True] * count)


@given(st.data())
def test_i11_any_order_partition_or_duplication_ends_the_same(crew: Crew, data: st.DataObject) -> None:
    done = data.draw(acts(most=8))
    ends = []
    for way in (in_order(len(done)), data.draw(deliveries(len(done)))):
        with crew.evening(done) as (scene, tablets, evening):
            deliver(scene, tablets, evening, way)
            ends.append(standing(scene))
    assert ends[0] == ends[1]


def answered(raws: Sequence[Mapping[str, Any]], by: Mapping[str, str]) -> set[tuple[str | None, str]]:
    """Tell which words were answered: operation and field, by somebody whose change is allowed and who had seen it.

    Who had seen what was refused had seen what that one was written upon.
    """
    made = {raw["op_id"]: raw for raw in raws}
    found = set()
    for raw in raws:
        for name in raw["base"]:
            seen = raw["base"][name]
            while seen is not None and not _counts(made[seen], by):
                seen = made[seen]["base"].get(name)
            if _counts(raw, by):
                found.add((seen, name))
    return found


def _counts(raw: Mapping[str, Any], by: Mapping[str, str]) -> bool:
    owner, crossing = by[raw["finding_id"]], "restricted " + raw["finding_id"] in by
    is_own = raw["device_id"] in {owner, by["leader"]}
    within = not crossing or set(raw["fields"]) <= {"text", "observed_at"} or raw["kind"] == "create"
    return is_own and within


@given(st.data())
def test_i3_every_word_that_nobody_who_had_seen_it_replaced_still_stands(crew: Crew, data: st.DataObject) -> None:
    """Against a definition of its own, over the operations alone: no state, no order."""
    done = data.draw(acts(broken=False, most=8))
    with crew.evening(done) as (scene, tablets, evening):
        deliver(scene, tablets, evening, data.draw(deliveries(len(done))))
        raws = [raw for _, raw in evening.made]
        by = {raw["finding_id"]: raw["device_id"] for raw in raws if raw["kind"] == "create"}
        by |= {f"restricted {raw['finding_id']}": "" for raw in raws if "need" in raw["fields"]}
        by["leader"] = tablets["leader"].device.device_id
        gone = answered(raws, by)
        expected = {
            (raw["finding_id"], name, raw["op_id"])
            for raw in raws
            if _counts(raw, by) and raw["kind"] in {"create", "edit"}
            for name in raw["fields"]
            if (raw["op_id"], name) not in gone
        }
        found, waiting = standing(scene)
        stands = {
            (finding_id, name, op_id)
            for finding_id, (*_, words) in found.items()
            for name, op_ids in words.items()
            for op_id in op_ids
            if name != "withdrawn"
        }
        assert expected <= stands, "a word was silently overwritten"
        shown_yet_answered = {(finding_id, name) for finding_id, name, op_id in stands - expected}
        assert not shown_yet_answered, "a word still stands that its readers replaced"
        assert all(outcome == "quarantined" for _, outcome in waiting), "I7: all has come, and something still waits"


@given(st.data())
def test_i5_a_finding_is_withdrawn_exactly_as_long_as_one_withdrawal_is_unanswered(
    crew: Crew, data: st.DataObject
) -> None:
    done = data.draw(acts(broken=False, restricted=False, most=8))
    with crew.evening(done) as (scene, tablets, evening):
        deliver(scene, tablets, evening, data.draw(deliveries(len(done))))
        raws = [raw for _, raw in evening.made]
        by = {raw["finding_id"]: raw["device_id"] for raw in raws if raw["kind"] == "create"}
        by["leader"] = tablets["leader"].device.device_id
        gone = answered(raws, by)
        left = {
            raw["finding_id"]
            for raw in raws
            if raw["kind"] == "withdraw" and _counts(raw, by) and (raw["op_id"], "withdrawn") not in gone
        }
        found, _ = standing(scene)
        assert {finding_id for finding_id, (withdrawn, *_) in found.items() if withdrawn} == left
        assert {item.finding_id for item in scene.findings()} == found.keys() - left


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=4)
    | st.sampled_from(["\ud800", 10**400]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=5,
)


@st.composite
def spoilt(draw: st.DrawFn, raw: dict[str, Any]) -> object:
    """Draw what can become of an operation on a bad day: other identity, something missing, something foreign in it."""
    name = draw(st.sampled_from([*sorted(raw), *sorted(raw["fields"])]))
    value = draw(JUNK)
    fields = {**raw["fields"], name: value} if name in raw["fields"] else raw["fields"]
    whole = {**raw, "fields": fields} if name in raw["fields"] else {**raw, name: value}
    return draw(st.sampled_from([whole, {key: each for key, each in whole.items() if key != name}, value]))


@st.composite
def desk(draw: st.DrawFn) -> dict[int, str]:
    """Draw what the desk does, and before which batch."""
    return draw(st.dictionaries(st.integers(0, 6), st.sampled_from(["close", "anna", "bo", "leader"]), max_size=2))


def interfere(scene: Scene, tablets: dict[str, Tablet], step: str) -> None:
    walk = scene.walk(tablets["anna"].device.walk_id)
    if step == "close" and walk.takes_findings:
        scene.move_walk(walk.walk_id, *([] if walk.state == "under_way" else ["under_way"]), "compiling")
    elif step in tablets:
        scene.revoke(tablets[step])


@given(st.data())
def test_i1_i2_i22_whatever_comes_is_in_the_log_exactly_once_whatever_else_happens(
    crew: Crew, data: st.DataObject
) -> None:
    """Also when it is spoilt, doubled, late, of a revoked device or by the wrong one (I14)."""
    done = data.draw(acts(most=6))
    steps = data.draw(desk())
    with crew.evening(done) as (scene, tablets, evening):
        raws: list[object] = [raw for _, raw in evening.made]
        raws += [data.draw(spoilt(raw)) for _, raw in data.draw(st.lists(st.sampled_from(evening.made), max_size=3))]
        sent: list[tuple[object, Result]] = []
        before = len(scene.log())
        for number in range(data.draw(st.integers(2, 4))):
            interfere(scene, tablets, steps.get(number, ""))
            batch = data.draw(st.lists(st.sampled_from(raws), max_size=6)) if number else raws
            answers = scene.send(tablets[data.draw(st.sampled_from(CREW))], *batch)
            assert len(answers) == len(batch)
            sent += zip(batch, answers, strict=True)
        _check_kept(scene, sent, before)


def _check_kept(scene: Scene, sent: Sequence[tuple[object, Result]], before: int) -> None:
    rows = {row.rseq: row for row in scene.log()}
    told: dict[bytes, set[int]] = {}
    for raw, result in sent:
        assert result.result in {"applied", "merged", "conflict", "duplicate", "parked", "late", "quarantined"}
        kept, meant = raw_of(rows[result.rseq]), reduced(raw)[0]
        told.setdefault(canonical(meant), set()).add(result.rseq)
        if isinstance(meant, dict) and isinstance(kept, dict):
            empty: dict[str, Any] = {"base": {}, "fields": {}, "photos": []}
            refused = any(fault["code"] == "restricted_change" for fault in rows[result.rseq].reason)
            assert canonical(kept) == canonical({**empty, **meant} | ({"fields": kept["fields"]} if refused else {}))
        else:
            assert canonical(kept) == canonical(meant)
    assert all(len(numbers) == 1 for numbers in told.values()), "one operation under two numbers"
    added = [row for row in list(rows.values())[before:] if row.kind not in RULES]
    assert {row.rseq for row in added} == {rseq for numbers in told.values() for rseq in numbers}
    assert log.faults(scene.connection) == []


@given(st.data())
def test_i15_what_is_spoilt_changes_nothing_for_what_is_not(crew: Crew, data: st.DataObject) -> None:
    """Broken neighbours that name nothing of the others: in the same batches, before, between and after."""
    done = data.draw(acts(broken=False, most=6))
    spots = data.draw(st.dictionaries(st.integers(0, len(done)), st.lists(JUNK, min_size=1, max_size=2), max_size=4))
    ends: list[tuple[Standing, list[Any]]] = []
    for troubled in (False, True):
        with crew.evening(done) as (scene, tablets, evening):
            outcomes = []
            for number, (who, raw) in enumerate(evening.made):
                junk = spots.get(number, []) if troubled else []
                outcomes.append(scene.send(tablets[who], *junk, raw, *junk)[len(junk)].result)
            found, _ = standing(scene)
            ends.append((found, outcomes))
    assert ends[0] == ends[1]


@given(st.data())
def test_i13_nothing_that_is_sent_to_another_walk_changes_this_one(crew: Crew, data: st.DataObject) -> None:
    """Somebody elsewhere, a leader even, who knows every identifier of this walk."""
    done = data.draw(acts(most=5))
    copies = data.draw(st.lists(st.integers(0, len(done) - 1), min_size=1, max_size=4))
    ends = []
    for attacked in (False, True):
        with crew.evening(done) as (scene, tablets, evening):
            stranger = scene.tablet(scene.plan("stureplan"), "leader")
            deliver(scene, tablets, evening, in_order(len(done)))
            for number in copies if attacked else ():
                raw = evening.made[number][1]
                scene.send(stranger, raw)
                for kind in ("create", "edit", "withdraw", "restore"):
                    fields = {} if kind in {"withdraw", "restore"} else {**raw["fields"], "text": "övertagen"}
                    base = {"text": raw["op_id"], "withdrawn": raw["op_id"]}
                    scene.send(stranger, stranger.operation(kind, raw["finding_id"], fields, base=base))
            ends.append(_of_walk(scene, tablets["anna"].device.walk_id))
    assert ends[0] == ends[1]


def _of_walk(scene: Scene, walk_id: str) -> list[Any]:
    rows = scene.connection.execute(select(findings).where(findings.c.walk_id == walk_id)).all()
    waits = [row for row in scene.tables()["waiting"] if scene.log()[row[0] - 1].walk_id == walk_id]
    return [*rows, *waits, *scene.tables()["conflicts"]]


@given(st.data())
def test_i9_who_follows_the_feed_from_cursor_to_cursor_misses_nothing(crew: Crew, data: st.DataObject) -> None:
    done = data.draw(acts(most=6))
    selection = data.draw(st.sampled_from([Selection(), Selection(kind="unsafe"), Selection(category="lighting")]))
    with crew.evening(done) as (scene, tablets, evening):
        scope = scene.scope(COORDINATOR)
        view: dict[str, Finding] = {}
        cursor = Head(0, "")
        for number in data.draw(deliveries(len(done))).order:
            who, raw = evening.made[number]
            scene.send(tablets[who], raw)
            if data.draw(st.booleans()):
                continue
            for change in changes_seen(scene.connection, scope, after=cursor.seq, selection=selection):
                view.pop(change.finding.finding_id, None)
                if not change.gone:
                    view[change.finding.finding_id] = change.finding
            cursor = log.head(scene.connection)
            assert sorted(view.values(), key=_number) == findings_seen(scene.connection, scope, selection=selection)


def _number(finding: Finding) -> int:
    return finding.number


@given(st.data(), st.integers(-10, 10))
def test_i12_a_tablet_whose_clock_is_years_off_and_says_so_ends_the_same(
    crew: Crew, data: st.DataObject, years: int
) -> None:
    """What the tablet's clock shows moves, and with it what it says that it is off."""
    done = data.draw(acts(broken=False, restricted=False, most=5))
    ends = []
    for off in (0, years):
        with crew.evening(done) as (scene, tablets, evening):
            shifted = Evening([(who, _shifted(raw, off)) for who, raw in evening.made])
            deliver(scene, tablets, shifted, in_order(len(done)))
            rows = scene.connection.execute(select(findings).order_by(findings.c.finding_id)).all()
            ends.append((rows, standing(scene)))
    assert ends[0] == ends[1]


def _shifted(raw: dict[str, Any], years: int) -> dict[str, Any]:
    off = timedelta(days=365 * years)

    def moved(value: str) -> str:
        return (datetime.fromisoformat(value) + off).isoformat()

    fields = {**raw["fields"]}
    if "observed_at" in fields:
        fields["observed_at"] = moved(fields["observed_at"])
    offset = -round(off.total_seconds() * 1000)
    return {**raw, "fields": fields, "client_time": moved(raw["client_time"]), "clock_offset_ms": offset}


def test_the_evenings_of_these_properties_hold_what_they_should(crew: Crew) -> None:
    """A property over evenings in which nothing happens would prove nothing."""
    done = [
        Act("anna", "create"),
        Act("bo", "create", on=1, broken=0),
        Act("anna", "edit", name="text", value="mörkt"),
        Act("leader", "edit", name="text", value="Släckt lykta", seen=1),
        Act("bo", "edit", name="text", value="mörkt"),
        Act("bo", "edit", on=1, name="point", value=20.0),
        Act("leader", "withdraw", on=1),
    ]
    with crew.evening(done) as (scene, tablets, evening):
        outcomes = [scene.outcomes(tablets[who], raw)[0] for who, raw in evening.made]
    expected = ["applied", "quarantined", "applied", "conflict", "quarantined", "applied", "applied"]
    assert outcomes == expected
