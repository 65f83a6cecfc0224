"""Findings as a frame in metres."""

from __future__ import annotations

import pandas as pd
import pytest

from geodata.errors import InvalidFrameError
from tests.walks.analysis.examples import SOUTH_WEST, finding, five_findings
from walks.analysis.frames import COLUMNS, findings_frame


def test_a_point_stands_where_it_was_captured_in_metres_of_epsg_3011() -> None:
    frame = findings_frame([finding(1, at_m=(30, 70))])

    assert frame.crs.to_epsg() == 3011
    assert frame.geometry.iloc[0].x == pytest.approx(SOUTH_WEST[0] + 30, abs=0.001)
    assert frame.geometry.iloc[0].y == pytest.approx(SOUTH_WEST[1] + 70, abs=0.001)


def test_svampen_has_the_coordinates_that_maps_md_gives() -> None:
    frame = findings_frame([finding(1, longitude=18.072721, latitude=59.336128)])

    assert frame.geometry.iloc[0].x == pytest.approx(154_138.853, abs=0.01)
    assert frame.geometry.iloc[0].y == pytest.approx(6_580_115.342, abs=0.01)


def test_rows_keep_their_order_and_are_indexed_by_finding() -> None:
    frame = findings_frame(five_findings()[::-1])

    assert frame.index.name == "finding_id"
    assert list(frame.index) == ["f5", "f4", "f3", "f2", "f1"]
    assert list(frame.columns) == [*COLUMNS, "geometry"]


def test_a_finding_without_a_point_has_an_empty_geometry_and_no_degrees() -> None:
    row = findings_frame([finding(1, at_m=None)]).iloc[0]

    assert row.geometry.is_empty
    assert row.geometry.geom_type == "Point"
    assert pd.isna(row.longitude) and pd.isna(row.latitude)


def test_captured_degrees_are_kept_to_the_last_digit() -> None:
    frame = findings_frame([finding(1, longitude=18.123456789012, latitude=59.345678901234)])

    assert (frame.longitude.iloc[0], frame.latitude.iloc[0]) == (18.123456789012, 59.345678901234)


def test_times_are_utc_and_numbers_whole() -> None:
    frame = findings_frame(five_findings())

    assert str(frame.observed_at.dt.tz) == "UTC"
    assert str(frame.severity.dtype) == "Int64"
    assert frame.severity.isna().tolist() == [False, True, False, True, True]


def test_a_missing_text_is_missing_and_not_a_word() -> None:
    assert findings_frame([finding(1, text=None, near=None)])[["text", "near"]].isna().all(axis=None)


def test_a_frame_of_nothing_has_the_columns_types_and_reference_system_of_any_other() -> None:
    empty, full = findings_frame([]), findings_frame(five_findings())

    assert len(empty) == 0
    assert empty.crs == full.crs
    assert empty.dtypes.equals(full.dtypes)


def test_the_same_finding_twice_is_refused() -> None:
    with pytest.raises(InvalidFrameError, match="f1"):
        findings_frame([finding(1), finding(1)])
