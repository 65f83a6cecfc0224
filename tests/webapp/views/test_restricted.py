"""The one page where restricted findings are ever shown."""

from __future__ import annotations

import re
from html import unescape

from tests.conftest import CheckingClient, House
from tests.flows.payloads import PAYLOADS
from walks.vocabulary import vocabulary

ADDRESS = "/samordning/skyddade"


def text_of(client: CheckingClient) -> str:
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.get_data(as_text=True)


def test_coordinator_and_outreach_see_need_place_time_and_text(house: House) -> None:
    house.join(house.plan("tessinparken")).need(text="Behöver en filt <nu>.", need="sleeping_outdoors")

    for client in (house.coordinator(), house.outreach("tessinparken")):
        page = text_of(client)
        assert "Tessinparken" in page
        assert "torsdag 26 november 2026 18.42" in page
        assert f"<h2>{vocabulary().label('needs', 'sleeping_outdoors')}</h2>" in page
        assert "Behöver en filt &lt;nu&gt;." in page


def test_an_outreach_worker_sees_the_own_places_alone(house: House) -> None:
    house.join(house.plan("tessinparken")).need(text="I parken.")
    house.join(house.plan("stureplan")).need(text="Vid torget.")

    park, square, everywhere = house.outreach("tessinparken"), house.outreach("stureplan"), house.coordinator()

    assert ("I parken." in text_of(park), "Vid torget." in text_of(park)) == (True, False)
    assert ("I parken." in text_of(square), "Vid torget." in text_of(square)) == (False, True)
    assert "I parken." in text_of(everywhere)
    assert "Vid torget." in text_of(everywhere)


def test_who_opened_links_of_two_places_sees_both(house: House) -> None:
    house.join(house.plan("tessinparken")).need(text="I parken.")
    house.join(house.plan("stureplan")).need(text="Vid torget.")
    client = house.outreach("tessinparken")
    client.get(f"/delning/{house.hand_out('outreach', place_code='stureplan')}")

    assert "I parken." in text_of(client)
    assert "Vid torget." in text_of(client)


def test_the_latest_stands_first_and_what_was_withdrawn_stands_nowhere(house: House) -> None:
    tablet = house.join(house.plan("tessinparken"))
    tablet.need(text="Den äldre.")
    gone = tablet.need(text="Den återtagna.")
    house.clock.move(minutes=10)
    tablet.need(text="Den nyare.")
    tablet.send(tablet.operation("withdraw", gone))

    page = text_of(house.coordinator())

    assert page.index("Den nyare.") < page.index("Den äldre.")
    assert "Den återtagna." not in page


def test_without_a_text_the_need_is_enough(house: House) -> None:
    tablet = house.join(house.plan("tessinparken"))
    operation = tablet.operation("create", category="vulnerable_people", need="contact")
    operation["fields"]["observed_at"] = house.clock.now.isoformat()
    tablet.send(operation)

    assert "Ingen beskrivning." in text_of(house.coordinator())


def test_an_empty_list_says_so(house: House) -> None:
    assert "Inga skyddade uppgifter." in text_of(house.coordinator())


def test_the_page_ends_with_the_link(house: House) -> None:
    client = house.outreach("tessinparken")
    assert client.get(ADDRESS).status_code == 200

    house.clock.move(days=366)

    assert client.get(ADDRESS).status_code == 404


def test_whatever_a_text_holds_it_is_shown_as_it_was_written(house: House) -> None:
    tablet = house.join(house.plan("tessinparken"))
    texts = list(PAYLOADS.values())
    at = house.clock.now.isoformat()
    for start in range(0, len(texts), 40):
        needs = [
            tablet.operation("create", category="vulnerable_people", need="contact", text=text, observed_at=at)
            for text in texts[start : start + 40]
        ]
        assert {item["result"] for item in tablet.send(*needs)} == {"applied"}
    page = text_of(house.coordinator())

    shown = [unescape(text) for text in re.findall(r"</h2>\s*<p>([^<]*)</p>", page)]

    assert sorted(shown) == sorted(texts)


def test_an_outreach_worker_is_not_sent_to_a_desk_that_is_closed_to_them(house: House) -> None:
    assert 'href="/samordning"' not in text_of(house.outreach("tessinparken"))
    assert 'href="/samordning"' in text_of(house.coordinator())
