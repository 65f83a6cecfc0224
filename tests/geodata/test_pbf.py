"""An .osm.pbf file is read to its end, or refused."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.file_faults import InvalidFileError
from geodata.pbf import PbfHeader, read_pbf_header
from tests.geodata.osm_files import utc
from tests.geodata.small_town import small_town


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("pbf") / "town.osm.pbf"
    return small_town(taken_at=utc(2026, 11, 3, 21, 30)).write_pbf(path).read_bytes()


def code_of(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(InvalidFileError) as caught:
        read_pbf_header(path)
    (fault,) = caught.value.faults
    assert fault.file == path.name
    return fault.code


def test_a_header_tells_time_order_and_how_much_follows(tmp_path: Path, town: bytes) -> None:
    path = tmp_path / "town.osm.pbf"
    path.write_bytes(town)
    assert read_pbf_header(path) == PbfHeader(taken_at=utc(2026, 11, 3, 21, 30), in_order=True, blocks=3)
    small_town().write_pbf(path, sorted_ids=False)
    assert read_pbf_header(path) == PbfHeader(taken_at=None, in_order=False, blocks=3)


def test_a_file_that_was_cut_off_within_a_block_is_refused_wherever_that_was(tmp_path: Path, town: bytes) -> None:
    path = tmp_path / "cut.osm.pbf"
    ends = block_ends(town)
    assert len(ends) == 4 and ends[-1] == len(town)
    codes = {code_of(path, town[:length]) for length in range(1, len(town)) if length not in ends}
    assert codes == {"truncated"}


def block_ends(content: bytes) -> list[int]:
    """Where each block ends: the header's last field is the size of what follows it."""
    at, ends = 0, []
    while at < len(content):
        (length,) = struct.unpack_from(">I", content, at)
        header = content[at + 4 : at + 4 + length]
        size = 0
        for place, byte in enumerate(header[header.rindex(b"\x18") + 1 :]):
            size |= (byte & 0x7F) << (7 * place)
        at += 4 + length + size
        ends.append(at)
    return ends


def test_a_block_that_was_damaged_is_refused(tmp_path: Path, town: bytes) -> None:
    middle = (block_ends(town)[0] + block_ends(town)[1]) // 2
    assert code_of(tmp_path / "damaged.osm.pbf", town[:middle] + b"\0\0\0\0" + town[middle + 4 :]) == "truncated"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"<!DOCTYPE html><html><title>504</title></html>", "error_page"),
        (b"\xef\xbb\xbf\n <html>", "error_page"),
        (b"PK\x03\x04 a zip", "unreadable"),
        (b"SQLite format 3\x00", "unreadable"),
        (b"\x7f\xff\xff\xff\n\x09OSMHeader\x18\x01", "truncated"),
    ],
)
def test_what_is_no_pbf_is_told_apart(tmp_path: Path, content: bytes, code: str) -> None:
    assert code_of(tmp_path / "strange.osm.pbf", content) == code


def test_a_file_that_needs_what_is_not_read_here_is_refused(tmp_path: Path) -> None:
    content = small_town().write_pbf(tmp_path / "a", requires=["HistoricalInformation"]).read_bytes()
    assert code_of(tmp_path / "history.osm.pbf", content) == "unreadable"


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_damage_of_any_kind_ends_in_a_refusal_or_a_header(
    tmp_path_factory: pytest.TempPathFactory, town: bytes, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.osm.pbf"
    at = data.draw(st.integers(0, len(town) - 1))
    junk = data.draw(st.binary(min_size=1, max_size=12))
    path.write_bytes(town[:at] + junk + town[at + len(junk) :])
    try:
        assert isinstance(read_pbf_header(path), PbfHeader)
    except InvalidFileError as error:
        assert {fault.code for fault in error.faults} <= {"truncated", "unreadable", "error_page"}
