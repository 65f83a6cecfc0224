"""`lykta places`: the places of a data folder."""

from __future__ import annotations

from argparse import Namespace

from webapp.commands.folder import open_folder, settings_of


def run(options: Namespace) -> int:
    """List code, name and hectares."""
    from geodata.areas import area_ha
    from walks.store.places import all_places

    with open_folder(settings_of(options)) as folder, folder.store.reading() as connection:
        found = all_places(connection)
    for item in found:
        print(f"{item.code}\t{item.name}\t{area_ha(item.area):.2f}")
    return 0
