"""`lykta link`: make, list and revoke links; and the links that a demo prints."""

from __future__ import annotations

import json
from argparse import Namespace
from datetime import timedelta
from pathlib import Path
from typing import Any

from webapp.commands.folder import OpenFolder, open_folder, settings_of
from webapp.settings import Settings, base_url

ADDRESSES = {
    "setup": "/forsta-start/",
    "coordinator": "/delning/",
    "outreach": "/delning/",
    "partner": "/delning/",
    "join": "/anslut/",
}
DEMO_PLACE = "tessinparken"
"""The place whose walk the demo's links and codes belong to (interface.md)."""


def run(options: Namespace) -> int:
    """Make, list or revoke links."""
    settings = settings_of(options)
    with open_folder(settings) as folder:
        return {"new": _new, "list": _list, "revoke": _revoke}[options.action](folder, options)


def address(purpose: str, secret: str, *, settings: Settings) -> str:
    """Give the whole address of a link."""
    return f"{base_url(settings)}{ADDRESSES[purpose]}{secret}"


def new_setup_link(folder: OpenFolder) -> str:
    """Make a single-use set-up link and give its address."""
    from walks.access import ADMINISTRATOR
    from walks.sharing import hand_out
    from webapp.context import random_identifier, system_clock

    with folder.store.writing() as connection:
        handed = hand_out(
            connection,
            ADMINISTRATOR,
            purpose="setup",
            server_secret=folder.secret,
            now=system_clock(),
            new_id=random_identifier,
        )
    return address("setup", handed.secret, settings=folder.settings)


def demo_links(folder: OpenFolder) -> dict[str, Any]:
    """Gather the demo's links and codes, as `links.json` holds them."""
    from walks.sharing import standing
    from walks.store.places import all_places
    from walks.store.walks import walks_seen
    from webapp.context import system_clock

    with folder.store.reading() as connection:
        handed = standing(connection, server_secret=folder.secret, now=system_clock())
        found = {item.place_code: item.walk_id for item in reversed(walks_seen(connection, _everything()))}
        walks = {item.code: found[item.code] for item in all_places(connection) if item.code in found}
    demo = [item for item in handed if item.key.demo]
    secrets = {(item.key.purpose, item.key.walk_id): item.secret for item in demo}
    partners = {item.key.place_code: item.secret for item in demo if item.key.purpose == "partner"}
    coordinator = next(item.secret for item in demo if item.key.purpose == "coordinator")
    walk = walks[DEMO_PLACE]
    base = base_url(folder.settings)
    return {
        "coordinator": address("coordinator", coordinator, settings=folder.settings),
        "leader": f"{base}/anslut?kod={secrets['leader', walk]}",
        "participant": address("join", secrets["join", walk], settings=folder.settings),
        "partner": address("partner", partners[DEMO_PLACE], settings=folder.settings),
        "walks": walks,
        "codes": {role: secrets[role, walk] for role in ("participant", "leader")},
        "walk_codes": {place: secrets["participant", walk_id] for place, walk_id in walks.items()},
    }


def write_links(links: dict[str, Any], *, data: Path) -> None:
    """Write `links.json`, readable by its owner only: whoever reads it can enter."""
    path = data / "links.json"
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(links, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _everything() -> Any:
    from walks.access import ADMINISTRATOR, scope_of
    from webapp.context import system_clock

    return scope_of(ADMINISTRATOR, system_clock())


def _new(folder: OpenFolder, options: Namespace) -> int:
    from walks.access import ADMINISTRATOR
    from walks.sharing import hand_out
    from walks.store import facts
    from walks.store.places import place
    from webapp.context import random_identifier, system_clock

    if options.role == "coordinator":
        print(new_setup_link(folder))
        return 0
    with folder.store.writing() as connection:
        place(connection, options.place)
        handed = hand_out(
            connection,
            ADMINISTRATOR,
            purpose=options.role,
            place_code=options.place,
            holder=options.holder,
            texts=not options.without_texts,
            demo=facts.read(connection, facts.DEMO) is not None,
            lifetime=None if options.days is None else timedelta(days=options.days),
            server_secret=folder.secret,
            now=system_clock(),
            new_id=random_identifier,
        )
    print(address(options.role, handed.secret, settings=folder.settings))
    return 0


def _list(folder: OpenFolder, options: Namespace) -> int:
    from walks.store.keys import all_keys
    from webapp.context import system_clock

    now = system_clock()
    with folder.store.reading() as connection:
        found = all_keys(connection)
    for key in found:
        state = "gäller" if key.is_valid(now) else "gäller inte"
        until = "" if key.expires_at is None else f"till {key.expires_at:%Y-%m-%d}"
        columns = (key.key_id, key.purpose, key.place_code or "-", key.holder or "-", state, until)
        print("\t".join(columns).rstrip())
    return 0


def _revoke(folder: OpenFolder, options: Namespace) -> int:
    from walks.access import ADMINISTRATOR
    from walks.sharing import revoke
    from webapp.context import random_identifier, system_clock

    with folder.store.writing() as connection:
        revoke(connection, ADMINISTRATOR, options.key, now=system_clock(), new_id=random_identifier)
    print("Länken är spärrad.")
    return 0
