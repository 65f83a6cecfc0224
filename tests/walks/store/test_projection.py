from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.walks.ground_examples import square, well
from tests.walks.scene import NOW, SECRET, Scene, Tablet
from walks.access import SYSTEM
from walks.placing import change_place, replace_basemap
from walks.sharing import hand_out, revoke, use_setup
from walks.store import facts
from walks.store.keys import key
from walks.store.log import Entry, head
from walks.store.projection import RULES, project, record, time_text
from walks.store.walks import find_device
from walks.walk import Walk


def test_recording_logs_an_operation_and_gives_its_number(scene: Scene, walk: Walk) -> None:
    before = head(scene.connection).seq
    entry = Entry(
        op_id=scene.ids(), actor="system", at=NOW, kind="walk_moved", subject=walk.walk_id, fields={"state": "invited"}
    )
    assert record(scene.connection, entry) == before + 1
    assert scene.log()[-1].op_id == entry.op_id
    assert scene.walk(walk.walk_id).state == "invited"


def test_a_kind_without_a_rule_is_an_error_and_not_a_silent_row(scene: Scene) -> None:
    entry = Entry(op_id=scene.ids(), actor="system", at=NOW, kind="unheard_of", subject="x")
    with pytest.raises(KeyError):
        project(scene.connection, entry, rseq=1)


def test_no_device_can_send_an_operation_of_the_desks_kinds(scene: Scene, anna: Tablet, walk: Walk) -> None:
    """Or a tablet could move the walk or make itself a key when the log is read again."""
    for kind in RULES:
        raw = anna.operation(kind, walk.walk_id, {"state": "closed"})
        scene.send(anna, raw)
        assert scene.logged(raw).kind == "unreadable"
    assert scene.walk(walk.walk_id).state == "planned"


def test_every_rule_changes_the_tables_as_the_desk_sees_them(scene: Scene, walk: Walk) -> None:
    """One pass through all of the desk's kinds, each seen in the table that it is about."""
    tablet = scene.tablet(walk)
    made = hand_out(scene.connection, SYSTEM, purpose="setup", server_secret=SECRET, now=NOW, new_id=scene.ids)
    use_setup(scene.connection, made.secret, now=NOW, new_id=scene.ids)
    revoke(scene.connection, SYSTEM, made.key.key_id, now=NOW, new_id=scene.ids)
    scene.revoke(tablet)
    scene.move_walk(walk.walk_id, "cancelled")
    parken = change_place(
        scene.connection,
        SYSTEM,
        "tessinparken",
        name="Parken",
        kind="collaboration",
        boundary=square(),
        valid_from=NOW.date(),
        now=NOW,
        new_id=scene.ids,
    )
    drawn = replace_basemap(scene.connection, SYSTEM, "tessinparken", basemap=well(), now=NOW, new_id=scene.ids)
    assert (parken.name, parken.area.kind, parken.version) == ("Parken", "collaboration", 2)
    assert drawn.attribution == well().attribution
    found, device = key(scene.connection, made.key.key_id), find_device(scene.connection, tablet.device.device_id)
    assert found is not None
    assert device is not None
    assert (found.used_at, found.revoked_at, device.revoked_at) == (NOW, NOW, NOW)
    assert scene.walk(walk.walk_id).state == "cancelled"
    assert {row.kind for row in scene.log()} == set(RULES) - {"demo_removed"}


def test_a_time_is_written_in_utc_whatever_clock_told_it() -> None:
    assert time_text(datetime(2026, 7, 1, 18, 0, tzinfo=ZoneInfo("Europe/Stockholm"))) == "2026-07-01T16:00:00.000000Z"
    assert time_text(NOW + timedelta(microseconds=1)) == "2026-11-26T17:42:00.000001Z"
    with pytest.raises(ValueError, match="no time zone"):
        time_text(datetime(2026, 7, 1))


def test_facts_are_written_over_read_and_forgotten(scene: Scene) -> None:
    facts.write(scene.connection, "a", "1")
    facts.write(scene.connection, "a", "2")
    assert facts.read(scene.connection, "a") == "2"
    facts.forget(scene.connection, "a")
    facts.forget(scene.connection, "a")
    assert facts.read(scene.connection, "a") is None
