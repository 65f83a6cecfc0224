"""Whether the server and its database answer: for the one who watches over it."""

from __future__ import annotations

import logging

import pytest

from tests.conftest import House


def test_a_sound_server_says_so_and_nothing_more(shared: House) -> None:
    answer = shared.client().get("/halsa")

    assert answer.get_json() == {"status": "ok"}
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_database_that_cannot_be_read_is_a_fault_without_a_trace(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.app.testing = False
    house.store.close()
    for path in house.store.folder.glob("lykta.sqlite*"):
        path.unlink()
    (house.store.folder / "lykta.sqlite").write_bytes(b"no database at all, but long enough to be looked at" * 40)

    with caplog.at_level(logging.ERROR, logger="lykta"):
        answer = house.client().get("/halsa")

    assert answer.status_code == 500
    assert "Traceback" not in answer.get_data(as_text=True)
    assert "sqlite" not in answer.get_data(as_text=True).lower()
    _word, code, *_where = caplog.records[0].getMessage().split()
    assert f"koden {code}." in answer.get_data(as_text=True)
