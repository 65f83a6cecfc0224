"""A square of one hectare and five findings whose every count can be made on the fingers of one hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from geodata.areas import Area
from geodata.crs import to_lonlat
from walks.finding import Finding

SOUTH_WEST = (154_000.0, 6_580_000.0)
"""Corner of the square in EPSG:3011, metres; a few hundred metres from Stureplan."""

AS_OF = datetime(2026, 11, 23, 17, 42, tzinfo=UTC)
"""18.42 in Stockholm."""


def lonlat(east_m: float, north_m: float) -> tuple[float, float]:
    """Degrees of the point so many metres from the square's corner."""
    longitude, latitude = to_lonlat(SOUTH_WEST[0] + east_m, SOUTH_WEST[1] + north_m)
    return float(longitude), float(latitude)


def square_100m() -> Area:
    """100 m by 100 m: 1.00 ha."""
    ring = [lonlat(*corner) for corner in ((0, 0), (100, 0), (100, 100), (0, 100), (0, 0))]
    return Area(
        code="rutan",
        name="Rutan",
        kind="walk_area",
        valid_from=date(2021, 1, 1),
        valid_to=None,
        centre=lonlat(50, 50),
        boundary={"type": "Polygon", "coordinates": [[list(corner) for corner in ring]]},
        schematic=False,
    )


def finding(number: int, *, at_m: tuple[float, float] | None = (50, 50), **changes: Any) -> Finding:
    """An unsafe lighting finding of an evening, in the middle of the square, if nothing else is said."""
    longitude, latitude = lonlat(*at_m) if at_m else (None, None)
    plain = Finding(
        finding_id=f"f{number}",
        number=number,
        walk_id="w1",
        place_code="rutan",
        kind="unsafe",
        category="lighting",
        severity=None,
        text="Släckt lykta",
        longitude=longitude,
        latitude=latitude,
        accuracy_m=None,
        position_method="crosshair" if at_m else "import",
        observed_at=datetime(2026, 11, 23, 17, 0, tzinfo=UTC),
        light="darkness",
        place_type=None,
        applies_when=None,
        near="Lyktgatan",
        device_id="tablet-1",
        demo=False,
        changed_rseq=number,
    )
    return replace(plain, **changes)


def five_findings() -> list[Finding]:
    """Three unsafe inside (one of them at a corner), one safe 3 m outside, one suggestion without a point."""
    return [
        finding(1, severity=2),
        finding(2, at_m=(0, 0)),
        finding(3, at_m=(30, 70), category="traffic", severity=4, light="twilight", text=None),
        finding(4, at_m=(103, 50), kind="safe", category="street_life", light="daylight", near=None),
        finding(5, at_m=None, kind="suggestion", category="wayfinding", light="daylight", walk_id="w2"),
    ]


@dataclass(frozen=True)
class PlannedWalk:
    walk_id: str
    starts_at: datetime
    state: str = "under_way"
    demo: bool = False


def two_walks() -> list[PlannedWalk]:
    """One in the dark of a November evening, one in the light of a June noon."""
    return [
        PlannedWalk("w1", datetime(2026, 11, 23, 16, 30, tzinfo=UTC)),
        PlannedWalk("w2", datetime(2026, 6, 15, 10, 0, tzinfo=UTC), state="compiling"),
    ]
