"""The tablet's page as a walker meets it: what can be pressed, and what can be read."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, Request

from tests.browser.conftest import Served, join_tablet, tablet_ready
from tests.conftest import House
from walks.access import Actor, scope_of
from walks.store.findings import Selection, findings_seen, restricted_findings
from walks.vocabulary import vocabulary
from walks.walk import Walk

TAPS = """
window.lyktaTaps = 0;
addEventListener("click", (event) => { if (event.isTrusted) window.lyktaTaps += 1; }, true);
"""


@dataclass
class TabletPage:
    """A joined tablet with its page open, and what it asks the server for."""

    page: Page
    walk_id: str
    asked: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", self._asks)

    def _asks(self, request: Request) -> None:
        # Playwright takes no method of a list itself
        self.asked.append(request)

    @property
    def receipt(self) -> Locator:
        """What the page says of the last saving."""
        return self.page.locator("[data-receipt-text]")

    @property
    def sight(self) -> str:
        """Where the sight stands, in the words of the first step."""
        return self.page.locator('[data-step="kind"] [data-sight-text]').inner_text()

    @property
    def rows(self) -> Locator:
        """The entries of the list."""
        return self.page.locator("[data-entries] > li")

    def says(self, *sentences: str) -> None:
        """Wait until the status line says this."""
        line = self.page.locator("[data-status] p").first
        for sentence in sentences:
            line.filter(has_text=sentence).wait_for()

    def button(self, name: str) -> Locator:
        """A button of the step that is shown."""
        return self.page.get_by_role("button", name=name)

    def choose(self, kind: str = "unsafe", category: str = "lighting") -> None:
        """Press kind and category."""
        self.page.locator(f'[data-kind="{kind}"]').click()
        if not vocabulary().category(category).primary:
            self.page.locator("[data-more]").click()
        self.page.locator(f'[data-category="{category}"]').click()

    def save(self) -> None:
        """Press "Spara" and wait for the receipt."""
        self.page.locator('[type="submit"]:visible').click()
        self.receipt.get_by_text("Sparad.").wait_for()

    def pin(self, kind: str = "unsafe", category: str = "lighting", *, text: str = "") -> None:
        """Pin a finding where the sight stands."""
        self.choose(kind, category)
        if text:
            self.page.locator("#save-text").fill(text)
        self.save()

    def aim_at(self, latitude: str, longitude: str) -> None:
        """Put the sight on a coordinate, written as somebody writes it."""
        self.page.locator('[data-opens="place"]').click()
        self.page.locator("#place-latitude").fill(latitude)
        self.page.locator("#place-longitude").fill(longitude)
        self.page.locator("[data-place-coordinate] button").click()
        self.page.locator('[data-step="kind"]').wait_for()

    def open_list(self) -> None:
        """Open the list of findings."""
        self.page.locator(".sheet-list").click()
        self.page.locator('[data-step="list"]').wait_for()

    def back(self) -> None:
        """Go one step back."""
        self.page.locator("[data-back]:visible").click()

    def uploads(self) -> list[dict[str, Any]]:
        """Give every operation that was sent so far, again for each time."""
        sent = [request for request in self.asked if request.url.endswith("/operations")]
        return [operation for request in sent for operation in json.loads(request.post_data or "{}")["operations"]]


def open_tablet(context: BrowserContext, served: Served, walk: Walk) -> TabletPage:
    """Join a walk by its link and give the tablet's page."""
    tablet = TabletPage(context.new_page(), walk.walk_id)
    join_tablet(tablet.page, served, walk_id=walk.walk_id)
    return tablet


def reload(tablet: TabletPage) -> None:
    """Load the page anew, as after a crash or an empty battery."""
    tablet.page.reload()
    tablet_ready(tablet.page)


def pinned(house: House, place: str = "tessinparken") -> list[Any]:
    """Give the findings of a place as a coordinator sees them."""
    with house.store.reading() as connection:
        return list(findings_seen(connection, _coordinator(house), selection=Selection(place=place)))


def needs(house: House) -> list[Any]:
    """Give the restricted findings."""
    with house.store.reading() as connection:
        return list(restricted_findings(connection, _coordinator(house)))


def _coordinator(house: House) -> Any:
    return scope_of(Actor("coordinator", "test", places=None), house.clock())
