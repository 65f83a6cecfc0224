"""What stands on the edge of a picture and below it: scale bar, north arrow, attribution, and the legend."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from walks.vocabulary import vocabulary
from webapp.maps.colours import paper_colours
from webapp.maps.lettering import Box, Taken, text_width
from webapp.maps.picture_details import sign
from webapp.maps.picture_ground import UNLIT_LOOK, path_look, steps_look
from webapp.maps.picture_names import transit_sign
from webapp.maps.picture_pins import legend_shape
from webapp.maps.picture_sheet import Sheet
from webapp.maps.svg import Point, element, number, path, words

if TYPE_CHECKING:
    from webapp.export.wording import Wording

__all__ = ["bar_metres", "boundary_look", "furniture", "legend"]

_BAR_PX = 130.0
_ROW_PX = 26.0
_CREDIT_SIZE = 11
_SIGN_PX, _LABEL_SIZE, _GAP_PX = 24.0, 13, 22.0
_EDGE_PX = 10.0
_WIDEST_CREDIT = 0.62

_Drawing = Callable[[Point], str]


def boundary_look() -> dict[str, Any]:
    """Give the look of the boundary of a place."""
    return {
        "fill": "none",
        "stroke": paper_colours()["map-boundary"],
        "stroke_width": 2,
        "stroke_dasharray": "9 5 2 5",
        "stroke_linejoin": "round",
    }


def bar_metres(metres_per_px: float) -> int:
    """Choose the longest round length that the bar may have: 1, 2 or 5 times a power of ten."""
    longest = _BAR_PX * metres_per_px
    power = 10 ** math.floor(math.log10(longest))
    return int(max(step * power for step in (1, 2, 5) if step * power <= longest))


def furniture(sheet: Sheet, attribution: str, *, wording: Wording, demo: bool, taken: Taken) -> list[tuple[Box, str]]:
    """
    Draw what stands on the map's edge.

    Parameters
    ----------
    sheet
        The map.
    attribution
        Whose work it shows; "" where there is nothing to show.
    wording
        The reader's language.
    demo
        Whether to say that the findings are invented.
    taken
        Where markers and the boundary are: the word Demo keeps clear of them if any corner is free.

    Returns
    -------
    Written SVG, each piece with the box that names keep clear of.
    """
    colours = paper_colours()
    metres = bar_metres(sheet.metres_per_px)
    length, low = metres / sheet.metres_per_px, sheet.height - 14
    bar = path([[(14, low - 6), (14, low), (14 + length, low), (14 + length, low - 6)]], closed=False)
    halo = element("path", d=bar, fill="none", stroke=colours["halo"], stroke_width=5, stroke_linejoin="round")
    scale = halo + element("path", d=bar, fill="none", stroke=colours["ink"], stroke_width=2)
    x, y = sheet.width - 24, 26.0
    arrow = element("path", d=f"M{number(x)} {number(y - 14)}l6 16l-6 -4l-6 4Z", fill=colours["ink"])
    pieces = [
        (
            Box(14 + length / 2, low - 10, length + 10, 30),
            scale + _text(f"{metres} m", (14 + length / 2, low - 6), size=12, weight="600", halo=True),
        ),
        (
            Box(x, y, 30, 44),
            arrow + _text(wording.gettext("N"), (x, y + 16), size=12, weight="700", halo=True),
        ),
    ]
    if attribution:
        pieces.append(_credit(sheet, attribution))
    if demo:
        pieces.append(_demo(sheet, wording.gettext("Demo"), taken=taken))
    return pieces


def legend(sheet: Sheet, *, shown: Sequence[str], wording: Wording, prefix: str) -> tuple[float, Iterator[str]]:
    """
    Draw the rows below the map.

    Parameters
    ----------
    sheet
        The map.
    shown
        What is drawn beside findings and boundary: station, stop, path, steps, entrance, bench, lamp, unlit.
    wording
        The reader's language.
    prefix
        Of the ids of the shapes of the kinds.

    Returns
    -------
    The height of the rows in pixels, and their written SVG.
    """
    entries = [*_kinds(wording, prefix=prefix), *_things(shown, wording=wording)]
    places, x, row = [], _EDGE_PX, 0
    for _, sign_px, label in entries:
        wide = sign_px + 6 + text_width(label, size=_LABEL_SIZE)
        if x > _EDGE_PX and x + wide > sheet.width - _EDGE_PX:
            x, row = _EDGE_PX, row + 1
        places.append((x, sheet.height + 24 + row * _ROW_PX))
        x += wide + _GAP_PX
    height = 40 + row * _ROW_PX
    return height, _rows_of(entries, places)


def _rows_of(entries: Sequence[tuple[_Drawing, float, str]], places: Sequence[Point]) -> Iterator[str]:
    for (drawing, sign_px, label), (x, y) in zip(entries, places, strict=True):
        yield drawing((x, y))
        yield _text(label, (x + sign_px + 6, y + 4), size=_LABEL_SIZE, anchor="start")


def _kinds(wording: Wording, *, prefix: str) -> Iterator[tuple[_Drawing, float, str]]:
    for kind in vocabulary().kinds:

        def shape(at: Point, code: str = kind.code) -> str:
            return legend_shape(code, (at[0] + 8, at[1] - 1), prefix=prefix)

        yield shape, 16.0, kind.label(wording.lang)
    yield _stroke(boundary_look(), length=34), 34.0, wording.gettext("Platsens gräns")


def _things(shown: Sequence[str], *, wording: Wording) -> Iterator[tuple[_Drawing, float, str]]:
    _ = wording.gettext
    unlit = {"stroke": paper_colours()["ink-2"], **UNLIT_LOOK}
    known: dict[str, tuple[_Drawing, float, str]] = {
        "station": (_sign_of("station"), 17.0, _("Tunnelbana")),
        "stop": (_sign_of("stop"), 9.0, _("Hållplats")),
        "path": (_stroke(path_look()), _SIGN_PX, _("Gångväg")),
        "steps": (_stroke(steps_look()), _SIGN_PX, _("Trappa")),
        "unlit": (_stroke(unlit), _SIGN_PX, _("Utan belysning")),
        "entrance": (_sign_of("entrance"), 9.0, _("Entré")),
        "bench": (_sign_of("bench"), 9.0, _("Bänk")),
        "lamp": (_sign_of("lamp"), 9.0, _("Lampa")),
    }
    yield from (entry for kind, entry in known.items() if kind in shown)


def _sign_of(kind: str) -> _Drawing:
    def draw(at: Point) -> str:
        if kind in {"station", "stop"}:
            return transit_sign(kind, (at[0] + (8.5 if kind == "station" else 4.5), at[1]))
        return sign(kind, (at[0] + 4.5, at[1]))

    return draw


def _stroke(look: dict[str, Any], *, length: float = _SIGN_PX) -> _Drawing:
    def draw(at: Point) -> str:
        return element("path", d=f"M{number(at[0])} {number(at[1])}h{number(length)}", **look)

    return draw


def _credit(sheet: Sheet, attribution: str) -> tuple[Box, str]:
    rows = [attribution]
    if text_width(attribution, size=_CREDIT_SIZE) > sheet.width * _WIDEST_CREDIT:
        # after the sentence that ends nearest the middle; a line of one sentence is left whole
        ends = [index + 1 for index in range(len(attribution) - 2) if attribution[index : index + 2] == ". "]
        cut = min(ends, key=lambda index: abs(index - len(attribution) / 2), default=len(attribution))
        rows = [row for row in (attribution[:cut], attribution[cut + 1 :]) if row]
    wide = max(text_width(row, size=_CREDIT_SIZE) for row in rows) + 16
    high = 6.0 + 14 * len(rows)
    colours = paper_colours()
    left, top = sheet.width - wide, sheet.height - high
    plate = element("rect", x=left, y=top, width=wide, height=high, fill=colours["surface"])
    lines = [
        _text(
            row,
            (sheet.width - 8, top + 14 * (index + 1)),
            size=_CREDIT_SIZE,
            ink="ink-2",
            anchor="end",
            width=text_width(row, size=_CREDIT_SIZE),
        )
        for index, row in enumerate(rows)
    ]
    return Box(left + wide / 2, top + high / 2, wide, high), plate + "".join(lines)


def _demo(sheet: Sheet, word: str, *, taken: Taken) -> tuple[Box, str]:
    colours, wide = paper_colours(), text_width(word, size=14) + 24
    corners = [(12.0, 12.0), (sheet.width - 56 - wide, 12.0), (12.0, sheet.height - 72), (12.0, sheet.height / 2)]
    places = [Box(x + wide / 2, y + 12, wide + 4, 28) for x, y in corners]
    box = next((place for place in places if not taken.meets(place)), places[0])
    mark = element("rect", x=box.x - wide / 2, y=box.y - 12, width=wide, height=24, rx=4, fill=colours["warn"])
    return box, mark + _text(word, (box.x, box.y + 5), size=14, weight="700", ink="on-signal")


def _text(
    text: str,
    at: Point,
    *,
    size: float,
    weight: str | None = None,
    ink: str = "ink",
    anchor: str | None = None,
    width: float | None = None,
    halo: bool = False,
) -> str:
    colours = paper_colours()
    edge: dict[str, Any] = {"stroke": colours["halo"], "stroke_width": 3, "paint_order": "stroke"} if halo else {}
    return element(
        "text",
        [words(text)],
        x=at[0],
        y=at[1],
        font_size=size,
        font_weight=weight,
        fill=colours[ink],
        text_anchor=anchor,
        # another face than ours is pressed into the room there is
        textLength=width,
        lengthAdjust="spacingAndGlyphs" if width else None,
        **edge,
    )
