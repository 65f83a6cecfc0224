"""A real server, a real Chromium, and a watch over everything that a page must not do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Dialog, Page

from tests.conftest import NOW, House, make_house
from webapp.context import attach
from webapp.server import build_server, listening

PATIENCE_MS = 30_000
"""How long to wait for what must come: the machine may be busy with other tests."""

SPY = """
window.lyktaViolations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.lyktaViolations.push(event.violatedDirective + " " + event.blockedURI));
"""

AXE_RUN = """async (options) => {
  const { violations } = await axe.run(options);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the Chromium that LYKTA_CHROMIUM names, else the one on PATH, else Playwright's own."""
    named = os.environ.get("LYKTA_CHROMIUM") or shutil.which("chromium") or ""
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    found = {"executable_path": named} if named else {}
    # without a graphics card its process only costs time: the pages are drawn by the processor either way
    return {**browser_type_launch_args, **found, "args": [*quiet, "--disable-dev-shm-usage", "--disable-gpu"]}


@dataclass
class Served:
    """An application that a browser can reach."""

    house: House
    url: str

    def link(self, secret: str) -> str:
        """Give the address that exchanges a link's secret."""
        return f"{self.url}/delning/{secret}"


@pytest.fixture
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Any]]:
    """Give a maker of running servers, each with a folder of its own."""
    stops: list[Callable[[], None]] = []

    def start(*, demo: bool = False, name: str = "localhost", **settings: Any) -> Served:
        house = make_house(tmp_path_factory.mktemp("served"), demo=demo, port=0, **settings)
        running = listening(build_server(house.app, house.context.settings))
        port = running.__enter__()
        bound = house.context.settings.model_copy(update={"port": port})
        attach(house.app, replace(house.context, settings=bound))
        scheme = "https" if bound.own_tls else "http"

        def stop() -> None:
            running.__exit__(None, None, None)
            house.store.close()

        stops.append(stop)
        return Served(house, f"{scheme}://{name}:{port}")

    yield start
    for stop in stops:
        stop()


@pytest.fixture
def served(serve: Callable[..., Served]) -> Served:
    """Give a running server with the demo."""
    return serve(demo=True)


@dataclass
class Watch:
    """What pages did that no page may do."""

    faults: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext, *, host: str) -> None:
        """Watch every page of a context."""
        context.add_init_script(SPY)
        context.on("page", lambda page: self._over_page(page, host=host))
        context.on("dialog", self._refuse)

    def _refuse(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _over_page(self, page: Page, *, host: str) -> None:
        page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        page.on("console", self._hear)
        page.on("request", lambda request: self._see(request.url, host=host))

    def _hear(self, message: Any) -> None:
        if message.type == "error" and not any(words in message.text for words in self.expected):
            self.faults.append(f"console: {message.text} {message.location.get('url', '')}")

    def _see(self, url: str, *, host: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"data", "blob", "file"} and parts.hostname != host:
            self.faults.append(f"outside request: {url}")


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Watch the test's pages; whatever they did wrong fails the test at its end."""
    made = Watch()
    yield made
    assert made.faults == []


@pytest.fixture
def open_context(browser: Browser, watch: Watch) -> Iterator[Callable[..., BrowserContext]]:
    """Give a maker of browser contexts, each a person of their own, whose clocks start where the server's stands."""
    made: list[BrowserContext] = []

    def make(
        *,
        width: int = 820,
        height: int = 1180,
        night: bool = False,
        host: str = "localhost",
        within: Browser = browser,
        **more: Any,
    ) -> BrowserContext:
        context = within.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if night else "light",
            locale="sv-SE",
            timezone_id="Europe/Stockholm",
            **more,
        )
        context.set_default_timeout(PATIENCE_MS)
        context.clock.install(time=NOW)
        watch.over(context, host=host)
        made.append(context)
        return context

    yield make
    for context in made:
        for page in context.pages:
            violations = page.evaluate("() => window.lyktaViolations ?? []")
            watch.faults += [f"policy: {item} at {page.url}" for item in violations]
        context.close()


def axe_faults(page: Page, *, colours_only: bool = False) -> list[str]:
    """
    Give what axe finds against WCAG 2.1 AA and its best practices, one line each.

    `colours_only`: the page was looked at before and only its theme is another one.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(Axe().axe_script)
    rules = {"runOnly": ["color-contrast", "link-in-text-block"]} if colours_only else {}
    found: list[str] = page.evaluate(AXE_RUN, {"resultTypes": ["violations"], **rules})
    return found


def wear(page: Page, theme: str) -> None:
    """Let the device ask for a theme; the page follows, as nobody has chosen one in it."""
    page.emulate_media(color_scheme="dark" if theme == "night" else "light", reduced_motion="reduce")
    page.wait_for_function("(theme) => document.documentElement.dataset.theme === theme", arg=theme)


def join_tablet(page: Page, served: Served, *, walk_id: str) -> None:
    """Join a walk as a walker does, by its link."""
    page.goto(f"{served.url}/anslut/{served.house.secret('join', walk=walk_id)}")
    page.get_by_role("button", name="Gå med").click()
    page.wait_for_url("**/vandring/*")
    tablet_ready(page)


def tablet_ready(page: Page) -> None:
    """Wait until the tablet's page has its map, its sight and an answer from the server."""
    page.wait_for_function("() => window.lykta && document.querySelector('#map canvas')")
    page.wait_for_function("() => /\\d/.test(document.querySelector('[data-sight-text]').textContent)")
    page.locator("[data-status][data-tone=ok]").wait_for()


def remarks_path() -> Path:
    """Give the fixture of published remarks."""
    return Path(__file__).parent.parent / "data" / "remarks.csv"
