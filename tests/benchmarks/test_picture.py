"""The static map of a report, against the same map by geopandas.plot (performance.md, G7)."""

from __future__ import annotations

import importlib.util
import io
import random
import subprocess
import sys
from collections.abc import Callable
from time import perf_counter

import pytest

from geodata.areas import builtin_area, builtin_areas
from geodata.basemap import EMPTY_BASEMAP, Basemap, packaged_basemap
from tests.benchmarks.conftest import RUNS, Row, Table, interleaved
from tests.webapp.maps.pictures import Found
from walks.place import Place
from walks.vocabulary import vocabulary
from webapp.export.wording import SWEDISH
from webapp.maps.picture import picture
from webapp.maps.picture_pins import spread

pytestmark = pytest.mark.bench

MATPLOTLIB = importlib.util.find_spec("matplotlib") is not None
"""An optional peer: nothing of the product or its tests needs it."""

CODE = "ostermalmstorg"
COLOURS = {"unsafe": "#b8390e", "safe": "#155f94", "suggestion": "#f3c34a"}
MARKERS = {"unsafe": "^", "safe": "o", "suggestion": "s"}


def some(count: int, code: str = CODE) -> list[Found]:
    """So many findings of every kind and category around the middle of a place."""
    chance, (longitude, latitude) = random.Random(7), builtin_area(code).centre
    categories = [category.code for category in vocabulary().categories if not category.restricted]
    return [
        Found(
            number,
            longitude + chance.uniform(-0.003, 0.003),
            latitude + chance.uniform(-0.0015, 0.0015),
            kind=chance.choice(list(COLOURS)),
            category=chance.choice(categories),
        )
        for number in range(1, count + 1)
    ]


def drawn(findings: list[Found], *, code: str, basemap: Basemap) -> str:
    return picture(Place(builtin_area(code), 1), basemap=basemap, findings=findings, wording=SWEDISH)


def plotted(findings: list[Found], *, basemap: Basemap, by: list[str]) -> bytes:
    """
    Draw the same as SVG by the means of the trade: ground, boundary, findings, legend, scale bar and title.

    `by` names the columns whose values are told apart by shape and colour (kind), and kept as groups (category).
    """
    import geopandas as gpd
    import matplotlib as mpl
    from shapely.geometry import shape

    from geodata.crs import SWEREF99_1800, WGS84

    mpl.use("svg")
    from matplotlib import pyplot as plt
    from matplotlib.lines import Line2D

    points = gpd.GeoDataFrame(
        {"kind": [item.kind for item in findings], "category": [item.category for item in findings]},
        geometry=gpd.points_from_xy([it.longitude for it in findings], [it.latitude for it in findings]),
        crs=WGS84,
    ).to_crs(SWEREF99_1800)
    figure, axes = plt.subplots(figsize=(7, 7))
    if basemap.features:
        ground = gpd.GeoDataFrame.from_features(list(basemap.features), crs=WGS84).to_crs(SWEREF99_1800)
        ground[ground.geom_type.isin(["Polygon", "MultiPolygon"])].plot(ax=axes, color="#dcebd8", edgecolor="#b4d0ae")
        ground[ground.geom_type.isin(["LineString", "MultiLineString"])].plot(ax=axes, color="#cfd5d2", linewidth=4)
    boundary = gpd.GeoSeries([shape(builtin_area(CODE).boundary)], crs=WGS84).to_crs(SWEREF99_1800)
    boundary.boundary.plot(ax=axes, color="#0e4c5f", linestyle="--")
    for (kind, *_), rows in points.groupby(by):
        rows.plot(ax=axes, color=COLOURS[kind], marker=MARKERS[kind], markersize=40, edgecolor="#14242b")
    axes.legend(handles=[Line2D([], [], color=COLOURS[kind], marker=MARKERS[kind], label=kind) for kind in COLOURS])
    west, south = boundary.total_bounds[:2]
    axes.plot([west, west + 50], [south, south], color="#14242b")
    axes.annotate("50 m", (west, south))
    axes.set_title("Karta över Östermalmstorg")
    axes.set_axis_off()
    page = io.BytesIO()
    figure.savefig(page, format="svg", metadata={"Title": "Karta över Östermalmstorg", "Description": "Karta"})
    plt.close(figure)
    return page.getvalue()


def timed(work: Callable[[], object]) -> Callable[[], float]:
    def measure() -> float:
        begun = perf_counter()
        work()
        return perf_counter() - begun

    return measure


@pytest.mark.parametrize("by", [["kind", "category"], ["kind"]], ids=["by category", "by kind"])
@pytest.mark.parametrize("ground", [False, True], ids=["bare", "on its ground"])
def test_the_picture_of_a_thousand_findings(table: Table, by: list[str], ground: bool) -> None:
    """Ours always keeps each category by itself and, on a ground, finds room for the names; the peer does neither."""
    findings, basemap = some(1_000), packaged_basemap(CODE) if ground else EMPTY_BASEMAP
    ours = drawn(findings, code=CODE, basemap=basemap).encode()
    measures = {"lykta": timed(lambda: drawn(findings, code=CODE, basemap=basemap))}
    peer_bytes = None
    if MATPLOTLIB:
        peer_bytes = len(plotted(findings, basemap=basemap, by=by))
        measures["peer"] = timed(lambda: plotted(findings, basemap=basemap, by=by))
    seconds = interleaved(measures)
    what = f"picture of 1,000 findings{' on its ground' if ground else ''}"
    peer = f"geopandas.plot to SVG, one plot per {' and '.join(by)}"
    table.add(Row(f"{what}: time", "s", seconds["lykta"], seconds.get("peer"), peer, ">= 100", inverse=True))
    table.add(Row(f"{what}: bytes", "B", len(ours), peer_bytes, peer, ">= 5", inverse=True))


def test_the_pictures_of_five_places(table: Table) -> None:
    places = {area.code: (some(30, area.code), packaged_basemap(area.code)) for area in builtin_areas()}

    def five() -> None:
        for code, (findings, basemap) in places.items():
            drawn(findings, code=code, basemap=basemap)

    def importing() -> float:
        """In a process of its own, told by itself: the start of Python does not count."""
        program = "from time import perf_counter as now; t = now(); import matplotlib.pyplot; print(now() - t)"
        return float(subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout)

    measures = {"lykta": timed(five)} | ({"peer": importing} if MATPLOTLIB else {})
    seconds = interleaved(measures)
    table.add(
        Row("pictures of five places", "s", seconds["lykta"], seconds.get("peer"), "importing matplotlib", "<= 1")
    )


def test_finding_room_for_ten_thousand_markers(table: Table) -> None:
    chance = random.Random(1)
    findings = some(10_000)
    spots = [(chance.uniform(0, 672), chance.uniform(0, 640)) for _ in findings]
    seconds = interleaved({"lykta": timed(lambda: spread(findings, spots))}, runs=RUNS)
    table.add(Row("room for 10,000 markers on one sheet", "s", seconds["lykta"]))
