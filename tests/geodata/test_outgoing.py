from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pandas as pd
import pytest
from geopandas import GeoDataFrame
from shapely import Point

from geodata.crs import SWEREF99_1800, WGS84
from geodata.errors import CRSMismatchError, InvalidFrameError
from geodata.outgoing import in_system, in_utc, utc_text


def test_a_frame_is_given_in_the_system_of_the_file_and_left_as_it_was() -> None:
    frame = GeoDataFrame(geometry=[Point(18.0, 59.0)], crs=WGS84)
    metric = in_system(frame, SWEREF99_1800, name="findings")
    assert (metric.geometry[0].x, metric.geometry[0].y) == pytest.approx((150000.0, 6542669.085), abs=0.01)
    assert frame.geometry[0] == Point(18.0, 59.0)


def test_a_frame_without_a_reference_system_is_refused_by_name() -> None:
    with pytest.raises(CRSMismatchError, match="layer 'findings' names no reference system; name the one"):
        in_system(GeoDataFrame(geometry=[Point(0, 0)]), WGS84, name="findings")


def test_every_time_column_is_given_in_utc() -> None:
    summer = pd.to_datetime(["2026-06-21T23:00:00+02:00"], utc=True).tz_convert("Europe/Stockholm")
    table = in_utc(pd.DataFrame({"seen": summer, "sent": summer}), name="findings")
    assert {str(table[name].dt.tz) for name in ("seen", "sent")} == {"UTC"}
    assert table["seen"][0] == summer[0]


def test_all_time_columns_without_a_zone_are_named_at_once() -> None:
    naive = pd.to_datetime(["2026-06-21T23:00:00"])
    with pytest.raises(InvalidFrameError, match="layer 'findings': no time zone in seen, sent; name it with"):
        in_utc(pd.DataFrame({"seen": naive, "sent": naive}), name="findings")


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 11, 26, 18, 42, tzinfo=timezone(timedelta(hours=1))), "2026-11-26T17:42:00Z"),
        (datetime(2026, 11, 26, 17, 42, 0, 1, UTC), "2026-11-26T17:42:00.000001Z"),
    ],
)
def test_a_time_is_written_in_utc_as_exactly_as_it_is_known(moment: datetime, text: str) -> None:
    assert utc_text(moment) == text
    assert datetime.fromisoformat(text) == moment
