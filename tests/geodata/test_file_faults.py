from __future__ import annotations

import pickle
import string

import pytest

from geodata.errors import GeodataError
from geodata.file_faults import FAULT_WORDS, MOST_TOLD, PARTS, FileFault, InvalidFileError, refuse, shown


def details(code: str) -> dict[str, str | int | float]:
    names = {name for _, name, _, _ in string.Formatter().parse(FAULT_WORDS[code]) if name}
    return {name: "north_east" if name == "part" else f"<{name}>" for name in names}


@pytest.mark.parametrize("code", FAULT_WORDS)
def test_each_fault_tells_file_row_what_is_wrong_and_a_remedy(code: str) -> None:
    detail = details(code)
    told = str(FileFault(code, "torg.gpkg", 7, detail))
    assert told.startswith("torg.gpkg, row 7: ")
    assert "; " in told
    assert all(str(value) in told for name, value in detail.items() if name != "part")


def test_a_fault_of_the_whole_file_tells_no_row_and_one_of_a_drawn_shape_no_file() -> None:
    assert str(FileFault("empty_file", "torg.gpkg")).startswith("torg.gpkg: the file is empty")
    assert str(FileFault("empty_geometry", "", 2)).startswith("row 2: there is no shape")
    assert str(FileFault("empty_geometry", "")).startswith("there is no shape")


def test_every_part_of_an_area_has_words() -> None:
    for part in PARTS:
        detail: dict[str, str | float] = {"longitude": 18.07, "latitude": 59.33, "part": part}
        assert PARTS[part] in str(FileFault("self_intersection", "", None, detail))


def test_an_unknown_code_and_a_missing_detail_are_mistakes_of_ours() -> None:
    with pytest.raises(ValueError, match="FAULT_WORDS"):
        FileFault("gone_wrong", "torg.gpkg")
    with pytest.raises(ValueError, match="declared"):
        FileFault("unknown_crs", "torg.gpkg", None, {"systems": "EPSG:3011"})


@pytest.mark.parametrize("hostile", ["a\x1b[2Jb", "a\nb", "a\u2028b", "a\u202eb", "a\x00b", "a\x85b", "a\ud800b"])
def test_what_cannot_be_seen_is_shown_as_a_sign_and_breaks_no_line(hostile: str) -> None:
    told = str(refuse("unknown_crs", file=hostile, declared=hostile, systems="EPSG:3011"))
    assert hostile not in told
    assert told.count("a\ufffd") == 2
    assert len(told.splitlines()) == 1


def test_an_endless_name_is_shown_cut_off() -> None:
    assert shown("x" * 120) == "x" * 120
    assert shown("x" * 100_000) == "x" * 119 + "…"


def test_braces_and_signs_of_a_name_are_letters() -> None:
    assert str(refuse("empty_file", file="{0.__class__}%s.gpkg")).startswith("{0.__class__}%s.gpkg: ")


def test_an_error_tells_all_faults_up_to_twenty() -> None:
    faults = [FileFault("empty_geometry", "torg.gpkg", row) for row in range(1, MOST_TOLD + 2)]
    assert str(InvalidFileError(faults[:-1])).count("row ") == MOST_TOLD
    assert not str(InvalidFileError(faults[:-1])).endswith("and more")
    assert str(InvalidFileError(faults)).endswith("row 20: there is no shape; draw it or remove the row; and more")
    assert len(InvalidFileError(faults).faults) == MOST_TOLD + 1


def test_the_error_is_one_of_ours_and_passes_from_a_child_process_to_its_parent() -> None:
    error = refuse("empty_geometry", file="torg.gpkg", row=2)
    assert isinstance(error, GeodataError)
    assert isinstance(error, ValueError)
    assert pickle.loads(pickle.dumps(error)).faults == error.faults
