from __future__ import annotations

from datetime import timedelta
from typing import get_args

import pytest

from tests.walks.scene import NOW
from walks.access import (
    ADMINISTRATOR,
    NOBODY,
    SYSTEM,
    Actor,
    ActorKind,
    Scope,
    may_plan,
    may_read_restricted,
    require_place,
    scope_of,
)
from walks.errors import NotFound

HERE, ELSEWHERE = "tessinparken", "stureplan"

EVERY_KIND: tuple[ActorKind, ...] = get_args(ActorKind)


def somebody(kind: ActorKind) -> Actor:
    """An actor of each kind who was given one place, and a device's one walk in it."""
    on_walk = kind in {"leader", "participant"}
    return Actor(
        kind,
        f"{kind}:1",
        places={HERE},
        walk_id="walk-1" if on_walk else None,
        device_id="device-1" if on_walk else None,
    )


# kind: (places, walks, restricted, texts); None means all
REACH: dict[ActorKind, tuple[set[str] | None, set[str] | None, bool, bool]] = {
    "coordinator": ({HERE}, None, True, True),
    "outreach": ({HERE}, set(), True, True),
    "administrator": (None, None, False, True),
    "system": (None, None, False, True),
    "partner": ({HERE}, None, False, True),
    "leader": ({HERE}, {"walk-1"}, False, True),
    "participant": ({HERE}, {"walk-1"}, False, True),
    "nobody": (set(), set(), False, False),
}


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_each_actor_reaches_what_the_table_says(kind: ActorKind) -> None:
    scope = scope_of(somebody(kind), NOW)
    assert (scope.places, scope.walks, scope.restricted, scope.texts) == REACH[kind]
    assert scope.who == f"{kind}:1"


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_no_actor_is_forgotten_in_the_table(kind: ActorKind) -> None:
    assert kind in REACH


@pytest.mark.parametrize("kind", [kind for kind in EVERY_KIND if kind not in {"administrator", "system"}])
def test_nobody_given_one_place_sees_another(kind: ActorKind) -> None:
    assert not scope_of(somebody(kind), NOW).sees_place(ELSEWHERE)


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_what_has_expired_gives_nothing_at_all(kind: ActorKind) -> None:
    actor = somebody(kind)
    ended = Actor(kind, actor.id, places=None, walk_id="walk-1", device_id="device-1", expires_at=NOW)
    assert scope_of(ended, NOW) == Scope(actor.id, frozenset(), frozenset(), texts=False)


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_what_expires_in_a_second_still_gives_all_of_it(kind: ActorKind) -> None:
    actor = somebody(kind)
    ending = Actor(
        kind,
        actor.id,
        places=actor.places,
        walk_id=actor.walk_id,
        device_id=actor.device_id,
        expires_at=NOW + timedelta(seconds=1),
    )
    assert scope_of(ending, NOW) == scope_of(actor, NOW)


def test_an_actor_that_was_given_nothing_reaches_nothing() -> None:
    for kind in EVERY_KIND:
        if kind not in {"administrator", "system"}:
            assert scope_of(Actor(kind, "x"), NOW).places == frozenset()


def test_a_device_without_a_walk_sees_no_walk() -> None:
    assert scope_of(Actor("leader", "x", places={HERE}), NOW).walks == frozenset()


def test_a_partner_whose_link_leaves_texts_out_gets_none() -> None:
    assert not scope_of(Actor("partner", "key:1", places={HERE}, texts=False), NOW).texts


def test_only_a_device_knows_which_findings_are_its_own() -> None:
    owners = {kind for kind in EVERY_KIND if scope_of(somebody(kind), NOW).device_id is not None}
    assert owners == {"leader", "participant"}


def test_only_coordinator_and_outreach_read_the_restricted_list() -> None:
    allowed = {"coordinator", "outreach"}
    assert {kind for kind in EVERY_KIND if may_read_restricted(somebody(kind))} == allowed
    assert {kind for kind in EVERY_KIND if scope_of(somebody(kind), NOW).restricted} == allowed


def test_walks_are_planned_by_the_desk_and_never_by_who_walks_or_looks() -> None:
    assert {kind for kind in EVERY_KIND if may_plan(somebody(kind))} == {"coordinator", "administrator", "system"}


@pytest.mark.parametrize("kind", ["coordinator", "administrator", "system", "partner", "leader", "participant"])
def test_a_place_in_reach_opens(kind: ActorKind) -> None:
    assert require_place(somebody(kind), HERE, NOW) == scope_of(somebody(kind), NOW)


@pytest.mark.parametrize("kind", ["coordinator", "partner", "leader", "participant", "outreach", "nobody"])
def test_a_place_out_of_reach_is_not_told_apart_from_one_that_does_not_exist(kind: ActorKind) -> None:
    messages = []
    for code in (ELSEWHERE, "atlantis"):
        with pytest.raises(NotFound) as refusal:
            require_place(somebody(kind), code, NOW)
        messages.append(str(refusal.value).replace(code, "X"))
    assert messages[0] == messages[1]


def test_outreach_was_given_the_needs_and_not_the_place() -> None:
    with pytest.raises(NotFound):
        require_place(somebody("outreach"), HERE, NOW)


def test_the_named_actors_are_what_they_are_called() -> None:
    assert (SYSTEM.kind, SYSTEM.places, ADMINISTRATOR.kind, ADMINISTRATOR.places) == (
        "system",
        None,
        "administrator",
        None,
    )
    assert scope_of(NOBODY, NOW).places == frozenset()


def test_two_scopes_that_differ_in_one_thing_are_not_the_same_key_of_a_cache() -> None:
    partner = Actor("partner", "key:1", places={HERE})
    silent = Actor("partner", "key:1", places={HERE}, texts=False)
    assert len({scope_of(partner, NOW), scope_of(silent, NOW)}) == 2
