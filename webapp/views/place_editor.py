"""The page on which a place is drawn or changed: the form, the map under it, the versions, and whose map it is."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template

from geodata.areas import AreaKind
from geodata.crs import GeoJSON
from walks.place import Place
from walks.store.places import all_places, place_versions
from webapp.context import here
from webapp.i18n import _
from webapp.labels import place_kind_label
from webapp.map_files import basemap_url
from webapp.maps.shell import editor_script
from webapp.views.place_form import Errors, PlaceForm, ReadBoundary, read_boundary
from webapp.views.place_words import (
    attribution_of,
    day_text,
    hectares_text,
    map_words,
    measured_ha,
    neighbours_json,
    shared_ground,
    version_rows,
)

KINDS: tuple[AreaKind, ...] = ("collaboration", "walk_area")
FIELDS = ("version", "name", "code", "kind", "corners", "valid_from")

NEAR_DEGREES = 0.02
"""Beside a place that is changed, the maps of those are drawn that lie within about two kilometres of it."""


def editor_page(
    found: Place | None,
    *,
    form: PlaceForm,
    errors: Errors | None = None,
    faults: Sequence[str] = (),
    checked: ReadBoundary | None = None,
    from_file: bool = False,
    done: str = "",
) -> tuple[str, int]:
    """
    Show the editor.

    Parameters
    ----------
    found
        The place as it is now; None for a new one.
    form
        What stands in the fields.
    errors
        What is wrong with the fields.
    faults
        What is wrong with a file that was to fill them.
    checked
        What the corners were read as, where somebody asked for it; None where nobody did, or they are no boundary.
    from_file
        Whether a file has filled the fields and nothing of it is saved yet.
    done
        What was done just now: "ny", "andrad" or "lika".

    Returns
    -------
    The page, and the HTTP status.
    """
    with here().store.reading() as connection:
        everywhere = all_places(connection)
        versions = [] if found is None else place_versions(connection, found.code)
    others = [item for item in everywhere if found is None or item.code != found.code]
    drawn = everywhere if found is None else [item for item in everywhere if _is_near(item, found)]
    script = editor_script(
        [item.area.boundary for item in others],
        basemap_urls=[basemap_url(item) for item in drawn],
        cache=here().map_cache,
        view=None if found is None else found.area.boundary,
    )
    boundary = checked.geometry if checked is not None else _boundary_of(form)
    told = {field: sentences for field in FIELDS if (sentences := (errors or {}).get(field))}
    page = render_template(
        "places_edit.html",
        place=None if found is None else {"code": found.code, "name": found.name},
        form=form,
        errors=told,
        faults=faults,
        done=None if found is None else _done(done, found),
        from_file=from_file,
        checked=None if checked is None or told else checked.system,
        size=None if boundary is None else hectares_text(measured_ha(boundary)),
        shared=[] if boundary is None else shared_ground(boundary, others),
        kinds=[{"code": kind, "label": place_kind_label(kind)} for kind in KINDS],
        versions=version_rows(versions),
        ground=None if found is None else map_words(found),
        map={"script_url": f"/kartor/{script.name}", "attribution": attribution_of(drawn)},
        neighbours=neighbours_json(others),
    )
    return page, 400 if told or faults else 200


def _boundary_of(form: PlaceForm) -> GeoJSON | None:
    """Give the boundary in a form that nobody asked to be judged; None where it is none."""
    read = read_boundary(form, Errors())
    return None if read is None else read.geometry


def _done(done: str, found: Place) -> str | None:
    day = day_text(found.area.valid_from)
    sentences = {
        "ny": _("Platsen är tillagd och gäller från %(day)s.", day=day),
        "andrad": _("Sparat. Version %(version)s gäller från %(day)s.", version=found.version, day=day),
        "lika": _("Inget var ändrat, så ingen ny version gjordes."),
    }
    return sentences.get(done)


def _is_near(item: Place, other: Place) -> bool:
    (x, y), (other_x, other_y) = item.area.centre, other.area.centre
    # so far north a degree of longitude is half as long
    return abs(x - other_x) < 2 * NEAR_DEGREES and abs(y - other_y) < NEAR_DEGREES
