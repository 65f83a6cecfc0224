"""`lykta demo`: the same invention each time, never mixed with real walks, and gone without a trace when removed."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import NOW, SECRET, House
from tests.webapp.commands.conftest import Answer
from walks.access import ADMINISTRATOR, scope_of
from walks.store import open_store
from walks.store.findings import Selection, findings_seen, restricted_findings
from walks.store.walks import walks_seen
from webapp.folder import serve_lock


def findings(folder: Path) -> list[dict[str, Any]]:
    store = open_store(folder)
    try:
        with store.reading() as connection:
            found = findings_seen(connection, scope_of(ADMINISTRATOR, NOW), selection=Selection())
    finally:
        store.close()
    return [dataclasses.asdict(item) for item in found]


def walks_held(folder: Path) -> list[Any]:
    store = open_store(folder)
    try:
        with store.reading() as connection:
            return list(walks_seen(connection, scope_of(ADMINISTRATOR, NOW)))
    finally:
        store.close()


def other_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "other"
    folder.mkdir(mode=0o700)
    (folder / "secret.key").touch(mode=0o600)
    (folder / "secret.key").write_bytes(SECRET)
    return folder


def test_the_demo_is_added_once(lykta: Callable[..., Answer], data: Path) -> None:
    assert lykta("demo").done() == ["Demon är tillagd."]
    once = findings(data)
    assert lykta("demo").done() == ["Mappen innehåller redan demon."]

    assert findings(data) == once
    assert all(item["demo"] for item in once)
    assert len({walk.place_code for walk in walks_held(data)}) == len(walks_held(data)) == 5


def test_200_findings_in_3_walks_are_the_same_200_each_time(
    lykta: Callable[..., Answer], data: Path, tmp_path: Path
) -> None:
    (line,) = lykta("demo", "--findings", 200, "--walks", 3).done()
    other = other_folder(tmp_path)
    lykta("demo", "--findings", 200, "--walks", 3, within=other).done()

    assert line == "200 påhittade iakttagelser i 3 vandringar är tillagda."
    assert sorted(Counter(item["walk_id"] for item in findings(data)).values()) == [66, 67, 67]
    assert findings(data) == findings(other)


def test_another_seed_gives_another_invention(lykta: Callable[..., Answer], data: Path, tmp_path: Path) -> None:
    other = other_folder(tmp_path)
    lykta("demo", "--findings", 20, "--walks", 1).done()
    lykta("demo", "--findings", 20, "--walks", 1, "--seed", 2, within=other).done()

    def points(folder: Path) -> set[tuple[float, float]]:
        return {(item["longitude"], item["latitude"]) for item in findings(folder)}

    assert points(data).isdisjoint(points(other))


def test_a_removed_demo_leaves_a_folder_for_real_walks(lykta: Callable[..., Answer], beside: House, data: Path) -> None:
    lykta("demo").done()
    invented = beside.hand_out("partner", place_code="tessinparken", demo=True)
    assert beside.client().get(f"/delning/{invented}").status_code == 303
    (data / "links.json").write_text("{}")

    assert lykta("demo", "--remove").done() == ["Demon är borttagen. Mappen kan användas för riktiga vandringar."]

    assert (findings(data), walks_held(data), (data / "links.json").exists()) == ([], [], False)
    with beside.store.reading() as connection:
        assert restricted_findings(connection, scope_of(ADMINISTRATOR, NOW)) == []
    assert beside.client().get(f"/delning/{invented}").status_code == 404
    assert "Loggen är hel" in lykta("doctor", "--rebuild").done()[-1]
    assert findings(data) == []

    # in earnest
    tablet = beside.join(beside.plan("tessinparken"))
    tablet.pin(text="Mörkt vid trappan.")
    (real,) = findings(data)
    assert (real["text"], real["demo"]) == ("Mörkt vid trappan.", False)
    page = beside.partner("tessinparken").get("/plats/tessinparken/rapport").get_data(as_text=True)
    assert "Mörkt vid trappan." in page
    assert "Demo" not in page
    (link,) = lykta("link", "new", "--role", "partner", "--place", "tessinparken").done()
    assert beside.client().get("/delning/" + link.rsplit("/", 1)[1]).status_code == 303


def test_a_removed_demo_can_come_back(lykta: Callable[..., Answer], data: Path) -> None:
    lykta("demo").done()
    texts = [item["text"] for item in findings(data)]
    lykta("demo", "--remove").done()

    assert lykta("demo").done() == ["Demon är tillagd."]
    assert [item["text"] for item in findings(data)] == texts


@pytest.mark.parametrize("more", [(), ("--findings", "20")])
def test_invention_is_refused_beside_real_walks(
    more: tuple[str, ...], lykta: Callable[..., Answer], beside: House, data: Path
) -> None:
    beside.join(beside.plan()).pin()
    before = findings(data)

    assert "riktiga vandringar" in lykta("demo", *more).refusal()
    assert findings(data) == before
    assert len(walks_held(data)) == 1


def test_removing_from_a_folder_with_real_walks_only_leaves_them(
    lykta: Callable[..., Answer], beside: House, data: Path
) -> None:
    beside.join(beside.plan()).pin()
    before = findings(data)

    lykta("demo", "--remove").done()

    assert findings(data) == before


def test_the_demo_is_not_removed_under_a_running_server(lykta: Callable[..., Answer], data: Path) -> None:
    lykta("demo").done()
    with serve_lock(data):
        assert "En annan server använder redan" in lykta("demo", "--remove").refusal()

    assert len(walks_held(data)) == 5
