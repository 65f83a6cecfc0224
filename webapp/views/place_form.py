"""The form of a place: what stands in its fields, where that came from, and what is wrong with it, in words."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flask import request

from geodata.file_faults import InvalidFileError
from walks.place import NAME_LIMIT, Place
from webapp.corners import SYSTEM_NAMES, UnreadableCornersError, corner_text, read_corners
from webapp.file_faults import fault_sentences
from webapp.i18n import _
from webapp.periods import read_day
from webapp.views.asked import written

if TYPE_CHECKING:
    from werkzeug.datastructures import FileStorage

    from geodata.area_files import AreaDraft
    from geodata.crs import GeoJSON

Errors = dict[str, list[str]]
"""Sentences by the field that they are about, in the order of the fields."""

LONGEST_NAME_SHOWN: Final = 500
_LONGEST_FILE_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class PlaceForm:
    """
    What stands in the fields, as text.

    `corners` is one corner to a row as in `webapp.corners`; `version` the version that was changed, "" for a new place.
    """

    code: str
    name: str
    kind: str
    valid_from: str
    corners: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class ReadBoundary:
    """A boundary that a place can have: a GeoJSON Polygon, EPSG:4326, and the words for how it was written."""

    geometry: GeoJSON
    system: str


def sent_form() -> PlaceForm:
    """Give what was sent; a field that was left out is empty."""
    return PlaceForm(
        code=written("code"),
        name=_line(request.form.get("name", "")),
        kind=written("kind"),
        valid_from=written("valid_from"),
        corners=_rows(request.form.get("corners", "")),
        version=written("version"),
    )


def form_of_draft(draft: AreaDraft, *, day: date) -> PlaceForm:
    """Fill the form with an area that somebody handed in as a file."""
    return PlaceForm(
        code=draft.code or "",
        name=draft.name or "",
        kind=draft.kind or "",
        valid_from=day.isoformat(),
        corners=corner_text(draft.boundary),
    )


def form_of_place(place: Place, *, day: date) -> PlaceForm:
    """Fill the form with a place as it is now; a change counts from `day`, or from the present version's first day."""
    return PlaceForm(
        code=place.code,
        name=place.name,
        kind=place.area.kind,
        valid_from=max(day, place.area.valid_from).isoformat(),
        corners=corner_text(place.area.boundary),
        version=str(place.version),
    )


def read_upload(sent: FileStorage) -> Sequence[AreaDraft]:
    """
    Read the areas of the file that was sent.

    Raises
    ------
    InvalidFileError
        If it holds none that could be a place.
    """
    from geodata.area_files import read_areas

    with tempfile.TemporaryDirectory(prefix="lykta-") as folder:
        path = Path(folder) / _file_name(sent)
        sent.save(path)
        return read_areas(path)


def read_boundary(form: PlaceForm, errors: Errors) -> ReadBoundary | None:
    """Read the corners; None where they are no boundary, and why is then among the errors."""
    from geodata.boundary import checked_boundary

    try:
        found = read_corners(form.corners)
        return ReadBoundary(checked_boundary(found.boundary), SYSTEM_NAMES[found.crs])
    except UnreadableCornersError as error:
        errors["corners"] = list(error.sentences)
    except InvalidFileError as error:
        errors["corners"] = fault_sentences(error, gettext=_)
    return None


def read_valid_from(form: PlaceForm, errors: Errors) -> date | None:
    """Read the first day; None where it is none, and that is then among the errors."""
    try:
        return read_day(form.valid_from)
    except ValueError:
        errors["valid_from"] = [_("Skriv dagen som 2026-11-26.")]
        return None


def field_sentences(faults: Mapping[str, str]) -> Errors:
    """Say in words what `walks.placing` found wrong with the fields."""
    words = {
        ("code", "taken"): _("Koden är upptagen. Välj en annan."),
        ("code", "malformed"): _(
            "Koden har fel form. Skriv 2–40 tecken av a–z, 0–9 och bindestreck, inget bindestreck först."
        ),
        ("name", "empty"): _("Ge platsen ett namn."),
        ("name", "too_long"): _("Namnet är för långt. Korta det till högst %(max)s tecken.", max=NAME_LIMIT),
        ("kind", "unknown"): _("Välj vilken typ av plats det är."),
        ("valid_from", "before_present_version"): _(
            "Dagen ligger före den version som gäller nu. Välj samma dag eller en senare."
        ),
        ("valid_from", "in_future"): _("Dagen har inte kommit än. Välj i dag eller en tidigare dag."),
        ("version", "changed"): _(
            "Platsen ändrades medan du arbetade. Läs versionerna nedan, och spara igen om din gräns ska gälla."
        ),
    }
    return {field: [words[field, code]] for field, code in faults.items()}


def _line(text: str) -> str:
    """Give a line without the signs that have no shape: they would make two names look like one."""
    return "".join(sign for sign in text if sign.isprintable()).strip()[:LONGEST_NAME_SHOWN]


def _rows(text: str) -> str:
    return "\n".join(
        "".join(sign for sign in row.replace("\t", " ") if sign.isprintable()) for row in text.splitlines()
    )


def _file_name(sent: FileStorage) -> str:
    """Name the copy as people know the file; the ending decides how it is read."""
    name = re.split(r"[\\/]", sent.filename or "")[-1]
    return re.sub(r"[^\w.-]", "_", name)[-_LONGEST_FILE_NAME:].lstrip(".") or "fil"
