"""Without a demo: the first link makes a coordinator, and one form makes a walk that people can join."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import Served, tablet_ready
from tests.browser.tablet_page import TabletPage
from tests.conftest import SECRET

pytestmark = pytest.mark.browser


def test_from_the_first_link_to_a_closed_walk(
    serve: Callable[..., Served], open_context: Callable[..., Any], watch: Any
) -> None:
    watch.expected += ["400", "404"]
    served = serve()
    house = served.house
    link = f"{served.url}/forsta-start/{house.hand_out('setup')}"
    desk = open_context(width=1280, height=900).new_page()
    # a mail program that looks at the link must not spend it
    desk.goto(link)
    desk.goto(link)
    desk.get_by_role("button", name="Fortsätt som samordnare").click()
    desk.get_by_text("Den här webbläsaren är samordnarens.").wait_for()
    desk.get_by_text("Inga vandringar än.").wait_for()
    stranger = open_context().new_page()
    answer = stranger.goto(link)
    assert answer is not None
    assert answer.status == 404
    answer = stranger.goto(f"{served.url}/samordning")
    assert answer is not None
    assert answer.status == 404

    # everything wrong is told at once, and what was right stays
    desk.get_by_label("Dag").fill("")
    desk.get_by_role("button", name="Lägg in vandringen").click()
    assert desk.get_by_role("alert").get_by_role("link").count() == 2
    assert desk.get_by_label("Starttid").input_value() == "18:00"
    desk.get_by_role("combobox", name="Plats").select_option(label="Gyllenstiernsgatan")
    desk.get_by_label("Dag").fill("2026-11-26")
    desk.get_by_label("Starttid").fill("18:30")
    desk.get_by_role("button", name="Lägg in vandringen").click()
    walk = desk.locator("article.walk")
    assert walk.get_by_role("heading").inner_text() == "Gyllenstiernsgatan"
    assert "torsdag 26 november 18.30 · 0 iakttagelser" in walk.inner_text()
    code = walk.locator(".code").first.inner_text()
    partner_url = walk.get_by_role("link", name="/delning/").inner_text()

    page = open_context().new_page()
    page.goto(f"{served.url}/anslut")
    page.get_by_label("Kod").fill("ÅÄÖ")
    page.get_by_role("button", name="Gå med").click()
    page.get_by_text("Koden har bara siffror och bokstäver, aldrig Å, Ä, Ö eller U. Läs den igen.").wait_for()
    page.get_by_label("Kod").fill(code)
    page.get_by_role("button", name="Gå med").click()
    page.wait_for_url("**/vandring/*")
    tablet_ready(page)
    tablet = TabletPage(page, page.url.rpartition("/")[2])
    tablet.pin("unsafe", "lighting", text="Trasig lampa vid porten.")
    tablet.pin("suggestion", "vegetation")
    tablet.says("Allt skickat")

    desk.goto(f"{served.url}/plats/gyllenstiernsgatan/rapport")
    text = desk.locator("main").inner_text()
    assert "2 iakttagelser" in text
    assert "Trasig lampa vid porten." in text
    # 2 findings on 8.53 hectares
    assert "0,23 per hektar" in text

    # the first pin began the walk; the coordinator ends it
    desk.goto(f"{served.url}/samordning")
    ours = desk.locator("article.walk", has_text="Gyllenstiernsgatan")
    assert "2 iakttagelser" in ours.inner_text()
    ours.get_by_role("button", name="Avsluta vandringen").click()
    ours.get_by_text("Avsluta vandringen").wait_for(state="detached")
    assert ours.locator(".code").count() == 0

    # what comes after is kept aside, and said
    tablet.pin("safe", "street_life")
    tablet.says("Allt skickat")
    tablet.open_list()
    tablet.rows.first.get_by_text("Kom in efter stängning").wait_for()
    desk.goto(f"{served.url}/plats/gyllenstiernsgatan/rapport")
    assert "2 iakttagelser" in desk.locator("main").inner_text()
    stranger.goto(f"{served.url}/anslut")
    stranger.get_by_label("Kod").fill(code)
    stranger.get_by_role("button", name="Gå med").click()
    stranger.get_by_text("Koden stämmer inte, eller så är vandringen avslutad.").wait_for()

    # the partner's link goes on
    stranger.goto(partner_url)
    stranger.get_by_text("Trasig lampa vid porten.").first.wait_for()
    assert SECRET.decode() not in stranger.content()
