"""What a walker noticed at a place, and what a finding must fulfil."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

TEXT_LIMIT = 2_000
"""Longest text of a finding, in characters (sync.md: enforced on the device and again here)."""

PLACE_MARGIN_M = 300.0
"""How far outside its walk's place a finding may lie, in metres, before it is held back for a look."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as people read it: never a restricted, withdrawn, late or quarantined one.

    Attributes
    ----------
    number
        1, 2, 3 ... within the place, in the order in which the server learnt of them; the same on map, list and report.
    severity
        1-4, the walker's view; only for kind `unsafe`, else None.
    longitude, latitude
        Degrees, EPSG:4326, as captured; None where an imported finding is known at place level only.
    accuracy_m
        Radius in metres told by the device; None when the point was placed by hand.
    observed_at
        Aware, UTC.
    light
        `daylight`, `twilight` or `darkness` at the point and time of the finding.
    near
        Label of the nearest named thing of the place's map within 60 m, or None.
    changed_rseq
        Number in the log of the last operation that changed it.
    """

    finding_id: str
    number: int
    walk_id: str
    place_code: str
    kind: str
    category: str
    severity: int | None
    text: str | None
    longitude: float | None
    latitude: float | None
    accuracy_m: float | None
    position_method: str | None
    observed_at: datetime
    light: str
    place_type: str | None
    applies_when: str | None
    near: str | None
    device_id: str | None
    demo: bool
    changed_rseq: int


@dataclass(frozen=True, slots=True)
class RestrictedFinding:
    """A need at a place: no kind, no photo, no point. Shown on one list page and nowhere else."""

    finding_id: str
    place_code: str
    need: str
    text: str | None
    observed_at: datetime
    demo: bool


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many findings are not counted, by reason. Restricted ones are not told, not even as a number."""

    withdrawn: int = 0
    quarantined: int = 0
    parked: int = 0
    late: int = 0
