"""What a verdict's codes mean, as sentences: what is wrong and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from webapp.i18n import _


def sentence(fault: Mapping[str, Any]) -> str:
    """Give the sentence for one fault; a code without one is named, never hidden."""
    field = str(fault["field"]).removeprefix("fields.")
    make = _sentences(field, fault).get(str(fault["code"]))
    if make is not None:
        return make()
    return _(
        "Fältet %(field)s kunde inte tas emot (%(code)s). Be samordnaren om hjälp.", field=field, code=fault["code"]
    )


def _sentences(field: str, fault: Mapping[str, Any]) -> dict[str, Callable[[], str]]:
    limit = fault.get("limit", "?")
    # each is put into words only when it is asked for: one batch can hold hundreds of faults
    return {
        "missing": lambda: _("Fältet %(field)s saknas. Fyll i det.", field=field),
        "unknown_field": lambda: _("Fältet %(field)s finns inte. Ta bort det.", field=field),
        "wrong_type": lambda: _("Fältet %(field)s har fel slags värde. Rätta det efter /openapi.json.", field=field),
        "wrong_form": lambda: _("Fältet %(field)s har fel form. Rätta det efter /openapi.json.", field=field),
        "unknown_code": lambda: _("Fältet %(field)s har en okänd kod. Välj en ur listan.", field=field),
        "too_long": lambda: _("Texten är för lång, högst %(limit)s tecken går. Korta den.", limit=limit),
        "too_many": lambda: _(
            "Fältet %(field)s har för många värden, högst %(limit)s går. Ta bort några.", field=field, limit=limit
        ),
        "out_of_range": lambda: " ".join(
            [_("Fältet %(field)s ligger utanför gränserna.", field=field), *_bounds(fault)]
        ),
        "not_finite": lambda: _("Fältet %(field)s är inget ändligt tal. Ange ett vanligt tal.", field=field),
        "not_a_time": lambda: _("Fältet %(field)s är ingen tid. Skriv till exempel 2026-11-23T18:42:00Z.", field=field),
        "no_time_zone": lambda: _(
            "Fältet %(field)s saknar tidszon. Skriv till exempel 2026-11-23T18:42:00Z.", field=field
        ),
        "not_a_uuid": lambda: _(
            "Fältet %(field)s är ingen UUID. Skriv en med små bokstäver och bindestreck.", field=field
        ),
        "bad_characters": lambda: _(
            "Fältet %(field)s innehåller tecken som inte går att visa. Ta bort dem.", field=field
        ),
        "half_a_point": lambda: _("Longitud och latitud hör ihop. Skicka båda."),
        "too_far": lambda: _(
            "Punkten ligger %(distance)s meter från platsen, högst %(limit)s går. Flytta siktet och rätta.",
            distance=fault.get("distance_m"),
            limit=fault.get("limit_m"),
        ),
        "severity_only_unsafe": lambda: _("Allvar anges bara för det som är otryggt. Ta bort allvaret."),
        "restricted_change": lambda: _(
            "En skyddad iakttagelse kan inte göras om till en vanlig, eller tvärtom. Be samordnaren om hjälp."
        ),
        "restricted_reduced": lambda: _("Bara behov, text och tid sparades. Punkt, sort och foto sparas aldrig här."),
        "unreadable": lambda: _("Händelsen kunde inte läsas. Den är sparad för samordnaren."),
        "op_id_reused": lambda: _("Samma nummer har använts för något annat. Händelsen är sparad för samordnaren."),
        "dseq_reused": lambda: _(
            "Samma ordningsnummer har använts för något annat. Händelsen är sparad för samordnaren."
        ),
        "wrong_device": lambda: _("Händelsen kommer från en annan enhet. Den är sparad för samordnaren."),
        "wrong_walk": lambda: _("Händelsen hör till en annan vandring. Den är sparad för samordnaren."),
        "revoked": lambda: _("Enheten har spärrats. Händelsen är sparad för samordnaren."),
        "not_yours": lambda: _(
            "Bara den som gjorde iakttagelsen, eller gruppledaren, kan ändra den. Be gruppledaren om hjälp."
        ),
        "finding_exists": lambda: _("Iakttagelsen finns redan. Händelsen är sparad för samordnaren."),
        "unknown_finding": lambda: _("Iakttagelsen har inte kommit fram än. Händelsen väntar på den."),
        "unknown_base": lambda: _("Något som ändringen bygger på har inte kommit fram än. Ändringen väntar på det."),
        "withdrawn": lambda: _("Iakttagelsen är återtagen. Ändringen är sparad för samordnaren."),
        "changed_by_another": lambda: _("Någon annan ändrade samtidigt. Båda är sparade, samordnaren väljer."),
    }


def _bounds(fault: Mapping[str, Any]) -> Iterator[str]:
    if fault.get("least") is not None:
        yield _("Minst %(least)s.", least=fault["least"])
    if fault.get("most") is not None:
        yield _("Högst %(most)s.", most=fault["most"])
