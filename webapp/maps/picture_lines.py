"""Lines on a picture: joining the pieces of a street, and where along it a name can stand. Pixels."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from webapp.maps.lettering import Box
from webapp.maps.svg import Point

__all__ = ["Footing", "beside", "boxes_along", "boxes_under", "joined", "length", "stretches"]

# a bend wider than this (11 degrees) under a straight name shows
_WIDEST_TURN = 0.2
# a street that turns more than this (57 degrees) is another street to the eye
_WIDEST_JOINT = 1.0
_STEP_PX = 12
_SAME_PX = 0.6


@dataclass(frozen=True, slots=True)
class Footing:
    """Where a name stands: its middle, and its slope in degrees clockwise, between -90 and 90."""

    x: float
    y: float
    angle: float


def stretches(line: Sequence[Point], *, width: float) -> list[Footing]:
    """
    Find where along a line a straight name can stand.

    Parameters
    ----------
    line
        Two points or more.
    width
        Length of the name with the air around it.

    Returns
    -------
    Best first: on the straightest piece, near the line's middle. Empty where the line is too short or too bent.
    """
    lengths = [0.0, *accumulate(math.dist(one, other) for one, other in pairwise(line))]
    room = lengths[-1] - width
    if room < 0:
        return []
    count = math.ceil(room / _STEP_PX)
    found = []
    for index in range(count + 1):
        start = room * index / count if count else 0.0
        turn, footing = _piece(line, lengths, start=start, end=start + width)
        if turn <= _WIDEST_TURN:
            found.append((turn * 240 + abs(start - room / 2) / 4, footing))
    return [footing for _, footing in sorted(found, key=lambda entry: entry[0])]


def boxes_along(footing: Footing, *, width: float, height: float) -> list[Box]:
    """Cover a sloping name with upright boxes as wide as it is high."""
    count = max(1, math.ceil(width / height))
    slope = math.radians(footing.angle)
    return [
        Box(footing.x + along * math.cos(slope), footing.y + along * math.sin(slope), height, height)
        for along in (width * (index / count - 0.5) for index in range(count + 1))
    ]


def beside(footing: Footing, *, away: float) -> Footing:
    """Move a sloping name to its right-hand side when it is read, down the page; a negative distance goes up."""
    slope = math.radians(footing.angle)
    return Footing(footing.x - away * math.sin(slope), footing.y + away * math.cos(slope), footing.angle)


def boxes_under(lines: Iterable[Sequence[Point]], *, width: float) -> Iterator[Box]:
    """Cover lines with boxes as wide and high as the lines are to be kept clear."""
    for line in lines:
        for (x1, y1), (x2, y2) in pairwise(line):
            count = max(1, math.ceil(math.dist((x1, y1), (x2, y2)) / width))
            for index in range(count + 1):
                yield Box(x1 + (x2 - x1) * index / count, y1 + (y2 - y1) * index / count, width, width)


def length(line: Sequence[Point]) -> float:
    """Measure a line in pixels."""
    return sum(math.dist(one, other) for one, other in pairwise(line))


def joined(lines: Sequence[Sequence[Point]]) -> list[list[Point]]:
    """
    Join the pieces of a street, end to end, so that its name may run over several.

    Parameters
    ----------
    lines
        Pieces of two points or more, in any order and direction.

    Returns
    -------
    Longest first. Where more than two pieces meet, the straightest pair goes on.
    """
    rest = [list(line) for line in sorted(lines, key=length, reverse=True)]
    found = []
    while rest:
        chain = rest.pop(0)
        for _ in range(2):
            while (index := _next_piece(chain, rest)) is not None:
                piece = rest.pop(index)
                chain += piece[1:] if _near(piece[0], chain[-1]) else piece[-2::-1]
            chain.reverse()
        found.append(chain)
    return sorted(found, key=length, reverse=True)


def _near(one: Point, other: Point) -> bool:
    return math.dist(one, other) < _SAME_PX


def _next_piece(chain: Sequence[Point], pieces: Sequence[Sequence[Point]]) -> int | None:
    """Find the piece that goes on from the end of a chain with the least turn."""
    (x1, y1), end = chain[-2], chain[-1]
    heading = math.atan2(end[1] - y1, end[0] - x1)
    turns = []
    for index, piece in enumerate(pieces):
        for start, after in ((piece[0], piece[1]), (piece[-1], piece[-2])):
            if _near(start, end):
                onward = math.atan2(after[1] - start[1], after[0] - start[0])
                turns.append((abs(math.remainder(onward - heading, math.tau)), index))
    best = min(turns, default=None)
    return best[1] if best and best[0] < _WIDEST_JOINT else None


def _piece(line: Sequence[Point], lengths: Sequence[float], *, start: float, end: float) -> tuple[float, Footing]:
    """Give the widest bend of a piece of a line, in radians, and where a name on it stands."""
    between = [point for point, length in zip(line, lengths, strict=True) if start < length < end]
    points = [_at(line, lengths, start), *between, _at(line, lengths, end)]
    (x1, y1), (x2, y2) = points[0], points[-1]
    heading = math.atan2(y2 - y1, x2 - x1)
    turns = [
        abs(math.remainder(math.atan2(b[1] - a[1], b[0] - a[0]) - heading, math.tau))
        for a, b in pairwise(points)
        if math.dist(a, b) >= 1
    ]
    angle = math.remainder(math.degrees(heading), 180)
    return max(turns, default=0.0), Footing((x1 + x2) / 2, (y1 + y2) / 2, angle)


def _at(line: Sequence[Point], lengths: Sequence[float], length: float) -> Point:
    for (one, other), (before, after) in zip(pairwise(line), pairwise(lengths), strict=True):
        if length <= after and after > before:
            share = (length - before) / (after - before)
            return one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])
    return line[-1]
