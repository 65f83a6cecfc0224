from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from geodata.areas import builtin_areas
from tests.walks.scene import NOW, Ids, Scene
from walks.opening import place_entry, prepare
from walks.store import Store, facts, log, open_store
from walks.store.places import all_places, place
from walks.store.projection import record


def test_a_new_folder_gets_an_identity_an_epoch_and_the_five_places_in_their_order(store: Store) -> None:
    with store.reading() as connection:
        codes = [item.code for item in all_places(connection)]
        assert facts.read(connection, facts.SERVER_ID) != facts.read(connection, facts.EPOCH)
        assert None not in {facts.read(connection, facts.SERVER_ID), facts.read(connection, facts.EPOCH)}
        assert facts.read(connection, facts.DEMO) is None
    assert codes == ["stureplan", "ostermalmstorg", "gyllenstiernsgatan", "tessinparken", "universitetet-lappis"]


def test_a_place_comes_back_as_the_area_that_it_was(scene: Scene) -> None:
    for area in builtin_areas():
        found = place(scene.connection, area.code)
        assert found.area == area
        assert (found.version, found.name) == (1, area.name)


def test_opening_again_changes_nothing(store: Store) -> None:
    with store.reading() as connection:
        before = log.head(connection)
    prepare(store, now=NOW, new_id=Ids())
    with store.reading() as connection:
        assert log.head(connection) == before


def test_a_place_that_is_missing_is_added_and_the_identity_stays(tmp_path: Path) -> None:
    """As after an update that ships one more place."""
    store = open_store(tmp_path)
    others = builtin_areas()[1:]
    ids = Ids()
    with store.writing() as connection:
        facts.write(connection, facts.SERVER_ID, "this server")
        facts.write(connection, facts.EPOCH, "this epoch")
        for area in others:
            record(connection, place_entry(area, at=NOW, op_id=ids()))
    prepare(store, now=NOW, new_id=ids)
    with store.reading() as connection:
        assert [item.code for item in all_places(connection)] == [area.code for area in builtin_areas()]
        assert facts.read(connection, facts.SERVER_ID) == "this server"
        assert facts.read(connection, facts.EPOCH) == "this epoch"
    store.close()


def test_each_place_is_one_row_of_the_log(scene: Scene) -> None:
    assert [(row.kind, row.actor) for row in scene.log()] == [("place_added", "system")] * 5


def test_a_place_that_ended_keeps_its_last_day(scene: Scene) -> None:
    old = replace(builtin_areas()[0], code="gamla", valid_to=date(2025, 12, 31))
    record(scene.connection, place_entry(old, at=NOW, op_id=scene.ids(), actor="administrator"))
    assert place(scene.connection, "gamla").area == old
    assert scene.log()[-1].actor == "administrator"
