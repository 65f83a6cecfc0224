"""`lykta link`: make, list and revoke links."""

from __future__ import annotations

from argparse import Namespace
from datetime import timedelta

from webapp.addresses import link_address
from webapp.commands.folder import OpenFolder, open_folder, settings_of
from webapp.settings import StartRefused

HOLDER_LIMIT = 120


class LinkRefused(StartRefused, ValueError):
    """The words on the command line do not make a link."""


def run(options: Namespace) -> int:
    """Make, list or revoke links."""
    settings = settings_of(options)
    with open_folder(settings) as folder:
        return {"new": _new, "list": _list, "revoke": _revoke}[options.action](folder, options)


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
    return link_address("setup", handed.secret, settings=folder.settings)


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
    print(link_address(options.role, handed.secret, settings=folder.settings))
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
