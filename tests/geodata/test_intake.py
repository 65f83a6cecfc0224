from __future__ import annotations

import os
from pathlib import Path

import pytest

from geodata.file_faults import InvalidFileError
from geodata.intake import opened, require_data
from tests.geodata.gis_files import codes

ENDINGS = (".osm.pbf", ".osm", ".gpkg")


def refused(path: Path, *, most_bytes: int = 1_000) -> list[tuple[str, str, int | None]]:
    with pytest.raises(InvalidFileError) as caught, opened(path, endings=ENDINGS, most_bytes=most_bytes):
        pass
    return codes(caught.value)


def test_an_ordinary_file_is_opened_at_its_start(tmp_path: Path) -> None:
    path = tmp_path / "Stad.OSM.PBF"
    path.write_bytes(b"x" * 3_000)
    with opened(path, endings=ENDINGS) as incoming:
        assert (incoming.name, incoming.ending, incoming.size) == ("Stad.OSM.PBF", ".osm.pbf", 3_000)
        assert incoming.head == b"x" * 1_024
        assert incoming.stream.read() == b"x" * 3_000
    assert incoming.stream.closed


def test_a_link_is_followed_to_an_ordinary_file_and_not_to_a_device(tmp_path: Path) -> None:
    (tmp_path / "stad.gpkg").write_bytes(b"x")
    (tmp_path / "länk.gpkg").symlink_to(tmp_path / "stad.gpkg")
    (tmp_path / "noll.gpkg").symlink_to("/dev/zero")
    (tmp_path / "ingen.gpkg").symlink_to(tmp_path / "borta.gpkg")
    with opened(tmp_path / "länk.gpkg", endings=ENDINGS) as incoming:
        assert incoming.name == "länk.gpkg"
    assert refused(tmp_path / "noll.gpkg") == [("not_a_file", "noll.gpkg", None)]
    assert refused(tmp_path / "ingen.gpkg") == [("missing_file", "ingen.gpkg", None)]


def test_a_size_at_the_limit_passes_and_one_above_does_not(tmp_path: Path) -> None:
    path = tmp_path / "stad.gpkg"
    path.write_bytes(b"x" * 1_000)
    with opened(path, endings=ENDINGS, most_bytes=1_000):
        pass
    path.write_bytes(b"x" * 1_001)
    assert refused(path) == [("file_too_large", "stad.gpkg", None)]


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> int:
        raise PermissionError("no")

    path = tmp_path / "stad.gpkg"
    path.write_bytes(b"x")
    # the tests may run as root, whom no permission stops
    monkeypatch.setattr(os, "open", forbidden)
    assert refused(path) == [("no_permission", "stad.gpkg", None)]


@pytest.mark.parametrize("head", [b"{}", b"<?xml version='1.0'?><osm/>", b"PK\x03\x04<html", b"SQLite format 3\0"])
def test_data_is_no_web_page(head: bytes) -> None:
    require_data(head, file="stad.osm")


@pytest.mark.parametrize("head", [b"<!doctype HTML>", b"\n\n <HTML><body>", b"<?xml version='1.0'?><html/>", b"<head>"])
def test_a_web_page_is_known_by_its_beginning(head: bytes) -> None:
    with pytest.raises(InvalidFileError, match="web page"):
        require_data(head, file="stad.osm")
