"""Count findings by what they are, how grave, in which light and how close together, as plain numbers."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from geodata.areas import EDGE_M, Area, areas_frame
from walks.vocabulary import vocabulary

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from pandas import Series

KIND_WITH_SEVERITY = "unsafe"

Code = TypeVar("Code", bound=Hashable)


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """How many findings one category has, by kind (every kind, 0 included) and in all."""

    category: str
    by_kind: Mapping[str, int]
    total: int


@dataclass(frozen=True, slots=True)
class BoundaryCount:
    """Where the points lie, and how many there are per hectare of the area.

    Attributes
    ----------
    inside, outside, unplaced
        Numbers of findings: within the boundary or on its edge, beyond it, and without a point.
    total_per_ha, unsafe_per_ha
        Findings inside per hectare (1/ha): all kinds, and `unsafe` only.
    """

    inside: int
    outside: int
    unplaced: int
    total_per_ha: float
    unsafe_per_ha: float


def by_kind(frame: GeoDataFrame) -> dict[str, int]:
    """
    Count findings of each kind.

    Parameters
    ----------
    frame
        Findings as `walks.analysis.frames.findings_frame` gives them. May be empty.

    Returns
    -------
    Kind to number, in the order of the vocabulary and with 0 where there is none; a code that the vocabulary no longer
    has stands last. The numbers add up to the number of rows.
    """
    return _tally(frame["kind"], order=(term.code for term in vocabulary().kinds))


def by_light(frame: GeoDataFrame) -> dict[str, int]:
    """Count findings in each light at their own time and place; order, zeros and sum as in `by_kind`."""
    return _tally(frame["light"], order=(term.code for term in vocabulary().lights))


def by_severity(frame: GeoDataFrame) -> dict[int | None, int]:
    """
    Count unsafe findings of each severity; the other kinds have none.

    Parameters
    ----------
    frame
        Findings as `walks.analysis.frames.findings_frame` gives them. May be empty.

    Returns
    -------
    Severity 1-4 to number, in that order and with 0 where there is none, then None to the number of unsafe findings
    whose severity was not told. The numbers add up to the number of unsafe findings; there is no mean of them.
    """
    told = frame.loc[frame["kind"] == KIND_WITH_SEVERITY, "severity"]
    order = (int(term.code) for term in vocabulary().severities)
    counts: dict[int | None, int] = _tally(told.dropna().astype("int64"), order=order)
    return counts | {None: int(told.isna().sum())}


def by_category(frame: GeoDataFrame) -> tuple[CategoryCount, ...]:
    """
    Count findings of each category and kind.

    Parameters
    ----------
    frame
        Findings as `walks.analysis.frames.findings_frame` gives them. May be empty.

    Returns
    -------
    One count per category that has a finding, in the order of the vocabulary; a code that the vocabulary no longer has
    stands last. The totals add up to the number of rows.
    """
    pairs = frame.groupby(["category", "kind"]).size().to_dict()
    kinds = list(by_kind(frame))
    totals = _tally(frame["category"], order=(item.code for item in vocabulary().categories))
    return tuple(
        CategoryCount(category, {kind: int(pairs.get((category, kind), 0)) for kind in kinds}, total)
        for category, total in totals.items()
        if total
    )


def at_boundary(frame: GeoDataFrame, *, area: Area) -> BoundaryCount:
    """
    Count findings within and beyond the boundary of an area, and per hectare of it.

    The density is the number of points within the boundary, its edge included, divided by the area in hectares; both
    are measured in EPSG:3011. A point beyond the boundary, or no point at all, takes no part in it.

    Parameters
    ----------
    frame
        Findings in EPSG:3011 as `walks.analysis.frames.findings_frame` gives them. May be empty.
    area
        The place, its boundary in EPSG:4326.

    Returns
    -------
    The counts; `inside + outside + unplaced` is the number of rows.

    Raises
    ------
    CRSMismatchError
        If the findings are not in EPSG:3011.
    """
    from geodata.density import points_per_hectare

    areas = areas_frame((area,))
    unsafe = frame[frame["kind"] == KIND_WITH_SEVERITY]
    total_per_ha = float(points_per_hectare(frame, areas=areas).loc[area.code])
    inside = int(frame.dwithin(areas.geometry.loc[area.code], EDGE_M).sum())
    unplaced = int(frame.is_empty.sum())
    return BoundaryCount(
        inside=inside,
        outside=len(frame) - inside - unplaced,
        unplaced=unplaced,
        total_per_ha=total_per_ha,
        unsafe_per_ha=float(points_per_hectare(unsafe, areas=areas).loc[area.code]),
    )


def _tally(values: Series[Any], *, order: Iterable[Code]) -> dict[Code, int]:
    """Count equal values: those of `order` first and always, then the others in alphabetical order."""
    counts: dict[Any, int] = values.value_counts().to_dict()
    known = list(order)
    return {code: int(counts.get(code, 0)) for code in [*known, *sorted(counts.keys() - set(known), key=str)]}
