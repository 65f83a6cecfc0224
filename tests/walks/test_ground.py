from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from geodata.areas import builtin_area
from tests.walks.scene import NOW, FlatGround, lonlat
from walks.errors import WalksError
from walks.ground import AreaGround

PARK = builtin_area("tessinparken")


def test_inside_the_place_a_point_is_0_m_away() -> None:
    assert AreaGround(PARK).distance_m(*PARK.centre) == 0.0


def test_outside_the_place_a_point_is_as_far_away_as_its_edge() -> None:
    longitude, latitude = PARK.centre
    one, two = (AreaGround(PARK).distance_m(longitude, latitude + north) for north in (0.01, 0.02))
    # a hundredth of a degree of latitude is 1,114 m; the nearest edge does not lie quite in the south
    assert two - one == pytest.approx(1_114, rel=0.01)


def test_the_light_is_that_of_the_sun_over_the_point() -> None:
    ground = AreaGround(PARK)
    assert ground.light(*PARK.centre, NOW) == "darkness"
    assert ground.light(*PARK.centre, datetime(2026, 6, 21, 10, 0, tzinfo=UTC)) == "daylight"


def test_a_place_without_a_map_of_its_own_names_nothing() -> None:
    assert AreaGround(replace(PARK, code="annan")).near(*PARK.centre) is None
    assert AreaGround(PARK).near(*PARK.centre) is not None


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
    assert kinds["InvalidWalk"] == kinds["InvalidFinding"] == "ValueError"
    assert kinds["DatabaseUnusable"] == kinds["DemoRefused"] == "RuntimeError"
