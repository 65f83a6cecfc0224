"""The coordinator's first desk: plan a walk, see its codes and links, begin and close it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import Any

from flask import Blueprint, Response, redirect, render_template
from flask.typing import ResponseReturnValue

from walks.access import Actor, may_plan, may_read_restricted, scope_of
from walks.clock import STOCKHOLM
from walks.errors import InvalidWalk, NotFound
from walks.planning import move_walk, plan_walk
from walks.sharing import Handed, standing
from walks.store.findings import restricted_findings
from walks.store.places import all_places
from walks.store.walks import demo_places, findings_per_walk, walks_seen
from walks.walk import Walk, next_states
from webapp.addresses import link_address
from webapp.context import here
from webapp.errors import ProblemError
from webapp.i18n import _, text_date, text_date_year, text_time
from webapp.labels import label
from webapp.periods import local, read_day
from webapp.sessions import current_actor, held_keys
from webapp.views.asked import written

blueprint = Blueprint("coordination", __name__)

OFFERED_STATES = ("under_way", "compiling")
"""Moves that this desk offers: begin the walk, and close it for findings."""

FIRST_YEAR = 2000
CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[.:]([0-5][0-9])([.:][0-5][0-9])?")


@blueprint.get("/samordning")
def desk() -> Response:
    """Show the walks and the form for a new one."""
    return _desk(_coordinator(), form={}, errors={})


@blueprint.post("/samordning/vandringar")
def plan() -> ResponseReturnValue:
    """Plan a walk with its codes."""
    actor = _coordinator()
    context = here()
    form = {name: written(name) for name in ("place", "date", "time")}
    with context.store.reading() as connection:
        codes = {item.code for item in all_places(connection)}
    errors = {}
    if form["place"] not in codes:
        errors["place"] = _("Välj en plats ur listan.")
    starts_at = _start_of(form, errors)
    if errors or starts_at is None:
        return _desk(actor, form=form, errors=errors, status=400)
    with context.store.writing() as connection:
        walk = plan_walk(
            connection,
            actor,
            place_code=form["place"],
            starts_at=starts_at,
            server_secret=context.secret,
            now=context.clock(),
            new_id=context.new_id,
        )
    return redirect(f"/samordning#vandring-{walk.walk_id}", code=303)


@blueprint.post("/samordning/vandringar/<walk_id>/tillstand")
def move(walk_id: str) -> ResponseReturnValue:
    """Begin a walk, or close it for findings."""
    actor = _coordinator()
    context = here()
    try:
        with context.store.writing() as connection:
            move_walk(
                connection,
                actor,
                walk_id,
                state=written("state"),
                now=context.clock(),
                new_id=context.new_id,
            )
    except InvalidWalk:
        raise ProblemError(
            409,
            _("Vandringen kan inte gå dit härifrån"),
            _("Någon annan kan ha ändrat den nyss. Ladda om samordningssidan och se hur det står till."),
        ) from None
    return redirect(f"/samordning#vandring-{walk_id}", code=303)


@blueprint.get("/samordning/skyddade")
def restricted() -> Response:
    """Show the restricted findings: the one page where they are ever shown."""
    actor = current_actor()
    if not may_read_restricted(actor):
        raise NotFound("page: not found")
    context = here()
    with context.store.reading() as connection:
        names = {item.code: item.name for item in all_places(connection)}
        found = restricted_findings(connection, scope_of(actor, context.clock()))
    rows = [
        {
            "observed_at_text": f"{text_date_year(item.observed_at)} {text_time(item.observed_at)}",
            "place_name": names[item.place_code],
            "need_label": label("needs", item.need),
            "text": item.text,
        }
        for item in found
    ]
    response = Response(render_template("restricted.html", rows=rows, may_plan=may_plan(actor)))
    response.headers["Cache-Control"] = "no-store"
    return response


def _coordinator() -> Actor:
    actor = current_actor()
    if not may_plan(actor):
        raise NotFound("page: not found")
    return actor


def _start_of(form: dict[str, str], errors: dict[str, str]) -> datetime | None:
    day = None
    try:
        day = read_day(form["date"])
    except ValueError:
        errors["date"] = _("Skriv dagen som 2026-11-26.")
    if day is not None and not FIRST_YEAR <= day.year < FIRST_YEAR + 100:
        errors["date"] = _("Skriv en dag mellan 2000 och 2099.")
    clock = CLOCK.fullmatch(form["time"])
    if clock is None:
        errors["time"] = _("Skriv klockslaget som 18.00.")
    if errors or day is None or clock is None:
        return None
    return datetime.combine(day, time(int(clock[1]), int(clock[2])), STOCKHOLM).astimezone(UTC)


def _desk(actor: Actor, *, form: dict[str, str], errors: dict[str, str], status: int = 200) -> Response:
    context = here()
    now = context.clock()
    scope = scope_of(actor, now)
    with context.store.reading() as connection:
        places = all_places(connection)
        walks = walks_seen(connection, scope)
        counts = findings_per_walk(connection, scope)
        handed = standing(connection, server_secret=context.secret, now=now)
        demo = bool(demo_places(connection))
    names = {item.code: item.name for item in places}
    tomorrow = (local(now) + timedelta(days=1)).date().isoformat()
    page = render_template(
        "coordination.html",
        places=[{"code": item.code, "name": item.name} for item in places],
        walks=[_walk(item, names, handed, findings=counts.get(item.walk_id, 0)) for item in walks],
        form={"place": "", "date": tomorrow, "time": "18:00"} | form,
        errors=errors,
        setup=any(key.purpose == "setup" for key in held_keys()),
        demo=demo,
    )
    response = Response(page, status)
    # The page shows codes and links: they must not lie in a cache on a shared computer.
    response.headers["Cache-Control"] = "no-store"
    return response


def _walk(walk: Walk, names: dict[str, str], handed: list[Handed], *, findings: int) -> dict[str, Any]:
    # A closed walk's codes open nothing any more, so nobody is shown them to hand out.
    own = {item.key.purpose: item for item in handed if walk.takes_findings and item.key.walk_id == walk.walk_id}
    partner = next(
        (item for item in handed if item.key.purpose == "partner" and item.key.place_code == walk.place_code), None
    )
    settings = here().settings
    until = None if partner is None else partner.key.expires_at
    open_ways = [state for state in next_states(walk.state) if state in OFFERED_STATES]
    return {
        "id": walk.walk_id,
        "place_code": walk.place_code,
        "place_name": names[walk.place_code],
        "starts_at_text": f"{text_date(walk.starts_at)} {text_time(walk.starts_at)}",
        "state": walk.state,
        "state_label": label("walk_states", walk.state),
        "findings": findings,
        "participant_code": own["participant"].secret if "participant" in own else None,
        "leader_code": own["leader"].secret if "leader" in own else None,
        "join_url": link_address("join", own["join"].secret, settings=settings) if "join" in own else None,
        "partner_url": None if partner is None else link_address("partner", partner.secret, settings=settings),
        "partner_until": None if until is None else text_date_year(until),
        "next_states": [{"code": state, "label": _move_label(state)} for state in open_ways],
    }


def _move_label(state: str) -> str:
    return _("Starta vandringen") if state == "under_way" else _("Avsluta vandringen")
