"""The handbook, the privacy notice and the accessibility statement."""

from __future__ import annotations

from functools import cache
from importlib import resources

from flask import Blueprint, render_template
from markupsafe import Markup

from walks.errors import NotFound

blueprint = Blueprint("help", __name__)

PAGES = {
    "start": "Hjälp",
    "deltagare": "För dig som går en vandring",
    "gruppledare": "För gruppledare",
    "samverkanspart": "För samverkansparter",
    "samordnare": "För samordnare",
    "systemforvaltare": "För systemförvaltare",
    "integritet": "Integritet",
    "tillganglighet": "Tillgänglighet",
}
"""Pages of the handbook by address, with their titles; the handbook is written in Swedish."""


@blueprint.get("/hjalp")
def handbook() -> str:
    """Show where to read on."""
    return _page("start")


@blueprint.get("/hjalp/<page>")
def handbook_page(page: str) -> str:
    """Show one page of the handbook."""
    return _page(page)


@blueprint.get("/integritet")
def privacy() -> str:
    """Tell what is kept, why and for how long."""
    return _page("integritet")


@blueprint.get("/tillganglighet")
def accessibility() -> str:
    """Tell how accessible the service is and where to report what is not."""
    return _page("tillganglighet")


def _page(name: str) -> str:
    if name not in PAGES:
        raise NotFound(f"page {name}: not found")
    return render_template("help.html", page_title=PAGES[name], body=_body(name))


@cache
def _body(name: str) -> Markup:
    """Read a page of the package: written by us, so its markup is trusted."""
    return Markup((resources.files("webapp") / "handbook" / "sv" / f"{name}.html").read_text("utf-8"))
