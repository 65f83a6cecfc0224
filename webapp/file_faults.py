"""Say in words what is wrong with a file that somebody handed in, in which row, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.numbers import format_decimal

from geodata.file_faults import MOST_TOLD, FileFault, InvalidFileError
from webapp.i18n import lang

if TYPE_CHECKING:
    from webapp.export.wording import Gettext


def fault_sentences(error: InvalidFileError, *, gettext: Gettext) -> list[str]:
    """
    Tell each fault of a file, for people.

    Parameters
    ----------
    error
        What was found. Names and texts of the file are in it as they may be shown; a page still has to escape them.
    gettext
        Gives a sentence in the reader's language.

    Returns
    -------
    A line per fault: file, row, what is wrong, the remedy. Of more than twenty the first, and that there are more.
    """
    told = [_line(fault, gettext) for fault in error.faults[:MOST_TOLD]]
    return [*told, gettext("Det finns fler fel; rätta dessa först.")] if len(error.faults) > MOST_TOLD else told


def _line(fault: FileFault, gettext: Gettext) -> str:
    sentence = _sentence(fault, gettext)
    if fault.file and fault.row is not None:
        return gettext("%(file)s, rad %(row)s: %(told)s", file=fault.file, row=fault.row, told=sentence)
    if fault.row is not None:
        return gettext("Rad %(row)s: %(told)s", row=fault.row, told=sentence)
    # a file and a colon are the same in every language
    return f"{fault.file}: {sentence}" if fault.file else sentence


def _sentence(fault: FileFault, gettext: Gettext) -> str:
    detail = {name: _written(name, value) for name, value in fault.detail.items()}
    if "part" in detail:
        detail["part"] = _part(detail["part"], gettext)
    if "found" in detail:
        detail["found"] = _shape_word(detail["found"], gettext)
    return (
        _of_the_file(fault.code, detail, gettext)
        or _of_the_archive(fault.code, detail, gettext)
        or _of_the_system(fault.code, detail, gettext)
        or _of_the_shape(fault.code, detail, gettext)
        or _of_the_content(fault.code, detail, gettext)
    )


def _of_the_file(code: str, detail: dict[str, str], gettext: Gettext) -> str:
    match code:
        case "missing_file":
            return gettext("Filen finns inte; kontrollera namnet.")
        case "not_a_file":
            return gettext("Det här är ingen vanlig fil; ange en fil med kartdata.")
        case "computed_layer":
            return gettext("%(layer)s räknas fram när den läses; exportera den som en vanlig tabell.", **detail)
        case "no_permission":
            return gettext("Filen får inte läsas; ändra dess behörigheter.")
        case "empty_file":
            return gettext("Filen är tom (0 byte); hämta eller exportera den igen.")
        case "file_too_large":
            return gettext(
                "Filen är %(megabytes)s MB, mer än %(limit)s MB; klipp ut den del som behövs och spara den.", **detail
            )
        case "unknown_format":
            return gettext("Filslaget går inte att läsa här; lämna någon av %(formats)s.", **detail)
        case "unreadable":
            return gettext("Innehållet är inte %(format)s; öppna filen i sitt program och spara den igen.", **detail)
        case "truncated":
            return gettext("Filen är avklippt eller skadad; hämta eller exportera den igen.")
        case "error_page":
            return gettext(
                "Innehållet är en webbsida och inte kartdata; öppna adressen filen kom från och hämta den igen."
            )
        case "encoding":
            return gettext("Texten är inte skriven i UTF-8; spara filen igen som UTF-8.")
        case "in_use":
            return gettext(
                "Ett annat program har ändringar som inte är sparade i filen; stäng den där och försök igen."
            )
        case "missing_part":
            return gettext(
                "Shapefilen saknar %(parts)s; packa filerna .shp, .shx, .dbf och .prj tillsammans i en .zip.", **detail
            )
        case "no_layer":
            return gettext("Filen har inget lager med former; exportera lagret igen.")
        case "several_layers":
            return gettext("Filen har flera lager med områden: %(layers)s; spara det som menas för sig.", **detail)
    return ""


def _of_the_archive(code: str, detail: dict[str, str], gettext: Gettext) -> str:
    match code:
        case "archive_path":
            return gettext(
                "Arkivet har namnet %(entry)s, som leder ut ur det; packa filerna utan mappar ovanför.", **detail
            )
        case "archive_link":
            return gettext("Arkivet har länken %(entry)s; packa själva filen i stället.", **detail)
        case "archive_bomb":
            return gettext(
                "Arkivet packas upp till mer än %(limit)s MB eller %(members)s filer; packa bara det som behövs.",
                **detail,
            )
        case "archive_locked":
            return gettext("Arkivet är låst med lösenord; packa det utan.")
        case "archive_content":
            return gettext(
                "Arkivet har ingen GeoJSON, GeoPackage eller Shapefile; packa en sådan, utan arkiv i arkivet."
            )
    return ""


def _of_the_system(code: str, detail: dict[str, str], gettext: Gettext) -> str:
    match code:
        case "no_crs":
            return gettext(
                "Referenssystemet är inte angivet, och %(x)s, %(y)s ligger inte i Stockholm i något av %(systems)s; "
                "spara filen igen med sitt referenssystem.",
                **detail,
            )
        case "unknown_crs":
            return gettext(
                "Referenssystemet %(declared)s går inte att läsa här; spara filen igen i något av %(systems)s.",
                **detail,
            )
        case "wrong_crs":
            return gettext(
                "Filen uppger %(declared)s, men talen %(x)s, %(y)s hör till %(fits)s; rätta referenssystemet.", **detail
            )
        case "swapped_axes":
            return gettext(
                "Axlarna är omkastade: %(x)s, %(y)s; spara igen med longitud eller östlig koordinat först.", **detail
            )
        case "outside":
            return gettext(
                "Koordinaterna %(x)s, %(y)s ligger inte i Stockholm i %(crs)s; "
                "kontrollera platsen och referenssystemet.",
                **detail,
            )
    return ""


def _of_the_shape(code: str, detail: dict[str, str], gettext: Gettext) -> str:
    match code:
        case "malformed_geometry":
            return gettext("Formen är ingen som GeoJSON känner; exportera lagret igen.")
        case "bad_coordinate":
            return gettext("En koordinat är inget ändligt tal; rätta eller ta bort formen.")
        case "no_polygon":
            return gettext("Formen är %(found)s och inget område; rita den som en polygon.", **detail)
        case "empty_geometry":
            return gettext("Formen saknas; rita den eller ta bort raden.")
        case "self_intersection":
            return gettext(
                "Gränsen korsar sig själv vid %(longitude)s, %(latitude)s, %(part)s; flytta isär hörnen där.", **detail
            )
        case "bad_hole":
            return gettext(
                "Ett hål ligger utanför området eller möter ett annat vid %(longitude)s, %(latitude)s, %(part)s; "
                "rätta eller ta bort det.",
                **detail,
            )
        case "several_parts":
            return gettext(
                "Området har %(parts)s delar; spara varje del som ett eget område, eller slå ihop dem.", **detail
            )
        case "too_large":
            return gettext(
                "Området är %(hectares)s ha, mer än %(limit)s ha; rita ett mindre och kontrollera referenssystemet.",
                **detail,
            )
        case "too_small":
            return gettext(
                "Området är %(hectares)s ha, mindre än %(limit)s ha; rita ett större och kontrollera referenssystemet.",
                **detail,
            )
        case "too_many_points":
            return gettext("Gränsen har %(points)s hörn, fler än %(limit)s; förenkla den.", **detail)
    return ""


def _of_the_content(code: str, detail: dict[str, str], gettext: Gettext) -> str:
    match code:
        case "no_features":
            return gettext("Filen har inget att läsa; kontrollera urvalet som den exporterades med.")
        case "too_many_rows":
            return gettext("Filen har %(rows)s rader, fler än %(limit)s; behåll bara dem som behövs.", **detail)
        case "too_many_columns":
            return gettext(
                "%(columns)s kolumner i %(rows)s rader är mer än som går att läsa; behåll bara dem som behövs.",
                **detail,
            )
        case "not_covering":
            return gettext("Filen täcker inte %(place)s; hämta ett utdrag som räcker utanför platsens gräns.", **detail)
        case "map_too_large":
            return gettext("Kartan av filen blir %(kilobytes)s kB, mer än %(limit)s kB; använd färre lager.", **detail)
        case "unknown_kind":
            return gettext("Slaget är inget av %(kinds)s; rätta det eller lämna det tomt.", **detail)
        case "malformed_code":
            return gettext(
                "En kod har bara a–z, 0–9 och -, högst %(limit)s tecken; rätta den eller lämna den tom.", **detail
            )
        case "duplicate_code":
            return gettext("Koden %(code)s står redan i rad %(first)s; ge varje område en egen kod.", **detail)
        case "unseen_characters":
            return gettext("Kolumnen %(column)s har tecken som inte syns; skriv om den.", **detail)
    raise KeyError(f"fault {code!r} has no sentence; write one here, with its remedy")


def _part(part: str, gettext: Gettext) -> str:
    parts = {
        "middle": gettext("i dess mitt"),
        "north": gettext("i dess norra del"),
        "north_east": gettext("i dess nordöstra del"),
        "east": gettext("i dess östra del"),
        "south_east": gettext("i dess sydöstra del"),
        "south": gettext("i dess södra del"),
        "south_west": gettext("i dess sydvästra del"),
        "west": gettext("i dess västra del"),
        "north_west": gettext("i dess nordvästra del"),
    }
    return parts[part]


def _shape_word(found: str, gettext: Gettext) -> str:
    match found:
        case "Point" | "MultiPoint":
            return gettext("en punkt")
        case "LineString" | "MultiLineString" | "LinearRing":
            return gettext("en linje")
    return gettext("en blandning av former")


def _written(name: str, value: str | float) -> str:
    # coordinates are written as they stand in the file, so that they can be searched for there
    if isinstance(value, str) or name in {"x", "y", "longitude", "latitude", "row", "first"}:
        return str(value)
    return format_decimal(value, "#,##0.####", locale=lang())
