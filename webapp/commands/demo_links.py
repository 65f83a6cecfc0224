"""The links and codes of a demo: what `lykta serve --demo` prints and keeps in `links.json`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from webapp.addresses import link_address
from webapp.commands.folder import OpenFolder
from webapp.settings import base_url

if TYPE_CHECKING:
    from walks.store import Connection

PLACE = "tessinparken"
"""The place whose walk the links and codes belong to (interface.md), where it has one."""
FILE = "links.json"


def demo_links(folder: OpenFolder) -> dict[str, Any]:
    """Gather the demo's links and codes, as `links.json` holds them; those that are missing or revoked are made."""
    from walks.access import ADMINISTRATOR, scope_of
    from walks.store.places import all_places
    from walks.store.walks import walks_seen
    from webapp.context import system_clock

    with folder.store.writing() as connection:
        seen = walks_seen(connection, scope_of(ADMINISTRATOR, system_clock()))
        latest = {item.place_code: item.walk_id for item in reversed(seen)}
        walks = {item.code: latest[item.code] for item in all_places(connection) if item.code in latest}
        # a folder filled by `lykta demo --walks` need not have a walk there
        place = PLACE if PLACE in walks else next(iter(walks))

        def secret(purpose: str, *, of: str | None = place) -> str:
            return _secret(folder, connection, purpose, place=of, walk=None if of is None else walks[of])

        coordinator, partner, join = secret("coordinator", of=None), secret("partner"), secret("join")
        codes = {role: secret(role) for role in ("participant", "leader")}
        walk_codes = {code: secret("participant", of=code) for code in walks}
    return {
        "coordinator": link_address("coordinator", coordinator, settings=folder.settings),
        "leader": f"{base_url(folder.settings)}/anslut?kod={codes['leader']}",
        "participant": link_address("join", join, settings=folder.settings),
        "partner": link_address("partner", partner, settings=folder.settings),
        "walks": walks,
        "codes": codes,
        "walk_codes": walk_codes,
    }


def write_links(links: dict[str, Any], *, data: Path) -> None:
    """Write `links.json`, readable by its owner only: whoever reads it can enter."""
    path = data / FILE
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(links, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def remove_links(data: Path) -> None:
    """Take `links.json` away, with the demo that it opened."""
    (data / FILE).unlink(missing_ok=True)


def _secret(folder: OpenFolder, connection: Connection, purpose: str, *, place: str | None, walk: str | None) -> str:
    from walks.access import ADMINISTRATOR
    from walks.sharing import hand_out, standing
    from webapp.context import random_identifier, system_clock

    now = system_clock()
    of_walk = None if purpose == "partner" else walk
    for item in standing(connection, server_secret=folder.secret, now=now, purpose=purpose, place_code=place):
        if item.key.demo and item.key.walk_id == of_walk and item.key.holder is None:
            return item.secret
    return hand_out(
        connection,
        ADMINISTRATOR,
        purpose=purpose,
        place_code=place,
        walk_id=of_walk,
        demo=True,
        server_secret=folder.secret,
        now=now,
        new_id=random_identifier,
    ).secret
