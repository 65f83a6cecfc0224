"""The `lykta` command: exit 0 done, 1 refused with one sentence, 2 wrong usage; never a stack trace."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import pytest

from webapp import cli
from webapp.cli import main, parser


def commands(of: argparse.ArgumentParser, *above: str) -> list[tuple[str, ...]]:
    """Give every command that a parser knows, as the words that call it."""
    found: list[tuple[str, ...]] = [above]
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            found += [words for name, inner in action.choices.items() for words in commands(inner, *above, name)]
    return found


@pytest.mark.parametrize("words", commands(parser()), ids=lambda words: " ".join(words) or "lykta")
def test_every_command_explains_itself(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*words, "--help"])

    assert ended.value.code == 0
    assert " ".join(["lykta", *words]) in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["sjung"],
        ["places"],
        ["places", "sing"],
        ["link"],
        ["link", "new", "--role", "king"],
        ["link", "new", "--role", "partner", "--place", "stureplan", "--days", "0"],
        ["link", "new", "--role", "partner", "--place", "stureplan", "--days", "3651"],
        ["link", "revoke"],
        ["report", "area", "tessinparken"],
        ["report", "area", "--out", "rapport.csv"],
        ["report", "area", "tessinparken", "--from", "26/11", "--out", "rapport.csv"],
        ["report", "area", "tessinparken", "--to", "2026-02-30", "--out", "rapport.csv"],
        ["demo", "--findings", "-1"],
        ["demo", "--walks", "många"],
        ["demo", "--seed", "x"],
        ["serve", "--port", "x"],
        ["serve", "--unknown"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2_and_touches_no_folder(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        main(words)

    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage: lykta")
    assert list(tmp_path.iterdir()) == []


def test_help_loads_no_library_for_maps_or_tables() -> None:
    program = (
        "import sys\nfrom webapp.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(*sys.modules, sep='\\n', file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert "serve" in ran.stdout
    heavy = {"geopandas", "pandas", "folium", "sqlalchemy", "flask", "numpy"}
    assert heavy & set(ran.stderr.split()) == set()


def failing(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> int:
    """Run a command inside which something goes wrong."""

    def fail(_options: argparse.Namespace) -> int:
        raise error

    monkeypatch.setattr(cli, "_load", lambda _name: fail)
    return main(["places", "list"])


def test_the_unforeseen_is_one_line_that_quotes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert failing(KeyError("Sover i porten."), monkeypatch) == 1

    (line,) = capsys.readouterr().err.splitlines()
    assert "KeyError, test_cli.py rad" in line
    assert "lykta doctor" in line
    assert "porten" not in line


def test_a_fault_of_the_file_system_names_the_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert failing(OSError(28, "No space left on device", "/srv/lykta.sqlite"), monkeypatch) == 1

    assert capsys.readouterr().err == "/srv/lykta.sqlite: No space left on device.\n"


def test_ctrl_c_ends_without_a_word(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert failing(KeyboardInterrupt(), monkeypatch) == 1

    assert capsys.readouterr().err == ""
