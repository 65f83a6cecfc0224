"""Opening a data folder for a command."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from walks.store import Store
from webapp.settings import Settings, load


@dataclass(frozen=True, slots=True)
class OpenFolder:
    """A data folder that is ready for use."""

    settings: Settings
    secret: bytes
    store: Store


def settings_of(options: Namespace) -> Settings:
    """
    Read the settings in force for a command's options.

    Raises
    ------
    InvalidSettings
        With every fault of every source.
    """
    named = {name: getattr(options, name, None) for name in ("data", "host", "port", "tls_cert", "tls_key")}
    return load(environ=os.environ, options=named)


@contextmanager
def open_folder(settings: Settings) -> Iterator[OpenFolder]:
    """
    Open a data folder, made and migrated as needed.

    Raises
    ------
    StartRefused, DatabaseUnusable
        If it cannot be used; the message tells why and the way out.
    """
    from walks.opening import prepare
    from walks.store import open_store
    from webapp.context import random_identifier, system_clock
    from webapp.folder import prepare_data, secret

    data = prepare_data(settings.data)
    key = secret(data)
    store = open_store(data)
    try:
        prepare(store, now=system_clock(), new_id=random_identifier)
        yield OpenFolder(settings, key, store)
    finally:
        store.close()
