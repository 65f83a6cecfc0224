from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from geodata.areas import builtin_areas
from geodata.file_faults import InvalidFileError
from tests.walks.ground_examples import square, well
from tests.walks.scene import COORDINATOR, NOW, OUTREACH, Scene
from walks.access import ADMINISTRATOR, NOBODY, SYSTEM, Actor
from walks.errors import InvalidPlace, NotFound
from walks.place import NAME_LIMIT, Place, boundary_changes
from walks.placing import add_place, change_place, replace_basemap
from walks.store import log
from walks.store.places import all_places, place, place_on, place_versions

HERE = Actor("coordinator", "key:here", places=frozenset({"tessinparken"}))
PARTNER = Actor("partner", "key:partner", places=frozenset({"tessinparken"}))
LEADER = Actor("leader", "device:x", places=frozenset({"tessinparken"}), walk_id="w", device_id="x")


def add(scene: Scene, actor: Actor = COORDINATOR, **more: Any) -> Place:
    asked: dict[str, Any] = {
        "code": "norra-parken",
        "name": "Norra parken",
        "kind": "walk_area",
        "boundary": square(),
        "valid_from": date(2026, 3, 1),
    }
    return add_place(scene.connection, actor, **(asked | more), now=NOW, new_id=scene.ids)


def change(scene: Scene, code: str = "norra-parken", actor: Actor = COORDINATOR, **more: Any) -> Place:
    present = place(scene.connection, code).area
    asked: dict[str, Any] = {
        "name": present.name,
        "kind": present.kind,
        "boundary": present.boundary,
        "valid_from": date(2026, 9, 1),
    }
    return change_place(scene.connection, actor, code, **(asked | more), now=NOW, new_id=scene.ids)


def draw(scene: Scene, code: str = "norra-parken", actor: Actor = COORDINATOR, **more: Any) -> Place:
    return replace_basemap(scene.connection, actor, code, basemap=well(**more), now=NOW, new_id=scene.ids)


def test_an_added_place_stands_after_the_built_in_ones_and_is_one_row_of_the_log(scene: Scene) -> None:
    made = add(scene)
    assert [item.code for item in all_places(scene.connection)][-2:] == ["universitetet-lappis", "norra-parken"]
    assert (made.version, made.name, made.schematic, made.attribution) == (1, "Norra parken", False, "")
    assert made.area.boundary == square()
    assert (scene.log()[-1].kind, scene.log()[-1].actor) == ("place_added", "key:coordinator")


def test_added_places_stand_in_the_order_in_which_they_came(scene: Scene) -> None:
    for code in ("b", "a"):
        add(scene, code=f"{code}-parken")
    assert [item.code for item in all_places(scene.connection)][5:] == ["b-parken", "a-parken"]


def test_the_middle_of_an_added_place_lies_in_it(scene: Scene) -> None:
    # a crescent: the mean of its corners lies outside
    ring = [[18.09, 59.34], [18.1, 59.34], [18.1, 59.341], [18.091, 59.341], [18.091, 59.345], [18.1, 59.345]]
    ring += [[18.1, 59.346], [18.09, 59.346], [18.09, 59.34]]
    longitude, latitude = add(scene, boundary={"type": "Polygon", "coordinates": [ring]}).area.centre
    assert longitude < 18.091 or not 59.341 < latitude < 59.345
    assert 18.09 < longitude < 18.1 and 59.34 < latitude < 59.346


def test_a_place_may_overlap_another(scene: Scene) -> None:
    (area,) = (item for item in builtin_areas() if item.code == "tessinparken")
    assert add(scene, boundary=area.boundary).area.code == "norra-parken"


@pytest.mark.parametrize("code", ["x", "", "-parken", "Parken", "å-parken", "a b", "a" * 41, "a/b", "parken\n", "a_b"])
def test_a_code_that_does_not_fit_into_an_address_is_refused(scene: Scene, code: str) -> None:
    with pytest.raises(InvalidPlace) as refusal:
        add(scene, code=code)
    assert refusal.value.faults == {"code": "malformed"}


@pytest.mark.parametrize("code", ["tessinparken", "ny"])
def test_a_code_that_another_place_or_an_address_has_is_refused(scene: Scene, code: str) -> None:
    with pytest.raises(InvalidPlace, match=f"place {code}: the code is taken; choose another") as refusal:
        add(scene, code=code)
    assert refusal.value.faults == {"code": "taken"}


def test_a_name_is_one_line_of_what_can_be_seen(scene: Scene) -> None:
    assert add(scene, name="  Norra\t\n parken\x1b\u202e\x00 ").name == "Norra parken"
    with pytest.raises(InvalidPlace) as refusal:
        change(scene, name=" \u200b\x00 ")
    assert refusal.value.faults == {"name": "empty"}


def test_all_faults_of_a_place_are_told_at_once_and_nothing_is_logged(scene: Scene) -> None:
    before = log.head(scene.connection)
    with pytest.raises(InvalidPlace) as refusal:
        add(scene, code="tessinparken", name="  ", kind="castle")
    assert refusal.value.faults == {"code": "taken", "name": "empty", "kind": "unknown"}
    with pytest.raises(InvalidPlace) as refusal:
        change(scene, "tessinparken", name="x" * (NAME_LIMIT + 1), kind="", valid_from=date(2020, 12, 31))
    assert refusal.value.faults == {"name": "too_long", "kind": "unknown", "valid_from": "before_present_version"}
    assert log.head(scene.connection) == before


def test_a_boundary_that_crosses_itself_is_refused_and_nothing_is_logged(scene: Scene) -> None:
    before = log.head(scene.connection)
    (west, south), (east, _), (_, north), *_ = square()["coordinates"][0]
    bow = [[west, south], [east, north], [east, south], [west, north], [west, south]]
    crossed: dict[str, Any] = {"boundary": {"type": "Polygon", "coordinates": [bow]}}
    for ask in (add, lambda scene, **asked: change(scene, "tessinparken", **asked)):
        with pytest.raises(InvalidFileError) as refusal:
            ask(scene, **crossed)
        assert [fault.code for fault in refusal.value.faults] == ["self_intersection"]
    assert log.head(scene.connection) == before


@pytest.mark.parametrize("actor", [HERE, PARTNER, LEADER, OUTREACH, NOBODY], ids=lambda actor: actor.kind)
def test_a_place_is_added_only_by_who_plans_walks_at_all_of_them(scene: Scene, actor: Actor) -> None:
    with pytest.raises(NotFound):
        add(scene, actor)
    assert len(all_places(scene.connection)) == 5


@pytest.mark.parametrize("actor", [PARTNER, LEADER, OUTREACH, NOBODY], ids=lambda actor: actor.kind)
def test_a_place_is_changed_only_by_who_plans_walks_there(scene: Scene, actor: Actor) -> None:
    for ask in (change, draw):
        with pytest.raises(NotFound, match="tessinparken: not found"):
            ask(scene, "tessinparken", actor)
        with pytest.raises(NotFound, match="stureplan: not found"):
            ask(scene, "stureplan", HERE)
    assert change(scene, "tessinparken", HERE, name="Parken").version == 2
    for one in (COORDINATOR, ADMINISTRATOR, SYSTEM):
        assert draw(scene, "stureplan", one).ground_map is not None


def test_a_place_that_does_not_exist_cannot_be_changed(scene: Scene) -> None:
    with pytest.raises(NotFound):
        change_place(
            scene.connection,
            COORDINATOR,
            "nowhere",
            name="x",
            kind="walk_area",
            boundary=square(),
            valid_from=NOW.date(),
            now=NOW,
            new_id=scene.ids,
        )


def test_a_boundary_does_not_begin_on_a_day_that_has_not_come(scene: Scene) -> None:
    tomorrow = NOW.date() + timedelta(days=1)
    with pytest.raises(InvalidPlace) as added:
        add(scene, valid_from=tomorrow)
    with pytest.raises(InvalidPlace) as changed:
        change(scene, "tessinparken", valid_from=tomorrow)
    assert added.value.faults == changed.value.faults == {"valid_from": "in_future"}
    assert add(scene, valid_from=NOW.date()).area.valid_from == NOW.date()


def test_a_change_made_from_an_older_version_is_refused(scene: Scene) -> None:
    assert change(scene, "tessinparken", name="Parken", expected_version=1).version == 2
    with pytest.raises(InvalidPlace) as refusal:
        change(scene, "tessinparken", name="Tessins park", expected_version=1)
    assert refusal.value.faults == {"version": "changed"}
    assert place(scene.connection, "tessinparken").name == "Parken"


def test_a_change_makes_a_new_version_and_ends_the_one_before_it(scene: Scene) -> None:
    add(scene)
    made = change(scene, boundary=square(size=0.003), name="Norra parken ")
    first, second = place_versions(scene.connection, "norra-parken")
    assert second == made == place(scene.connection, "norra-parken")
    assert (first.version, first.area.valid_from, first.area.valid_to) == (1, date(2026, 3, 1), date(2026, 8, 31))
    assert (second.version, second.area.valid_from, second.area.valid_to) == (2, date(2026, 9, 1), None)
    assert first.area.boundary == square()
    assert second.area.centre != first.area.centre
    assert second.name == "Norra parken"
    assert boundary_changes([first, second]) == (date(2026, 9, 1),)


def test_a_new_name_alone_is_a_new_version_but_no_new_boundary(scene: Scene) -> None:
    add(scene)
    made = change(scene, name="Parken")
    versions = place_versions(scene.connection, "norra-parken")
    assert [item.name for item in versions] == ["Norra parken", "Parken"]
    assert made.area.centre == versions[0].area.centre
    assert boundary_changes(versions) == ()


def test_an_unchanged_place_gets_no_new_version_whichever_way_its_ring_goes(scene: Scene) -> None:
    add(scene)
    before = log.head(scene.connection)
    backwards = {"type": "Polygon", "coordinates": [square()["coordinates"][0][::-1]]}
    assert change(scene).version == 1
    assert change(scene, boundary=backwards, name=" Norra parken").version == 1
    for area in builtin_areas():
        assert change(scene, area.code).version == 1
        assert change(scene, area.code, boundary={**area.boundary}).version == 1
    assert log.head(scene.connection) == before


@pytest.mark.parametrize(
    ("day", "version"),
    [
        (date(2020, 1, 1), 1),
        (date(2026, 8, 31), 1),
        (date(2026, 9, 1), 2),
        (date(2026, 9, 30), 2),
        (date(2026, 10, 1), 4),
        (date(2199, 1, 1), 4),
    ],
)
def test_of_a_day_the_last_version_that_had_begun_counts_and_before_them_all_the_first(
    scene: Scene, day: date, version: int
) -> None:
    add(scene)
    for number, first_day in enumerate((date(2026, 9, 1), date(2026, 10, 1), date(2026, 10, 1)), start=2):
        assert change(scene, name=f"Parken {number}", valid_from=first_day).version == number
    assert place_on(scene.connection, "norra-parken", day).version == version


def test_versions_of_a_place_that_does_not_exist_are_not_found(scene: Scene) -> None:
    for read in (place_versions, lambda connection, code: place_on(connection, code, NOW.date())):
        with pytest.raises(NotFound):
            read(scene.connection, "nowhere")


def test_another_basemap_is_drawn_of_every_version_and_a_new_version_keeps_it(scene: Scene) -> None:
    add(scene)
    made = draw(scene)
    assert made.ground_map is not None
    assert (made.ground_map.attribution, made.ground_map.source) == ("© Gatukontoret", "karta.gpkg")
    assert (made.ground_map.taken_on, made.ground_map.replaced_at) == (date(2020, 12, 31), NOW)
    assert made.attribution == "© Gatukontoret"
    assert made.version == 1
    assert change(scene, name="Parken").ground_map == made.ground_map
    assert place_on(scene.connection, "norra-parken", date(2026, 4, 1)).ground_map == made.ground_map
    assert scene.log()[-2].kind == "basemap_replaced"


def test_the_same_basemap_again_changes_nothing(scene: Scene) -> None:
    draw(scene, "tessinparken")
    before = log.head(scene.connection)
    assert draw(scene, "tessinparken") == place(scene.connection, "tessinparken")
    assert log.head(scene.connection) == before


def test_a_place_is_called_schematic_when_the_map_that_is_drawn_is(scene: Scene) -> None:
    shipped = place(scene.connection, "tessinparken")
    assert (shipped.schematic, "OpenStreetMap" in shipped.attribution) == (True, True)
    assert draw(scene, "tessinparken").schematic is False
    assert draw(scene, "stureplan", schematic=True).schematic is True
    assert replace(shipped, ground_map=None).schematic is True
