"""The handbook, the privacy notice and the accessibility statement: for everybody, and every link in them leads on."""

from __future__ import annotations

import re

import pytest

from tests.conftest import House
from webapp.views.help import PAGES


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_handbook_is_open_to_everybody_and_bears_its_title(shared: House, name: str) -> None:
    answer = shared.client().get(f"/hjalp/{name}")

    assert answer.status_code == 200
    assert f"<h1>{PAGES[name]}</h1>" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("address", "name"),
    [("/hjalp", "start"), ("/integritet", "integritet"), ("/tillganglighet", "tillganglighet")],
)
def test_the_short_addresses_show_the_same_pages(shared: House, address: str, name: str) -> None:
    page = shared.client().get(address).get_data(as_text=True)

    assert f"<h1>{PAGES[name]}</h1>" in page


@pytest.mark.parametrize("name", PAGES)
def test_every_link_on_a_page_leads_somewhere(shared: House, name: str) -> None:
    client = shared.client()
    page = client.get(f"/hjalp/{name}").get_data(as_text=True)

    for address in set(re.findall(r'href="(/[^"#?]*)', page)):
        # the desk and the restricted list exist for their readers alone
        expected = {404} if address.startswith("/samordning") else {200}
        assert client.get(address).status_code in expected, address


@pytest.mark.parametrize("name", ["finns-inte", "..", "../../settings", "%2e%2e%2fsettings", "Deltagare", "%00", "å"])
def test_other_pages_do_not_exist(shared: House, name: str) -> None:
    assert shared.client().get(f"/hjalp/{name}").status_code == 404
