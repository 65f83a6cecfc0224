"""The command as somebody at a terminal meets it: its words go in, and out come an exit code and two streams."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import NOW, SECRET, House, make_house
from webapp.cli import main


@dataclass(frozen=True)
class Answer:
    """What a command left behind."""

    code: int
    out: str
    err: str

    def done(self) -> list[str]:
        """The lines of a command that did what it was asked."""
        assert (self.code, self.err) == (0, "")
        return self.out.splitlines()

    def refusal(self) -> str:
        """The one message of a command that refused."""
        assert self.code == 1
        assert "Traceback" not in self.err
        (line,) = self.err.splitlines()
        assert line[-1:] in {".", "?"} or line.endswith("secret.key")
        return line


@pytest.fixture(autouse=True)
def _undecided(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let nothing outside a test decide: no settings from outside, an empty working folder, a clock that stands."""
    for name in [name for name in os.environ if name.startswith("LYKTA_")]:
        monkeypatch.delenv(name)
    working = tmp_path / "working"
    working.mkdir()
    monkeypatch.chdir(working)
    monkeypatch.setattr("webapp.context.system_clock", lambda: NOW)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Give a data folder whose secret is the one that `House` signs with."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    (folder / "secret.key").touch(mode=0o600)
    (folder / "secret.key").write_bytes(SECRET)
    return folder


@pytest.fixture
def lykta(data: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    """Give the command, used on the data folder."""

    def run(*words: object, within: Path = data) -> Answer:
        capsys.readouterr()
        code = main([*map(str, words), "--data", str(within)])
        return Answer(code, *capsys.readouterr())

    return run


@pytest.fixture
def beside(data: Path) -> Iterator[House]:
    """Give the application around the same folder, as it runs while commands are used."""
    house = make_house(data)
    yield house
    house.store.close()
