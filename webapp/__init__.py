"""People at screens: pages, maps, the interface for programs, and the command."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from webapp.context import Context


def create_app(context: Context) -> Flask:
    """Put the application together around one data folder."""
    # here, not above: `lykta --help` imports this package too, and must not pay for the whole of it
    from webapp import application

    return application.create_app(context)
