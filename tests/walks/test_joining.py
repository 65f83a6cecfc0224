from __future__ import annotations

from datetime import timedelta

import pytest

from tests.walks.scene import NOW, SECRET, Scene, Tablet
from walks.access import SYSTEM, scope_of
from walks.errors import NotFound
from walks.joining import delivers_until, device_actor, join_walk, works_until
from walks.sharing import hand_out, revoke, standing
from walks.store.walks import Device, find_device
from walks.walk import Walk


def secret(scene: Scene, walk: Walk, purpose: str) -> str:
    (found,) = standing(scene.connection, server_secret=SECRET, now=NOW, walk_id=walk.walk_id, purpose=purpose)
    return found.secret


def join(scene: Scene, typed: str, group: str | None = None) -> tuple[Walk, Device]:
    return join_walk(scene.connection, typed, group=group, now=scene.clock.now, new_id=scene.ids)


@pytest.mark.parametrize(
    ("purpose", "role"), [("participant", "participant"), ("join", "participant"), ("leader", "leader")]
)
def test_a_code_or_link_gives_the_role_that_it_was_made_for(scene: Scene, walk: Walk, purpose: str, role: str) -> None:
    found, device = join(scene, secret(scene, walk, purpose), "Grupp 2")
    assert found == walk
    assert (device.role, device.walk_id, device.group_label, device.joined_at) == (role, walk.walk_id, "Grupp 2", NOW)
    assert device.revoked_at is None
    assert find_device(scene.connection, device.device_id) == device


def test_a_code_is_forgiven_its_case_and_spaces(scene: Scene, walk: Walk) -> None:
    code = secret(scene, walk, "participant")
    assert join(scene, f" {code[:4].lower()} {code[4:]} ")[0] == walk


def test_every_join_gives_a_new_identity(scene: Scene, walk: Walk) -> None:
    code = secret(scene, walk, "participant")
    one, two = join(scene, code)[1], join(scene, code)[1]
    assert one.device_id != two.device_id


def test_joining_is_one_row_of_the_log_by_the_device_itself(scene: Scene, walk: Walk) -> None:
    before = len(scene.log())
    _, device = join(scene, secret(scene, walk, "participant"))
    (row,) = scene.log()[before:]
    assert (row.kind, row.subject, row.actor) == ("device_joined", device.device_id, f"device:{device.device_id}")
    assert row.device_id is None, "joining is no operation of the device's own sequence"


@pytest.mark.parametrize("wrong", ["", "AAAAAAAA", "x" * 64])
def test_a_wrong_code_joins_nothing(scene: Scene, walk: Walk, wrong: str) -> None:
    with pytest.raises(NotFound):
        join(scene, wrong)


@pytest.mark.parametrize("purpose", ["partner", "setup", "coordinator", "outreach"])
def test_a_link_of_another_purpose_joins_no_walk(scene: Scene, walk: Walk, purpose: str) -> None:
    made = hand_out(
        scene.connection,
        SYSTEM,
        purpose=purpose,
        walk_id=walk.walk_id,
        server_secret=SECRET,
        now=NOW,
        new_id=scene.ids,
    )
    with pytest.raises(NotFound):
        join(scene, made.secret)


def test_a_revoked_code_joins_nothing(scene: Scene, walk: Walk) -> None:
    (made,) = standing(scene.connection, server_secret=SECRET, now=NOW, walk_id=walk.walk_id, purpose="participant")
    revoke(scene.connection, SYSTEM, made.key.key_id, now=NOW, new_id=scene.ids)
    with pytest.raises(NotFound):
        join(scene, made.secret)


@pytest.mark.parametrize("states", [("under_way", "compiling"), ("cancelled",)], ids=["compiled", "cancelled"])
def test_nobody_joins_a_walk_that_has_ended(scene: Scene, walk: Walk, states: tuple[str, ...]) -> None:
    code = secret(scene, walk, "participant")
    scene.move_walk(walk.walk_id, *states)
    before = len(scene.log())
    with pytest.raises(NotFound):
        join(scene, code)
    assert len(scene.log()) == before


def test_a_device_sees_its_walk_for_12_hours_after_the_close(scene: Scene, walk: Walk, anna: Tablet) -> None:
    assert works_until(walk) is None
    ended = scene.move_walk(walk.walk_id, "under_way", "compiling")
    assert works_until(ended) == NOW + timedelta(hours=12)
    actor = device_actor(anna.device, ended)
    assert scope_of(actor, NOW + timedelta(hours=12, seconds=-1)).walks == frozenset({walk.walk_id})
    assert scope_of(actor, NOW + timedelta(hours=12)).walks == frozenset()


def test_a_device_may_hand_in_what_it_holds_for_30_days_more(scene: Scene, walk: Walk) -> None:
    assert delivers_until(walk) is None
    ended = scene.move_walk(walk.walk_id, "under_way", "compiling")
    assert delivers_until(ended) == NOW + timedelta(days=30, hours=12)


def test_a_later_step_of_the_coordinator_does_not_open_the_walk_to_its_devices_again(
    scene: Scene, walk: Walk, anna: Tablet
) -> None:
    scene.move_walk(walk.walk_id, "under_way", "compiling")
    scene.clock.move(days=60)
    closed = scene.move_walk(walk.walk_id, "protocol", "closed")
    assert works_until(closed) == NOW + timedelta(hours=12)
    assert scene.scope_of_tablet(anna).walks == frozenset()


def test_a_device_sees_its_own_walk_and_no_other(scene: Scene, walk: Walk, anna: Tablet, leader: Tablet) -> None:
    for tablet, kind in ((anna, "participant"), (leader, "leader")):
        actor = device_actor(tablet.device, walk)
        assert (actor.kind, actor.places, actor.walk_id) == (kind, {"tessinparken"}, walk.walk_id)
        assert scene.scope_of_tablet(tablet).device_id == tablet.device.device_id


def test_a_revoked_device_sees_nothing_from_that_moment(scene: Scene, anna: Tablet) -> None:
    scene.revoke(anna)
    scope = scene.scope_of_tablet(anna)
    assert (scope.places, scope.walks, scope.texts) == (frozenset(), frozenset(), False)


def test_a_device_that_the_server_does_not_know_is_not_found(scene: Scene) -> None:
    assert find_device(scene.connection, "nothing") is None
