from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from geopandas import GeoDataFrame
from shapely import LineString, Point

from geodata.crs import SWEREF99_1800, WGS84
from geodata.errors import InvalidFrameError
from geodata.frame import FrameSchema, check_frame

SCHEMA = FrameSchema(
    columns={"kind": "text", "severity": "integer", "accuracy_m": "number", "demo": "boolean", "observed_at": "time"},
    geometry_types=frozenset({"Point"}),
    crs=SWEREF99_1800,
)


def _frame(**changes: Any) -> GeoDataFrame:
    columns = {
        "kind": ["unsafe", None],
        "severity": pd.array([3, None], dtype="Int64"),
        "accuracy_m": [4.5, float("nan")],
        "demo": [True, False],
        "observed_at": pd.to_datetime(pd.Series(["2026-11-26T17:42:00Z", None]), utc=True),
    }
    frame = GeoDataFrame(columns | changes, geometry=[Point(150000, 6580000), None], crs=SWEREF99_1800)
    return frame


def test_a_frame_that_fits_comes_back_as_it_is() -> None:
    frame = _frame()
    assert check_frame(frame, SCHEMA) is frame


def test_other_columns_and_whole_numbers_for_numbers_are_welcome() -> None:
    check_frame(_frame(note=["a", "b"], accuracy_m=[4, 5]), SCHEMA)


def test_an_empty_frame_of_the_right_columns_fits() -> None:
    check_frame(_frame().iloc[:0], SCHEMA)


def test_a_text_column_without_a_single_text_fits() -> None:
    check_frame(_frame(kind=[None, None]), SCHEMA)


@pytest.mark.parametrize(
    ("column", "values", "fault"),
    [
        ("kind", [1, 2], "column 'kind' holds int64, turn it into text"),
        ("severity", [1.5, 2.0], "column 'severity' holds float64, turn it into integer"),
        ("accuracy_m", ["4", "5"], "column 'accuracy_m' holds str, turn it into number"),
        ("accuracy_m", [True, False], "column 'accuracy_m' holds bool, turn it into number"),
        ("demo", [0, 1], "column 'demo' holds int64, turn it into boolean"),
    ],
)
def test_a_column_of_another_kind_is_named_with_what_it_holds(column: str, values: list[Any], fault: str) -> None:
    with pytest.raises(InvalidFrameError, match=fault):
        check_frame(_frame(**{column: values}), SCHEMA)


@pytest.mark.parametrize("zone", [None, "Europe/Stockholm"])
def test_times_that_are_not_in_utc_are_named(zone: str | None) -> None:
    times = pd.to_datetime(pd.Series(["2026-11-26T18:42:00"] * 2)).dt.tz_localize(zone)
    with pytest.raises(InvalidFrameError, match=r"column 'observed_at' holds datetime64.*turn it into time in UTC"):
        check_frame(_frame(observed_at=times), SCHEMA)


def test_a_missing_column_is_named_with_its_kind() -> None:
    with pytest.raises(InvalidFrameError, match="column 'demo' is missing, add it as boolean"):
        check_frame(_frame().drop(columns="demo"), SCHEMA)


def test_another_geometry_type_is_named_with_the_ones_that_fit() -> None:
    lines = _frame().set_geometry([Point(0, 0), LineString([(0, 0), (1, 1)])], crs=SWEREF99_1800)
    with pytest.raises(InvalidFrameError, match="holds LineString, keep only Point"):
        check_frame(lines, SCHEMA)


def test_a_frame_without_any_geometry_is_told_so() -> None:
    with pytest.raises(InvalidFrameError, match="has no geometry"):
        check_frame(GeoDataFrame(_frame().drop(columns="geometry")), SCHEMA)


def test_all_faults_are_told_at_once() -> None:
    broken = _frame(kind=[1, 2], demo=["ja", "nej"]).drop(columns="severity").set_crs(WGS84, allow_override=True)
    with pytest.raises(InvalidFrameError) as refused:
        check_frame(broken, SCHEMA)
    message = str(refused.value)
    assert message.startswith("the frame has 4 fault(s): ")
    for part in ("'kind'", "'demo'", "'severity'", "EPSG:4326 where EPSG:3011"):
        assert part in message
