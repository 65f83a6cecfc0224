"""What every request can reach: the data folder's store, its settings and secret, the clock and fresh identifiers."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, current_app

from walks.identity import NewId, uuid7
from walks.store import Store
from webapp.rates import WrongCodes
from webapp.settings import Settings

KEY = "lykta"


@dataclass(frozen=True, slots=True)
class Context:
    """The application's own things; tests hand in a fixed clock."""

    store: Store
    settings: Settings
    secret: bytes
    clock: Callable[[], datetime]
    new_id: NewId
    wrong_codes: WrongCodes

    @property
    def map_cache(self) -> Path:
        """Where rendered map scripts are kept."""
        return self.settings.data / "maps"


def attach(app: Flask, context: Context) -> None:
    """Make the context known to the application's requests."""
    app.extensions[KEY] = context


def here() -> Context:
    """
    Give the context of the request that is being answered.

    Raises
    ------
    RuntimeError
        If the application was made without `create_app`.
    """
    context = current_app.extensions[KEY]
    if not isinstance(context, Context):
        raise RuntimeError("the application was made without create_app")
    return context


def system_clock() -> datetime:
    """Read the machine's clock; everything inside gets the time from here."""
    return datetime.now(UTC)


def random_identifier() -> str:
    """Make a fresh identifier from the machine's clock and randomness."""
    return uuid7(system_clock(), os.urandom(10))
