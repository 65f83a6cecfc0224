"""Tell hatchling what a checkout lacks, and build it before files are packed."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_PACKAGE = "lykta_frontend"


def get_build_hook() -> type[BuildHookInterface[Any]]:
    """
    Give hatchling its hook class.

    Returns
    -------
    A class that asks for npm or Babel only when something is missing or stale: a wheel or sdist that holds
    everything is built without a network.
    """
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    catalogue, vendoring = _load("catalogue"), _load("vendoring")

    class LyktaBuildHook(BuildHookInterface[Any]):
        def dependencies(self) -> list[str]:
            root = Path(self.root)
            wanted = []
            if vendoring.vendor_faults(root):
                wanted.append(vendoring.REQUIREMENT)
            if catalogue.catalogue_faults(root):
                wanted.append(catalogue.REQUIREMENT)
            return wanted

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            root = Path(self.root)
            if vendoring.vendor_faults(root):
                vendoring.vendor(root)
            if catalogue.catalogue_faults(root):
                catalogue.compile_catalogues(root)

    return LyktaBuildHook


def _load(name: str) -> ModuleType:
    """
    Load a module of this folder.

    Not as `webapp.frontend`: that would import `webapp` and with it Flask, which an isolated build does not have.
    """
    if _PACKAGE not in sys.modules:
        folder = Path(__file__).parent
        spec = importlib.util.spec_from_file_location(
            _PACKAGE, folder / "__init__.py", submodule_search_locations=[str(folder)]
        )
        if spec is None or spec.loader is None:
            raise ImportError(f"{folder} cannot be loaded as a package; unpack the source again")
        sys.modules[_PACKAGE] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[_PACKAGE])
    return importlib.import_module(f"{_PACKAGE}.{name}")
