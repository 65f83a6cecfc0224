"""`python -m webapp.frontend build|translations`: what the Makefile asks for between installations."""

from __future__ import annotations

import argparse
from pathlib import Path

from . import catalogue, vendoring


def main(arguments: list[str] | None = None) -> None:
    """
    Do one piece of build work in the checkout.

    Parameters
    ----------
    arguments
        Words after the command; None takes them from the command line.

    Raises
    ------
    SystemExit
        If the words are wrong or the work fails; the message tells the remedy.
    """
    parser = argparse.ArgumentParser(prog="python -m webapp.frontend", description=__doc__)
    parser.add_argument("work", choices=["build", "translations"])
    work = parser.parse_args(arguments).work
    root = Path(__file__).resolve().parents[2]
    try:
        if work == "translations":
            catalogue.update(root)
        if vendoring.vendor_faults(root):
            vendoring.vendor(root)
        if catalogue.catalogue_faults(root):
            catalogue.compile_catalogues(root)
    except (vendoring.VendoringError, catalogue.CatalogueError) as error:
        raise SystemExit(f"webapp.frontend: {error}") from error


if __name__ == "__main__":
    main()
