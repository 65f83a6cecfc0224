"""
The Folium classes of a map: the map itself, our two layers, and the call that hands them to the browser.

Folium is imported with this module, so nothing but `shell.py` may import it, and only inside the function that renders.
Folium compiles whatever it is given as a template once more: geometry, numbers and fixed labels only, never a word
that somebody wrote.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

import folium
from branca.element import Element, Figure, MacroElement
from folium.elements import JSCSSMixin
from folium.map import FitBounds, Layer
from folium.template import Template
from folium.vector_layers import Polygon

__all__ = ["Boundary", "FindingsLayer", "GroundLayer", "Mount", "ShellMap"]


class ShellMap(folium.Map):
    """
    A Leaflet map in the page's own element `map`, with nothing from outside and zoom left to the reader.

    The page owns the element, because its name and the words of the controls are translated; so there is no html
    macro, and the controls that carry words are made by the browser from the element's data attributes.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.map("map", {{ this.options|tojavascript }});
            L.control.scale({{ this.scale|tojavascript }}).addTo({{ this.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(
        self, *, bounds: Sequence[Sequence[float]], min_zoom: int, max_zoom: int, room: tuple[int, int] = (24, 24)
    ) -> None:
        super().__init__(tiles=None)
        self.default_js, self.default_css = [], []
        # Folium's own options hold a zoom and a zoom control; FitBounds sets the view once, and mount makes the control
        self.options = {
            "attribution_control": False,
            "max_zoom": max_zoom,
            "min_zoom": min_zoom,
            "zoom_control": False,
            # a place then fills the screen it is opened on, and a pinch ends near where the fingers left it
            "zoom_snap": 0.5,
        }
        self.scale = {"imperial": False, "position": "bottomleft"}
        FitBounds(bounds, padding=room).add_to(self)

    def script(self) -> str:
        """
        Write the script of this map and of everything added to it. A map is written once.

        Folium gives random ids. Here they are 0, 1, 2 … in the order in which the parts were added: the script of a
        place is then the same bytes in every process, and its address can be the hash of its content.
        """
        for number, element in enumerate(_elements(self)):
            element._id = str(number)
        self.render()
        lines = (line.strip() for line in cast(Figure, self.get_root()).script.render().splitlines())
        return "".join(f"{line}\n" for line in lines if line)


class GroundLayer(JSCSSMixin, Layer):
    """The basemap of a place, or of several at once, drawn on a canvas from addresses of our own."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = lykta.basemap({{ this.config|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, config: Mapping[str, str | list[str]]) -> None:
        super().__init__(overlay=False, control=False, show=True)
        self.default_js, self.default_css = [], []
        self._name = "LyktaBasemap"
        self.config = dict(config)


class FindingsLayer(JSCSSMixin, Layer):
    """The findings: an empty layer that the page fills with data of its own."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = lykta.findings({{ this.config|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, config: Mapping[str, int]) -> None:
        super().__init__(overlay=True, control=False, show=True)
        self.default_js, self.default_css = [], []
        self._name = "LyktaFindings"
        self.config = dict(config)


class Boundary(Polygon):
    """One polygon of a place's outline; colour and dashes come from the style sheet: the night theme reaches it."""

    def __init__(self, rings: list[list[list[float]]], *, faint: bool = False) -> None:
        super().__init__(rings, class_name="m-bound m-bound-faint" if faint else "m-bound", fill=False)
        self._name = "Boundary"
        # a line nobody can press must not swallow a press on the pin below it
        self.options["interactive"] = False


class Mount(MacroElement):
    """The last line of the script: the map and its layers are handed to `lykta.mount`."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            lykta.mount({{ this.map_name }}, {
            {% for part, name in this.part_names %}
                {{ part }}: {{ name }}{{ "" if loop.last else "," }}
            {% endfor %}
            });
        {% endmacro %}
        """
    )

    def __init__(self, shell: ShellMap, *, basemap: GroundLayer, findings: FindingsLayer | None = None) -> None:
        super().__init__()
        self._name = "Mount"
        self._shell = shell
        self._parts = {"basemap": basemap} if findings is None else {"basemap": basemap, "findings": findings}

    @property
    def map_name(self) -> str:
        """The map's variable in the script, known only after the ids were given out."""
        return str(self._shell.get_name())

    @property
    def part_names(self) -> list[tuple[str, str]]:
        """What the page knows each layer as, and its variable in the script."""
        return [(part, str(layer.get_name())) for part, layer in self._parts.items()]


def _elements(element: Element) -> Iterator[Element]:
    yield element
    for child in element._children.values():
        yield from _elements(child)
