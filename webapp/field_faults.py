"""Say in words what is wrong with the fields that somebody sent, and what would be right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypedDict

from webapp.i18n import _

if TYPE_CHECKING:
    from pydantic import ValidationError


class Fault(TypedDict):
    """A field at fault, and a sentence about it."""

    field: str
    message: str


def field_faults(error: ValidationError) -> list[Fault]:
    """
    Turn what pydantic found into sentences, in the order of the fields.

    A sentence never repeats what was sent: it may be a hostile string, or a text about a person.

    Parameters
    ----------
    error
        From validating what came over the network. A validator of ours that raises ValueError speaks for itself: its
        message is taken as it stands.

    Returns
    -------
    One fault per field and reason. A field within another is told as `operations.3.fields.text`; the whole as an empty
    string.
    """
    return [
        {
            "field": ".".join(str(step) for step in fault["loc"]),
            "message": _sentence(_kind(fault["type"], fault["input"]), fault.get("ctx", {})),
        }
        for fault in error.errors(include_url=False)
    ]


def _kind(kind: str, value: object) -> str:
    # pydantic says the same of a long text as of a long list, once a function has looked at the text before
    return f"string_{kind}" if kind in {"too_long", "too_short"} and isinstance(value, str) else kind


def _sentence(kind: str, context: Mapping[str, Any]) -> str:
    match kind:
        case "value_error" | "assertion_error":
            return str(context["error"])
        case "missing":
            return _("Fältet saknas; fyll i det.")
        case "extra_forbidden":
            return _("Fältet finns inte här; ta bort det.")
        case "string_too_long":
            return _("Texten är för lång; korta den till högst %(max)s tecken.", max=context["max_length"])
        case "string_too_short":
            return _("Texten är för kort; skriv minst %(min)s tecken.", min=context["min_length"])
        case "string_type" | "string_sub_type" | "string_unicode":
            return _("Värdet ska vara text; skriv det inom citattecken.")
        case "bad_characters":
            return _("Texten innehåller tecken som inte går att visa; ta bort dem.")
        case "string_pattern_mismatch":
            return _("Texten har fel form; jämför med exemplet i hjälpen.")
        case "too_long":
            return _("Listan är för lång; skicka högst %(max)s åt gången.", max=context["max_length"])
        case "too_short":
            return _("Listan är för kort; skicka minst %(min)s.", min=context["min_length"])
        case "finite_number":
            return _("Talet ska vara ändligt; ange ett vanligt tal.")
        case "greater_than_equal":
            return _("Talet är för litet; ange minst %(limit)s.", limit=context["ge"])
        case "greater_than":
            return _("Talet är för litet; ange mer än %(limit)s.", limit=context["gt"])
        case "less_than_equal":
            return _("Talet är för stort; ange högst %(limit)s.", limit=context["le"])
        case "less_than":
            return _("Talet är för stort; ange mindre än %(limit)s.", limit=context["lt"])
        case "enum" | "literal_error":
            return _("Värdet är okänt; välj bland %(expected)s.", expected=context["expected"])
        case "json_invalid" | "json_type":
            return _("Innehållet är inte giltig JSON; kontrollera tecknen och skicka igen.")
        case "timezone_aware":
            return _("Tiden saknar tidszon; skriv till exempel 2026-11-23T17:42:00Z.")
    return _of_type(kind)


def _of_type(kind: str) -> str:
    match kind.partition("_")[0]:
        case "int":
            return _("Värdet ska vara ett heltal; skriv det utan decimaler.")
        case "float" | "decimal":
            return _("Värdet ska vara ett tal; skriv decimaler efter punkt.")
        case "bool":
            return _("Värdet ska vara sant eller falskt; skicka true eller false.")
        case "datetime" | "time":
            return _("Tiden går inte att läsa; skriv till exempel 2026-11-23T17:42:00Z.")
        case "date":
            return _("Datumet går inte att läsa; skriv till exempel 2026-11-23.")
        case "uuid":
            return _("Identiteten har fel form; skicka ett UUID.")
        case "list" | "tuple" | "set":
            return _("Värdet ska vara en lista; skicka det inom hakparenteser.")
        case "dict" | "model" | "dataclass" | "mapping":
            return _("Värdet ska vara ett objekt med fält; skicka det inom klamrar.")
    return _("Värdet går inte att använda; kontrollera det mot hjälpen.")
