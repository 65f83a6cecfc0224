"""`lykta link`: make, list and revoke links; and the links that a demo prints."""

from __future__ import annotations

import json
from argparse import Namespace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from webapp.commands.folder import OpenFolder, open_folder, settings_of
from webapp.settings import Settings, StartRefused, base_url

if TYPE_CHECKING:
    from walks.store import Connection

ADDRESSES = {
    "setup": "/forsta-start/",
    "coordinator": "/delning/",
    "outreach": "/delning/",
    "partner": "/delning/",
    "join": "/anslut/",
}
DEMO_PLACE = "tessinparken"
"""The place whose walk the demo's links and codes belong to (interface.md), where it has one."""
HOLDER_LIMIT = 120


class LinkRefused(StartRefused, ValueError):
    """The words on the command line do not make a link."""


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
    """Gather the demo's links and codes, as `links.json` holds them; those that are missing or revoked are made."""
    from walks.store.places import all_places
    from walks.store.walks import walks_seen

    with folder.store.writing() as connection:
        found = {item.place_code: item.walk_id for item in reversed(walks_seen(connection, _everything()))}
        walks = {item.code: found[item.code] for item in all_places(connection) if item.code in found}
        # a folder filled by `lykta demo --walks` need not have a walk there
        place = DEMO_PLACE if DEMO_PLACE in walks else next(iter(walks))

        def secret(purpose: str, *, of: str | None = place) -> str:
            return _demo_secret(folder, connection, purpose, place=of, walk=None if of is None else walks[of])

        coordinator, partner, join = secret("coordinator", of=None), secret("partner"), secret("join")
        codes = {role: secret(role) for role in ("participant", "leader")}
        walk_codes = {code: secret("participant", of=code) for code in walks}
    return {
        "coordinator": address("coordinator", coordinator, settings=folder.settings),
        "leader": f"{base_url(folder.settings)}/anslut?kod={codes['leader']}",
        "participant": address("join", join, settings=folder.settings),
        "partner": address("partner", partner, settings=folder.settings),
        "walks": walks,
        "codes": codes,
        "walk_codes": walk_codes,
    }


def _demo_secret(
    folder: OpenFolder, connection: Connection, purpose: str, *, place: str | None, walk: str | None
) -> str:
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

    _check(options)
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


def _check(options: Namespace) -> None:
    """Refuse what would be passed over in silence: a link must be what its maker believes it to be."""
    if options.role == "coordinator" and (options.place or options.holder or options.days or options.without_texts):
        raise LinkRefused(
            "Samordnarens engångslänk öppnar alla platser och gäller i 24 timmar; "
            "ange --role partner eller --role outreach för en länk med plats, funktion eller dagar."
        )
    if options.role == "outreach" and options.without_texts:
        raise LinkRefused("Uppsökarens lista har alltid texterna; ta bort --without-texts.")
    if options.role != "coordinator" and not options.place:
        raise LinkRefused("Länken behöver en plats; lägg till till exempel --place tessinparken.")
    holder = options.holder or ""
    if len(holder) > HOLDER_LIMIT or not holder.isprintable():
        raise LinkRefused(f"Funktionens namn ska stå på en rad och ha högst {HOLDER_LIMIT} tecken; korta --holder.")


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
