"""`lykta doctor` and `lykta migrate`: what holds, whence it comes, and what was changed behind the log's back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import House
from tests.webapp.commands.conftest import Answer
from walks.store.migrations import HEAD
from webapp.folder import serve_lock
from webapp.settings import FIELDS


def change(data: Path, statement: str) -> None:
    """Change the database as no part of Lykta does."""
    with closing(sqlite3.connect(data / "lykta.sqlite")) as connection, connection:
        assert connection.execute(statement).rowcount == 1


def table(data: Path, name: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(data / "lykta.sqlite")) as connection:
        return sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr)


def test_the_doctor_names_the_source_of_every_setting(
    lykta: Callable[..., Answer], data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (data / "lykta.toml").write_text("port = 9000\ntrusted_proxy = 1\n", "utf-8")
    monkeypatch.setenv("LYKTA_PORT", "9001")
    monkeypatch.setenv("LYKTA_PUBLIC_URL", "https://lykta.example.se")

    lines = lykta("doctor").done()

    assert lines[: len(FIELDS)] == [
        f"data = {data} (kommandorad)",
        "host = localhost (standard)",
        "port = 9001 (miljö)",
        "public_url = https://lykta.example.se (miljö)",
        "trusted_proxy = 1 (lykta.toml)",
        "tls_cert =  (standard)",
        "tls_key =  (standard)",
        "overpass_url =  (standard)",
    ]
    assert lines[len(FIELDS) :] == ["Loggen är hel: 5 händelser."]


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ('UPDATE operations SET fields = \'{"name": "Annat"}\' WHERE rseq = 3', "operation 3 har ändrats"),
        ("UPDATE operations SET op_id = 'x' WHERE rseq = 3", "kedjan är bruten vid operation 3"),
        ("DELETE FROM operations WHERE rseq = 3", "operation 3 saknas"),
    ],
)
@pytest.mark.parametrize("rebuild", [False, True])
def test_a_changed_log_is_found_and_nothing_is_made_from_it(
    statement: str, fault: str, rebuild: bool, lykta: Callable[..., Answer], data: Path
) -> None:
    lykta("demo").done()
    change(data, statement)
    findings = table(data, "findings")

    answer = lykta("doctor", *(["--rebuild"] if rebuild else []))

    assert answer.code == 1
    assert f"FEL: {fault}" in answer.out
    assert "säkerhetskopia" in answer.out.splitlines()[-1]
    assert table(data, "findings") == findings


def test_rebuilding_gives_back_what_the_log_tells(lykta: Callable[..., Answer], beside: House, data: Path) -> None:
    tablet = beside.join(beside.plan())
    tablet.pin(text="Mörkt vid trappan.", severity=3)
    gone = tablet.pin(text="Fel plats.")
    tablet.send(tablet.operation("withdraw", gone))
    tablet.need()
    names = ("findings", "walks", "places", "devices", "keys")
    before = {name: table(data, name) for name in names}
    assert len(before["findings"]) == 3
    change(data, "UPDATE findings SET text = 'Någon annans ord' WHERE text = 'Mörkt vid trappan.'")
    change(data, "DELETE FROM findings WHERE restricted")

    assert lykta("doctor", "--rebuild").done()[-1].endswith("Tabellerna är omräknade.")

    assert {name: table(data, name) for name in names} == before


def test_tables_are_not_rebuilt_under_a_running_server(lykta: Callable[..., Answer], data: Path) -> None:
    lykta("demo").done()
    with serve_lock(data):
        assert "En annan server använder redan" in lykta("doctor", "--rebuild").refusal()
        assert lykta("doctor").done()[-1].startswith("Loggen är hel")


def test_migrating_makes_the_database_and_does_nothing_the_second_time(
    lykta: Callable[..., Answer], data: Path
) -> None:
    for _ in range(2):
        assert lykta("migrate").done() == [f"Databasen har schema {HEAD}."]
    assert len(table(data, "operations")) == 5
