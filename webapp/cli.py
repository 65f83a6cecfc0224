"""The `lykta` command: reads its words, calls one function, and turns refusals into one sentence and exit 1."""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Callable, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path

from geodata.errors import GeodataError
from geodata.file_faults import InvalidFileError
from walks.errors import NotFound, WalksError
from webapp.periods import read_day
from webapp.settings import StartRefused

LONGEST_LINK_DAYS = 3_650


def main(words: Sequence[str] | None = None) -> int:
    """
    Run the command.

    Returns
    -------
    0 done, 1 refused with a message on standard error; wrong usage ends the process with 2.
    """
    options = parser().parse_args(words)
    run: Callable[[argparse.Namespace], int] = _load(options.run)
    try:
        return run(options)
    except (StartRefused, WalksError, GeodataError, OSError) as error:
        print(_sentence(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 1
    except Exception as error:
        # Not the trace: the message of a database error quotes what people wrote, and this may be kept in a log.
        print(_unforeseen(error), file=sys.stderr)
        return 1


def parser() -> argparse.ArgumentParser:
    """Give the parser; a test reads every command from it and looks for it in the handbook."""
    top = argparse.ArgumentParser(prog="lykta", description="Lykta: karta och rapporter för trygghetsvandringar.")
    commands = top.add_subparsers(title="kommandon", metavar="KOMMANDO", required=True)

    serve = _command(commands, "serve", "webapp.commands.serve:run", "starta servern")
    serve.add_argument("--host", help="värdnamn eller adress att lyssna på (standard: localhost)")
    serve.add_argument("--port", type=int, help="port (standard: 8000)")
    serve.add_argument("--demo", action="store_true", help="lägg till en påhittad vandring på varje plats")
    serve.add_argument("--cert", dest="tls_cert", type=Path, metavar="FIL", help="certifikat för HTTPS (PEM)")
    serve.add_argument("--key", dest="tls_key", type=Path, metavar="FIL", help="certifikatets nyckel (PEM)")

    demo = _command(commands, "demo", "webapp.commands.demo:run", "lägg till eller ta bort påhittade vandringar")
    demo.add_argument("--remove", action="store_true", help="ta bort allt påhittat")
    demo.add_argument("--findings", type=_count, metavar="N", help="antal iakttagelser")
    demo.add_argument("--walks", type=_count, metavar="N", help="antal vandringar")
    demo.add_argument("--seed", type=int, default=1, metavar="S", help="samma tal ger samma påhitt (standard: 1)")

    _places(commands)

    report = _command(commands, "report", "webapp.commands.reports:run", "rapporter som filer")
    report.add_argument("kind", choices=["area"], help="area: områdesrapport")
    report.add_argument("place", metavar="PLATS", help="platsens kod, till exempel tessinparken")
    report.add_argument("--from", dest="since", type=_day, metavar="DAG", help="första dagen, 2026-01-01")
    report.add_argument("--to", dest="until", type=_day, metavar="DAG", help="sista dagen, 2026-12-31")
    forms = "ändelsen väljer form: .html .xlsx .csv .gpkg .geojson"
    report.add_argument("--out", type=Path, required=True, metavar="FIL", help=forms)
    systems = "referenssystem i .gpkg: EPSG:3011 (standard) eller EPSG:3006"
    report.add_argument("--crs", metavar="SYSTEM", help=systems)

    _basemap(commands)
    _links(commands)

    doctor = _command(commands, "doctor", "webapp.commands.upkeep:doctor", "kontrollera mapp, inställningar och logg")
    doctor.add_argument("--rebuild", action="store_true", help="räkna om tabellerna ur loggen")
    _command(commands, "migrate", "webapp.commands.upkeep:migrate", "uppgradera databasen (serve gör det också)")
    return top


def _places(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    places = _command(commands, "places", "webapp.commands.places:run", "platserna")
    actions = places.add_subparsers(dest="action", metavar="ÅTGÄRD", required=True)
    actions.add_parser("list", help="visa kod, namn och hektar")
    add = actions.add_parser("add", help="lägg till platserna i en fil med ytor")
    change = actions.add_parser("change", help="ge en plats ny gräns ur en fil; den gamla gäller för tiden före")
    export = actions.add_parser("export", help="skriv alla platsers gränser till en fil")
    change.add_argument("place", metavar="PLATS", help="platsens kod, till exempel tessinparken")
    for action in (add, change):
        action.add_argument("file", type=Path, metavar="FIL", help=".geojson, .gpkg, .shp eller .zip")
        action.add_argument("--from", dest="since", type=_day, metavar="DAG", help="första dagen (standard: i dag)")
    add.add_argument("--code", metavar="KOD", help="platsens kod (standard: filens, annars gjord av namnet)")
    add.add_argument("--name", metavar="NAMN", help="platsens namn (standard: filens)")
    add.add_argument("--kind", choices=["collaboration", "walk_area"], help="slag (standard: filens, annars walk_area)")
    export.add_argument("--out", type=Path, required=True, metavar="FIL", help="ändelsen väljer form: .geojson .gpkg")
    for action in actions.choices.values():
        _data(action)


def _basemap(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    basemap = _command(commands, "basemap", "webapp.commands.basemap:build", "platsernas kartor")
    actions = basemap.add_subparsers(dest="action", metavar="ÅTGÄRD", required=True)
    build = actions.add_parser("build", help="gör en plats karta av en fil")
    build.add_argument("place", metavar="PLATS", help="platsens kod, till exempel stureplan")
    build.add_argument(
        "--from",
        dest="file",
        type=Path,
        required=True,
        metavar="FIL",
        help="utdrag ur OpenStreetMap (.osm .osm.pbf) eller GIS-fil (.gpkg .geojson .shp .zip)",
    )
    build.add_argument("--attribution", metavar="TEXT", help="vem som har gjort kartan; visas på varje karta")
    build.add_argument("--date", dest="taken_on", type=_day, metavar="DAG", help="kartans dag (standard: filens egen)")
    fetch = actions.add_parser("fetch", help="hämta kartor från Overpass-servern i inställningarna")
    fetch.add_argument("places", nargs="*", metavar="PLATS", help="platsernas koder (standard: alla)")
    fetch.set_defaults(run="webapp.commands.basemap:fetch")
    for action in actions.choices.values():
        _data(action)


def _links(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    link = _command(commands, "link", "webapp.commands.links:run", "länkar in till Lykta")
    actions = link.add_subparsers(dest="action", metavar="ÅTGÄRD", required=True)
    new = actions.add_parser("new", help="gör en ny länk; utan val en engångslänk för samordnaren")
    new.add_argument("--role", choices=["coordinator", "partner", "outreach"], default="coordinator")
    new.add_argument("--place", metavar="PLATS", help="platsens kod; behövs för partner och outreach")
    new.add_argument("--holder", metavar="FUNKTION", help="vem länken är till: en funktion, inte en person")
    new.add_argument("--days", type=_link_days, metavar="N", help="hur länge den gäller (standard: ett år)")
    new.add_argument("--without-texts", action="store_true", help="dela punkterna utan deras texter")
    actions.add_parser("list", help="visa alla länkar och koder, utan hemligheter")
    actions.add_parser("revoke", help="spärra en länk").add_argument("key", metavar="ID", help="id ur lykta link list")
    for action in actions.choices.values():
        _data(action)


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, run: str, words: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=words, description=words[0].upper() + words[1:] + ".")
    _data(command)
    command.set_defaults(run=run)
    return command


def _data(command: argparse.ArgumentParser) -> None:
    # SUPPRESS: else the value of `lykta link --data D new` would be overwritten by the inner command's default.
    command.add_argument(
        "--data",
        type=Path,
        metavar="MAPP",
        default=argparse.SUPPRESS,
        help="datamappen (standard: LYKTA_DATA, annars ./lykta-data)",
    )


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) >= 1):
        raise argparse.ArgumentTypeError("skriv ett helt tal, minst 1")
    return int(text)


def _link_days(text: str) -> int:
    days = _count(text)
    if days > LONGEST_LINK_DAYS:
        raise argparse.ArgumentTypeError(f"skriv ett antal dagar, högst {LONGEST_LINK_DAYS}")
    return days


def _day(text: str) -> date:
    try:
        return read_day(text)
    except ValueError:
        raise argparse.ArgumentTypeError("skriv dagen som 2026-11-23") from None


def _load(name: str) -> Callable[[argparse.Namespace], int]:
    module, _, function = name.partition(":")
    run: Callable[[argparse.Namespace], int] = getattr(import_module(module), function)
    return run


def _sentence(error: Exception) -> str:
    if isinstance(error, NotFound):
        return "Det finns ingen plats eller länk med det namnet. Se lykta places list och lykta link list."
    if isinstance(error, OSError) and not isinstance(error, StartRefused) and error.filename:
        return f"{error.filename}: {error.strerror}."
    if isinstance(error, InvalidFileError):
        # here, not above: only a refused file needs the words for its faults
        from webapp.export.wording import SWEDISH
        from webapp.file_faults import fault_sentences

        return "\n".join(fault_sentences(error, gettext=SWEDISH.gettext))
    return str(error)


def _unforeseen(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__}, {Path(frame.filename).name} rad {frame.lineno}"
    return (
        f"Något gick fel som inte ska kunna hända ({where}). "
        "Försök igen; händer det igen, kör lykta doctor och berätta den här raden för den som utvecklar Lykta."
    )


if __name__ == "__main__":
    sys.exit(main())
