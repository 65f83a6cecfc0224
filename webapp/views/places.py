"""The coordinator's pages for places: the list, a file handed in, a new place, and a place with its versions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import cast

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from geodata.areas import AreaKind
from geodata.crs import WGS84, GeoJSON
from geodata.file_faults import InvalidFileError
from walks.access import Actor, may_plan, scope_of
from walks.clock import day_of
from walks.errors import InvalidPlace, NotFound
from walks.place import Place
from walks.placing import add_place, change_place
from walks.store.places import all_places, place
from webapp.context import here
from webapp.corners import SYSTEM_NAMES, corner_text
from webapp.file_faults import fault_sentences
from webapp.i18n import _
from webapp.sessions import current_actor
from webapp.views.asked import asked, written
from webapp.views.place_editor import editor_page
from webapp.views.place_form import (
    Errors,
    PlaceForm,
    field_sentences,
    form_of_draft,
    form_of_place,
    read_boundary,
    read_upload,
    read_valid_from,
    sent_form,
)
from webapp.views.place_words import hectares_text, measured_ha, outline_path, place_row

blueprint = Blueprint("place_pages", __name__)

PLACES = "/samordning/platser"
NO_BOUNDARY: GeoJSON = {"type": "Polygon", "coordinates": []}
"""What is handed over where nothing may be saved: the fields are judged all the same, and this is always refused."""


@blueprint.get(PLACES)
def listed() -> ResponseReturnValue:
    """List the places, and offer to add one."""
    return _list(_coordinator())


@blueprint.post(PLACES)
def upload() -> ResponseReturnValue:
    """Read a file: the form filled with its area, or the areas to choose from. Nothing is saved."""
    actor = _adding()
    return _take_file(actor, None, refused=lambda faults: _list(actor, faults))


@blueprint.get(f"{PLACES}/ny")
def new() -> ResponseReturnValue:
    """Show an empty form and the map of the district."""
    _adding()
    empty = PlaceForm(code="", name="", kind="", valid_from=_today().isoformat(), corners="")
    return editor_page(None, form=empty)


@blueprint.post(f"{PLACES}/ny")
def add() -> ResponseReturnValue:
    """Add a place, or check what was drawn."""
    return _take(_adding(), None)


@blueprint.get(f"{PLACES}/<code>")
def show(code: str) -> ResponseReturnValue:
    """Show a place and its versions, ready to be changed."""
    actor = _coordinator()
    found = _own(actor, code)
    return editor_page(found, form=form_of_place(found, day=_today()), done=asked("klar"))


@blueprint.post(f"{PLACES}/<code>")
def change(code: str) -> ResponseReturnValue:
    """Make a new version of a place, check what was drawn, or take the boundary out of a file."""
    actor = _coordinator()
    found = _own(actor, code)
    if "fil" in request.files:
        form = form_of_place(found, day=_today())
        return _take_file(actor, found, refused=lambda faults: editor_page(found, form=form, faults=faults))
    return _take(actor, found)


def _coordinator() -> Actor:
    actor = current_actor()
    if not may_plan(actor):
        raise NotFound("page: not found")
    return actor


def _adding() -> Actor:
    actor = _coordinator()
    if not _may_add(actor):
        raise NotFound("page: not found")
    return actor


def _may_add(actor: Actor) -> bool:
    return scope_of(actor, here().clock()).places is None


def _own(actor: Actor, code: str) -> Place:
    if not scope_of(actor, here().clock()).sees_place(code):
        raise NotFound(f"place {code}: not found")
    with here().store.reading() as connection:
        return place(connection, code)


def _today() -> date:
    return day_of(here().clock())


def _take_file(
    actor: Actor, found: Place | None, *, refused: Callable[[Sequence[str]], ResponseReturnValue]
) -> ResponseReturnValue:
    """Read the file that was sent; `refused` shows the page it came from again, with what is wrong."""
    sent = request.files.get("fil")
    if sent is None or not sent.filename:
        return refused([_("Välj en fil först.")])
    try:
        drafts = read_upload(sent)
    except InvalidFileError as error:
        return refused(fault_sentences(error, gettext=_))
    forms = [form_of_draft(draft, day=_today()) for draft in drafts]
    if found is not None:
        # a file gives a known place its boundary alone: the name and the kind are those people know
        own = form_of_place(found, day=_today())
        forms = [replace(own, corners=form.corners, name=own.name) for form in forms]
    if len(forms) == 1:
        return editor_page(found, form=forms[0], from_file=True)
    choices = [
        {
            "form": form,
            "title": draft.name or draft.code or _("Område %(row)s", row=draft.row),
            "hectares": hectares_text(measured_ha(draft.boundary)),
            "outline": outline_path(draft.boundary),
        }
        for draft, form in zip(drafts, forms, strict=True)
    ]
    return render_template(
        "places_choose.html", choices=choices, place=None if found is None else {"code": found.code, "name": found.name}
    )


def _take(actor: Actor, found: Place | None) -> ResponseReturnValue:
    """Save what was drawn where that was asked for, else show it again, judged where that was asked for."""
    form, step, errors = sent_form(), written("steg"), Errors()
    if step == "visa":
        return editor_page(found, form=form, from_file=True)
    boundary, day = read_boundary(form, errors), read_valid_from(form, errors)
    if boundary is not None and boundary.system != SYSTEM_NAMES[WGS84]:
        # the map and its list speak of degrees; the page says what the rows were read as
        form = replace(form, corners=corner_text(boundary.geometry))
    if found is not None and form.version != str(found.version):
        errors |= field_sentences({"version": "changed"})
        form = replace(form, version=str(found.version))
    wanted = boundary.geometry if step == "spara" and boundary is not None and not errors else NO_BOUNDARY
    try:
        saved = _store(actor, found, form=form, boundary=wanted, valid_from=day or _today())
    except InvalidPlace as error:
        errors |= field_sentences(error.faults)
        if found is not None and "version" in error.faults:
            # somebody was quicker by a moment: what they saved is shown, and counted from
            found = _own(actor, found.code)
            form = replace(form, version=str(found.version))
    except InvalidFileError:
        # the corners were judged above: this is the boundary that was never to be saved
        pass
    else:
        done = "ny" if found is None else "lika" if saved.version == found.version else "andrad"
        return redirect(f"{PLACES}/{saved.code}?klar={done}", code=303)
    return editor_page(found, form=form, errors=errors, checked=boundary)


def _store(actor: Actor, found: Place | None, *, form: PlaceForm, boundary: GeoJSON, valid_from: date) -> Place:
    from geodata.area_files import code_of

    context = here()
    kind = cast(AreaKind, form.kind)
    with context.store.writing() as connection:
        if found is not None:
            return change_place(
                connection,
                actor,
                found.code,
                name=form.name,
                kind=kind,
                boundary=boundary,
                valid_from=valid_from,
                now=context.clock(),
                new_id=context.new_id,
                expected_version=found.version,
            )
        return add_place(
            connection,
            actor,
            code=form.code or code_of(form.name),
            name=form.name,
            kind=kind,
            boundary=boundary,
            valid_from=valid_from,
            now=context.clock(),
            new_id=context.new_id,
        )


def _list(actor: Actor, faults: Sequence[str] = ()) -> tuple[str, int]:
    scope = scope_of(actor, here().clock())
    with here().store.reading() as connection:
        found = [item for item in all_places(connection) if scope.sees_place(item.code)]
    page = render_template(
        "places.html", places=[place_row(item) for item in found], faults=faults, may_add=_may_add(actor)
    )
    return page, 400 if faults else 200
