"""A site of one page per place: the real static files, the real map scripts, and the policy of maps.md."""

from __future__ import annotations

import mimetypes
import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from geodata.areas import Area, builtin_areas
from geodata.basemap import basemap_bytes, packaged_basemap
from webapp.maps.shell import map_script
from webapp.security import HEADERS

STATIC = Path(__file__).parents[3] / "webapp" / "static"

POLICY = HEADERS["Content-Security-Policy"]

PAGE = """<!doctype html>
<html lang="sv" data-theme="{theme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Karta</title>
<link rel="icon" href="/static/icons/lykta.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/css/tokens.css">
<link rel="stylesheet" href="/static/css/base.css">
<link rel="stylesheet" href="/static/vendor/leaflet/leaflet.css">
<link rel="stylesheet" href="/static/css/map.css">
<link rel="stylesheet" href="/page.css">
<script src="/static/vendor/leaflet/leaflet.js" defer></script>
<script src="/static/js/map/layers.js" defer></script>
<script src="/kartor/{script}" defer></script>
<script src="/page.mjs" type="module"></script>
</head>
<body>
<main>
<h1>Karta</h1>
<div id="map" class="map" role="region" aria-label="Karta över platsen" tabindex="0"
  data-zoom-in="Zooma in" data-zoom-out="Zooma ut" data-attribution="© Den som ritade kartan"></div>
<p class="legend"><svg width="24" height="24" viewBox="0 0 24 24" class="i" aria-hidden="true">
<use href="/static/symbols/sprite.svg#c-lighting"/></svg> Belysning</p>
</main>
</body>
</html>
"""

PAGE_STYLE = "h1, .legend { position: absolute; z-index: 1; top: -60px } .map { position: fixed; inset: 0 }"

PAGE_SCRIPT = """
const { map, basemap, findings } = await lykta.mounted;
window.shown = { map, basemap, findings, pressed: [] };
map.getContainer().addEventListener("lykta:select", (event) => window.shown.pressed.push(event.detail.finding_id));
if (!basemap.features.length) await new Promise((done) => basemap.once("lykta:ground", done));
await document.fonts.ready;
requestAnimationFrame(() => requestAnimationFrame(() => { document.documentElement.dataset.ready = "yes"; }));
"""


@dataclass
class Site:
    """Where the pages are, and what was asked for."""

    address: str
    asked: list[str] = field(default_factory=list)

    def page(self, code: str, *, theme: str = "light") -> str:
        return f"{self.address}/plats/{code}?{theme}"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    named = os.environ.get("LYKTA_CHROMIUM") or shutil.which("chromium")
    return {**browser_type_launch_args, "executable_path": named, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def map_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    cache = tmp_path_factory.mktemp("maps")
    areas = {area.code: area for area in builtin_areas()}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path, _, theme = self.path.partition("?")
            site.asked.append(path)
            content, kind = answer(path, theme=theme, areas=areas, cache=cache)
            self.send_response(200 if content is not None else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content or b"")))
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing: a test's output is its failures."""

    server = ThreadingHTTPServer(("localhost", 0), Handler)
    site = Site(f"http://localhost:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield site
    server.shutdown()
    server.server_close()
    thread.join()


def answer(path: str, *, theme: str, areas: dict[str, Area], cache: Path) -> tuple[bytes | None, str]:
    room, _, name = path.removeprefix("/").partition("/")
    if path in {"/page.css", "/page.mjs"}:
        return (PAGE_STYLE.encode(), "text/css") if path.endswith("css") else (PAGE_SCRIPT.encode(), "text/javascript")
    if room == "plats" and name in areas:
        script = map_script(areas[name], basemap_url=f"/kartor/{name}-0a1b2c3d.geojson", cache=cache)
        return PAGE.format(theme=theme or "light", script=script.name).encode(), "text/html; charset=utf-8"
    if room == "kartor" and name.endswith(".geojson"):
        return basemap_bytes(packaged_basemap(name.rpartition("-")[0])), "application/geo+json"
    file = cache / name if room == "kartor" else STATIC / name
    if room not in {"kartor", "static"} or not file.is_file():
        return None, "text/plain"
    kind = "text/javascript" if file.suffix == ".mjs" else mimetypes.guess_type(file.name)[0]
    return file.read_bytes(), kind or "application/octet-stream"
