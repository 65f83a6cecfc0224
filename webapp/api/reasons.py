"""What a verdict's codes mean, as sentences: what is wrong and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webapp.i18n import _


def sentence(fault: Mapping[str, Any]) -> str:
    """Give the sentence for one fault; a code without one is named, never hidden."""
    field = str(fault["field"]).removeprefix("fields.")
    known = _sentences(field, fault).get(str(fault["code"]))
    return known or _(
        "Fältet %(field)s kunde inte tas emot (%(code)s). Be samordnaren om hjälp.", field=field, code=fault["code"]
    )


def _sentences(field: str, fault: Mapping[str, Any]) -> dict[str, str]:
    limit, least, most = fault.get("limit", "?"), fault.get("least"), fault.get("most")
    bounds = " ".join(
        part
        for part in (
            _("Minst %(least)s.", least=least) if least is not None else "",
            _("Högst %(most)s.", most=most) if most is not None else "",
        )
        if part
    )
    return {
        "missing": _("Fältet %(field)s saknas. Fyll i det.", field=field),
        "unknown_field": _("Fältet %(field)s finns inte. Ta bort det.", field=field),
        "wrong_type": _("Fältet %(field)s har fel slags värde. Rätta det efter /openapi.json.", field=field),
        "wrong_form": _("Fältet %(field)s har fel form. Rätta det efter /openapi.json.", field=field),
        "unknown_code": _("Fältet %(field)s har en okänd kod. Välj en ur listan.", field=field),
        "too_long": _("Texten är för lång, högst %(limit)s tecken går. Korta den.", limit=limit),
        "too_many": _(
            "Fältet %(field)s har för många värden, högst %(limit)s går. Ta bort några.", field=field, limit=limit
        ),
        "out_of_range": _("Fältet %(field)s ligger utanför gränserna.", field=field) + (f" {bounds}" if bounds else ""),
        "not_finite": _("Fältet %(field)s är inget ändligt tal. Ange ett vanligt tal.", field=field),
        "not_a_time": _("Fältet %(field)s är ingen tid. Skriv till exempel 2026-11-23T18:42:00Z.", field=field),
        "no_time_zone": _("Fältet %(field)s saknar tidszon. Skriv till exempel 2026-11-23T18:42:00Z.", field=field),
        "not_a_uuid": _("Fältet %(field)s är ingen UUID. Skriv en med små bokstäver och bindestreck.", field=field),
        "bad_characters": _("Fältet %(field)s innehåller tecken som inte går att visa. Ta bort dem.", field=field),
        "half_a_point": _("Longitud och latitud hör ihop. Skicka båda."),
        "too_far": _(
            "Punkten ligger %(distance)s meter från platsen, högst %(limit)s går. Flytta siktet och rätta.",
            distance=fault.get("distance_m"),
            limit=fault.get("limit_m"),
        ),
        "severity_only_unsafe": _("Allvar anges bara för det som är otryggt. Ta bort allvaret."),
        "restricted_change": _(
            "En skyddad iakttagelse kan inte göras om till en vanlig, eller tvärtom. Be samordnaren om hjälp."
        ),
        "restricted_reduced": _("Bara behov, text och tid sparades. Punkt, sort och foto sparas aldrig här."),
        "unreadable": _("Händelsen kunde inte läsas. Den är sparad för samordnaren."),
        "op_id_reused": _("Samma nummer har använts för något annat. Händelsen är sparad för samordnaren."),
        "dseq_reused": _("Samma ordningsnummer har använts för något annat. Händelsen är sparad för samordnaren."),
        "wrong_device": _("Händelsen kommer från en annan enhet. Den är sparad för samordnaren."),
        "wrong_walk": _("Händelsen hör till en annan vandring. Den är sparad för samordnaren."),
        "revoked": _("Enheten har spärrats. Händelsen är sparad för samordnaren."),
        "not_yours": _(
            "Bara den som gjorde iakttagelsen, eller gruppledaren, kan ändra den. Be gruppledaren om hjälp."
        ),
        "finding_exists": _("Iakttagelsen finns redan. Händelsen är sparad för samordnaren."),
        "unknown_finding": _("Iakttagelsen har inte kommit fram än. Händelsen väntar på den."),
        "unknown_base": _("Något som ändringen bygger på har inte kommit fram än. Ändringen väntar på det."),
        "withdrawn": _("Iakttagelsen är återtagen. Ändringen är sparad för samordnaren."),
        "changed_by_another": _("Någon annan ändrade samtidigt. Båda är sparade, samordnaren väljer."),
    }
