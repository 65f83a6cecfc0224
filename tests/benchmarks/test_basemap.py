"""G7: a basemap of 6,000 features in Chromium, from its text to the drawn picture, beside Leaflet's own canvas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from statistics import median
from typing import Any

import pytest
from playwright.sync_api import Page

from geodata.areas import builtin_area
from geodata.basemap import Basemap, basemap_bytes
from geodata.plane import Plane
from tests.benchmarks.conftest import RUNS, Row, Table
from tests.webapp.maps.conftest import Site, browser_type_launch_args, map_site

__all__ = ["browser_type_launch_args", "map_site"]

pytestmark = [
    pytest.mark.bench,
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
]

FEATURES = 6_000
DESK = {"width": 1440, "height": 900}
PLACE = "stureplan"

# a pixel is asked for, or the browser would put the drawing off until after the clock has stopped
OURS = """async (text) => {
  const { readGround } = await import("/static/js/map/ground.mjs");
  const { map, basemap } = window.shown;
  let names;
  map.eachLayer((layer) => { if (layer._remembered) names = layer; });
  const pixel = (layer) => layer._canvas.getContext("2d").getImageData(0, 0, 1, 1);
  const start = performance.now();
  basemap.features = readGround(JSON.parse(text));
  basemap._draw();
  names._draw();
  pixel(basemap);
  pixel(names);
  const first = performance.now() - start;
  const again = performance.now();
  basemap._draw();
  names._draw();
  pixel(basemap);
  pixel(names);
  return [first, performance.now() - again];
}"""

LEAFLET = """(text) => {
  const { map } = window.shown;
  const renderer = L.canvas();
  const start = performance.now();
  const layer = L.geoJSON(JSON.parse(text), {
    renderer,
    style: { weight: 1, color: "#888", fillColor: "#ddd", fillOpacity: 1 },
    pointToLayer: (_, at) => L.circleMarker(at, { renderer, radius: 2 }),
  }).addTo(map);
  renderer._redraw();
  renderer._container.getContext("2d").getImageData(0, 0, 1, 1);
  const took = performance.now() - start;
  layer.remove();
  renderer.remove();
  return took;
}"""


def _features() -> Iterator[dict[str, Any]]:
    """Lay out a town of 60 by 60 plots: houses with yards, numbered doors, named streets, paths, lamps."""
    plane = Plane(builtin_area(PLACE).centre)

    def at(x: float, y: float) -> list[float]:
        longitude, latitude = plane.position((x - 600, y - 600))
        return [round(longitude, 6), round(latitude, 6)]

    def feature(kind: str, geometry: str, coordinates: Any, **known: Any) -> dict[str, Any]:
        properties = {"kind": kind, "class": None, "name": None, **known}
        return {"type": "Feature", "properties": properties, "geometry": {"type": geometry, "coordinates": coordinates}}

    for row in range(60):
        y = row * 20.0
        main = "main" if row % 10 == 0 else "street"
        line = [at(x, y + (x % 7) / 3) for x in range(0, 1_200, 40)]
        yield feature("street", "LineString", line, **{"class": main}, name=f"Provgatan {row}", lit=row % 3 > 0)
        yield feature("path", "LineString", [at(y, x) for x in range(0, 1_200, 60)], **{"class": "path"})
    for plot in range(3_600):
        x, y = (plot % 60) * 20.0 + 3, (plot // 60) * 20.0 + 5
        outer = [
            at(x, y),
            at(x + 14, y),
            at(x + 14, y + 5),
            at(x + 16, y + 5),
            at(x + 16, y + 12),
            at(x, y + 12),
            at(x, y),
        ]
        inner = [at(x + 5, y + 4), at(x + 5, y + 8), at(x + 9, y + 8), at(x + 9, y + 4), at(x + 5, y + 4)]
        yield feature("building", "Polygon", [outer, inner], name=f"Huset {plot}" if plot % 90 == 0 else None)
    small = ("house_number", "lamp", "bench", "entrance", "stop")
    for number in range(FEATURES - 3_720):
        spot = at((number * 37) % 1_200, (number * 59) % 1_200)
        kind = small[number % 5]
        yield (
            feature(kind, "Point", spot, house_number=str(number % 90))
            if kind == "house_number"
            else feature(kind, "Point", spot, name=f"Hållplats {number}" if kind == "stop" else None)
        )


@pytest.mark.parametrize("zoom", [16, 17, 18])
def test_a_basemap_of_6000_features_is_drawn_before_one_looks_up(
    zoom: int, page: Page, map_site: Site, table: Table
) -> None:
    basemap = Basemap(tuple(_features()), attribution="", source="", taken_on=None, schematic=False)
    text = basemap_bytes(basemap).decode()
    assert len(json.loads(text)["features"]) == FEATURES
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.goto(map_site.page(PLACE))
    page.wait_for_function("() => document.documentElement.dataset.ready")
    page.evaluate("(zoom) => window.shown.map.setZoom(zoom, { animate: false })", zoom)
    ours: list[float] = []
    again: list[float] = []
    leaflet: list[float] = []
    for _ in range(RUNS):
        first, second = page.evaluate(OURS, text)
        ours.append(first)
        again.append(second)
        leaflet.append(page.evaluate(LEAFLET, text))
    table.add(
        Row(
            f"G7 basemap of {FEATURES:,} features at zoom {zoom}, read and drawn",
            "ms",
            median(ours),
            median(leaflet),
            "Leaflet's own canvas, without names",
            goal="≤ 300 ms",
        )
    )
    table.add(Row(f"G7 the same, drawn again (zoom {zoom})", "ms", median(again), goal="–"))
    assert page.evaluate("() => window.shown.basemap.features.length") == FEATURES
