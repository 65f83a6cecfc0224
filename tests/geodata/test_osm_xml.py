"""An .osm file is read to its last tag, or refused."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from geodata.file_faults import InvalidFileError
from geodata.osm_xml import OsmXml, read_osm_xml
from tests.geodata.osm_files import utc
from tests.geodata.small_town import small_town

NODE = '<node id="{}" lat="59.3" lon="18.1"/>'


def code_of(path: Path, content: str | bytes) -> str:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InvalidFileError) as caught:
        read_osm_xml(path)
    (fault,) = caught.value.faults
    assert fault.file == path.name
    return fault.code


def summary_of(path: Path, content: str) -> OsmXml:
    path.write_text(f'<osm version="0.6">{content}</osm>', "utf-8")
    return read_osm_xml(path)


def test_an_answer_of_a_server_tells_its_time_and_how_much_there_is(tmp_path: Path) -> None:
    town = small_town(taken_at=utc(2026, 11, 3, 21, 30))
    found = read_osm_xml(town.write_xml(tmp_path / "town.osm"))
    elements = len(town.nodes) + len(town.ways) + len(town.relations)
    assert found == OsmXml(taken_at=utc(2026, 11, 3, 21, 30), in_order=True, elements=elements)


@pytest.mark.parametrize(
    ("content", "taken_at"),
    [
        ("", None),
        ('<node id="1" timestamp="2020-12-01T10:00:00Z"/><node id="2" timestamp="2019-01-01T00:00:00Z"/>', 2020),
        ('<meta osm_base="2021-05-05T00:00:00Z"/><node id="1" timestamp="2020-12-01T10:00:00Z"/>', 2021),
        ('<node id="1" timestamp="i går"/>', None),
    ],
)
def test_without_a_server_the_newest_element_tells_the_time(tmp_path: Path, content: str, taken_at: int | None) -> None:
    found = summary_of(tmp_path / "a.osm", content).taken_at
    assert (None if found is None else found.year) == taken_at
    assert found is None or (isinstance(found, datetime) and found.tzinfo is not None)


@pytest.mark.parametrize(("ids", "in_order"), [((1, 2, 9), True), ((2, 1), False), ((-1, -2), False), ((1, 1), False)])
def test_ids_that_do_not_rise_are_noticed(tmp_path: Path, ids: tuple[int, ...], in_order: bool) -> None:
    assert summary_of(tmp_path / "a.osm", "".join(map(NODE.format, ids))).in_order is in_order


def test_a_file_that_was_cut_off_is_refused_wherever_that_was(tmp_path: Path) -> None:
    path = tmp_path / "cut.osm"
    content = small_town().write_xml(tmp_path / "town.osm").read_bytes().rstrip()
    lengths = [*range(60, len(content), 97), *range(len(content) - 12, len(content))]
    assert {code_of(path, content[:length]) for length in lengths} == {"truncated"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "empty_file"),
        ("<!DOCTYPE html><html><body><p>Too many requests<br></body></html>", "error_page"),
        ("<html><body><p>Too many requests<br></body></html>", "error_page"),
        ('<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0" "x.dtd"><html></html>', "error_page"),
        ('<osm version="0.6"><note>n</note><remark> runtime error: Query timed out </remark></osm>', "error_page"),
        ("<gpx></gpx>", "unreadable"),
        ("nodes and ways", "unreadable"),
        (b"\x89PNG\r\n", "unreadable"),
        ('<!DOCTYPE osm [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><osm>&b;</osm>', "unreadable"),
        ('<osm><way id="1"/><node id="1" lat="59" lon="18"/></osm>', "unreadable"),
        ('<osm><node id="ett"/></osm>', "unreadable"),
        ("<osm><node id='1'></way></osm>", "truncated"),
    ],
)
def test_what_is_no_extract_is_told_apart(tmp_path: Path, content: str | bytes, code: str) -> None:
    assert code_of(tmp_path / "strange.osm", content) == code
