"""A data folder that cannot be used is told in one sentence with the way out, and nothing in it is changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import House
from tests.webapp.commands.conftest import Answer
from webapp.cli import main

EVERYTHING = [
    ("places", "list"),
    ("demo",),
    ("demo", "--remove"),
    ("link", "list"),
    ("report", "area", "tessinparken", "--out", "rapport.csv"),
    ("doctor",),
    ("doctor", "--rebuild"),
    ("migrate",),
    ("serve", "--port", "0"),
]


def contents(folder: Path) -> dict[str, bytes]:
    # the lock file stays behind a server that was refused
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "serve.lock"}


@pytest.mark.parametrize("words", EVERYTHING, ids=" ".join)
def test_a_file_in_the_place_of_the_folder(
    words: tuple[str, ...], lykta: Callable[..., Answer], tmp_path: Path
) -> None:
    taken = tmp_path / "file"
    taken.write_text("mitt")

    refusal = lykta(*words, within=taken).refusal()

    assert str(taken) in refusal
    assert "--data" in refusal
    assert taken.read_text() == "mitt"


@pytest.mark.parametrize("words", EVERYTHING, ids=" ".join)
def test_a_damaged_database(words: tuple[str, ...], lykta: Callable[..., Answer], data: Path) -> None:
    lykta("migrate").done()
    database = data / "lykta.sqlite"
    content = bytearray(database.read_bytes())
    content[4096:12_288] = b"\x5a" * 8192
    database.write_bytes(content)
    before = contents(data)

    refusal = lykta(*words).refusal()

    assert "lykta.sqlite är skadad" in refusal
    assert "säkerhetskopia" in refusal
    assert contents(data) == before


@pytest.mark.parametrize("words", EVERYTHING, ids=" ".join)
def test_a_database_of_a_newer_version(words: tuple[str, ...], lykta: Callable[..., Answer], data: Path) -> None:
    lykta("migrate").done()
    with closing(sqlite3.connect(data / "lykta.sqlite")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with closing(sqlite3.connect(data / "lykta.sqlite")) as connection:
        before = list(connection.iterdump())

    refusal = lykta(*words).refusal()

    assert "nyare Lykta (schema 9999" in refusal
    assert "Uppdatera Lykta" in refusal
    with closing(sqlite3.connect(data / "lykta.sqlite")) as connection:
        assert list(connection.iterdump()) == before


def test_a_database_of_another_program(lykta: Callable[..., Answer], data: Path) -> None:
    with closing(sqlite3.connect(data / "lykta.sqlite")) as connection, connection:
        connection.execute("CREATE TABLE recept (namn TEXT)")

    assert "tillhör ett annat program" in lykta("places", "list").refusal()


def test_a_secret_that_others_can_read(lykta: Callable[..., Answer], data: Path) -> None:
    (data / "secret.key").chmod(0o644)

    assert "chmod 600" in lykta("places", "list").refusal()


def test_faults_of_the_settings_come_all_at_once(lykta: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LYKTA_PORT", "åtta")
    monkeypatch.setenv("LYKTA_PUBLIC_URL", "http://lykta.example.se")

    answer = lykta("places", "list")

    assert answer.code == 1
    port, address = sorted(answer.err.splitlines())
    assert "LYKTA_PORT (miljö)" in port
    assert "LYKTA_PUBLIC_URL (miljö)" in address


def test_the_folder_is_the_option_then_the_environment_then_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, beside: House, data: Path
) -> None:
    monkeypatch.setenv("LYKTA_DATA", str(tmp_path / "named"))

    assert main(["places", "list", "--data", str(data)]) == 0
    assert not (tmp_path / "named").exists()
    assert main(["places", "list"]) == 0
    assert (tmp_path / "named" / "lykta.sqlite").is_file()
    monkeypatch.delenv("LYKTA_DATA")
    assert main(["places", "list"]) == 0
    assert Path("lykta-data/lykta.sqlite").is_file()
