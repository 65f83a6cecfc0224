"""What somebody writes to do harm is shown as the text it is: on every page of a browser, and in the report's file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Served
from tests.browser.tablet_page import open_tablet

pytestmark = pytest.mark.browser

MARKUP = (
    "<script>window.harmed = 1</script>",
    "</script><script>window.harmed = 1</script>",
    "</style></title></textarea><script>window.harmed = 1</script>",
    "<img src=x onerror=window.harmed=1>",
    "<svg onload=window.harmed=1><animate onbegin=window.harmed=1>",
    "<iframe srcdoc='<script>parent.harmed = 1</script>'></iframe>",
    "<details open ontoggle=window.harmed=1>",
    "<img src=https://harm.example/seen.png>",
    "<link rel=stylesheet href=https://harm.example/style.css><style>* { display: none }</style>",
    "<meta http-equiv=refresh content='0; url=https://harm.example/'><base href=https://harm.example/>",
    "<form action=https://harm.example/><input name=code autofocus onfocus=window.harmed=1>",
)
ATTRIBUTES = (
    '" autofocus onfocus="window.harmed=1" x="',
    "' onmouseover='window.harmed=1' x='",
    "javascript:window.harmed=1",
)
TEMPLATES = (
    "{{ 7 * 7 }}",
    "{{ config.__class__.__init__.__globals__ }}",
    "{% raw %}",
    "{% for n in range(10) %}n{% endfor %}",
    "${window.harmed = 1}",
    "#{7 * 7}",
    "%(count)s %s %d",
)
OTHERS = (
    '=HYPERLINK("https://harm.example/","öppna")',
    "+1+1",
    "@SUM(A1:A9)",
    "-2+3",
    'a;b;"c",d',
    '#read("/etc/passwd") #import "@preview/harm:0.1.0"',
    "Robert'); DROP TABLE findings;--",
    "&lt;b&gt; &amp;",
    "Lampan är trasig\u202e <b>",
)
PAYLOADS = (*MARKUP, *ATTRIBUTES, *TEMPLATES, *OTHERS)

ADDRESSES = (
    "/plats/tessinparken?sort={}&kategori={}&fran={}&till={}",
    "/plats/tessinparken/rapport?fran={}",
    "/anslut?kod={}",
    "/finns-inte-{}",
)

# elements and attributes that no text may become
GROWN = """() => [
  ...document.querySelectorAll("main :is(script, style, img, iframe, object, embed, link, meta, base)"),
  ...[...document.querySelectorAll("*")].filter((each) => each.getAttributeNames().some((name) => /^on/.test(name))),
  ...document.querySelectorAll("form[action*='harm'], a[href*='harm'], a[href^='javascript:']"),
].map((element) => element.outerHTML.slice(0, 160))"""


def harmless(page: Page, *, shows: tuple[str, ...], where: str) -> None:
    """Check that the page shows these words and that nothing came of them."""
    text = " ".join((page.locator("main").text_content() or "").split())
    assert [words for words in shows if " ".join(words.split()) not in text] == [], where
    assert page.evaluate(GROWN) == [], where
    assert page.evaluate("() => window.lyktaViolations") == [], where
    assert page.evaluate("() => window.harmed") is None, where


def test_no_words_become_code(
    serve: Callable[..., Served], open_context: Callable[..., Any], watch: Any, tmp_path: Path
) -> None:
    watch.expected += ["400", "404"]
    served = serve()
    house = served.house
    walk = house.plan()
    device = house.join(walk)
    for number, words in enumerate(PAYLOADS):
        device.pin(text=words, longitude=round(18.0935 + number * 0.0001, 6), severity=1 + number % 4)
        device.need(text=words)

    tablet = open_tablet(open_context(), served, walk)
    page = tablet.page
    page.wait_for_function(
        "(count) => document.querySelectorAll('[data-entries] > li').length === count", arg=len(PAYLOADS)
    )
    tablet.pin("suggestion", "other", text=MARKUP[0])
    tablet.says("Allt skickat")
    harmless(page, shows=PAYLOADS, where="tablet")
    tablet.open_list()
    own = tablet.rows.filter(has_text="Förslag, annat")
    own.get_by_role("button", name="Ändra").click()
    assert page.locator("#edit-text").input_value() == MARKUP[0]
    harmless(page, shows=PAYLOADS, where="tablet, edit")

    holder = '"><img src=x onerror=window.harmed=1>'
    partner = open_context(width=1440, height=900).new_page()
    partner.goto(served.link(house.hand_out("partner", place_code="tessinparken", holder=holder)))
    partner.wait_for_function(
        "(count) => document.querySelectorAll('[data-rows] > li').length === count", arg=len(PAYLOADS) + 1
    )
    partner.locator("[data-rows] li").nth(3).get_by_role("link").click()
    harmless(partner, shows=PAYLOADS, where="shared map")
    assert holder in (partner.locator("header").text_content() or "")
    partner.goto(f"{served.url}/plats/tessinparken/rapport")
    harmless(partner, shows=PAYLOADS, where="report")

    desk = open_context(width=1440, height=900, accept_downloads=True).new_page()
    desk.goto(f"{served.url}/forsta-start/{house.hand_out('setup')}")
    desk.get_by_role("button", name="Fortsätt som samordnare").click()
    desk.wait_for_url("**/samordning")
    desk.goto(f"{served.url}/samordning/skyddade")
    harmless(desk, shows=PAYLOADS, where="restricted")
    desk.goto(f"{served.url}/plats/tessinparken/rapport")
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Webbsida").click()
    file = tmp_path / "rapport.html"
    download.value.save_as(file)
    # without any server, as an archive opens it
    desk.goto(file.as_uri())
    harmless(desk, shows=PAYLOADS, where="the file")

    # what stands in an address is somebody's text too
    for words in (MARKUP[0], ATTRIBUTES[0], TEMPLATES[0], "".join(PAYLOADS)):
        said = quote(words, safe="")
        for path in ADDRESSES:
            partner.goto(f"{served.url}{path.replace('{}', said)}", wait_until="domcontentloaded")
            harmless(partner, shows=(), where=path + words)


def test_the_check_sees_words_that_did_become_code(open_context: Callable[..., Any]) -> None:
    page = open_context().new_page()
    page.goto("about:blank")
    page.set_content(f"<main>{MARKUP[3]}{MARKUP[4]}</main>")
    page.wait_for_function("() => window.harmed === 1")
    assert len(page.evaluate(GROWN)) >= 2
