"""A map out of an extract of one million nodes: how much memory it takes, and how long."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import pytest

from geodata.basemap_build import LIMIT_BYTES
from tests.benchmarks.conftest import Row, Table
from tests.geodata.osm_city import build_in_child, city
from tests.geodata.osm_files import Extract

pytestmark = pytest.mark.bench

NODES = 1_000_000
MEMORY_BYTES = 1_000_000_000
FORMS: dict[str, Callable[[Extract, Path], Path]] = {
    ".osm.pbf": lambda extract, path: extract.write_pbf(path),
    ".osm": lambda extract, path: extract.write_xml(path),
}


@pytest.mark.parametrize("ending", FORMS)
def test_a_city_of_a_million_nodes_takes_less_than_1_gb(table: Table, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"city{ending}"
    extract = city("stureplan", nodes=NODES)
    assert len(extract.nodes) >= NODES
    FORMS[ending](extract, path)
    measure(table, path, what=f"map out of {len(extract.nodes):,} nodes, {ending}", dropped=False)


def test_a_million_nodes_on_the_place_itself_take_less_than_1_gb(table: Table, tmp_path: Path) -> None:
    path = city("stureplan", nodes=NODES, block_m=20).write_pbf(tmp_path / "dense.osm.pbf")
    measure(table, path, what="map out of a million nodes that all lie near, .osm.pbf", dropped=True)


def measure(table: Table, path: Path, *, what: str, dropped: bool) -> None:
    begun = perf_counter()
    peak, packed_bytes, features, left_out = build_in_child(path, "stureplan")
    seconds = perf_counter() - begun
    table.add(Row(f"{what}: memory", "MB", peak / 1e6, goal="≤ 1,000"))
    table.add(Row(f"{what}: from start to end", "s", seconds))
    assert peak < MEMORY_BYTES
    assert packed_bytes <= LIMIT_BYTES
    assert features > 5_000
    assert bool(left_out) is dropped
