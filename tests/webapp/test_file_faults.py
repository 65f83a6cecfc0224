"""Each fault of a file has a Swedish sentence with file, row and remedy."""

from __future__ import annotations

import string

import pytest
from flask import Flask

from geodata.file_faults import FAULT_WORDS, MOST_TOLD, PARTS, FileFault, InvalidFileError, refuse
from webapp import i18n
from webapp.export.wording import SWEDISH
from webapp.file_faults import fault_sentences

NUMBERS = {"megabytes", "limit", "members", "x", "y", "longitude", "latitude", "hectares", "parts", "points", "rows"}


def details(code: str) -> dict[str, str | int | float]:
    names = {name for _, name, _, _ in string.Formatter().parse(FAULT_WORDS[code]) if name}
    words: dict[str, str | int | float] = {"part": "south_west", "found": "Point", "parts": ".dbf"}
    return {name: words.get(name, 17 if name in NUMBERS else f"<{name}>") for name in names}


def told(*faults: FileFault) -> list[str]:
    return fault_sentences(InvalidFileError(faults), gettext=SWEDISH.gettext)


@pytest.mark.parametrize("code", FAULT_WORDS)
def test_every_code_has_a_sentence_with_file_row_detail_and_remedy(code: str) -> None:
    detail = details(code)
    (line,) = told(FileFault(code, "torg.gpkg", 7, detail))
    assert line.startswith("torg.gpkg, rad 7: ")
    assert "; " in line
    assert line.endswith(".")
    assert "%(" not in line
    words = {"part": "i dess sydvästra del", "found": "en punkt"}
    assert all(words.get(name, str(value)) in line for name, value in detail.items())


def test_no_two_codes_have_the_same_sentence() -> None:
    lines = [told(FileFault(code, "", None, details(code)))[0] for code in FAULT_WORDS]
    assert len(set(lines)) == len(lines)


def test_a_fault_without_a_row_or_a_file_tells_what_is_known() -> None:
    assert told(FileFault("empty_file", "torg.gpkg")) == [
        "torg.gpkg: Filen är tom (0 byte); hämta eller exportera den igen."
    ]
    assert told(FileFault("empty_geometry", "", 2)) == ["Rad 2: Formen saknas; rita den eller ta bort raden."]
    assert told(FileFault("empty_geometry", "")) == ["Formen saknas; rita den eller ta bort raden."]


@pytest.mark.parametrize("part", PARTS)
def test_the_place_of_a_crossing_is_told_in_degrees_and_words(part: str) -> None:
    detail: dict[str, str | float] = {"longitude": 18.0731, "latitude": 59.3362, "part": part}
    (line,) = told(FileFault("self_intersection", "torg.gpkg", 3, detail))
    assert "vid 18.0731, 59.3362, i dess " in line


@pytest.mark.parametrize("found", ["Point", "MultiPoint", "LineString", "MultiLineString", "GeometryCollection"])
def test_a_shape_that_is_no_area_has_a_swedish_name(found: str) -> None:
    assert found not in told(FileFault("no_polygon", "torg.gpkg", 3, {"found": found}))[0]


def test_hectares_are_written_as_people_write_them() -> None:
    (line,) = told(FileFault("too_small", "", 1, {"hectares": 0.0312, "limit": 0.05}))
    assert "0,0312 ha, mindre än 0,05 ha" in line
    (line,) = told(FileFault("too_large", "", 1, {"hectares": 12345, "limit": 2500}))
    assert "12\u00a0345 ha, mer än 2\u00a0500 ha" in line


def test_hostile_names_stand_in_one_line_as_letters() -> None:
    name = "%(row)s %s {0}\x1b[2J\n<script>.gpkg"
    (line,) = fault_sentences(
        refuse("unknown_crs", file=name, declared=name, systems="EPSG:3011"), gettext=SWEDISH.gettext
    )
    assert line.count("%(row)s %s {0}\ufffd[2J\ufffd<script>.gpkg") == 2
    assert len(line.splitlines()) == 1


def test_of_many_faults_twenty_are_told_and_that_there_are_more() -> None:
    faults = [FileFault("empty_geometry", "torg.gpkg", row) for row in range(1, 40)]
    assert len(told(*faults)) == MOST_TOLD + 1
    assert told(*faults)[-1] == "Det finns fler fel; rätta dessa först."
    assert len(told(*faults[:MOST_TOLD])) == MOST_TOLD


def test_a_page_tells_them_in_the_language_of_its_reader() -> None:
    app = Flask(__name__, static_folder=None)
    i18n.register(app)
    with app.test_request_context():
        (line,) = fault_sentences(refuse("empty_file", file="torg.gpkg"), gettext=i18n._)
    assert line.startswith("torg.gpkg: Filen är tom")
