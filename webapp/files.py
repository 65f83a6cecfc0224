"""Write a file so that whoever reads it, or a machine that lost its power meanwhile, finds all of it or nothing."""

from __future__ import annotations

import os
import threading
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """
    Write a file, over an older one of the same name.

    Parameters
    ----------
    path
        Where to write; its folder exists.
    content
        All of the file.

    Raises
    ------
    OSError
        If it cannot be written. The older file then stays, and nothing is left beside it.
    """
    # two commands, or two requests of one server, may write the same file at the same time
    part = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
