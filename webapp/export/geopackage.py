"""The area report as a GeoPackage: its findings and its place as layers with their looks, and a table about them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from geodata.areas import Area, areas_frame
from geodata.crs import SWEREF99_1800
from geodata.formats import write_geopackage
from walks.analysis.frames import findings_frame
from walks.reports.area import AreaReport

from .about import facts
from .qgis import layer_styles

if TYPE_CHECKING:
    import pandas as pd
    from geopandas import GeoDataFrame


def geopackage_bytes(report: AreaReport, *, area: Area, crs: str = SWEREF99_1800) -> bytes:
    """
    Write a report as the bytes of a GeoPackage 1.3.

    Parameters
    ----------
    report
        The report.
    area
        The place it is about.
    crs
        Reference system of the layers: EPSG:3011, or EPSG:3006.

    Returns
    -------
    A file with three layers. `findings`: points with codes as in the vocabulary, times in UTC, and empty geometry where
    a finding has no point. `place`: its polygon with `area_ha` and the counts. `about`: rows of `key` and `value`
    without geometry: the period, the time of the figures, what is left out, and in Swedish the method and its limits.
    `layer_styles` holds the looks of the first two for QGIS.
    """
    layers = {"findings": findings_frame(report.findings), "place": _place(report, area=area), "about": _about(report)}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "report.gpkg")
        write_geopackage(path, layers=layers, crs=crs, styles=layer_styles(report))
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


def _about(report: AreaReport) -> pd.DataFrame:
    import pandas as pd

    told = facts(report)
    return pd.DataFrame({"key": list(told), "value": list(told.values())})
