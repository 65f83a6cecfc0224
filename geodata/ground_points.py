"""Bring points of the ground together: one stop for its posts, one number for its house, a station and its doors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geodata.ground_shapes import Piece, at_middle
from geodata.ground_tags import is_underground

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

SHARED_M: Final = 60.0
"""Metres within which points of one name stand for one thing."""

STATION_M: Final = 600.0
"""Metres from the middle of a platform within which its entrances lie."""


def tidy_points(pieces: Iterable[Piece]) -> list[Piece]:
    """
    Bring together what people take for one thing.

    Parameters
    ----------
    pieces
        Any pieces, EPSG:3011.

    Returns
    -------
    The pieces, with one stop, landmark or house number where several of one name (numbers: of one street) lie within
    60 m; no landmark that is called as a surface beside it; entrances of the T-bana called after their station; no
    station that lies underground, or whose entrances are there.
    """
    by_kind: defaultdict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        by_kind[piece.ground.kind].append(piece)
    by_kind["stop"] = _shared(by_kind["stop"], key=lambda piece: piece.ground.name)
    by_kind["house_number"] = _shared(by_kind["house_number"], key=_address)
    surfaces = [piece for kind in ("building", "park", "square", "water") for piece in by_kind[kind]]
    by_kind["landmark"] = _apart(_shared(by_kind["landmark"], key=lambda piece: piece.ground.name), surfaces)
    by_kind["station"] = _stations(by_kind["station"])
    return [piece for kind in by_kind.values() for piece in kind]


def _shared(pieces: Sequence[Piece], *, key: Callable[[Piece], Hashable | None]) -> list[Piece]:
    """Give one piece for those of one key that lie near the first of them; those without a key stand alone."""
    found = [piece for piece in pieces if key(piece) is None]
    alike: defaultdict[Hashable, list[Piece]] = defaultdict(list)
    for piece in pieces:
        if (label := key(piece)) is not None:
            alike[label].append(piece)
    for group in alike.values():
        waiting = sorted(group, key=lambda piece: (piece.geometry.x, piece.geometry.y))
        while waiting:
            first = waiting[0]
            near = [piece for piece in waiting if piece.geometry.distance(first.geometry) <= SHARED_M]
            found.append(at_middle(first, [piece.geometry for piece in near]))
            waiting = [piece for piece in waiting if piece not in near]
    return found


def _address(piece: Piece) -> tuple[str, str | None]:
    return piece.tags.get("addr:street", ""), piece.ground.house_number


def _apart(landmarks: Iterable[Piece], surfaces: Iterable[Piece]) -> list[Piece]:
    named: defaultdict[str | None, list[BaseGeometry]] = defaultdict(list)
    for surface in surfaces:
        named[surface.ground.name].append(surface.geometry)
    return [
        landmark
        for landmark in landmarks
        if all(landmark.geometry.distance(surface) > SHARED_M for surface in named.get(landmark.ground.name, ()))
    ]


def _stations(pieces: Iterable[Piece]) -> list[Piece]:
    pieces = list(pieces)
    entrances = [piece for piece in pieces if piece.tags.get("railway") == "subway_entrance"]
    stations = [piece for piece in pieces if piece.tags.get("railway") != "subway_entrance"]
    called: list[Piece] = []
    entered: set[str | None] = set()
    for entrance in entrances:
        station = min(
            (station for station in stations if _is_subway(station)),
            key=lambda station: station.geometry.distance(entrance.geometry),
            default=None,
        )
        if station is not None and station.geometry.distance(entrance.geometry) > STATION_M:
            station = None
        of = None if station is None else station.ground.name
        entered.add(of)
        called.append(_called(entrance, _entrance_name(entrance.ground.name, of=of)))
    seen = [
        _called(station, f"T-bana {station.ground.name}" if _is_subway(station) else station.ground.name)
        for station in stations
        if station.ground.name not in entered and not is_underground(station.tags)
    ]
    return called + _shared(seen, key=lambda piece: piece.ground.name)


def _is_subway(station: Piece) -> bool:
    return station.tags.get("station") == "subway" or station.tags.get("subway") == "yes"


def _entrance_name(own: str | None, *, of: str | None) -> str:
    if of is None or own is None or own == of:
        return f"T-bana {of or own or ''}".strip()
    return f"T-bana {of}, uppgång {own}"


def _called(piece: Piece, name: str | None) -> Piece:
    return replace(piece, ground=replace(piece.ground, name=name))
