"""
Damaged files raise InvalidFileError and nothing else.

`LYKTA_FUZZ=20000 python -m pytest tests/geodata/test_file_fuzz.py` tries more than the short slice of `make test`.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from geodata.area_files import read_areas
from geodata.file_faults import InvalidFileError
from geodata.vector_files import read_layers
from tests.geodata.gis_files import feature, geojson, geopackage, packed, polygon, shapefile, squares

ROUNDS = int(os.environ.get("LYKTA_FUZZ", "40"))
SEED = 20_261_123

Mutation = Callable[[bytearray, random.Random], bytearray]


def flipped(content: bytearray, dice: random.Random) -> bytearray:
    for _ in range(dice.randint(1, 8)):
        content[dice.randrange(len(content))] = dice.randrange(256)
    return content


def flipped_in_front(content: bytearray, dice: random.Random) -> bytearray:
    for _ in range(dice.randint(1, 4)):
        content[dice.randrange(min(len(content), 200))] = dice.choice([0, 1, 127, 128, 255])
    return content


def cut(content: bytearray, dice: random.Random) -> bytearray:
    return content[: dice.randrange(len(content))]


def doubled(content: bytearray, dice: random.Random) -> bytearray:
    start = dice.randrange(len(content))
    end = min(len(content), start + dice.randint(1, 64))
    return content[:end] + content[start:end] * dice.randint(1, 20) + content[end:]


def taken_out(content: bytearray, dice: random.Random) -> bytearray:
    start = dice.randrange(len(content))
    return content[:start] + content[start + dice.randint(1, 64) :]


def numbers_changed(content: bytearray, dice: random.Random) -> bytearray:
    odd = [b"NaN", b"-1", b"1e400", b"null", b'"', b"[", b"]]", b"{", b"\xff", b"\x00", b"9" * 400, b"\\ud800"]
    start = dice.randrange(len(content))
    return content[:start] + dice.choice(odd) + content[start + dice.randint(0, 3) :]


MUTATIONS: tuple[Mutation, ...] = (flipped, flipped_in_front, cut, doubled, taken_out, numbers_changed)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Small files in good order, by name; those of the Shapefile are packed only after they were damaged."""
    folder = tmp_path_factory.mktemp("sound")
    frame = squares(kod=["norr", "syd"], namn=["Åkern", "Ön"], antal=[1, 2])
    two = {
        "type": "MultiPolygon",
        "coordinates": [polygon([[18.07, 59.33], [18.08, 59.34], [18.09, 59.33]])["coordinates"]],
    }
    drawn = geojson(folder / "a.geojson", feature(kod="a", namn="Å"), feature(two, mer=[1, {"a": None}]), crs=None)
    parts = shapefile(folder, frame, encoding="cp1252")
    return {
        "a.geojson": drawn.read_bytes(),
        "a.gpkg": geopackage(folder, torg=frame).read_bytes(),
        "a.zip": packed({"torg/a.geojson": drawn.read_bytes(), **parts}),
        **parts,
    }


def attempt(path: Path) -> None:
    for read in (read_layers, read_areas):
        try:
            read(path)
        except InvalidFileError as invalid:
            assert invalid.faults
            assert str(invalid)


def test_the_sound_files_are_read(sound: dict[str, bytes], tmp_path: Path) -> None:
    for name in ("a.geojson", "a.gpkg", "a.zip"):
        (tmp_path / name).write_bytes(sound[name])
        assert read_layers(tmp_path / name)


@pytest.mark.parametrize("name", ["a.geojson", "a.gpkg", "a.zip"])
def test_a_damaged_file_is_read_or_refused_and_nothing_else(sound: dict[str, bytes], tmp_path: Path, name: str) -> None:
    dice = random.Random(f"{SEED} {name}")
    path = tmp_path / name
    for _ in range(ROUNDS):
        path.write_bytes(dice.choice(MUTATIONS)(bytearray(sound[name]), dice))
        attempt(path)


@pytest.mark.parametrize("part", [".shp", ".shx", ".dbf", ".prj", ".cpg"])
def test_a_shapefile_with_a_damaged_part_is_read_or_refused_and_nothing_else(
    sound: dict[str, bytes], tmp_path: Path, part: str
) -> None:
    dice = random.Random(f"{SEED} {part}")
    parts = {name: content for name, content in sound.items() if name.startswith("torg.")}
    for _ in range(ROUNDS // 2):
        damaged = dice.choice(MUTATIONS)(bytearray(parts[f"torg{part}"]), dice)
        path = tmp_path / "torg.zip"
        path.write_bytes(packed({**parts, f"torg{part}": bytes(damaged)}))
        attempt(path)
