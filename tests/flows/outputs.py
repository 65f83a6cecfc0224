"""Everything that leaves the product: each address that can be read, each command, and how to hear all of it."""

from __future__ import annotations

import argparse
import io
import itertools
import json
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from flask import Flask

from tests.conftest import CheckingClient, House, Tablet
from walks.walk import Walk
from webapp import cli

PLACE, OTHER_PLACE = "tessinparken", "stureplan"

READ: Mapping[str, tuple[str, ...]] = {
    "/": ("/",),
    # a secret that opens nothing: one that does would make its reader another
    "/delning/<secret>": ("/delning/AAAAAAAAAAAAAAAAAAAAAA",),
    "/forsta-start/<secret>": ("/forsta-start/{setup}",),
    "/anslut": ("/anslut", "/anslut?kod={participant}"),
    "/anslut/<secret>": ("/anslut/{join}",),
    "/vandring/<walk_id>": ("/vandring/{walk}", "/vandring/{closed}", "/vandring/{other_walk}"),
    "/plats/<code>": (
        "/plats/{place}",
        "/plats/{other_place}",
        "/plats/{place}?kategori=vulnerable_people&sort=unsafe&fran=2026-01-01&till=2026-12-31",
    ),
    "/plats/<code>/rapport": (
        "/plats/{place}/rapport?sprak=en",
        "/plats/{place}/rapport?sprak=sv",
        "/plats/{other_place}/rapport?fran=2026-01-01&till=2026-12-31",
    ),
    "/plats/<code>/rapport.<any(html, xlsx, csv, gpkg, geojson):ending>": (
        "/plats/{place}/rapport.html",
        "/plats/{place}/rapport.xlsx",
        "/plats/{place}/rapport.csv",
        "/plats/{place}/rapport.gpkg",
        "/plats/{place}/rapport.gpkg?system=EPSG:3006",
        "/plats/{place}/rapport.geojson",
        "/plats/{other_place}/rapport.csv?fran=2026-01-01&till=2026-12-31",
    ),
    "/samordning": ("/samordning",),
    "/samordning/skyddade": ("/samordning/skyddade",),
    "/samordning/platser": ("/samordning/platser",),
    "/samordning/platser/ny": ("/samordning/platser/ny",),
    "/samordning/platser/<code>": ("/samordning/platser/{place}", "/samordning/platser/{other_place}"),
    "/hjalp": ("/hjalp",),
    "/hjalp/<page>": ("/hjalp/deltagare",),
    "/integritet": ("/integritet",),
    "/tillganglighet": ("/tillganglighet",),
    "/halsa": ("/halsa",),
    "/kartor/<name>": ("{script}", "{basemap}"),
    "/static/<release>/<path:name>": ("{static}",),
    "/sw.js": ("/sw.js",),
    "/api/v1/walks/<walk_id>/changes": (
        "/api/v1/walks/{walk}/changes",
        "/api/v1/walks/{walk}/changes?since={since}",
        "/api/v1/walks/{closed}/changes",
        "/api/v1/walks/{other_walk}/changes",
    ),
    "/api/v1/places": ("/api/v1/places",),
    "/api/v1/places/<code>/findings": (
        "/api/v1/places/{place}/findings",
        "/api/v1/places/{other_place}/findings",
        "/api/v1/places/{place}/findings?category=vulnerable_people",
        "/api/v1/places/{place}/findings?kind=unsafe&from=2026-01-01&to=2026-12-31",
    ),
    "/api/v1/places/<code>/changes": (
        "/api/v1/places/{place}/changes",
        "/api/v1/places/{place}/changes?since={since}",
        "/api/v1/places/{place}/changes?category=vulnerable_people",
        "/api/v1/places/{other_place}/changes",
    ),
    "/api/v1/vocabulary": ("/api/v1/vocabulary", "/api/v1/vocabulary?lang=en"),
    "/openapi.json": ("/openapi.json",),
}
"""What is asked of each rule that can be read; a new rule needs a line here."""

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "places list": ("places list",),
    "report area": (
        "report area {place} --out {out}/rapport.html",
        "report area {place} --out {out}/rapport.csv",
        "report area {place} --out {out}/rapport.xlsx",
        "report area {place} --out {out}/rapport.gpkg",
        "report area {place} --crs EPSG:3006 --out {out}/sverige.gpkg",
        "report area {place} --out {out}/rapport.geojson",
        "report area {other_place} --out {out}/annan.csv --from 2026-01-01 --to 2026-12-31",
        "report area ingenstans --out {out}/rapport.csv",
    ),
    "places add": ("places add {area}",),
    "places change": ("places change {place} {area}",),
    "places export": ("places export --out {out}/platser.geojson", "places export --out {out}/platser.gpkg"),
    "basemap build": ("basemap build {place} --from {area}",),
    "basemap fetch": ("basemap fetch {place}",),
    "doctor": ("doctor", "doctor --rebuild"),
    "migrate": ("migrate",),
    "link list": ("link list",),
    "link revoke": ("link revoke {key}", "link revoke ingen"),
    "link new": (
        "link new",
        "link new --role partner --place {place} --holder Trafikkontoret",
        "link new --role outreach --place {place}",
    ),
    "serve": ("serve", "serve --demo"),
    "demo": ("demo", "demo --findings 3 --walks 1", "demo --remove"),
}
"""What each command is asked, one after the other on the same folder; a new command needs a line here."""


@dataclass(frozen=True)
class Reader:
    """Somebody with a browser, and what a program of theirs sends along."""

    client: CheckingClient
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, tablet: Tablet) -> Reader:
        return cls(tablet.client, tablet.headers)


@dataclass(frozen=True)
class Told:
    """One answer: all of it as bytes, and what must be equal where nothing changed for the reader."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    plain: object

    @property
    def whole(self) -> bytes:
        return "\n".join(f"{name}: {value}" for name, value in self.headers.items()).encode() + b"\n\n" + self.body


Heard = dict[tuple[str, str], Told]


def rules_without_decision(app: Flask) -> set[str]:
    """Give the rules that can be read and that nothing here asks, or that are asked and no longer there."""
    return {rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())} ^ READ.keys()


def values_of(house: House, *, walk: Walk, other_walk: Walk, closed: Walk | None = None) -> dict[str, str]:
    """Fill the parameters of every address and command."""
    page = house.coordinator().get(f"/plats/{PLACE}").get_data(as_text=True)
    script = page.partition('src="/kartor/')[2].partition('"')[0]
    found = re.search(r"/kartor/[a-z-]+-[0-9a-f]{16}\.geojson", (house.context.map_cache / script).read_text("utf-8"))
    assert found is not None
    link = house.hand_out("partner", place_code=PLACE, holder="Trafikkontoret")
    with house.store.reading() as connection:
        from walks.sharing import find_key

        key = find_key(connection, link, now=house.clock.now)
    return {
        "walk": walk.walk_id,
        "other_walk": other_walk.walk_id,
        "closed": (closed or other_walk).walk_id,
        "place": PLACE,
        "other_place": OTHER_PLACE,
        "setup": house.hand_out("setup"),
        "participant": house.secret("participant", walk=walk.walk_id),
        "join": house.secret("join", walk=walk.walk_id),
        "since": f"0.{'0' * 64}",
        "script": f"/kartor/{script}",
        "basemap": found[0],
        "static": "/static/" + page.partition('href="/static/')[2].partition('"')[0],
        "link": link,
        "key": key.key_id,
    }


def hear(readers: Mapping[str, Reader], values: Mapping[str, str]) -> Heard:
    """Let every reader ask every address."""
    heard: Heard = {}
    for role, reader in readers.items():
        for address in (address.format_map(values) for each in READ.values() for address in each):
            answer = reader.client.get(address, headers=reader.headers)
            body = answer.get_data()
            plain = _plain(body, answer.mimetype)
            heard[role, address] = Told(answer.status_code, dict(answer.headers), unpacked(body), plain)
    return heard


def unpacked(body: bytes) -> bytes:
    """Give a file so that its words can be looked for: a workbook is a zip, and what is packed hides them."""
    if not body.startswith(b"PK"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        return b"\n".join(part.filename.encode() + b"\n" + parts.read(part) for part in parts.infolist())


def _plain(body: bytes, mimetype: str | None) -> object:
    if mimetype == "application/geopackage+sqlite3":
        return tables(body)
    if mimetype in {"application/json", "application/geo+json"}:
        told = json.loads(body)
        # the log's own length: it also counts joined devices, links and sign-ins
        return {name: value for name, value in told.items() if name not in {"head", "next"}}
    return body


def tables(geopackage: bytes) -> dict[str, list[tuple[object, ...]]]:
    """Give every row of every table of a GeoPackage; without the moment at which it was written."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(geopackage)
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in sorted(names)}
        moment = [row[1] for row in connection.execute("PRAGMA table_info(gpkg_contents)")].index("last_change")
    finally:
        connection.close()
    contents = rows["gpkg_contents"]
    rows["gpkg_contents"] = [(*row[:moment], *row[moment + 1 :]) for row in contents]
    return rows


def command_names(parser: argparse.ArgumentParser, words: tuple[str, ...] = ()) -> Iterator[str]:
    """Give every command with its fixed words, as `report area` or `link new`."""
    actions = parser._actions
    below = [action for action in actions if isinstance(action, argparse._SubParsersAction)]
    if below:
        for name, child in below[0].choices.items():
            yield from command_names(child, (*words, name))
        return
    fixed = [action.choices for action in actions if not action.option_strings and action.choices]
    yield from (" ".join((*words, *chosen)) for chosen in itertools.product(*fixed))


def say(folder: Path, asked: Mapping[str, str], *, house: House, work: Path) -> dict[str, Told]:
    """Run every command on a copy of a data folder; what it printed and wrote, by what was asked."""
    copy, out = work / "data", work / "out"
    shutil.copytree(folder, copy)
    out.mkdir()
    told = {}
    asked = {**asked, "area": str(_area(work / "yta.geojson"))}
    for line in (line for lines in COMMANDS.values() for line in lines):
        words = [word.format_map({**asked, "out": str(out)}) for word in line.split()]
        told[line] = run([*words, "--data", str(copy)], house=house, work=work)
    return told


def _area(path: Path) -> Path:
    """Write a file with the boundary of a place to be."""
    ring = [[18.095, 59.362], [18.097, 59.362], [18.097, 59.364], [18.095, 59.364], [18.095, 59.362]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"namn": "Parken"}, "geometry": geometry}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    return path


def run(words: list[str], *, house: House, work: Path) -> Told:
    """Run one command as a person would, at the house's time; the server announces itself and stops."""
    spoken, refused = io.StringIO(), io.StringIO()
    with (
        redirect_stdout(spoken),
        redirect_stderr(refused),
        patch("webapp.context.system_clock", house.clock),
        patch("webapp.server.build_server", lambda *_: None),
        patch("webapp.server.serve", lambda _server, *, announce: announce(8000)),
    ):
        try:
            code = cli.main(words)
        except SystemExit as ended:
            code = int(ended.code or 0)
    new = [*sorted((work / "out").glob("*")), *(work / "data").glob("links.json")]
    written = {path.name: path.read_bytes() for path in new}
    for path in new:
        path.unlink()
    whole = f"{spoken.getvalue()}{refused.getvalue()}".encode() + b"".join(map(unpacked, written.values()))
    files = {name: tables(file) if name.endswith(".gpkg") else file for name, file in written.items()}
    return Told(code, {}, whole, (_known(spoken.getvalue(), work), _known(refused.getvalue(), work), files))


def _known(text: str, work: Path) -> str:
    # secrets are new each time, and the log counts everything that ever happened
    text = re.sub(r"(/(?:delning|forsta-start|anslut)/)[\w-]{22}", r"\1…", text.replace(str(work), "…"))
    return re.sub(r"Loggen är hel: \d+ ", "Loggen är hel: … ", text)
