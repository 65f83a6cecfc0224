"""The frame of every page: theme, way around, and the mark of a demo."""

from __future__ import annotations

import pytest

from tests.conftest import House

PAGES = ("/", "/anslut", "/hjalp", "/integritet", "/tillganglighet", "/finns-inte")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_a_demo_folder_says_demo(demo_house: House, path: str) -> None:
    assert ">Demo<" in demo_house.client().get(path).get_data(as_text=True)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_of_a_real_folder_says_demo(house: House, path: str) -> None:
    assert ">Demo<" not in house.client().get(path).get_data(as_text=True)


@pytest.mark.parametrize(("chosen", "shown"), [("night", 'data-theme="night"'), ("light", 'data-theme="light"')])
def test_the_chosen_theme_is_in_the_page_before_any_script_runs(house: House, chosen: str, shown: str) -> None:
    client = house.client()
    client.set_cookie("lykta_tema", chosen)
    assert shown in client.get("/").get_data(as_text=True)


def test_another_word_in_the_cookie_is_no_theme(house: House) -> None:
    client = house.client()
    client.set_cookie("lykta_tema", '"><b>')
    assert "data-theme" not in client.get("/").get_data(as_text=True)


def test_the_coordinator_finds_the_desk_from_every_page(house: House) -> None:
    page = house.coordinator().get("/hjalp").get_data(as_text=True)
    assert 'href="/samordning"' in page
    assert 'href="/hjalp" aria-current="page"' in page


def test_an_outreach_worker_finds_the_restricted_list_and_not_the_desk(house: House) -> None:
    page = house.outreach("stureplan").get("/").get_data(as_text=True)
    assert 'href="/samordning/skyddade"' in page
    assert 'href="/samordning"' not in page


def test_nobody_else_is_shown_ways_that_are_closed_to_them(house: House) -> None:
    house.plan("stureplan")
    for client in (house.client(), house.partner("stureplan")):
        assert "/samordning" not in client.get("/hjalp").get_data(as_text=True).replace("/hjalp/samordn", "")


def test_the_handbook_is_marked_as_swedish_also_for_who_reads_english(house: House) -> None:
    page = house.client().get("/hjalp?sprak=en").get_data(as_text=True)
    assert '<html lang="en"' in page
    assert '<article class="prose" lang="sv">' in page
