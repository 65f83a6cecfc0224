"""
Take a picture of every page: `python -m tests.browser.pictures [--out DIR] [--only WORD] [--readme]`.

The demo is served from a folder of its own with a clock that stands still, so the same code gives the same pictures.
Each page is taken on a telephone, a tablet and a desk screen, in light and night theme, and laid out in one index.
`--readme` takes only the three pictures of the README, into the handbook's folder.
"""

from __future__ import annotations

import argparse
import html
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.shots import README, RUNS, Shot, Site
from tests.browser.small_png import write_small
from tests.conftest import NOW, make_house
from webapp.context import attach
from webapp.server import build_server, listening

ROOT = Path(__file__).parents[2]
README_PICTURES = ROOT / "webapp" / "handbook" / "pictures"
SCREENS = {"phone": (390, 844), "tablet": (820, 1180), "desk": (1440, 900)}
THEMES = ("light", "night")
MOST_BYTES = 200_000
STYLE = """
body { margin: 2rem; font: 16px sans-serif }
img { margin: 0 8px 8px 0; border: 1px solid #888; vertical-align: top }
"""


def main(words: list[str] | None = None) -> int:
    """Take the pictures; 1 if one of the README's is too large."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.pictures")
    parser.add_argument("--out", type=Path, default=ROOT / "pictures", help="folder for the pictures and their index")
    parser.add_argument("--only", default="", help="only pictures with this word in their name")
    parser.add_argument("--readme", action="store_true", help="only the three pictures of the README")
    options = parser.parse_args(words)
    with started() as browser:
        return readme_pictures(browser) if options.readme else every_picture(browser, options.out, only=options.only)


@contextmanager
def started() -> Iterator[Browser]:
    """Start the Chromium that LYKTA_CHROMIUM names, else the one on PATH, else Playwright's own."""
    named = os.environ.get("LYKTA_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        # the language decides how the browser writes the dates in its own fields
        args = ["--disable-gpu", "--disable-dev-shm-usage", "--lang=sv-SE"]
        browser = playwright.chromium.launch(executable_path=named or None, args=args)
        yield browser
        browser.close()


@contextmanager
def serving() -> Iterator[Site]:
    """Serve a fresh demo on a free port."""
    with tempfile.TemporaryDirectory() as folder:
        house = make_house(Path(folder), demo=True, port=0)
        with listening(build_server(house.app, house.context.settings)) as port:
            # the links on the pages are those of an ordinary start, not of the port that was free
            attach(house.app, replace(house.context, settings=house.context.settings.model_copy(update={"port": 8000})))
            yield Site(house, f"http://localhost:{port}")
        house.store.close()


@contextmanager
def looking(
    browser: Browser, size: tuple[int, int], *, theme: str, position: tuple[float, float] | None = None
) -> Iterator[tuple[Page, Site]]:
    """
    Give the page of somebody who has never been here, whose clock stands where the server's does.

    `position`: longitude and latitude that the device tells, to six metres; None where it may not tell any.
    """
    known: dict[str, Any] = {}
    if position is not None:
        place = {"longitude": position[0], "latitude": position[1], "accuracy": 6}
        known = {"geolocation": place, "permissions": ["geolocation"]}
    with serving() as site:
        context = browser.new_context(
            **known,
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if theme == "night" else "light",
            reduced_motion="reduce",
            locale="sv-SE",
            timezone_id="Europe/Stockholm",
        )
        context.clock.set_fixed_time(NOW)
        yield context.new_page(), site
        context.close()


def every_picture(browser: Browser, out: Path, *, only: str) -> int:
    """Take every page on every screen in both themes, and write the index."""
    out.mkdir(parents=True, exist_ok=True)
    shots = [shot for run in RUNS for shot in run if only in shot.name]
    for screen, size in SCREENS.items():
        for theme in THEMES:
            for run in RUNS:
                if not set(run).isdisjoint(shots):
                    with looking(browser, size, theme=theme) as (page, site):
                        for shot in run:
                            for step in shot.steps:
                                step(page, site)
                            if shot in shots:
                                (out / file_name(shot, screen, theme)).write_bytes(take(page, whole=shot.whole))
            print(f"{screen}, {theme}", file=sys.stderr)
    (out / "index.html").write_text(index(shots), encoding="utf-8")
    print(out / "index.html")
    return 0


def readme_pictures(browser: Browser) -> int:
    """Take the three pictures of the README."""
    README_PICTURES.mkdir(parents=True, exist_ok=True)
    too_large = 0
    for name, poster in README.items():
        path = README_PICTURES / f"{name}.png"
        with looking(browser, poster.size, theme=poster.theme, position=poster.position) as (page, site):
            for step in poster.steps:
                step(page, site)
            write_small(browser, take(page, whole=False), path)
        weight = path.stat().st_size
        too_large += weight > MOST_BYTES
        limit = f", at most {MOST_BYTES:,} may it be" if weight > MOST_BYTES else ""
        print(f"{path.relative_to(ROOT)}: {weight:,} bytes{limit}")
    return 1 if too_large else 0


def take(page: Page, *, whole: bool) -> bytes:
    """Take one picture, once everything has come and stands still, with no mouse over anything."""
    page.mouse.move(0, 0)
    page.evaluate("async () => { await document.fonts.ready; }")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page.screenshot(full_page=whole)


def file_name(shot: Shot, screen: str, theme: str) -> str:
    """Name a picture."""
    return f"{shot.name}-{SCREENS[screen][0]}-{theme}.png"


def index(shots: list[Shot]) -> str:
    """Lay the pictures out, a row for each page."""
    rows = []
    for shot in shots:
        names = [(screen, theme, file_name(shot, screen, theme)) for theme in THEMES for screen in SCREENS]
        cells = "".join(
            f'<a href="{name}"><img src="{name}" width="{SCREENS[screen][0] // 3}" alt="{screen}, {theme}"></a>'
            for screen, theme, name in names
        )
        rows.append(f"<h2>{html.escape(shot.title)}</h2>\n<p>{cells}</p>")
    head = f'<!doctype html>\n<html lang="sv">\n<meta charset="utf-8">\n<title>Lykta</title>\n<style>{STYLE}</style>\n'
    return f"{head}<h1>Lykta</h1>\n" + "\n".join(rows) + "\n</html>\n"


if __name__ == "__main__":
    sys.exit(main())
