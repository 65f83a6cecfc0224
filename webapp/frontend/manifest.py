"""Know whether built files still match what they were built from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

NAME = "manifest.json"


def fingerprint(sources: Iterable[Path], *, base: Path) -> str:
    """
    Sum up source files in one digest.

    Parameters
    ----------
    sources
        Existing files below `base`, in any order.
    base
        Folder that names are taken relative to, so that a moved tree keeps its digest.

    Returns
    -------
    SHA-256 over names and contents, hexadecimal.

    Raises
    ------
    OSError
        If a source cannot be read.
    """
    named = sorted((path.relative_to(base).as_posix(), path) for path in sources)
    lines = [f"{name} {_digest(path)}\n" for name, path in named]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def write_manifest(folder: Path, *, source: str, base: Path, built: Iterable[Path]) -> Path:
    """
    Note beside built files what they are and what they were made from.

    Parameters
    ----------
    folder
        Folder that gets the manifest.
    source
        Fingerprint of the sources.
    base
        Folder that names are taken relative to.
    built
        Files below `base` to note.

    Returns
    -------
    The manifest's path.

    Raises
    ------
    OSError
        If a built file cannot be read or the manifest not written.
    """
    files = {path.relative_to(base).as_posix(): _digest(path) for path in built}
    path = folder / NAME
    content = {"source": source, "files": dict(sorted(files.items()))}
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    return path


def faults(folder: Path, *, source: str, base: Path) -> list[str]:
    """
    Tell why built files must be built again.

    Parameters
    ----------
    folder
        Folder that should hold the manifest.
    source
        Fingerprint of the sources as they are now.
    base
        Folder that the manifest's names are relative to.

    Returns
    -------
    One reason per fault, all of them; empty when everything is fresh. A manifest that cannot be read is a fault.
    """
    try:
        noted = json.loads((folder / NAME).read_text(encoding="utf-8"))
        noted_source, files = noted["source"], dict(noted["files"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        return [f"{NAME} is missing or unreadable ({type(error).__name__})"]
    found = [] if noted_source == source else ["the sources have changed"]
    for name, digest in files.items():
        path = base / name
        if not path.is_file():
            found.append(f"{name} is missing")
        elif _digest(path) != digest:
            found.append(f"{name} has changed")
    return found


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
