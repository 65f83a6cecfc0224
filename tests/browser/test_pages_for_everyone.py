"""Every page in a real Chromium: axe clean in both themes, nothing outside, nothing against the policy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Served, axe_faults, join_tablet, wear

pytestmark = pytest.mark.browser

OPEN_PAGES = (
    "/",
    "/anslut",
    "/hjalp",
    "/hjalp/deltagare",
    "/hjalp/gruppledare",
    "/hjalp/samverkanspart",
    "/hjalp/samordnare",
    "/hjalp/systemforvaltare",
    "/integritet",
    "/tillganglighet",
    "/finns-inte",
)
COORDINATOR_PAGES = ("/samordning", "/samordning/skyddade", "/plats/stureplan", "/plats/stureplan/rapport")


def look(page: Page, where: str) -> None:
    """Look at a page wide and narrow in both themes: by all rules at each width, by those of colours in each theme."""
    page.set_viewport_size({"width": 1440, "height": 900})
    wear(page, "light")
    assert axe_faults(page) == [], f"{where}, wide, light"
    wear(page, "night")
    assert axe_faults(page, colours_only=True) == [], f"{where}, wide, night"
    page.set_viewport_size({"width": 390, "height": 900})
    assert axe_faults(page) == [], f"{where}, narrow, night"
    wear(page, "light")
    assert axe_faults(page, colours_only=True) == [], f"{where}, narrow, light"


def test_open_pages_are_clean(served: Served, open_context: Callable[..., Any], watch: Any) -> None:
    watch.expected.append("404")
    page = open_context().new_page()
    for path in (*OPEN_PAGES, f"/forsta-start/{served.house.hand_out('setup')}"):
        page.goto(f"{served.url}{path}")
        look(page, path)


def test_pages_of_the_coordinator_are_clean(served: Served, open_context: Callable[..., Any]) -> None:
    page = open_context().new_page()
    page.goto(served.link(served.house.secret("coordinator")))
    for path in COORDINATOR_PAGES:
        page.goto(f"{served.url}{path}")
        if page.locator("#map").count():
            page.locator("[data-rows] li").first.wait_for()
            page.locator("#map canvas").first.wait_for()
        look(page, path)
        assert page.get_by_text("Demo", exact=True).first.is_visible(), path


def test_each_step_of_the_tablet_is_clean(served: Served, open_context: Callable[..., Any]) -> None:
    walk = served.house.plan()
    page = open_context().new_page()

    def look_at(step: str) -> None:
        wear(page, "light")
        assert axe_faults(page) == [], f"{step}, light"
        wear(page, "night")
        assert axe_faults(page, colours_only=True) == [], f"{step}, night"

    join_tablet(page, served, walk_id=walk.walk_id)
    look_at("kinds")
    page.get_by_role("button", name="Otryggt").click()
    look_at("categories")
    page.get_by_role("button", name="Fler").click()
    look_at("more categories")
    page.get_by_role("button", name="Utsatt situation").click()
    look_at("need")
    page.get_by_role("button", name="Tillbaka").first.click()
    page.get_by_role("button", name="Tillbaka").first.click()
    page.get_by_role("button", name="Belysning").click()
    page.get_by_role("button", name="4 Akut").click()
    look_at("save")
    page.get_by_role("button", name="Spara").click()
    page.get_by_text("Sparad.").wait_for()
    look_at("receipt")
    page.get_by_role("button", name="Utan karta").click()
    look_at("without the map")
    page.get_by_role("button", name="Tillbaka").first.click()
    page.locator(".sheet-list").click()
    look_at("list")
    page.get_by_role("button", name="Ändra").first.click()
    look_at("edit")
