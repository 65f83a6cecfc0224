"""Invented walks for try-out, tests and benchmarks: deterministic, labelled as demo, removable as a whole."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from importlib import resources
from typing import Any

from geodata.areas import builtin_area
from geodata.basemap import named_features, packaged_basemap
from geodata.crs import to_lonlat, to_metric
from walks.access import SYSTEM
from walks.clock import STOCKHOLM, day_of
from walks.errors import DemoRefused
from walks.finding import PLACE_MARGIN_M
from walks.ground import AreaGround, ground_of
from walks.identity import NewId, uuid7
from walks.joining import admit
from walks.planning import plan_walk
from walks.sharing import hand_out
from walks.store import Connection, Store, facts, log
from walks.store.log import Entry
from walks.store.places import all_places, place
from walks.store.projection import record
from walks.store.walks import Device, has_real_walks
from walks.sync.apply import apply_operations
from walks.vocabulary import RESTRICTED_CATEGORY, vocabulary
from walks.walk import Walk

BATCH = 50
STARTS_AT = time(14, 30, tzinfo=STOCKHOLM)
"""When a demo walk began, the day before `now`: in the dark half of the year it goes from daylight into darkness."""


def add_demo(store: Store, *, now: datetime, server_secret: bytes, seed: int = 1) -> bool:
    """
    Add one invented walk with findings to each built-in place, once.

    Returns
    -------
    Whether anything was added: False where the folder holds the demo already.

    Raises
    ------
    DemoRefused
        If the folder holds real walks.
    """
    with store.writing() as connection:
        if not _begin(connection):
            return False
        new_id = _identifiers(connection, now, seed)
        script = json.loads((resources.files("walks") / "demo.json").read_text("utf-8"))
        hand_out(
            connection, SYSTEM, purpose="coordinator", demo=True, server_secret=server_secret, now=now, new_id=new_id
        )
        for each in all_places(connection):
            own = [item for item in script["findings"] if item["place"] == each.code]
            hidden = [item for item in script["restricted"] if item["place"] == each.code]
            if own:
                walk, device = _walk(connection, each.code, server_secret=server_secret, now=now, new_id=new_id)
                fields = [*_told(own, walk), *_hidden(hidden, walk)]
                _keep(connection, fields, walk=walk, device=device, now=now, new_id=new_id)
    return True


def add_many(store: Store, *, findings: int, walks: int, now: datetime, server_secret: bytes, seed: int = 1) -> None:
    """
    Add invented walks with scattered findings, for benchmarks and for trying out large places.

    Parameters
    ----------
    findings
        How many in all, spread evenly over the walks.
    walks
        How many, spread over the places in turn, one week apart, the last one today.

    Raises
    ------
    DemoRefused
        If the folder holds real walks.
    """
    chance = random.Random(seed)
    with store.writing() as connection:
        _begin(connection)
        new_id = _identifiers(connection, now, seed)
        places = all_places(connection)
        for turn in range(walks):
            held_at = places[turn % len(places)]
            at = now - timedelta(weeks=walks - 1 - turn)
            walk, device = _walk(connection, held_at.code, server_secret=server_secret, now=at, new_id=new_id)
            share = findings // walks + (1 if turn < findings % walks else 0)
            fields = list(_scattered(share, walk=walk, ground=AreaGround(held_at.area), chance=chance))
            _keep(connection, fields, walk=walk, device=device, now=at, new_id=new_id)


def remove_demo(store: Store, *, now: datetime, new_id: NewId) -> None:
    """Take away all demo walks with everything that hangs on them; the log keeps its chain without their content."""
    with store.writing() as connection:
        record(connection, Entry(op_id=new_id(), actor=SYSTEM.id, at=now, kind="demo_removed", subject="demo"))
        facts.forget(connection, facts.DEMO)


def is_demo(store: Store) -> bool:
    """Tell whether the folder was made by `--demo`: everything in it then counts as demo."""
    with store.reading() as connection:
        return facts.read(connection, facts.DEMO) is not None


def _begin(connection: Connection) -> bool:
    if has_real_walks(connection):
        raise DemoRefused(
            "Mappen innehåller riktiga vandringar; exempel och riktiga uppgifter får aldrig blandas. "
            "Välj en annan mapp med --data för att prova."
        )
    if facts.read(connection, facts.DEMO) is not None:
        return False
    facts.write(connection, facts.DEMO, "1")
    return True


def _identifiers(connection: Connection, now: datetime, seed: int) -> NewId:
    # The log's length is part of the seed: the identifiers of a demo that was removed stay taken.
    chance = random.Random(f"{seed}:{log.head(connection).seq}")
    return lambda: uuid7(now, chance.randbytes(10))


def _walk(
    connection: Connection, place_code: str, *, server_secret: bytes, now: datetime, new_id: NewId
) -> tuple[Walk, Device]:
    walk = plan_walk(
        connection,
        SYSTEM,
        place_code=place_code,
        starts_at=_afternoon_before(now),
        server_secret=server_secret,
        now=now,
        new_id=new_id,
    )
    device = admit(connection, new_id(), walk_id=walk.walk_id, role="participant", group=None, now=now, new_id=new_id)
    return walk, device


def _afternoon_before(now: datetime) -> datetime:
    day = day_of(now) - timedelta(days=1)
    return datetime.combine(day, STARTS_AT).astimezone(UTC)


def _keep(
    connection: Connection,
    fields: Sequence[dict[str, Any]],
    *,
    walk: Walk,
    device: Device,
    now: datetime,
    new_id: NewId,
) -> None:
    """Send the findings through the same door as a tablet's: what the rules refuse cannot become a demo."""
    ground = ground_of(connection, place(connection, walk.place_code))
    operations = [
        {
            "op_id": new_id(),
            "device_id": device.device_id,
            "dseq": number,
            "walk_id": walk.walk_id,
            "finding_id": new_id(),
            "kind": "create",
            "fields": item,
            "client_time": item["observed_at"],
            "schema": 1,
            "app": "demo",
        }
        for number, item in enumerate(fields, start=1)
    ]
    for start in range(0, len(operations), BATCH):
        batch = operations[start : start + BATCH]
        apply_operations(connection, batch, walk=walk, device=device, ground=ground, now=now, new_id=new_id)


def _told(items: Sequence[dict[str, Any]], walk: Walk) -> Iterator[dict[str, Any]]:
    # the script names what stands on the map that is shipped, whatever is drawn in its place by now
    known = named_features(
        packaged_basemap(walk.place_code), area=builtin_area(walk.place_code), within_m=PLACE_MARGIN_M
    )
    points = {item.name: (item.longitude, item.latitude) for item in known}
    for item in items:
        easting, northing = to_metric(*points[item["near"]])
        longitude, latitude = to_lonlat(easting + item["east_m"], northing + item["north_m"])
        yield {
            "kind": item["kind"],
            "category": item["category"],
            **({} if item["severity"] is None else {"severity": item["severity"]}),
            "text": item["text"],
            "longitude": round(float(longitude), 6),
            "latitude": round(float(latitude), 6),
            "position_method": "crosshair",
            "observed_at": _time(walk, item["after_minutes"]),
        }


def _hidden(items: Sequence[dict[str, Any]], walk: Walk) -> Iterator[dict[str, Any]]:
    for item in items:
        at = _time(walk, item["after_minutes"])
        yield {"category": RESTRICTED_CATEGORY, "need": item["need"], "text": item["text"], "observed_at": at}


def _scattered(count: int, *, walk: Walk, ground: AreaGround, chance: random.Random) -> Iterator[dict[str, Any]]:
    words = vocabulary()
    categories = [item.code for item in words.categories if not item.restricted]
    kinds = [item.code for item in words.kinds]
    ring = ground.area.boundary["coordinates"][0]
    west, east = min(x for x, _ in ring), max(x for x, _ in ring)
    south, north = min(y for _, y in ring), max(y for _, y in ring)
    made = 0
    while made < count:
        longitude, latitude = chance.uniform(west, east), chance.uniform(south, north)
        if ground.distance_m(longitude, latitude) > 0:
            continue
        made += 1
        kind = chance.choices(kinds, weights=(6, 2, 2))[0]
        category = chance.choice(categories)
        yield {
            "kind": kind,
            "category": category,
            **({"severity": chance.randint(1, 4)} if kind == "unsafe" else {}),
            "text": f"Exempel {made}: {words.category(category).label().lower()}",
            "longitude": round(longitude, 6),
            "latitude": round(latitude, 6),
            "position_method": "crosshair",
            "observed_at": _time(walk, chance.uniform(0, 120)),
        }


def _time(walk: Walk, minutes: float) -> str:
    return (walk.starts_at + timedelta(minutes=minutes)).isoformat()
