"""The hook asks for npm and Babel only where something is missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from webapp.frontend import build_hook, catalogue, vendoring

ROOT = Path(__file__).parents[3]


def test_hook_asks_for_npm_and_babel_only_while_something_is_missing(packages: Path, checkout: Path) -> None:
    hook_class: Any = build_hook.get_build_hook()
    hook = hook_class(str(checkout), {}, None, None, "", "")
    assert hook.dependencies() == [vendoring.REQUIREMENT, catalogue.REQUIREMENT]
    vendoring.fill_vendor(checkout, packages=packages)
    assert hook.dependencies() == [catalogue.REQUIREMENT]
    hook.initialize("standard", {})
    assert hook.dependencies() == []
    assert catalogue.po_path(checkout, language="en").with_suffix(".mo").is_file()


def test_hook_and_its_modules_load_without_the_product_or_its_libraries() -> None:
    script = f"""
import importlib.util, sys
sys.path[:] = [path for path in sys.path if "site-packages" not in path and path not in ("", {str(ROOT)!r})]
spec = importlib.util.spec_from_file_location("hook", {str(ROOT / "webapp/frontend/build_hook.py")!r})
hook = importlib.util.module_from_spec(spec)
spec.loader.exec_module(hook)
for name in ("catalogue", "manifest", "vendoring"):
    hook._load(name)
"""
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
