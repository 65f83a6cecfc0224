"""The small things on the ground of a picture: entrances, benches and lamps, where the scale has room for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from webapp.maps.colours import paper_colours
from webapp.maps.picture_ground import Feature, of_kind
from webapp.maps.svg import Point, element, number

__all__ = ["details", "sign", "small_things"]

_FROM_M_PER_PX = 0.9
_AT_MOST = {"entrance": 150, "bench": 150, "lamp": 400}
"""More than so many of a kind would be a texture, and a part of them a lie: then none is drawn."""


def small_things(features: Sequence[Feature], *, metres_per_px: float) -> dict[str, list[Point]]:
    """
    Choose which small things are drawn.

    Parameters
    ----------
    features
        What is on the ground.
    metres_per_px
        Scale of the picture.

    Returns
    -------
    Their points by kind (entrance, bench, lamp), in pixels; no kind that is not drawn.
    """
    if metres_per_px > _FROM_M_PER_PX:
        return {}
    found = {kind: [it.parts[0][0] for it in of_kind(features, kind) if it.shape == "point"] for kind in _AT_MOST}
    return {kind: points for kind, points in found.items() if 0 < len(points) <= _AT_MOST[kind]}


def details(things: dict[str, list[Point]]) -> Iterator[str]:
    """Draw small things; written SVG."""
    for kind, points in things.items():
        yield from (sign(kind, point) for point in points)


def sign(kind: str, at: Point) -> str:
    """Draw the sign of one small thing: a doorway, a seat seen from above, a lamp."""
    colours, (x, y) = paper_colours(), at
    match kind:
        case "entrance":
            # a triangle that points at the house would need the wall; this one says no more than "here"
            shape = f"M{number(x - 3)} {number(y + 2.5)}h6l-3 -5.5Z"
            return element("path", d=shape, fill=colours["ink-2"])
        case "bench":
            return element("rect", x=x - 3, y=y - 1.2, width=6, height=2.4, rx=1, fill=colours["map-path"])
        case _:
            look = {"fill": colours["lantern"], "stroke": colours["ink-2"]}
            return element("circle", cx=x, cy=y, r=1.9, stroke_width=0.7, **look)
