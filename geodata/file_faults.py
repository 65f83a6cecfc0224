"""What is wrong with a file that somebody handed in: every fault at once, each with file, row and remedy."""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from geodata.errors import GeodataError

Detail: TypeAlias = Mapping[str, str | int | float]

FAULT_WORDS: Final[Mapping[str, str]] = {
    # the file
    "missing_file": "there is no such file; check its name",
    "not_a_file": "this is no ordinary file; name a file with map data in it",
    "no_permission": "the file may not be read; change its permissions",
    "computed_layer": "{layer} is computed while it is read; export it as an ordinary table",
    "empty_file": "the file is empty (0 bytes); fetch or export it again",
    "file_too_large": "the file is {megabytes} MB, more than {limit} MB; cut out the part that is needed and save that",
    "unknown_format": "this kind of file is not read here; hand in one of {formats}",
    "unreadable": "the content is no {format}; open it in the program that made it and save it again",
    "truncated": "the file is cut short or damaged; fetch or export it again",
    "error_page": "the content is a web page, not map data; open the address it came from, then fetch the file again",
    "encoding": "the text is not in UTF-8; save the file again as UTF-8",
    "in_use": "another program holds changes that are not in the file yet; close it there and try again",
    "missing_part": "the shapefile lacks {parts}; put the .shp, .shx, .dbf and .prj files into one .zip",
    "no_layer": "there is no layer with shapes; export the layer again",
    "several_layers": "there are several layers with areas: {layers}; save the one that is meant as a file of its own",
    # the archive
    "archive_path": "the archive holds the name {entry}, which leads out of it; pack the files without folders above",
    "archive_link": "the archive holds the link {entry}; pack the file itself instead",
    "archive_bomb": "the archive unpacks to more than {limit} MB or {members} files; pack only what is needed",
    "archive_locked": "the archive is locked with a password; pack it without one",
    "archive_content": "the archive holds no GeoJSON, GeoPackage or Shapefile; pack one, and no archive inside",
    # the reference system
    "no_crs": "no reference system is named, and {x}, {y} lies in Stockholm in none of {systems}; "
    "save it again with its reference system",
    "unknown_crs": "the reference system {declared} is not read here; save it again in one of {systems}",
    "wrong_crs": "the file says {declared}, but the numbers {x}, {y} are those of {fits}; correct the reference system",
    "swapped_axes": "the axes are swapped: {x}, {y}; save it again with longitude or easting first",
    "outside": "the coordinates {x}, {y} are not in Stockholm in {crs}; check the place and the reference system",
    # the features
    "no_features": "there is nothing in it to read; check the filter that it was exported with",
    "too_many_rows": "there are {rows} rows, more than {limit}; keep only those that are needed",
    "too_many_columns": "{columns} columns in {rows} rows are more than can be read; keep only those that are needed",
    "not_covering": "it does not cover {place}; fetch an extract that reaches beyond the boundary",
    "malformed_geometry": "the shape is none that GeoJSON knows; export the layer again",
    "bad_coordinate": "a coordinate is no finite number; correct or remove the shape",
    "no_polygon": "the shape is a {found}, not an area; draw it as a polygon",
    "empty_geometry": "there is no shape; draw it or remove the row",
    "self_intersection": "the boundary crosses itself at {longitude}, {latitude}, {part}; move the corners there apart",
    "bad_hole": "a hole lies outside the area or meets another at {longitude}, {latitude}, {part}; "
    "correct or remove it",
    "several_parts": "the area has {parts} parts; save each part as an area of its own, or join them",
    "too_large": "the area is {hectares} ha, more than {limit} ha; draw a smaller one, and check the reference system",
    "too_small": "the area is {hectares} ha, less than {limit} ha; draw a larger one, and check the reference system",
    "too_many_points": "the boundary has {points} corners, more than {limit}; simplify it",
    # what goes with the features
    "unknown_kind": "the kind is none of {kinds}; correct it or leave it empty",
    "malformed_code": "a code holds a-z, 0-9 and - alone, {limit} characters at most; correct it or leave it empty",
    "duplicate_code": "the code {code} stands in row {first} already; give each area a code of its own",
    "unseen_characters": "the {column} holds characters that cannot be seen; write it anew",
    "map_too_large": "the map made of it is {kilobytes} kB, more than {limit} kB; use fewer layers",
}
"""What is wrong and the remedy, by fault code; the names in braces are what `detail` of such a fault holds."""

PARTS: Final[Mapping[str, str]] = {
    "middle": "in its middle",
    "north": "in its north",
    "north_east": "in its north-east",
    "east": "in its east",
    "south_east": "in its south-east",
    "south": "in its south",
    "south_west": "in its south-west",
    "west": "in its west",
    "north_west": "in its north-west",
}
"""The parts of an area, as `detail["part"]` names them."""

MOST_TOLD: Final = 20
"""How many faults a message tells; of a file with more, only that there are more."""

_LONGEST: Final = 120


@dataclass(frozen=True, slots=True)
class FileFault:
    """
    One thing that is wrong with a file.

    `code` is one of `FAULT_WORDS`. `file` is the name as people know it, with the member of an archive or the layer
    after a colon; "" where a shape came from no file. `row` counts from 1, None where the whole file is meant. `detail`
    holds what the words need. Texts are kept as they may be shown: without control characters and not endless.
    """

    code: str
    file: str
    row: int | None = None
    detail: Detail = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        """
        Check the code and make the texts fit to show.

        Raises
        ------
        ValueError
            If the code is unknown, or `detail` lacks something that its words need.
        """
        needed = {name for _, name, _, _ in string.Formatter().parse(FAULT_WORDS.get(self.code, "")) if name}
        if self.code not in FAULT_WORDS or needed - self.detail.keys():
            raise ValueError(f"fault {self.code!r}: take a code of FAULT_WORDS and give it {sorted(needed)}")
        object.__setattr__(self, "file", shown(self.file))
        object.__setattr__(self, "detail", {name: _shown_value(value) for name, value in self.detail.items()})

    def __str__(self) -> str:
        """Tell file, row, what is wrong and the remedy, in English."""
        spoken = {**self.detail, **({"part": PARTS[str(self.detail["part"])]} if "part" in self.detail else {})}
        where = ", ".join(filter(None, [self.file, "" if self.row is None else f"row {self.row}"]))
        return f"{where}{': ' if where else ''}{FAULT_WORDS[self.code].format_map(spoken)}"


class InvalidFileError(GeodataError, ValueError):
    """A file that cannot be used, with everything that is wrong with it; nothing of it has been kept."""

    def __init__(self, faults: Iterable[FileFault]) -> None:
        """Take the faults in the order in which they are told; there must be one at least."""
        self.faults: tuple[FileFault, ...] = tuple(faults)
        # the arguments are what a child process hands back to its parent
        super().__init__(self.faults)

    def __str__(self) -> str:
        """Tell every fault, or the first twenty and that there are more."""
        told = "; ".join(map(str, self.faults[:MOST_TOLD]))
        return f"{told}; and more" if len(self.faults) > MOST_TOLD else told


def refuse(code: str, *, file: str, row: int | None = None, **detail: str | float) -> InvalidFileError:
    """
    Make the error of a file with a single fault, to be raised.

    >>> raise refuse("empty_file", file="park.gpkg")
    Traceback (most recent call last):
    geodata.file_faults.InvalidFileError: park.gpkg: the file is empty (0 bytes); fetch or export it again
    """
    return InvalidFileError([FileFault(code, file, row, detail)])


def shown(text: str) -> str:
    r"""
    Make a text that came with a file fit to stand in a message.

    Returns
    -------
    The text with a replacement character for everything that cannot be seen, 120 characters at most.

    Examples
    --------
    >>> shown("park\x1b[2J.gpkg")
    'park�[2J.gpkg'
    """
    seen = "".join("\ufffd" if _is_unseen(letter) else letter for letter in text[: _LONGEST + 1])
    return seen if len(seen) <= _LONGEST else f"{seen[: _LONGEST - 1]}…"


def _shown_value(value: str | float) -> str | int | float:
    return shown(value) if isinstance(value, str) else value


def _is_unseen(letter: str) -> bool:
    # a line separator and a turn of the writing direction draw a message apart as a line break does
    category = unicodedata.category(letter)
    return category.startswith("C") or category in {"Zl", "Zp"}
