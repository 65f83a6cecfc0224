"""What pictures are taken of: every page and every step of the tablet, in the order in which somebody comes there."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.conftest import House

PLACE = "tessinparken"


@dataclass(frozen=True, slots=True)
class Site:
    """The served demo."""

    house: House
    url: str


Step = Callable[[Page, Site], object]


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its name, and the steps that lead there from the one before; `whole` with all one can scroll to."""

    name: str
    title: str
    steps: tuple[Step, ...]
    whole: bool = True


def at(path: str) -> Step:
    """Open an address and wait for its map and list, if it has them."""

    def go(page: Page, site: Site) -> None:
        page.goto(f"{site.url}{path}")
        if page.locator("[data-rows]").count():
            page.locator("[data-rows] li").first.wait_for()
            page.locator("#map canvas").first.wait_for()

    return go


def press(selector: str) -> Step:
    """Press the first of these that is shown."""

    def go(page: Page, _site: Site) -> None:
        page.locator(f"{selector}:visible").first.click()

    return go


def sign_in(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/delning/{site.house.secret('coordinator')}")


def first_start(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/forsta-start/{site.house.hand_out('setup')}")


def join(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/anslut/{site.house.secret('join', place=PLACE)}")
    page.get_by_role("button", name="Gå med").click()
    page.wait_for_url("**/vandring/*")
    page.locator("#map canvas").first.wait_for()
    page.locator("[data-status][data-tone=ok]").wait_for()


def type_half_a_code(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/anslut")
    page.get_by_label("Kod").fill("7K4")
    page.get_by_role("button", name="Gå med").click()
    page.locator("#code-error").wait_for()


def describe(page: Page, _site: Site) -> None:
    page.locator('form[data-step="save"] [data-severity="4"]').click()
    page.locator("#save-text").fill("Lyktan vid trappan är sönder, kablarna hänger ut.")


def write_too_much(page: Page, _site: Site) -> None:
    page.locator("#save-text").fill("Det är mörkt här. " * 120)


def save(page: Page, _site: Site) -> None:
    page.locator('[type="submit"]:visible').click()
    page.locator("[data-receipt]").wait_for()


def sent(page: Page, _site: Site) -> None:
    page.locator("[data-status][data-tone=ok]").wait_for()


def aim_far_away(page: Page, _site: Site) -> None:
    page.locator("#place-latitude").fill("59,3395")
    page.locator("#place-longitude").fill("18,0725")
    page.locator("[data-place-coordinate] button").click()


def aim_nowhere(page: Page, _site: Site) -> None:
    page.locator("#place-latitude").fill("vid lekplatsen")
    page.locator("[data-place-coordinate] button").click()


def refused(page: Page, _site: Site) -> None:
    page.locator('[data-status-action="mend"]').wait_for()


def lose_the_network(page: Page, _site: Site) -> None:
    page.context.set_offline(True)


def offline(page: Page, _site: Site) -> None:
    page.locator("[data-status][data-tone=off]", has_text="Ingen täckning").wait_for()


def located(page: Page, _site: Site) -> None:
    page.get_by_text("Din position").first.wait_for()


def open_as_partner(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/delning/{site.house.hand_out('partner', place_code=PLACE, holder='Parkdrift', demo=True)}")
    page.locator("[data-rows] li").first.wait_for()
    page.locator("#map canvas").first.wait_for()


def scroll_to(selector: str) -> Step:
    """Scroll until this is the first thing in the window."""

    def go(page: Page, _site: Site) -> None:
        page.locator(selector).evaluate("(element) => scrollTo(0, element.offsetTop - 16)")

    return go


def select_a_row(page: Page, _site: Site) -> None:
    page.locator("[data-rows] li").nth(3).get_by_role("link").click()


def something_new(page: Page, site: Site) -> None:
    """Let another tablet pin while the page is open."""
    house = site.house
    demo_walk = house.plan(PLACE)
    house.join(demo_walk).pin(text="Lyktan vid trappan är sönder.", severity=4, longitude=18.0957, latitude=59.3421)
    # a page that comes into view asks at once
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    page.locator("[data-live-show]").wait_for()


def filter_all_away(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/plats/{PLACE}?sort=suggestion&kategori=graffiti")
    page.locator("[data-empty]").wait_for()


def send_an_empty_form(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/samordning")
    page.get_by_label("Dag").fill("")
    page.get_by_role("button", name="Lägg in vandringen").click()


def edit_at(path: str) -> Step:
    """Open the editor of a place and wait until its map and its polygon stand."""

    def go(page: Page, site: Site) -> None:
        page.goto(f"{site.url}{path}")
        page.locator("#map canvas").first.wait_for()
        page.locator(".m-draft").wait_for(state="attached")

    return go


def choose_a_corner(page: Page, _site: Site) -> None:
    page.locator("[data-rows] button").nth(2).click()


def draw_over_another_place(page: Page, _site: Site) -> None:
    rows = ("59.334400, 18.070500", "59.334400, 18.073500", "59.335900, 18.073500", "59.335900, 18.070500")
    page.locator("[data-text] summary").click()
    page.locator("#corners").fill("\n".join(rows))
    page.locator("#corners").blur()
    page.get_by_text("hektar med Stureplan").wait_for()


def cross_the_boundary(page: Page, _site: Site) -> None:
    rows = page.locator("#corners").input_value().splitlines()
    page.locator("#corners").fill("\n".join([rows[0], rows[2], rows[1], rows[3]]))
    page.locator("#corners").blur()
    page.get_by_text("Gränsen korsar sig själv").wait_for()
    page.get_by_role("button", name="Spara platsen").click()
    page.get_by_role("alert").wait_for()
    page.locator(".m-draft").wait_for(state="attached")


def open_the_file(page: Page, site: Site) -> None:
    """Fetch the report as one file and open it from disk."""
    page.goto(f"{site.url}/plats/{PLACE}/rapport")
    with page.expect_download() as download:
        page.get_by_role("link", name="Webbsida").click()
    file = Path(tempfile.mkdtemp()) / "rapport.html"
    download.value.save_as(file)
    page.goto(file.as_uri())


UNSAFE, SAFE, SUGGESTION = (press(f'[data-kind="{code}"]') for code in ("unsafe", "safe", "suggestion"))
BACK, LIST, WITHOUT_MAP = press("[data-back]"), press('[data-opens="list"]'), press('[data-opens="place"]')

PAGES = (
    Shot("start", "Start", (at("/"),)),
    Shot("join", "Gå med", (at("/anslut"),)),
    Shot("join-refused", "Gå med: fel kod", (type_half_a_code,)),
    Shot("help", "Hjälp", (at("/hjalp"),)),
    Shot("help-coordinator", "Hjälp för samordnare", (at("/hjalp/samordnare"),)),
    Shot("help-administrator", "Hjälp för systemförvaltare", (at("/hjalp/systemforvaltare"),)),
    Shot("privacy", "Integritet", (at("/integritet"),)),
    Shot("accessibility", "Tillgänglighet", (at("/tillganglighet"),)),
    Shot("error-404", "Sidan finns inte", (at("/finns-inte"),)),
    Shot("setup", "Första start", (first_start,)),
    Shot("coordination", "Samordning", (sign_in,)),
    Shot("coordination-refused", "Samordning: formuläret är inte ifyllt", (send_an_empty_form,)),
    Shot("places", "Platser", (at("/samordning/platser"),)),
    Shot("places-edit", "Platser: ändra", (edit_at("/samordning/platser/stureplan"), choose_a_corner), whole=False),
    Shot("places-new", "Platser: ny", (edit_at("/samordning/platser/ny"),), whole=False),
    Shot("places-overlap", "Platser: ny över en annan", (draw_over_another_place,), whole=False),
    Shot("places-refused", "Platser: gränsen korsar sig själv", (cross_the_boundary,), whole=False),
    Shot("restricted", "Skyddade uppgifter", (at("/samordning/skyddade"),)),
    Shot("report", "Områdesrapport", (at(f"/plats/{PLACE}/rapport"),)),
    Shot("report-empty", "Områdesrapport utan iakttagelser", (at(f"/plats/{PLACE}/rapport?till=2020-12-31"),)),
    Shot("report-file", "Områdesrapport som fil", (open_the_file,)),
    Shot("shared-map", "Karta och lista", (at(f"/plats/{PLACE}"),), whole=False),
    Shot("shared-map-selected", "Karta och lista: vald", (select_a_row,), whole=False),
    Shot("shared-map-new", "Karta och lista: ny", (something_new,), whole=False),
    Shot("shared-map-filter", "Karta och lista: period", (press("summary:has([data-shows=period])"),), whole=False),
    Shot("shared-map-empty", "Karta och lista: inga träffar", (filter_all_away,), whole=False),
    Shot("shared-map-stureplan", "Karta och lista: Stureplan", (at("/plats/stureplan"),), whole=False),
)

TABLET = (
    Shot("tablet-01-kind", "Surfplatta: sort", (join,), whole=False),
    Shot("tablet-02-category", "Surfplatta: kategori", (UNSAFE,), whole=False),
    Shot("tablet-03-more", "Surfplatta: fler kategorier", (press("[data-more]"),), whole=False),
    Shot(
        "tablet-04-need", "Surfplatta: utsatt situation", (press('[data-category="vulnerable_people"]'),), whole=False
    ),
    Shot("tablet-05-save", "Surfplatta: spara", (BACK, press('[data-category="works"]')), whole=False),
    Shot("tablet-06-too-long", "Surfplatta: för lång text", (write_too_much,), whole=False),
    Shot("tablet-07-described", "Surfplatta: allvar 4 och text", (describe,), whole=False),
    Shot("tablet-08-receipt", "Surfplatta: sparad", (save, sent), whole=False),
    Shot("tablet-09-list", "Surfplatta: lista", (LIST,), whole=False),
    Shot("tablet-10-withdraw", "Surfplatta: återta", (press('[data-do="withdraw"]'),), whole=False),
    Shot("tablet-11-edit", "Surfplatta: ändra", (press('[data-do="keep"]'), press('[data-do="edit"]')), whole=False),
    Shot("tablet-12-place", "Surfplatta: utan karta", (BACK, BACK, WITHOUT_MAP, aim_nowhere), whole=False),
    Shot(
        "tablet-13-refused",
        "Surfplatta: för långt bort",
        (aim_far_away, SUGGESTION, press('[data-category="vegetation"]'), save, refused),
        whole=False,
    ),
    Shot("tablet-14-mend", "Surfplatta: rätta", (press('[data-status-action="mend"]'),), whole=False),
    Shot(
        "tablet-15-offline",
        "Surfplatta: ingen täckning",
        (BACK, lose_the_network, SAFE, press('[data-category="feels_unsafe"]'), save, offline),
        whole=False,
    ),
    Shot("tablet-16-waiting", "Surfplatta: väntar", (LIST,), whole=False),
)

RUNS = (PAGES, TABLET)


@dataclass(frozen=True, slots=True)
class Poster:
    """One picture of the README: the window, the theme, the steps that lead there, and where the device says it is."""

    size: tuple[int, int]
    theme: str
    steps: tuple[Step, ...]
    position: tuple[float, float] | None = None


README = {
    "tablet-night": Poster((820, 1093), "night", (join, located), position=(18.0955, 59.34245)),
    "shared-map": Poster((1200, 900), "light", (open_as_partner,)),
    "report": Poster((900, 1300), "light", (open_as_partner, at(f"/plats/{PLACE}/rapport"), scroll_to("#kort-sagt"))),
}
