from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import select, text

from tests.walks.scene import NOW, SECRET, Ids, Scene
from walks.access import ADMINISTRATOR, SYSTEM, Actor, ActorKind
from walks.errors import NotFound
from walks.identity import fingerprint
from walks.sharing import Handed, find_key, hand_out, revoke, secret_of, standing, use_setup
from walks.store import Connection, Store
from walks.store.keys import all_keys, close_session, key, open_session, session_keys
from walks.store.tables import keys, operations, sessions


def hand(scene: Scene, purpose: str, actor: Actor = SYSTEM, **more: Any) -> Handed:
    return hand_out(
        scene.connection, actor, purpose=purpose, server_secret=SECRET, now=scene.clock.now, new_id=scene.ids, **more
    )


def find(scene: Scene, secret: str) -> str:
    return find_key(scene.connection, secret, now=scene.clock.now).key_id


def everything_stored(connection: Connection) -> str:
    names = [row[0] for row in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))]
    return "\n".join(str(row) for name in names for row in connection.execute(text(f'SELECT * FROM "{name}"')))


def test_a_link_opens_what_it_was_made_for(scene: Scene) -> None:
    made = hand(scene, "partner", place_code="stureplan", holder="fastighetsägare", texts=False)
    found = find_key(scene.connection, made.secret, now=NOW)
    assert found == made.key
    assert (found.purpose, found.place_code, found.holder, found.texts) == (
        "partner",
        "stureplan",
        "fastighetsägare",
        False,
    )
    assert (found.created_at, found.expires_at) == (NOW, NOW + timedelta(days=365))


def test_a_code_opens_however_it_is_typed(scene: Scene) -> None:
    made = hand(scene, "participant", place_code="stureplan")
    typed = f" {made.secret[:4].lower()}-{made.secret[4:]} ".replace("0", "o").replace("1", "l")
    assert find(scene, typed) == made.key.key_id


def test_only_fingerprints_of_secrets_are_stored(scene: Scene) -> None:
    made = [hand(scene, purpose, place_code="stureplan") for purpose in ("partner", "participant", "setup", "outreach")]
    stored = everything_stored(scene.connection)
    for item in made:
        assert item.secret not in stored
        assert fingerprint(item.secret) in stored


def test_a_secret_is_derived_again_for_the_one_who_hands_it_out(scene: Scene) -> None:
    made = hand(scene, "partner", place_code="stureplan")
    assert secret_of("partner", made.key.key_id, server_secret=SECRET) == made.secret
    (again,) = standing(scene.connection, server_secret=SECRET, now=NOW)
    assert again == made


@pytest.mark.parametrize("wrong", ["", "AAAAAAAA", "x" * 22, "\ud800", "K7M2-QX4D"])
def test_what_opens_nothing_is_not_found(scene: Scene, wrong: str) -> None:
    with pytest.raises(NotFound):
        find(scene, wrong)


def test_another_servers_secret_opens_nothing_here(scene: Scene) -> None:
    made = hand(scene, "partner", place_code="stureplan")
    with pytest.raises(NotFound):
        find(scene, secret_of("partner", made.key.key_id, server_secret=b"x" * 32))


def test_the_setup_link_opens_once(scene: Scene) -> None:
    made = hand(scene, "setup")
    assert use_setup(scene.connection, made.secret, now=NOW, new_id=scene.ids).key_id == made.key.key_id
    with pytest.raises(NotFound):
        use_setup(scene.connection, made.secret, now=NOW, new_id=scene.ids)
    with pytest.raises(NotFound):
        find(scene, made.secret)


def test_another_link_is_no_setup_link_and_is_not_spent_by_trying(scene: Scene) -> None:
    made = hand(scene, "partner", place_code="stureplan")
    with pytest.raises(NotFound):
        use_setup(scene.connection, made.secret, now=NOW, new_id=scene.ids)
    assert find(scene, made.secret) == made.key.key_id


def test_a_partners_link_opens_again_and_again(scene: Scene) -> None:
    made = hand(scene, "partner", place_code="stureplan")
    assert find(scene, made.secret) == find(scene, made.secret)


@pytest.mark.parametrize(
    ("purpose", "hours"),
    [("setup", 24), ("partner", 365 * 24), ("outreach", 365 * 24)],
    ids=["setup", "partner", "outreach"],
)
def test_a_link_ends_on_the_second(scene: Scene, purpose: str, hours: int) -> None:
    made = hand(scene, purpose, place_code=None if purpose == "setup" else "stureplan")
    scene.clock.move(hours=hours, seconds=-1)
    assert find(scene, made.secret) == made.key.key_id
    scene.clock.move(seconds=1)
    with pytest.raises(NotFound):
        find(scene, made.secret)


def test_who_hands_out_a_link_may_say_how_long_it_lasts(scene: Scene) -> None:
    made = hand(scene, "partner", place_code="stureplan", lifetime=timedelta(days=7))
    assert made.key.expires_at == NOW + timedelta(days=7)


def test_a_walks_code_never_ends_by_the_clock(scene: Scene) -> None:
    made = hand(scene, "participant", place_code="stureplan")
    scene.clock.move(days=9_999)
    assert find(scene, made.secret) == made.key.key_id


def test_a_revoked_link_opens_nothing_from_that_moment(scene: Scene) -> None:
    made = hand(scene, "partner", place_code="stureplan")
    revoke(scene.connection, ADMINISTRATOR, made.key.key_id, now=NOW, new_id=scene.ids)
    with pytest.raises(NotFound):
        find(scene, made.secret)
    assert standing(scene.connection, server_secret=SECRET, now=NOW) == []


def test_revoking_a_link_that_was_never_made_is_not_found(scene: Scene) -> None:
    with pytest.raises(NotFound):
        revoke(scene.connection, ADMINISTRATOR, "nothing", now=NOW, new_id=scene.ids)


WALKERS: tuple[ActorKind, ...] = ("outreach", "partner", "leader", "participant", "nobody")


@pytest.mark.parametrize("kind", WALKERS)
def test_who_does_not_plan_can_neither_share_nor_revoke(scene: Scene, kind: ActorKind) -> None:
    actor = Actor(kind, "x", places=None)
    made = hand(scene, "partner", place_code="stureplan")
    before = len(scene.log())
    with pytest.raises(NotFound):
        hand(scene, "partner", actor, place_code="stureplan")
    with pytest.raises(NotFound):
        revoke(scene.connection, actor, made.key.key_id, now=NOW, new_id=scene.ids)
    assert len(scene.log()) == before


def test_a_coordinator_of_one_place_shares_that_place_alone(scene: Scene) -> None:
    own = Actor("coordinator", "key:1", places={"stureplan"})
    made = hand(scene, "partner", own, place_code="stureplan")
    theirs = hand(scene, "partner", place_code="tessinparken")
    for purpose, place in (("partner", "tessinparken"), ("setup", None)):
        with pytest.raises(NotFound):
            hand(scene, purpose, own, place_code=place)
    with pytest.raises(NotFound):
        revoke(scene.connection, own, theirs.key.key_id, now=NOW, new_id=scene.ids)
    revoke(scene.connection, own, made.key.key_id, now=NOW, new_id=scene.ids)


def test_two_keys_never_share_a_code(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """40 bits can meet another walk's: then the next identifier gives another code."""
    codes: dict[str, str] = {}

    def meeting(_secret: bytes, key_id: str) -> str:
        return codes.setdefault(key_id, "AAAAAAAA" if len(codes) < 2 else "BBBBBBBB")

    monkeypatch.setattr("walks.sharing.walk_code", meeting)
    one, two = (hand(scene, "participant", place_code="stureplan") for _ in range(2))
    assert (one.secret, two.secret) == ("AAAAAAAA", "BBBBBBBB")
    assert find(scene, one.secret) == one.key.key_id
    assert find(scene, two.secret) == two.key.key_id


def test_making_spending_and_revoking_are_each_one_row_of_the_log(scene: Scene) -> None:
    before = len(scene.log())
    made = hand(scene, "setup")
    use_setup(scene.connection, made.secret, now=NOW, new_id=scene.ids)
    revoke(scene.connection, ADMINISTRATOR, made.key.key_id, now=NOW, new_id=scene.ids)
    rows = scene.log()[before:]
    assert [row.kind for row in rows] == ["key_made", "key_used", "key_revoked"]
    assert [row.actor for row in rows] == ["system", f"key:{made.key.key_id}", "administrator"]
    assert {row.subject for row in rows} == {made.key.key_id}


def test_standing_links_are_found_by_purpose_place_and_walk_the_oldest_first(scene: Scene) -> None:
    one = hand(scene, "partner", place_code="stureplan")
    scene.clock.move(minutes=1)
    two = hand(scene, "partner", place_code="tessinparken")
    three = hand(scene, "outreach", place_code="stureplan")

    def names(**wish: Any) -> list[str]:
        found = standing(scene.connection, server_secret=SECRET, now=scene.clock.now, **wish)
        return [item.key.key_id for item in found]

    assert names() == [one.key.key_id, two.key.key_id, three.key.key_id]
    assert names(purpose="partner") == [one.key.key_id, two.key.key_id]
    assert names(place_code="stureplan") == [one.key.key_id, three.key.key_id]
    assert names(walk_id="nothing") == []
    assert [item.key_id for item in all_keys(scene.connection)] == names()


def test_two_browsers_that_spend_the_setup_link_at_once_do_not_both_get_in(store: Store) -> None:
    with store.writing() as connection:
        made = hand_out(connection, SYSTEM, purpose="setup", server_secret=SECRET, now=NOW, new_id=Ids())
    gate, got_in = Barrier(2), []

    def open_it(number: int) -> None:
        ids = Ids(given=number * 1_000)
        gate.wait()
        try:
            with store.writing() as connection:
                got_in.append(use_setup(connection, made.secret, now=NOW, new_id=ids))
        except NotFound:
            pass

    browsers = [Thread(target=open_it, args=(number,)) for number in (1, 2)]
    for browser in browsers:
        browser.start()
    for browser in browsers:
        browser.join()
    assert len(got_in) == 1


def test_a_session_goes_on_after_its_setup_link_was_spent_and_past_the_links_own_day(scene: Scene) -> None:
    made = hand(scene, "setup")
    use_setup(scene.connection, made.secret, now=NOW, new_id=scene.ids)
    open_session(scene.connection, "s", key_id=made.key.key_id, now=NOW, expires_at=NOW + timedelta(days=30))
    scene.clock.move(days=29)
    assert [item.purpose for item in session_keys(scene.connection, "s", now=scene.clock.now)] == ["setup"]
    scene.clock.move(days=1)
    assert session_keys(scene.connection, "s", now=scene.clock.now) == []


@pytest.mark.parametrize("ending", ["revoked", "expired", "closed"])
def test_a_session_loses_a_key_that_has_ended(scene: Scene, ending: str) -> None:
    made = hand(scene, "partner", place_code="stureplan")
    open_session(scene.connection, "s", key_id=made.key.key_id, now=NOW, expires_at=NOW + timedelta(days=999))
    assert session_keys(scene.connection, "other", now=NOW) == []
    assert len(session_keys(scene.connection, "s", now=NOW)) == 1
    if ending == "revoked":
        revoke(scene.connection, ADMINISTRATOR, made.key.key_id, now=NOW, new_id=scene.ids)
    elif ending == "expired":
        scene.clock.move(days=365)
    else:
        close_session(scene.connection, "s")
    assert session_keys(scene.connection, "s", now=scene.clock.now) == []


def test_a_revoked_setup_link_ends_the_session_that_it_opened(scene: Scene) -> None:
    made = hand(scene, "setup")
    use_setup(scene.connection, made.secret, now=NOW, new_id=scene.ids)
    open_session(scene.connection, "s", key_id=made.key.key_id, now=NOW, expires_at=NOW + timedelta(days=30))
    revoke(scene.connection, ADMINISTRATOR, made.key.key_id, now=NOW, new_id=scene.ids)
    assert session_keys(scene.connection, "s", now=NOW) == []


def test_opening_the_same_link_again_renews_the_session(scene: Scene) -> None:
    made = hand(scene, "partner", place_code="stureplan")
    for day in (1, 2):
        ends = NOW + timedelta(days=day)
        open_session(scene.connection, "s", key_id=made.key.key_id, now=NOW, expires_at=ends)
    assert len(session_keys(scene.connection, "s", now=NOW + timedelta(days=1, hours=12))) == 1


def test_sessions_that_have_ended_go_when_another_begins(scene: Scene) -> None:
    made = hand(scene, "partner", place_code="stureplan")
    for name, days in (("short", 1), ("long", 30)):
        ends = NOW + timedelta(days=days)
        open_session(scene.connection, name, key_id=made.key.key_id, now=NOW, expires_at=ends)
    scene.clock.move(days=1)
    ends = NOW + timedelta(days=31)
    open_session(scene.connection, "new", key_id=made.key.key_id, now=scene.clock.now, expires_at=ends)
    left = scene.connection.execute(select(sessions.c.session_hash).order_by(sessions.c.session_hash))
    assert list(left.scalars()) == ["long", "new"]


def test_a_key_is_read_by_its_id(scene: Scene) -> None:
    made = hand(scene, "partner", place_code="stureplan")
    assert key(scene.connection, made.key.key_id) == made.key
    assert key(scene.connection, "nothing") is None
    assert scene.connection.execute(select(keys.c.key_id)).scalars().all() == [made.key.key_id]
    assert scene.connection.execute(select(operations.c.subject).where(operations.c.kind == "key_made")).scalar()
