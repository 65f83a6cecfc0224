"""Every page in a real Chromium: axe clean in both themes, nothing outside, nothing against the policy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import Served, axe_faults, join_tablet

pytestmark = pytest.mark.browser

OPEN_PAGES = ("/", "/anslut", "/hjalp", "/hjalp/samordnare", "/integritet", "/tillganglighet", "/finns-inte")
COORDINATOR_PAGES = ("/samordning", "/samordning/skyddade", "/plats/stureplan", "/plats/stureplan/rapport")


@pytest.mark.parametrize("night", [False, True], ids=["light", "night"])
@pytest.mark.parametrize("width", [390, 1440])
def test_pages_are_clean(
    served: Served, open_context: Callable[..., Any], watch: Any, *, night: bool, width: int
) -> None:
    watch.expected.append("404")
    page = open_context(width=width, height=900, night=night).new_page()
    for path in OPEN_PAGES:
        page.goto(f"{served.url}{path}")
        assert axe_faults(page) == [], path
    page.goto(served.link(served.house.secret("coordinator")))
    for path in COORDINATOR_PAGES:
        page.goto(f"{served.url}{path}")
        page.wait_for_load_state("networkidle")
        assert axe_faults(page) == [], path
        assert page.get_by_text("Demo", exact=True).first.is_visible(), path


@pytest.mark.parametrize("night", [False, True], ids=["light", "night"])
def test_each_step_of_the_tablet_is_clean(served: Served, open_context: Callable[..., Any], *, night: bool) -> None:
    walk = served.house.plan()
    page = open_context(night=night).new_page()
    join_tablet(page, served, walk_id=walk.walk_id)
    assert axe_faults(page) == [], "kinds"
    page.get_by_role("button", name="Otryggt").click()
    assert axe_faults(page) == [], "categories"
    page.get_by_role("button", name="Fler").click()
    assert axe_faults(page) == [], "more categories"
    page.get_by_role("button", name="Utsatt situation").click()
    assert axe_faults(page) == [], "need"
    page.get_by_role("button", name="Tillbaka").first.click()
    page.get_by_role("button", name="Tillbaka").first.click()
    page.get_by_role("button", name="Belysning").click()
    assert axe_faults(page) == [], "save"
    page.get_by_role("button", name="Spara").click()
    page.get_by_text("Sparad.").wait_for()
    assert axe_faults(page) == [], "receipt"
    page.get_by_role("button", name="Utan karta").click()
    assert axe_faults(page) == [], "without the map"
    page.get_by_role("button", name="Tillbaka").first.click()
    page.locator(".sheet-list").click()
    assert axe_faults(page) == [], "list"
