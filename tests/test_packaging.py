"""A checkout becomes a wheel that needs no npm, and `make` says what it lacks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from webapp.frontend import catalogue, vendoring

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("answers", "remedy"),
    [
        ("exit 1", "python saknas eller är äldre än Python 3.11"),
        ('case "$2" in *ensurepip*) exit 1;; esac', "apt-get install python3-venv"),
    ],
    ids=["too old", "without venv"],
)
def test_make_tells_what_python_lacks_in_one_sentence_and_leaves_nothing(
    tmp_path: Path, answers: str, remedy: str
) -> None:
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{answers}\n")
    python.chmod(0o755)
    (tmp_path / "pyproject.toml").touch()
    command = ["make", "-f", str(ROOT / "Makefile"), "run", f"PYTHON={python}"]
    # the make that runs the tests hands its flags down, and with them lines of its own
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode
    sentence, _made = done.stderr.splitlines()
    assert remedy in sentence
    assert not (tmp_path / ".venv").exists()


def build(source: Path, *, to: Path, form: str) -> Path:
    """Build without a network: an index that does not exist would be asked at the first missing requirement."""
    environment = {**os.environ, "PIP_NO_INDEX": "1", "npm_config_registry": "http://127.0.0.1:9"}
    command = [sys.executable, "-m", "build", f"--{form}", "--no-isolation", "--outdir", str(to), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = to.iterdir()
    return built


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree, with somebody's data folder in it, as a source archive; unpacked."""
    assert vendoring.vendor_faults(ROOT) == [], "run `python -m webapp.frontend build` first, as `make test` does"
    folder = tmp_path_factory.mktemp("sdist")
    tree = folder / "tree"
    (tree / "safety-2026").mkdir(parents=True)
    (tree / "safety-2026" / "lykta.sqlite").write_text("findings")
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for name in settings["tool"]["hatch"]["build"]["targets"]["sdist"]["only-include"]:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif (ROOT / name).exists():
            shutil.copy(ROOT / name, tree / name)
    archive = build(tree, to=folder / "dist", form="sdist")
    with tarfile.open(archive) as file:
        # Debian 12's Python 3.11.2 does not know filters yet; later ones warn where none is named
        safely: Any = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        file.extractall(folder, **safely)
    return folder / archive.name.removesuffix(".tar.gz")


@pytest.fixture(scope="module")
def wheel_names(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Names in the wheel that is built from the source archive."""
    with zipfile.ZipFile(build(sdist, to=tmp_path_factory.mktemp("wheel"), form="wheel")) as file:
        return set(file.namelist())


def test_source_archive_holds_what_a_build_without_npm_needs(sdist: Path) -> None:
    assert vendoring.vendor_faults(sdist) == []
    assert catalogue.catalogue_faults(sdist) == []


def test_source_archive_never_holds_a_data_folder(sdist: Path) -> None:
    assert (sdist / "geodata").is_dir()
    assert not (sdist / "safety-2026").exists()


def test_wheel_holds_all_that_runs_and_nothing_that_only_builds(wheel_names: set[str]) -> None:
    below = {
        "webapp/static": {"vendor", "js", "css"},
        "webapp/static/vendor": {"leaflet", "source-sans"},
        "geodata/datasets": {"areas.geojson", "LICENSE", "basemap"},
    }
    for folder, wanted in below.items():
        names = [name.removeprefix(f"{folder}/") for name in wheel_names if name.startswith(f"{folder}/")]
        inside = {name.split("/")[0] for name in names}
        assert wanted <= inside, f"{folder}: {wanted - inside} missing"
    top = {name.split("/")[0] for name in wheel_names if ".dist-info" not in name}
    assert top == {"geodata", "walks", "webapp"}
    assert not [name for name in wheel_names if name.startswith("webapp/frontend") or "node_modules" in name]


@pytest.mark.parametrize(
    ("folder", "pattern"),
    [
        ("geodata", "**/*.geojson"),
        ("geodata", "**/*.md"),
        ("geodata", "**/*.ini"),
        ("walks", "**/*.json"),
        ("walks/store/migrations", "**/*.py"),
        ("webapp/templates", "**/*"),
        ("webapp/static", "**/*"),
        ("webapp/handbook", "**/*.html"),
        ("webapp/translations", "**/*.mo"),
    ],
)
def test_wheel_misses_no_file_of_a_kind(wheel_names: set[str], folder: str, pattern: str) -> None:
    standing = {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).glob(pattern) if path.is_file()}
    wanted = {name for name in standing if "__pycache__" not in name}
    assert wanted, f"{folder} holds no {pattern}"
    assert wanted <= wheel_names, sorted(wanted - wheel_names)


def test_licences_of_code_data_and_vendored_files_travel_with_the_wheel(wheel_names: set[str]) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    licences = f"lykta-{version}.dist-info/licenses"
    assert {
        f"{licences}/LICENSE",
        f"{licences}/geodata/datasets/LICENSE",
        "webapp/static/vendor/leaflet/LICENSE",
        "webapp/static/vendor/source-sans/LICENSE.md",
    } <= wheel_names
