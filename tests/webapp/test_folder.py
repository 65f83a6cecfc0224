"""The data folder is its owner's only, holds one secret and one server."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from webapp.folder import AlreadyServing, DataFolderUnusable, WeakSecret, prepare_data, secret, serve_lock


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_folder_opens_for_its_owner_only(tmp_path: Path) -> None:
    data = prepare_data(tmp_path / "deep" / "data")

    assert mode(data) == 0o700
    assert list(data.iterdir()) == []
    assert prepare_data(data) == data


def test_a_folder_that_cannot_be_made_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(DataFolderUnusable) as caught:
        prepare_data(tmp_path / "file" / "data")

    assert str(caught.value).count(".\n") == 0
    assert "--data" in str(caught.value)


def test_the_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    first = secret(tmp_path, random=lambda count: b"a" * count)

    assert first == b"a" * 32
    assert mode(tmp_path / "secret.key") == 0o600
    assert secret(tmp_path, random=lambda count: b"b" * count) == first


@pytest.mark.parametrize("others", [0o640, 0o604, 0o644, 0o620])
def test_a_secret_that_others_can_reach_stops_the_start(tmp_path: Path, others: int) -> None:
    secret(tmp_path)
    (tmp_path / "secret.key").chmod(others)

    with pytest.raises(WeakSecret, match="chmod 600"):
        secret(tmp_path)


def test_a_short_secret_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_bytes(b"short")
    (tmp_path / "secret.key").chmod(0o600)

    with pytest.raises(WeakSecret, match="för kort"):
        secret(tmp_path)


def test_a_second_server_is_refused_and_the_first_one_named(tmp_path: Path) -> None:
    with serve_lock(tmp_path):
        for _again in range(2):
            with pytest.raises(AlreadyServing, match=rf"process {os.getpid()}.*--data"), serve_lock(tmp_path):
                pass

    with serve_lock(tmp_path):
        assert mode(tmp_path / "serve.lock") == 0o600


def test_a_server_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    hold = "import fcntl, sys; f = open(sys.argv[1], 'w'); fcntl.flock(f, fcntl.LOCK_EX); print(flush=True); input()"
    command = [sys.executable, "-S", "-c", hold, str(tmp_path / "serve.lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as first:
        assert first.stdout is not None
        first.stdout.readline()
        with pytest.raises(AlreadyServing), serve_lock(tmp_path):
            pass
        first.kill()

    with serve_lock(tmp_path):
        assert (tmp_path / "serve.lock").read_text() == f"{os.getpid()}\n"
