from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.walks.scene import NOW, SECRET, Scene, Tablet
from walks.access import ADMINISTRATOR, Actor, ActorKind
from walks.errors import InvalidWalk, NotFound
from walks.planning import move_walk, plan_walk
from walks.sharing import revoke, standing
from walks.store import facts
from walks.store.walks import walks_seen
from walks.walk import Walk


def plan(scene: Scene, actor: Actor, *, place: str = "stureplan", starts_at: datetime = NOW) -> Walk:
    return plan_walk(
        scene.connection,
        actor,
        place_code=place,
        starts_at=starts_at,
        server_secret=SECRET,
        now=scene.clock.now,
        new_id=scene.ids,
    )


def purposes(scene: Scene, walk: Walk) -> list[str]:
    found = standing(scene.connection, server_secret=SECRET, now=NOW, walk_id=walk.walk_id)
    return sorted(item.key.purpose for item in found)


def test_a_planned_walk_has_a_place_a_start_and_a_code_for_each_role(scene: Scene) -> None:
    walk = plan(scene, ADMINISTRATOR)
    assert (walk.place_code, walk.starts_at, walk.state, walk.state_since) == ("stureplan", NOW, "planned", NOW)
    assert (walk.format, walk.demo, walk.ended_at) == ("open", False, None)
    assert purposes(scene, walk) == ["join", "leader", "participant"]


def test_a_start_told_by_the_clock_of_stockholm_is_kept_in_utc(scene: Scene) -> None:
    local = datetime(2026, 7, 1, 18, 0, tzinfo=ZoneInfo("Europe/Stockholm"))
    walk = plan(scene, ADMINISTRATOR, starts_at=local)
    assert walk.starts_at == local
    assert walk.starts_at.isoformat() == "2026-07-01T16:00:00+00:00"


def test_a_start_without_a_zone_is_refused(scene: Scene) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        plan(scene, ADMINISTRATOR, starts_at=datetime(2026, 7, 1, 18, 0))


def test_the_place_is_shared_with_its_partners_once(scene: Scene) -> None:
    plan(scene, ADMINISTRATOR)
    plan(scene, ADMINISTRATOR)
    links = standing(scene.connection, server_secret=SECRET, now=NOW, purpose="partner", place_code="stureplan")
    assert len(links) == 1
    assert links[0].key.walk_id is None


def test_a_place_whose_link_was_revoked_is_shared_anew_with_the_next_walk(scene: Scene) -> None:
    plan(scene, ADMINISTRATOR)
    (first,) = standing(scene.connection, server_secret=SECRET, now=NOW, purpose="partner", place_code="stureplan")
    revoke(scene.connection, ADMINISTRATOR, first.key.key_id, now=NOW, new_id=scene.ids)
    plan(scene, ADMINISTRATOR)
    (second,) = standing(scene.connection, server_secret=SECRET, now=NOW, purpose="partner", place_code="stureplan")
    assert second.secret != first.secret


def test_a_place_that_does_not_exist_has_no_walks(scene: Scene) -> None:
    before = len(scene.log())
    with pytest.raises(NotFound):
        plan(scene, ADMINISTRATOR, place="atlantis")
    assert len(scene.log()) == before


UNABLE: tuple[ActorKind, ...] = ("outreach", "partner", "leader", "participant", "nobody")


@pytest.mark.parametrize("kind", UNABLE)
def test_who_does_not_plan_neither_plans_nor_moves_walks(scene: Scene, kind: ActorKind) -> None:
    walk = plan(scene, ADMINISTRATOR)
    actor = Actor(kind, "x", places=None, walk_id=walk.walk_id)
    before = len(scene.log())
    with pytest.raises(NotFound):
        plan(scene, actor)
    with pytest.raises(NotFound):
        move_walk(scene.connection, actor, walk.walk_id, state="under_way", now=NOW, new_id=scene.ids)
    assert len(scene.log()) == before


def test_a_coordinator_of_one_place_neither_plans_nor_moves_walks_of_another(scene: Scene) -> None:
    own = Actor("coordinator", "key:1", places={"stureplan"})
    assert plan(scene, own).place_code == "stureplan"
    theirs = plan(scene, ADMINISTRATOR, place="tessinparken")
    with pytest.raises(NotFound):
        plan(scene, own, place="tessinparken")
    with pytest.raises(NotFound):
        move_walk(scene.connection, own, theirs.walk_id, state="under_way", now=NOW, new_id=scene.ids)


def test_an_expired_coordinator_moves_nothing(scene: Scene) -> None:
    walk = plan(scene, ADMINISTRATOR)
    ended = Actor("coordinator", "key:1", places=None, expires_at=NOW)
    with pytest.raises(NotFound):
        move_walk(scene.connection, ended, walk.walk_id, state="under_way", now=NOW, new_id=scene.ids)


def test_moving_a_walk_that_does_not_exist_is_not_found(scene: Scene) -> None:
    with pytest.raises(NotFound):
        move_walk(scene.connection, ADMINISTRATOR, "nothing", state="under_way", now=NOW, new_id=scene.ids)


def test_a_move_is_one_row_of_the_log_and_tells_since_when(scene: Scene, walk: Walk) -> None:
    scene.clock.move(minutes=5)
    before = len(scene.log())
    moved = scene.move_walk(walk.walk_id, "under_way")
    (row,) = scene.log()[before:]
    assert (row.kind, row.subject, row.walk_id, row.fields) == (
        "walk_moved",
        walk.walk_id,
        walk.walk_id,
        {"state": "under_way"},
    )
    assert (moved.state, moved.state_since) == ("under_way", NOW + timedelta(minutes=5))


def test_a_move_that_does_not_follow_changes_nothing(scene: Scene, walk: Walk) -> None:
    before = len(scene.log())
    with pytest.raises(InvalidWalk):
        scene.move_walk(walk.walk_id, "closed")
    assert (scene.walk(walk.walk_id), len(scene.log())) == (walk, before)


def test_a_walk_ends_when_it_is_compiled_and_later_steps_do_not_move_that_time(scene: Scene, walk: Walk) -> None:
    assert scene.move_walk(walk.walk_id, "under_way").ended_at is None
    scene.clock.move(hours=2)
    assert scene.move_walk(walk.walk_id, "compiling").ended_at == NOW + timedelta(hours=2)
    scene.clock.move(days=40)
    assert scene.move_walk(walk.walk_id, "protocol", "closed").ended_at == NOW + timedelta(hours=2)


def test_a_cancelled_walk_has_ended_too(scene: Scene, walk: Walk) -> None:
    assert scene.move_walk(walk.walk_id, "cancelled").ended_at == NOW


def test_in_a_folder_that_the_demo_made_every_walk_is_demo(scene: Scene) -> None:
    facts.write(scene.connection, facts.DEMO, "1")
    walk = plan(scene, ADMINISTRATOR)
    assert walk.demo
    assert all(item.key.demo for item in standing(scene.connection, server_secret=SECRET, now=NOW))


def test_walks_are_listed_within_the_scope_the_latest_first(scene: Scene, anna: Tablet) -> None:
    later = plan(scene, ADMINISTRATOR, place="tessinparken", starts_at=NOW + timedelta(days=1))
    theirs = plan(scene, ADMINISTRATOR, place="stureplan")
    seen = walks_seen(scene.connection, scene.scope(ADMINISTRATOR), place="tessinparken")
    assert [item.walk_id for item in seen] == [later.walk_id, anna.device.walk_id]
    assert [item.walk_id for item in walks_seen(scene.connection, scene.scope_of_tablet(anna))] == [anna.device.walk_id]
    partner = Actor("partner", "key:1", places={"stureplan"})
    assert [item.walk_id for item in walks_seen(scene.connection, scene.scope(partner))] == [theirs.walk_id]
    assert walks_seen(scene.connection, scene.scope(Actor("outreach", "x", places=None))) == []
