"""Makes OpenStreetMap files for tests: the same nodes, ways and relations as .osm and as .osm.pbf."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from xml.sax.saxutils import quoteattr

from geodata.crs import to_lonlat

PER_BLOCK = 8_000
EMPTY: Mapping[str, str] = {}

Tags = Mapping[str, str]
Item = TypeVar("Item")


@dataclass
class Extract:
    """
    An extract that a test fills; positions are metres east and north of `origin` (EPSG:3011), ids count from 1.

    `taken_at` becomes the header's time (PBF) or `osm_base` (XML), `edited_at` the time of every element.
    """

    origin: tuple[float, float]
    taken_at: datetime | None = None
    edited_at: datetime | None = None
    nodes: list[tuple[float, float, Tags]] = field(default_factory=list)
    ways: list[tuple[Sequence[int], Tags]] = field(default_factory=list)
    relations: list[tuple[Sequence[tuple[str, int, str]], Tags]] = field(default_factory=list)

    def node(self, east: float, north: float, tags: Tags = EMPTY) -> int:
        """Add a node; give its id."""
        self.nodes.append((east, north, tags))
        return len(self.nodes)

    def way(self, points: Sequence[tuple[float, float]], tags: Tags = EMPTY, *, closed: bool = False) -> int:
        """Add a way through new nodes; give its id."""
        ids = [self.node(east, north) for east, north in points]
        return self.way_of([*ids, ids[0]] if closed else ids, tags)

    def way_of(self, nodes: Sequence[int], tags: Tags = EMPTY) -> int:
        """Add a way through nodes that stand already; give its id."""
        self.ways.append((nodes, tags))
        return len(self.ways)

    def square(self, west: float, south: float, side: float, tags: Tags = EMPTY) -> int:
        """Add a closed way round a square; give its id."""
        east, north = west + side, south + side
        return self.way([(west, south), (east, south), (east, north), (west, north)], tags, closed=True)

    def multipolygon(self, outer: Sequence[int], inner: Sequence[int], tags: Tags) -> int:
        """Add a relation of ways; give its id."""
        members = [*(("way", way, "outer") for way in outer), *(("way", way, "inner") for way in inner)]
        self.relations.append((members, {"type": "multipolygon", **tags}))
        return len(self.relations)

    def positions(self) -> Iterator[tuple[float, float]]:
        """Longitude and latitude of every node, in the order of their ids."""
        import numpy as np

        if not self.nodes:
            return
        metres = np.array([(east, north) for east, north, _ in self.nodes]) + np.array(self.origin)
        longitudes, latitudes = to_lonlat(metres[:, 0].copy(), metres[:, 1].copy())
        yield from zip(longitudes.tolist(), latitudes.tolist(), strict=True)

    def write_xml(self, path: Path, *, note: str = "The data is made available under ODbL.", remark: str = "") -> Path:
        """Write it as an Overpass server answers `[out:xml]`."""
        with path.open("w", encoding="utf-8") as file:
            file.writelines(self._xml(note=note, remark=remark))
        return path

    def write_pbf(self, path: Path, *, sorted_ids: bool = True, requires: Sequence[str] = ()) -> Path:
        """Write it as PBF."""
        with path.open("wb") as file:
            file.write(_blob("OSMHeader", self._header(sorted_ids=sorted_ids, requires=requires)))
            places = enumerate(zip(self.nodes, self.positions(), strict=True), start=1)
            for batch in _batches(places):
                file.write(_blob("OSMData", self._dense(batch)))
            for ways in _batches(enumerate(self.ways, start=1)):
                file.write(_blob("OSMData", self._way_block(ways)))
            for relations in _batches(enumerate(self.relations, start=1)):
                file.write(_blob("OSMData", self._relation_block(relations)))
        return path

    def _xml(self, *, note: str, remark: str) -> Iterator[str]:
        base = "" if self.taken_at is None else f' osm_base="{self.taken_at:%Y-%m-%dT%H:%M:%SZ}"'
        edited = "" if self.edited_at is None else f' version="1" timestamp="{self.edited_at:%Y-%m-%dT%H:%M:%SZ}"'
        yield '<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="Overpass API 0.7.62.1 084b4234">\n'
        yield f"<note>{note}</note>\n<meta{base}/>\n\n"
        for number, ((_, _, tags), (longitude, latitude)) in enumerate(
            zip(self.nodes, self.positions(), strict=True), start=1
        ):
            head = f'  <node id="{number}" lat="{latitude:.7f}" lon="{longitude:.7f}"{edited}'
            yield f"{head}>\n{_xml_tags(tags)}  </node>\n" if tags else f"{head}/>\n"
        for number, (nodes, tags) in enumerate(self.ways, start=1):
            refs = "".join(f'    <nd ref="{node}"/>\n' for node in nodes)
            yield f'  <way id="{number}"{edited}>\n{refs}{_xml_tags(tags)}  </way>\n'
        for number, (members, tags) in enumerate(self.relations, start=1):
            refs = "".join(f'    <member type="{kind}" ref="{ref}" role="{role}"/>\n' for kind, ref, role in members)
            yield f'  <relation id="{number}"{edited}>\n{refs}{_xml_tags(tags)}  </relation>\n'
        yield f"<remark> {remark} </remark>\n" if remark else ""
        yield "\n</osm>\n"

    def _header(self, *, sorted_ids: bool, requires: Sequence[str]) -> bytes:
        features = [_text(4, name) for name in ("OsmSchema-V0.6", "DenseNodes", *requires)]
        if sorted_ids:
            features.append(_text(5, "Sort.Type_then_ID"))
        time = b"" if self.taken_at is None else _number(32, int(self.taken_at.timestamp()))
        return b"".join(features) + _text(16, "lykta-tests") + time

    def _dense(self, batch: Sequence[tuple[int, tuple[tuple[float, float, Tags], tuple[float, float]]]]) -> bytes:
        strings = _Strings()
        ids, latitudes, longitudes, keys = [], [], [], []
        for number, ((_, _, tags), (longitude, latitude)) in batch:
            ids.append(number)
            latitudes.append(round(latitude * 1e7))
            longitudes.append(round(longitude * 1e7))
            keys += [text for pair in tags.items() for text in map(strings.index, pair)]
            keys.append(0)
        info = b""
        if self.edited_at is not None:
            moments = [int(self.edited_at.timestamp())] * len(ids)
            info = _field(5, _packed(1, [1] * len(ids)) + _packed(2, _deltas(moments)))
        body = _packed(1, _deltas(ids)) + info + _packed(8, _deltas(latitudes)) + _packed(9, _deltas(longitudes))
        return strings.block(_field(2, body + _packed(10, keys)))

    def _way_block(self, batch: Sequence[tuple[int, tuple[Sequence[int], Tags]]]) -> bytes:
        strings = _Strings()
        ways = [
            _number(1, number) + strings.tags(tags) + self._info() + _packed(8, _deltas(nodes))
            for number, (nodes, tags) in batch
        ]
        return strings.block(b"".join(_field(3, way) for way in ways))

    def _relation_block(self, batch: Sequence[tuple[int, tuple[Sequence[tuple[str, int, str]], Tags]]]) -> bytes:
        strings, found = _Strings(), []
        for number, (members, tags) in batch:
            roles = _packed(8, [strings.index(role) for _, _, role in members])
            refs = _packed(9, _deltas([ref for _, ref, _ in members]))
            kinds = _packed(10, [("node", "way", "relation").index(kind) for kind, _, _ in members])
            found.append(_number(1, number) + strings.tags(tags) + self._info() + roles + refs + kinds)
        return strings.block(b"".join(_field(4, relation) for relation in found))

    def _info(self) -> bytes:
        if self.edited_at is None:
            return b""
        return _field(4, _number(1, 1) + _number(2, int(self.edited_at.timestamp())))


class _Strings:
    """The string table of one block."""

    def __init__(self) -> None:
        self.found: dict[str, int] = {"": 0}

    def index(self, text: str) -> int:
        return self.found.setdefault(text, len(self.found))

    def tags(self, tags: Tags) -> bytes:
        return _packed(2, [self.index(key) for key in tags]) + _packed(3, [self.index(text) for text in tags.values()])

    def block(self, groups: bytes) -> bytes:
        return _field(1, b"".join(_text(1, text) for text in self.found)) + _field(2, groups)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Give a moment in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    batch: list[Item] = []
    for item in items:
        batch.append(item)
        if len(batch) == PER_BLOCK:
            yield batch
            batch = []
    if batch:
        yield batch


def _deltas(values: Sequence[int]) -> list[int]:
    differences = [value - before for before, value in zip([0, *values[:-1]], values, strict=True)]
    return [(value << 1) ^ (value >> 63) for value in differences]


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append((value & 0x7F) | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)


def _packed(number: int, values: Sequence[int]) -> bytes:
    # as Protocol Buffers write it: an empty list is no field at all
    return b"" if not values else _field(number, b"".join(map(_varint, values)))


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _text(number: int, text: str) -> bytes:
    return _field(number, text.encode())


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)


def _blob(kind: str, content: bytes) -> bytes:
    blob = _number(2, len(content)) + _field(3, zlib.compress(content))
    header = _text(1, kind) + _number(3, len(blob))
    return struct.pack(">I", len(header)) + header + blob


def _xml_tags(tags: Tags) -> str:
    return "".join(f"    <tag k={quoteattr(key)} v={quoteattr(text)}/>\n" for key, text in tags.items())
