"""The data folder on disk: its owner's only, with the server's secret in it, and one server at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from webapp.settings import StartRefused

SECRET_BYTES = 32
LOCK = "serve.lock"


class DataFolderUnusable(StartRefused, OSError):
    """The data folder cannot be made or written to."""


class WeakSecret(StartRefused, ValueError):
    """The server's secret is too short, or others on the machine can read it."""


class AlreadyServing(StartRefused, RuntimeError):
    """Another server holds the data folder."""


def prepare_data(data: Path) -> Path:
    """
    Make the data folder, readable by its owner only, unless it is there.

    Returns
    -------
    The folder.

    Raises
    ------
    DataFolderUnusable
        If it cannot be made or written to.
    """
    probe = data / f".skrivprov-{os.getpid()}"
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise DataFolderUnusable(
            f"Datamappen {data} kan inte skrivas ({error.strerror}); välj en annan med --data eller LYKTA_DATA, "
            "eller ge den som kör Lykta rätt att skriva där."
        ) from error
    return data


def secret(data: Path, *, random: Callable[[int], bytes] = os.urandom) -> bytes:
    """
    Read the server's secret, and make it the first time.

    Parameters
    ----------
    data
        The data folder, which exists.
    random
        Gives so many random bytes.

    Returns
    -------
    At least 32 bytes.

    Raises
    ------
    WeakSecret
        If others can read the file, or it is too short.
    DataFolderUnusable
        If the file can neither be read nor made.
    """
    path = data / "secret.key"
    try:
        with suppress(FileExistsError):
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(random(SECRET_BYTES))
        mode, content = path.stat().st_mode, path.read_bytes()
    except OSError as error:
        raise DataFolderUnusable(
            f"Nyckelfilen {path} kan inte läsas ({error.strerror}); ge den som kör Lykta rätt att läsa den."
        ) from error
    if mode & 0o077:
        raise WeakSecret(f"Nyckelfilen {path} kan läsas av andra på datorn; kör: chmod 600 {path}")
    if len(content) < SECRET_BYTES:
        raise WeakSecret(
            f"Nyckelfilen {path} är för kort ({len(content)} byte av {SECRET_BYTES}); lägg tillbaka den från en "
            "säkerhetskopia, eller ta bort den: då görs en ny, och alla får logga in igen."
        )
    return content


@contextmanager
def serve_lock(data: Path) -> Iterator[None]:
    """
    Hold the data folder for one server, until the block or the process ends, however it ends.

    Parameters
    ----------
    data
        The data folder, which exists.

    Raises
    ------
    AlreadyServing
        If another server holds it.
    DataFolderUnusable
        If the lock file cannot be made.
    """
    descriptor = _open_lock(data)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 20).decode("ascii", "replace").strip()
            raise AlreadyServing(
                f"En annan server använder redan {data}"
                + (f" (process {holder})" if holder.isdigit() else "")
                + "; stoppa den först, eller välj en annan mapp med --data."
            ) from None
        # the file stays when the server is gone: removing it would let two servers lock two files of the same name
        os.truncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)


def _open_lock(data: Path) -> int:
    path = data / LOCK
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise DataFolderUnusable(
            f"Låsfilen {path} kan inte öppnas ({error.strerror}); ge den som kör Lykta rätt att skriva den."
        ) from error
