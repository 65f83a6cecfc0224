"""`lykta serve --demo` has a link for every role, whatever became of those it printed before."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import LOOPBACK, House
from tests.webapp.commands.conftest import Answer

ORIGIN = "http://localhost:8123"


@pytest.fixture(autouse=True)
def _briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a server announce itself and end at once."""
    monkeypatch.setattr("webapp.server.serve", lambda _server, *, announce: announce(8123))


def links_of(data: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((data / "links.json").read_text("utf-8"))
    return found


def opened(house: House, links: dict[str, Any]) -> dict[str, object]:
    """Where each link leads, and which role each code gives."""
    led = {role: links[role].removeprefix(ORIGIN) for role in ("coordinator", "partner")}
    answers = {role: house.client().get(address, environ_base=LOOPBACK) for role, address in led.items()}
    joined = {
        role: house.client().post("/api/v1/anslut", json={"code": code}).get_json()["role"]
        for role, code in links["codes"].items()
    }
    return {role: answer.headers.get("Location") for role, answer in answers.items()} | joined


def test_a_folder_filled_without_a_walk_in_tessinparken_has_them_too(
    lykta: Callable[..., Answer], beside: House, data: Path
) -> None:
    lykta("demo", "--walks", 1, "--findings", 2).done()

    lykta("serve", "--demo").done()

    links = links_of(data)
    assert set(links["walks"]) == set(links["walk_codes"]) == {"stureplan"}
    assert opened(beside, links) == {
        "coordinator": "/samordning",
        "partner": "/plats/stureplan",
        "participant": "participant",
        "leader": "leader",
    }


def test_links_and_codes_that_were_revoked_are_made_anew(
    lykta: Callable[..., Answer], beside: House, data: Path
) -> None:
    lykta("serve", "--demo").done()
    before = links_of(data)
    for row in lykta("link", "list").done():
        lykta("link", "revoke", row.partition("\t")[0]).done()

    lykta("serve", "--demo").done()

    after = links_of(data)
    assert after["walks"] == before["walks"]
    assert all(after[role] != before[role] for role in ("coordinator", "leader", "participant", "partner"))
    assert opened(beside, after)["coordinator"] == "/samordning"
    assert beside.client().post("/api/v1/anslut", json={"code": before["codes"]["leader"]}).status_code == 404


def test_a_link_made_for_somebody_is_not_the_demo_s_own(lykta: Callable[..., Answer], data: Path) -> None:
    lykta("serve", "--demo").done()
    own = links_of(data)["partner"]
    lykta("link", "new", "--role", "partner", "--place", "tessinparken", "--holder", "Trafikkontoret").done()

    lykta("serve", "--demo").done()

    assert links_of(data)["partner"] == own
