"""Whether an .osm file is whole and what it says of itself: a cut answer and an error page look like map data too."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from xml.parsers.expat import ExpatError, ParserCreate, errors

from geodata.errors import GeodataError
from geodata.file_faults import InvalidFileError, refuse

FORMAT: Final = "OpenStreetMap XML"

_CHUNK: Final = 1 << 18
_ORDER: Final = {"node": 0, "way": 1, "relation": 2}
_CUT: Final = frozenset({errors.XML_ERROR_NO_ELEMENTS, errors.XML_ERROR_UNCLOSED_TOKEN, errors.XML_ERROR_PARTIAL_CHAR})


@dataclass(frozen=True, slots=True)
class OsmXml:
    """
    What an .osm file holds.

    `taken_at` is the moment that its server names (`osm_base`), else that of its newest element, else None; `in_order`
    whether ids are positive and rise; `elements` how many nodes, ways and relations there are.
    """

    taken_at: datetime | None
    in_order: bool
    elements: int


def read_osm_xml(path: Path) -> OsmXml:
    """
    Read an .osm file from its first tag to its last.

    Parameters
    ----------
    path
        The file. It is read once, in pieces.

    Returns
    -------
    What it says of itself.

    Raises
    ------
    InvalidFileError
        If it is empty (`empty_file`), a web page or a server's message of failure (`error_page`), no OpenStreetMap XML
        (`unreadable`), has ways before nodes (`unreadable`: GDAL would leave them out), or stops before its end
        (`truncated`).

    References
    ----------
    OpenStreetMap wiki, OSM XML; Overpass API manual, section on the `remark` element.
    """
    if path.stat().st_size == 0:
        raise refuse("empty_file", file=path.name)
    seen = _Seen()
    parser = ParserCreate()
    parser.StartElementHandler = seen.start
    parser.EndElementHandler = seen.end
    # entities declared inside could unfold without end; no map data has any
    parser.StartDoctypeDeclHandler = seen.doctype
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
    except _WebPage:
        raise refuse("error_page", file=path.name) from None
    except _Strange:
        raise refuse("unreadable", file=path.name, format=FORMAT) from None
    except ExpatError as error:
        raise _broken(path, error, began=seen.began) from None
    if seen.failed:
        raise refuse("error_page", file=path.name)
    return OsmXml(taken_at=seen.base or seen.newest, in_order=seen.in_order, elements=seen.elements)


class _WebPage(GeodataError):
    """The root is that of a web page."""


class _Strange(GeodataError):
    """It is XML, but no map data."""


@dataclass(slots=True)
class _Seen:
    """What the parser has come by."""

    began: bool = False
    failed: bool = False
    base: datetime | None = None
    newest_text: str = ""
    in_order: bool = True
    elements: int = 0
    depth: int = 0
    stage: int = 0
    last: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_ORDER, 0))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth == 1:
            if name.lower() == "html":
                raise _WebPage
            if name != "osm":
                raise _Strange
            self.began = True
        elif self.depth == 2:
            self._element(name, attributes)

    def end(self, _name: str) -> None:
        self.depth -= 1

    def doctype(self, name: str, *_: object) -> None:
        raise _WebPage if name.lower() == "html" else _Strange

    @property
    def newest(self) -> datetime | None:
        return _moment(self.newest_text)

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        if name in _ORDER:
            if _ORDER[name] < self.stage:
                raise _Strange
            self.stage = _ORDER[name]
            self.elements += 1
            number = _whole(attributes.get("id"))
            self.in_order = self.in_order and number > self.last[name]
            self.last[name] = number
            # such times sort as text
            self.newest_text = max(self.newest_text, attributes.get("timestamp", ""))
        elif name == "meta":
            self.base = _moment(attributes.get("osm_base", ""))
        elif name == "remark":
            # with status 200, and after as much of the data as there was time for
            self.failed = True


def _broken(path: Path, error: ExpatError, *, began: bool) -> InvalidFileError:
    with path.open("rb") as file:
        beginning = file.read(2048).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if beginning.startswith((b"<!doctype html", b"<html")):
        return refuse("error_page", file=path.name)
    if began or errors.messages.get(error.code) in _CUT:
        return refuse("truncated", file=path.name)
    return refuse("unreadable", file=path.name, format=FORMAT)


def _whole(text: str | None) -> int:
    try:
        return int(text or "")
    except ValueError:
        raise _Strange from None


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
