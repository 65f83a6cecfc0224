"""`lykta doctor` and `lykta migrate`: is everything in order, and what to do where it is not."""

from __future__ import annotations

from argparse import Namespace

from webapp.commands.folder import open_folder, settings_of
from webapp.settings import FIELDS


def migrate(options: Namespace) -> int:
    """Bring the database up to this version; `serve` does the same at its start."""
    from walks.store.migrations import schema_revision

    with open_folder(settings_of(options)) as folder:
        print(f"Databasen har schema {schema_revision(folder.store.engine)}.")
    return 0


def doctor(options: Namespace) -> int:
    """Print the settings with their sources, check the log, and with `--rebuild` recompute the tables from it."""
    from walks.rebuilding import rebuild_tables
    from walks.store import log
    from webapp.folder import serve_lock

    settings = settings_of(options)
    for name in FIELDS:
        value = getattr(settings, name)
        print(f"{name} = {'' if value is None else value} ({settings.sources.get(name, 'standard')})")
    with open_folder(settings) as folder:
        if options.rebuild:
            with serve_lock(settings.data), folder.store.writing() as connection:
                faults = rebuild_tables(connection)
        else:
            with folder.store.reading() as connection:
                faults = log.faults(connection)
        with folder.store.reading() as connection:
            head = log.head(connection)
    if faults:
        for fault in faults:
            print(f"FEL: {fault}")
        print("Rör inte mappen: kopiera den, och läs in den senaste säkerhetskopian i en ny mapp.")
        return 1
    print(f"Loggen är hel: {head.seq} händelser." + (" Tabellerna är omräknade." if options.rebuild else ""))
    return 0
