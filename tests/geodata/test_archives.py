from __future__ import annotations

import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from geodata import archives
from geodata.archives import MOST_MEMBERS, Member, unpack
from geodata.file_faults import InvalidFileError
from tests.geodata.gis_files import codes, packed

ENDINGS = (".geojson", ".gpkg")


def unpacked(content: bytes, into: Path) -> tuple[Member, ...]:
    into.mkdir()
    return unpack(io.BytesIO(content), into=into, endings=ENDINGS, file="stad.zip")


def refused(content: bytes, into: Path) -> InvalidFileError:
    with pytest.raises(InvalidFileError) as caught:
        unpacked(content, into)
    return caught.value


def with_attributes(name: str, *, mode: int, content: bytes = b"/etc/passwd") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.create_system = 3
        info.external_attr = mode << 16
        archive.writestr(info, content)
    return target.getvalue()


def test_what_is_asked_for_is_unpacked_under_names_of_ours(tmp_path: Path) -> None:
    members = {"stad/Åkern.GEOJSON": b"{}", "läs mig.txt": b"hej", "b.gpkg": b"SQL", "stad/": b""}
    found = unpacked(packed(members), tmp_path / "in")
    assert [(member.name, member.path.name) for member in found] == [
        ("stad/Åkern.GEOJSON", "0.geojson"),
        ("b.gpkg", "1.gpkg"),
    ]
    assert [member.path.read_bytes() for member in found] == [b"{}", b"SQL"]
    assert sorted(path.name for path in (tmp_path / "in").iterdir()) == ["0.geojson", "1.gpkg"]


@pytest.mark.parametrize(
    "name",
    [
        "../torg.geojson",
        "stad/../../torg.geojson",
        "/etc/torg.geojson",
        "//torg.geojson",
        "C:/torg.geojson",
        "c:torg.geojson",
        "..\\torg.geojson",
        "C:\\torg.geojson",
        "stad\\torg.geojson",
        "..",
        "../läs mig.txt",
    ],
)
def test_a_name_that_leads_out_refuses_the_archive_also_where_it_is_not_asked_for(tmp_path: Path, name: str) -> None:
    error = refused(packed({"bra.geojson": b"{}", name: b"{}"}), tmp_path / "in")
    assert codes(error) == [("archive_path", "stad.zip", None)]
    assert error.faults[0].detail["entry"] == name
    assert list((tmp_path / "in").iterdir()) == []
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_a_name_with_nul_is_judged_as_it_is_packed(tmp_path: Path) -> None:
    content = packed({"torg_.geojson": b"{}"}).replace(b"torg_.geojson", b"torg\0.geojson")
    assert codes(refused(content, tmp_path / "in"))[0][0] in {"archive_path", "unreadable"}


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_links_and_devices_refuse_the_archive(tmp_path: Path, kind: int) -> None:
    error = refused(with_attributes("torg.geojson", mode=kind | 0o777), tmp_path / "in")
    assert codes(error) == [("archive_link", "stad.zip", None)]
    assert list((tmp_path / "in").iterdir()) == []


def test_all_names_at_fault_are_told_at_once(tmp_path: Path) -> None:
    error = refused(packed({"../a.geojson": b"", "b.geojson": b"", "/c.geojson": b""}), tmp_path / "in")
    assert [fault.detail["entry"] for fault in error.faults] == ["../a.geojson", "/c.geojson"]


def test_an_archive_of_too_many_members_is_refused(tmp_path: Path) -> None:
    members = {f"{number}.txt": b"" for number in range(MOST_MEMBERS + 1)}
    assert codes(refused(packed(members), tmp_path / "in")) == [("archive_bomb", "stad.zip", None)]


def test_a_member_that_grows_a_thousandfold_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    content = packed({"torg.geojson": b" " * 12_000_000})
    assert len(content) < 20_000
    assert codes(refused(content, tmp_path / "in")) == [("archive_bomb", "stad.zip", None)]
    assert list((tmp_path / "in").iterdir()) == []


def test_a_small_member_may_be_packed_at_any_ratio(tmp_path: Path) -> None:
    (member,) = unpacked(packed({"torg.geojson": b" " * 1_000_000}), tmp_path / "in")
    assert member.path.stat().st_size == 1_000_000


def test_many_members_that_are_too_large_together_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_UNPACKED", 1_000)
    content = packed({f"{number}.geojson": bytes(range(250)) for number in range(5)})
    assert codes(refused(content, tmp_path / "in")) == [("archive_bomb", "stad.zip", None)]


def test_what_is_not_asked_for_does_not_count_against_the_limit(tmp_path: Path) -> None:
    content = packed({"flygbild.tif": b" " * 12_000_000, "torg.geojson": b"{}"})
    assert len(unpacked(content, tmp_path / "in")) == 1


def test_an_archive_that_lies_about_a_size_is_damaged(tmp_path: Path) -> None:
    content = packed({"torg.geojson": b"x" * 5_000})
    said = struct.pack("<I", 5_000)
    assert content.count(said) == 2
    lying = content.replace(said, struct.pack("<I", 100))
    assert codes(refused(lying, tmp_path / "in")) == [("truncated", "stad.zip:torg.geojson", None)]


def test_members_that_share_their_bytes_are_refused_or_read_once(tmp_path: Path) -> None:
    # the table of contents names the same bytes twice: how a small archive becomes petabytes
    content = packed({"a.geojson": b"{}", "b.geojson": b"{}"})
    start = content.index(b"PK\x01\x02")
    second = content.index(b"PK\x01\x02", start + 4)
    overlapping = bytearray(content)
    overlapping[second + 42 : second + 46] = overlapping[start + 42 : start + 46]
    assert codes(refused(bytes(overlapping), tmp_path / "in")) == [("truncated", "stad.zip:b.geojson", None)]


def test_an_archive_with_a_password_is_refused(tmp_path: Path) -> None:
    content = bytearray(packed({"torg.geojson": b"{}"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    assert codes(refused(bytes(content), tmp_path / "in")) == [("archive_locked", "stad.zip", None)]


@pytest.mark.parametrize("way", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_ways_of_packing_without_a_bound_are_refused(tmp_path: Path, way: int) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", way) as archive:
        archive.writestr("torg.geojson", b"{}")
    assert codes(refused(target.getvalue(), tmp_path / "in")) == [("unreadable", "stad.zip", None)]


def test_what_is_no_zip_is_unreadable_and_half_of_one_truncated(tmp_path: Path) -> None:
    content = packed({"torg.geojson": b"{}" * 100})
    assert codes(refused(b"Rar!" + content[4:40], tmp_path / "a")) == [("unreadable", "stad.zip", None)]
    assert codes(refused(content[:-30], tmp_path / "b")) == [("truncated", "stad.zip", None)]


def test_a_damaged_member_is_told_by_its_name(tmp_path: Path) -> None:
    content = bytearray(packed({"torg.geojson": bytes(range(256)) * 20}))
    content[60] ^= 0xFF
    assert codes(refused(bytes(content), tmp_path / "in")) == [("truncated", "stad.zip:torg.geojson", None)]


def test_an_empty_archive_gives_nothing(tmp_path: Path) -> None:
    assert unpacked(packed({}), tmp_path / "in") == ()
