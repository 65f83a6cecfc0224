"""What the frame of every page shows: the reader's theme, the way around, and whether the folder is a demo."""

from __future__ import annotations

from typing import Any

from flask import Flask, request

from walks.demo import is_demo
from webapp.context import here
from webapp.i18n import _
from webapp.sessions import current_actor

THEMES = frozenset({"light", "night"})
COOKIE = "lykta_tema"


def register(app: Flask) -> None:
    """Give every template of an application what its frame shows; a view may say it better."""
    app.context_processor(_frame)


def _frame() -> dict[str, Any]:
    chosen = request.cookies.get(COOKIE)
    return {
        "theme": chosen if chosen in THEMES else None,
        # The whole folder is a demo or none of it: then also pages that show no findings say so.
        "demo": is_demo(here().store),
        "nav": _ways(),
    }


def _ways() -> list[dict[str, Any]]:
    kind = current_actor().kind
    ways = {
        "coordinator": [("/samordning", _("Samordning")), ("/samordning/skyddade", _("Skyddade uppgifter"))],
        "outreach": [("/samordning/skyddade", _("Skyddade uppgifter"))],
    }.get(kind, [])
    if not ways:
        return []
    everyone = [("/", _("Start")), *ways, ("/hjalp", _("Hjälp"))]
    return [{"url": url, "label": label, "current": request.path == url} for url, label in everyone]
