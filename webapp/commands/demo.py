"""`lykta demo`: invented walks for try-out and benchmarks, and taking them away."""

from __future__ import annotations

from argparse import Namespace

from webapp.commands.demo_links import remove_links
from webapp.commands.folder import open_folder, settings_of


def run(options: Namespace) -> int:
    """Add invented walks, or remove all of them."""
    from walks.demo import add_demo, add_many, remove_demo
    from webapp.context import random_identifier, system_clock
    from webapp.folder import serve_lock

    settings = settings_of(options)
    with open_folder(settings) as folder:
        if options.remove:
            with serve_lock(settings.data):
                remove_demo(folder.store, now=system_clock(), new_id=random_identifier)
                remove_links(settings.data)
            print("Demon är borttagen. Mappen kan användas för riktiga vandringar.")
        elif options.findings is None and options.walks is None:
            added = add_demo(folder.store, now=system_clock(), server_secret=folder.secret, seed=options.seed)
            print("Demon är tillagd." if added else "Mappen innehåller redan demon.")
        else:
            walks = 5 if options.walks is None else options.walks
            findings = 100 if options.findings is None else options.findings
            add_many(
                folder.store,
                findings=findings,
                walks=walks,
                now=system_clock(),
                server_secret=folder.secret,
                seed=options.seed,
            )
            print(f"{findings} påhittade iakttagelser i {walks} vandringar är tillagda.")
    return 0
