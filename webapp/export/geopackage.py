"""The area report as a GeoPackage: its findings and its place as layers in EPSG:3011, and a table about them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from geodata.areas import Area, areas_frame
from geodata.crs import SWEREF99_1800
from geodata.formats import write_geopackage
from walks.analysis.frames import findings_frame
from walks.reports.area import AreaReport

from . import sentences
from .wording import SWEDISH

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


def geopackage_bytes(report: AreaReport, *, area: Area) -> bytes:
    """
    Write a report as the bytes of a GeoPackage 1.3 in EPSG:3011.

    Parameters
    ----------
    report
        The report.
    area
        The place it is about.

    Returns
    -------
    A file with three layers. `findings`: points with codes as in the vocabulary, times in UTC, and empty geometry where
    a finding has no point. `place`: its polygon with `area_ha` and the counts. `about`: rows of `key` and `value`
    without geometry: the period, the time of the figures, what is left out, and in Swedish the method and its limits.
    """
    layers = {"findings": findings_frame(report.findings), "place": _place(report, area=area), "about": _about(report)}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "report.gpkg")
        write_geopackage(path, layers=layers)
        return path.read_bytes()


def _place(report: AreaReport, *, area: Area) -> GeoDataFrame:
    return areas_frame((area,))[["name", "kind", "schematic", "geometry"]].assign(
        area_ha=report.area_ha,
        findings=report.total,
        **{f"findings_{kind}": number for kind, number in report.by_kind.items()},
        findings_inside=report.boundary.inside,
        findings_per_ha=report.boundary.total_per_ha,
        unsafe_per_ha=report.boundary.unsafe_per_ha,
        demo=report.demo,
    )


def _about(report: AreaReport) -> GeoDataFrame:
    import geopandas as gpd

    keys, values = zip(*_facts(report), strict=True)
    return gpd.GeoDataFrame({"key": keys, "value": values}, geometry=[None] * len(keys), crs=SWEREF99_1800)


def _facts(report: AreaReport) -> Iterator[tuple[str, str]]:
    yield "title", f"Lykta, områdesrapport, {report.place_name}"
    yield "place_code", report.place_code
    yield "since", "" if report.since is None else report.since.isoformat()
    yield "until", "" if report.until is None else report.until.isoformat()
    yield "as_of", report.as_of.isoformat()
    yield "demo", "true" if report.demo else "false"
    yield "method_version", report.version
    yield "findings", str(report.total)
    yield "left_out_withdrawn", str(report.left_out.withdrawn)
    yield "left_out_quarantined", str(report.left_out.quarantined)
    yield "left_out_parked", str(report.left_out.parked)
    yield "left_out_late", str(report.left_out.late)
    for number, sentence in enumerate(sentences.method(report, words=SWEDISH), start=1):
        yield f"method_{number}", sentence
    for number, sentence in enumerate(sentences.limits(report, words=SWEDISH), start=1):
        yield f"limit_{number}", sentence
