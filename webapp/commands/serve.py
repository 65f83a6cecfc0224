"""`lykta serve`: open the data folder, put the application together and answer until told to stop."""

from __future__ import annotations

from argparse import Namespace
from contextlib import ExitStack
from dataclasses import replace

from webapp.commands.demo_links import demo_links, write_links
from webapp.commands.folder import OpenFolder, open_folder, settings_of
from webapp.commands.links import new_setup_link
from webapp.settings import base_url, check_reach

ROLES = {
    "coordinator": "Samordnare (bara från den här datorn)",
    "leader": "Gruppledare",
    "participant": "Deltagare",
    "partner": "Samverkanspart",
}


def run(options: Namespace) -> int:
    """Serve until SIGTERM or Ctrl-C."""
    from webapp import create_app
    from webapp.context import Context, attach, random_identifier, system_clock
    from webapp.folder import prepare_data, serve_lock
    from webapp.rates import WrongCodes
    from webapp.server import build_server, serve

    settings = settings_of(options)
    check_reach(settings)
    with ExitStack() as stack:
        stack.enter_context(serve_lock(prepare_data(settings.data)))
        folder = stack.enter_context(open_folder(settings))
        if options.demo:
            _add_demo(folder)
        context = Context(folder.store, settings, folder.secret, system_clock, random_identifier, WrongCodes())
        app = create_app(context)

        def announce(port: int) -> None:
            bound = settings.model_copy(update={"port": port})
            attach(app, replace(context, settings=bound))
            _welcome(replace(folder, settings=bound), demo=options.demo)

        serve(build_server(app, settings), announce=announce)
    return 0


def _add_demo(folder: OpenFolder) -> None:
    from walks.demo import add_demo
    from webapp.context import system_clock

    add_demo(folder.store, now=system_clock(), server_secret=folder.secret)


def _welcome(folder: OpenFolder, *, demo: bool) -> None:
    lines = [f"Lykta svarar på {base_url(folder.settings)}", ""]
    if demo:
        links = demo_links(folder)
        write_links(links, data=folder.settings.data)
        codes = links["codes"]
        lines += ["Demo: alla uppgifter är påhittade. Öppna en länk:", ""]
        lines += [f"  {word + ':':<40}{links[role]}" for role, word in ROLES.items()]
        lines += ["", f"  Koder i Tessinparken: deltagare {codes['participant']}, gruppledare {codes['leader']}"]
    elif _needs_coordinator(folder):
        lines += [
            "Bli samordnare i din webbläsare (länken gäller en gång, i 24 timmar):",
            "",
            f"  {new_setup_link(folder)}",
        ]
    lines += ["", "Stoppa med Ctrl-C."]
    print("\n".join(lines), flush=True)


def _needs_coordinator(folder: OpenFolder) -> bool:
    """Tell whether to print a set-up link: always, until somebody has used one."""
    from walks.store.keys import all_keys

    with folder.store.reading() as connection:
        return not any(key.purpose == "setup" and key.used_at is not None for key in all_keys(connection))
