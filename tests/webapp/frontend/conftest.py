"""A small checkout with its npm packages, as the build meets them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from webapp.frontend import catalogue

ROOT = Path(__file__).parents[3]
RULES = {"map/map.js": "mapper/dist/map.js", "map/images/*": "mapper/dist/images/*", "map/LICENSE": "mapper/LICENSE"}


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """Two packages as npm would leave them; only one of them is asked for."""
    files = {
        "mapper/dist/map.js": "var map = 1;\n",
        "mapper/dist/map.js.map": "{}",
        "mapper/dist/images/pin.png": "pin",
        "mapper/dist/images/ring.png": "ring",
        "mapper/LICENSE": "free",
        "other/index.js": "other",
    }
    folder = tmp_path / "node_modules"
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A tree with the front end's package files and two small catalogues."""
    root = tmp_path / "checkout"
    frontend = root / "webapp" / "frontend"
    frontend.mkdir(parents=True)
    (frontend / "package.json").write_text("{}")
    (frontend / "package-lock.json").write_text('{"lockfileVersion": 3}')
    (frontend / "vendor.json").write_text(json.dumps(RULES))
    translations = root / "webapp" / "translations"
    (translations / "en" / "LC_MESSAGES").mkdir(parents=True)
    (translations / "sv" / "LC_MESSAGES").mkdir(parents=True)
    shutil.copy(ROOT / "webapp" / "translations" / "babel.toml", translations)
    scripts = root / "webapp" / "static" / "js"
    scripts.mkdir(parents=True)
    (scripts / "pin.mjs").write_text("export const text = `${_('Spara')} ${count}`;\n")
    (root / "webapp" / "views.py").write_text('title = _("Karta över %(place)s", place=place)\n')
    for language in ("en", "sv"):
        catalogue.po_path(root, language=language).write_text("")
    catalogue.update(root)
    return root
