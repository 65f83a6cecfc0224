"""The area report's findings as GeoJSON (RFC 7946), with what they are in a member beside them."""

from __future__ import annotations

from geodata.crs import WGS84
from geodata.formats import geojson_bytes
from walks.analysis.frames import findings_frame
from walks.reports.area import AreaReport

from .about import facts


def findings_geojson(report: AreaReport) -> bytes:
    """
    Write the findings of a report as a FeatureCollection.

    Parameters
    ----------
    report
        The report.

    Returns
    -------
    UTF-8. One feature per finding by number, `id` that of the finding, properties as in the GeoPackage's `findings`;
    coordinates are degrees (EPSG:4326) exactly as captured, and null where a finding has no point. The member `about`
    holds what `webapp.export.about.facts` tells.
    """
    from geopandas import GeoSeries
    from shapely import Point

    frame = findings_frame(report.findings)
    # as captured: the way to metres and back would add digits that nobody measured
    places = [None if item.longitude is None else Point(item.longitude, item.latitude) for item in report.findings]
    points = GeoSeries(places, index=frame.index, crs=WGS84)
    captured = frame.drop(columns=["longitude", "latitude"]).set_geometry(points)
    return geojson_bytes(captured, members={"about": facts(report)})
