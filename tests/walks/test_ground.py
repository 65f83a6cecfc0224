from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from geodata.areas import builtin_area
from geodata.basemap import EMPTY_BASEMAP, Basemap
from tests.walks.ground_examples import well
from tests.walks.scene import NOW, FlatGround, Scene, lonlat
from walks import ground
from walks.access import SYSTEM
from walks.errors import WalksError
from walks.ground import AreaGround, ground_of, names_around
from walks.place import Place
from walks.placing import replace_basemap
from walks.store import Connection
from walks.store.places import place

PARK = builtin_area("tessinparken")


def test_inside_the_place_a_point_is_0_m_away() -> None:
    assert AreaGround(PARK).distance_m(*PARK.centre) == 0.0


def test_outside_the_place_a_point_is_as_far_away_as_its_edge() -> None:
    longitude, latitude = PARK.centre
    one, two = (AreaGround(PARK).distance_m(longitude, latitude + north) for north in (0.01, 0.02))
    # a hundredth of a degree of latitude is 1,114 m; the nearest edge does not lie quite in the south
    assert two - one == pytest.approx(1_114, rel=0.01)


def test_the_light_is_that_of_the_sun_over_the_point() -> None:
    over = AreaGround(PARK)
    assert over.light(*PARK.centre, NOW) == "darkness"
    assert over.light(*PARK.centre, datetime(2026, 6, 21, 10, 0, tzinfo=UTC)) == "daylight"


def test_a_place_without_a_map_of_its_own_names_nothing(scene: Scene) -> None:
    bare = Place(replace(PARK, code="annan"), version=1)
    assert ground_of(scene.connection, bare).near(*PARK.centre) is None
    assert names_around(scene.connection, bare) == ()
    assert AreaGround(PARK).near(*PARK.centre) is None
    assert ground_of(scene.connection, Place(PARK, version=1)).near(*PARK.centre) is not None


def test_what_is_near_and_can_be_chosen_is_what_the_basemap_that_is_drawn_names(scene: Scene) -> None:
    at = 18.096, 59.343
    shipped = names_around(scene.connection, place(scene.connection, PARK.code))
    for name in ("Brunnen", "Pumpen"):
        drawn = replace_basemap(
            scene.connection, SYSTEM, PARK.code, basemap=well(name, at=at), now=NOW, new_id=scene.ids
        )
        assert ground_of(scene.connection, drawn).near(*at) == name
        assert [item.name for item in names_around(scene.connection, drawn)] == [name]
    assert len(shipped) > 5


def test_a_name_farther_off_than_a_finding_can_lie_is_not_offered(scene: Scene) -> None:
    far = replace_basemap(
        scene.connection, SYSTEM, PARK.code, basemap=well(at=(18.096, 59.36)), now=NOW, new_id=scene.ids
    )
    assert names_around(scene.connection, far) == ()


def test_what_a_basemap_was_turned_into_is_kept_for_as_long_as_there_is_room(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def reading(connection: Connection, of: Place) -> Basemap:
        read.append(of.code)
        return EMPTY_BASEMAP

    monkeypatch.setattr(ground, "_made", {})
    monkeypatch.setattr(ground, "MOST_KEPT", 3)
    monkeypatch.setattr(ground, "basemap_of", reading)
    places = [Place(replace(PARK, code=code), version=1) for code in "abcd"]
    for each in (*places[:3], *places[:3]):
        ground_of(scene.connection, each)
    assert read == ["a", "b", "c"]
    for each in (places[3], places[3], places[0]):
        ground_of(scene.connection, each)
    assert read == ["a", "b", "c", "d", "a"]
    assert len(ground._made) <= 3


def test_who_only_reads_findings_loads_no_library_of_maps() -> None:
    heavy = "{'shapely', 'pyproj', 'numpy', 'alembic', 'pandas'}"
    program = f"import sys, walks.store.findings, walks.sync.apply; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(("east_m", "away_m"), [(0, 0), (100, 0), (101, 1), (-5, 5), (400, 300)])
def test_the_flat_place_of_these_tests_is_100_m_wide(east_m: float, away_m: float) -> None:
    assert FlatGround().distance_m(*lonlat(east_m)) == away_m


def test_every_error_of_the_work_is_also_a_kind_that_python_knows() -> None:
    kinds = {error.__name__: error.__mro__[2].__name__ for error in WalksError.__subclasses__()}
    assert kinds["NotFound"] == "LookupError"
    assert kinds["InvalidWalk"] == kinds["InvalidPlace"] == kinds["InvalidReport"] == "ValueError"
    assert kinds["DatabaseUnusable"] == kinds["DemoRefused"] == "RuntimeError"
