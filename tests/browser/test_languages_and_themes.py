"""English beside Swedish, night beside light, and stillness for who wants it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Served
from tests.browser.tablet_page import open_tablet

pytestmark = pytest.mark.browser

SWEDISH = re.compile(r"[åäöÅÄÖ]|\b(och|inte|eller|till|från|med|att|som|för|är)\b", re.IGNORECASE)

# every word a reader or a screen reader meets, but for names and what somebody wrote
WORDS = """() => {
  const own = document.body.cloneNode(true);
  const data = ".finding-text, [data-entry-text], [data-entry-where], .report-findings :is(.text, .where), " +
    ".restricted h2 + p, [lang]:not(html), .map-attr, option[data-longitude], svg";
  for (const element of own.querySelectorAll(`script, style, ${data}`)) element.remove();
  const spoken = [...own.querySelectorAll("[aria-label], [title], [data-help], [data-label]")]
    .flatMap((element) => ["aria-label", "title", "data-help", "data-label"].map((name) => element.getAttribute(name)));
  const walker = document.createTreeWalker(own, NodeFilter.SHOW_TEXT);
  const texts = [document.title];
  while (walker.nextNode()) texts.push(walker.currentNode.textContent);
  return [...texts, ...spoken].map((text) => text?.trim()).filter(Boolean);
}"""

NAMES = ("Östermalmstorg", "Universitetet–Lappis", "Svenska", "Gyllenstiernsgatan", "Stureplan", "Tessinparken")


def swedish_words(page: Page) -> list[str]:
    """Give what is still Swedish on an English page."""
    texts: list[str] = page.evaluate(WORDS)
    for name in NAMES:
        texts = [text.replace(name, "") for text in texts]
    return [text for text in texts if SWEDISH.search(text)]


def test_english_is_chosen_once_and_kept(
    serve: Callable[..., Served], open_context: Callable[..., Any], watch: Any
) -> None:
    watch.expected.append("404")
    served = serve(demo=True)
    house = served.house
    context = open_context(width=1440, height=900)
    page = context.new_page()
    page.goto(served.link(house.secret("partner", place="tessinparken")))
    page.locator("label.chip", has_text="Otryggt").click()
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**/plats/tessinparken?**")
    assert page.locator("html").get_attribute("lang") == "en"
    # the choice of language keeps the choice of findings
    assert page.get_by_label("Unsafe").is_checked()
    page.get_by_text("5 findings. Updated 18:42").wait_for()
    assert swedish_words(page) == []
    for path in ("/", "/anslut", "/plats/tessinparken/rapport", "/finns-inte"):
        page.goto(f"{served.url}{path}")
        assert page.locator("html").get_attribute("lang") == "en", path
        assert swedish_words(page) == [], path
    page.goto(served.link(house.secret("coordinator")))
    assert swedish_words(page) == [], "coordination"
    page.goto(f"{served.url}/samordning/skyddade")
    assert swedish_words(page) == [], "restricted"
    page.get_by_role("link", name="Svenska").click()
    page.get_by_role("heading", name="Skyddade uppgifter").wait_for()
    assert page.locator("html").get_attribute("lang") == "sv"


def test_the_tablet_speaks_english_in_every_step(
    serve: Callable[..., Served], open_context: Callable[..., Any]
) -> None:
    served = serve()
    walk = served.house.plan()
    context = open_context()
    context.new_page().goto(f"{served.url}/?sprak=en")
    page = context.new_page()
    page.goto(f"{served.url}/anslut/{served.house.secret('join', walk=walk.walk_id)}")
    page.get_by_role("button", name="Join").click()
    page.wait_for_url("**/vandring/*")
    page.locator("[data-status][data-tone=ok]").wait_for()
    page.get_by_role("button", name="Unsafe").click()
    page.get_by_role("button", name="Lighting").click()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    assert page.locator("[data-receipt-text]").inner_text() == "Saved. Unsafe, lighting, 18:42, darkness."
    page.get_by_text("Everything sent").first.wait_for()
    # every step stands in the page, shown or not
    assert swedish_words(page) == []


def test_the_theme_follows_the_device_until_somebody_chooses(
    serve: Callable[..., Served], open_context: Callable[..., Any]
) -> None:
    served = serve()
    page = open_context(reduced_motion="reduce").new_page()
    theme = "() => document.documentElement.dataset.theme"
    ground = "() => getComputedStyle(document.body).backgroundColor"
    page.goto(f"{served.url}/")
    light = page.evaluate(ground)
    assert page.evaluate(theme) == "light"
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"() => ({theme})() === 'night'")
    page.wait_for_function(f"(light) => ({ground})() !== light", arg=light)
    night = page.evaluate(ground)
    assert sum(map(int, re.findall(r"\d+", night)[:3])) < 150 < sum(map(int, re.findall(r"\d+", light)[:3]))

    button = page.locator("[data-module=theme-toggle]")
    assert button.get_attribute("aria-label") == "Byt till ljust tema"
    button.click()
    assert page.evaluate(theme) == "light"
    assert button.get_attribute("aria-label") == "Byt till natt-tema"
    # the choice is stronger than the device, on every page and before the first paint
    for path in ("/", "/anslut", "/hjalp"):
        page.goto(f"{served.url}{path}")
        assert page.evaluate(theme) == "light", path
        assert page.evaluate(ground) == light, path
    assert 'data-theme="light"' in page.request.get(f"{served.url}/hjalp").text()
    page.locator("[data-module=theme-toggle]").click()
    page.emulate_media(color_scheme="light")
    page.reload()
    assert page.evaluate(theme) == "night"

    # the map's canvas follows too
    tablet = open_tablet(open_context(), served, served.house.plan())
    drawn = "() => document.querySelector('#map canvas').toDataURL()"
    by_day = tablet.page.evaluate(drawn)
    tablet.page.locator("header [data-module=theme-toggle]").click()
    tablet.page.wait_for_function(f"(before) => ({drawn})() !== before", arg=by_day, polling=200)


def test_nothing_moves_for_who_wants_it_still(serve: Callable[..., Served], open_context: Callable[..., Any]) -> None:
    served = serve(demo=True)
    moving = """() => [...document.querySelectorAll("*")].filter((element) => {
      const { transitionDuration, animationName, animationDuration } = getComputedStyle(element);
      const longest = Math.max(...`${transitionDuration}, ${animationName === "none" ? "0s" : animationDuration}`
        .split(", ").map((span) => parseFloat(span) * (span.endsWith("ms") ? 0.001 : 1)));
      return longest > 0.01;
    }).map((element) => element.outerHTML.slice(0, 100))"""
    page = open_context(width=1440, height=900, reduced_motion="reduce").new_page()
    page.goto(served.link(served.house.secret("partner", place="tessinparken")))
    page.locator("[data-rows] li").first.wait_for()
    page.evaluate("async () => { window.shown = await window.lykta.mounted; }")
    assert page.evaluate(moving) == []
    row = page.locator("[data-rows] li").nth(6)
    row.get_by_role("link").click()
    # no gliding: the map is there at once
    assert page.evaluate("() => !document.querySelector('#map .leaflet-pan-anim')")
    page.goto(f"{served.url}/")
    assert page.evaluate(moving) == []
    tablet = open_tablet(open_context(reduced_motion="reduce"), served, served.house.plan())
    assert tablet.page.evaluate(moving) == []
    tablet.pin()
    assert tablet.page.evaluate(moving) == []
