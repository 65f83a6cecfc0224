"""A place's findings for those whom a link or a session lets in, with filters and within what was shared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.conftest import CheckingClient, House, Tablet, make_house
from tests.webapp.api.problems import fields_of, problem_of
from walks.access import ADMINISTRATOR
from walks.finding import Finding
from walks.sharing import revoke
from walks.store.findings import findings_seen
from walks.store.keys import all_keys
from webapp.api import places

PLACE = "tessinparken"
FEEDS = [f"/api/v1/places/{PLACE}/findings", f"/api/v1/places/{PLACE}/changes"]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Tablet, dict[str, str]]]:
    """Four findings of one evening and one of the day before, told apart by kind, category and time."""
    house = make_house(tmp_path_factory.mktemp("found"))
    tablet = house.join(house.plan(PLACE))
    named = {
        "dark lamp": tablet.pin(text="Släckt lykta."),
        "litter": tablet.pin(category="litter", text="Skräp vid bänken."),
        "good bench": tablet.pin(kind="safe", category="street_life", text="Fin bänk."),
        # half past eleven in the evening of the 25th in Stockholm, half past ten in UTC
        "before midnight": tablet.pin(observed_at="2026-11-25T22:30:00Z", text="Sent på kvällen."),
        # half past midnight of the 26th in Stockholm, still the 25th in UTC
        "after midnight": tablet.pin(observed_at="2026-11-25T23:30:00Z", text="Efter midnatt."),
    }
    yield house, tablet, named
    house.store.close()


@pytest.fixture
def partner(found: tuple[House, Tablet, dict[str, str]]) -> CheckingClient:
    return found[0].partner(PLACE)


def named(answer: TestResponse, names: dict[str, str]) -> set[str]:
    """The findings of an answer, by their names here."""
    body = answer.get_json()
    items: list[dict[str, Any]] = (
        body["findings"] if "findings" in body else [feature["properties"] for feature in body["features"]]
    )
    by_id = {finding_id: name for name, finding_id in names.items()}
    return {by_id[item["finding_id"]] for item in items}


Found = tuple[House, Tablet, dict[str, str]]


def test_the_places_are_public_and_in_their_fixed_order(shared: House) -> None:
    answer = shared.client().get("/api/v1/places")

    places = answer.get_json()["places"]
    assert [item["code"] for item in places] == [
        "stureplan",
        "ostermalmstorg",
        "gyllenstiernsgatan",
        "tessinparken",
        "universitetet-lappis",
    ]
    assert [item["kind"] for item in places] == ["collaboration"] * 2 + ["walk_area"] * 3
    assert places[0] == {
        "code": "stureplan",
        "name": "Stureplan",
        "kind": "collaboration",
        "valid_from": "2021-01-01",
        "valid_to": None,
        "centre": places[0]["centre"],
        "version": 1,
    }
    longitude, latitude = places[0]["centre"]
    assert (round(longitude), round(latitude)) == (18, 59)


def test_the_findings_are_geojson_with_longitude_first(found: Found, partner: CheckingClient) -> None:
    answer = partner.get(FEEDS[0])

    assert answer.mimetype == "application/geo+json"
    body = answer.get_json()
    assert body["type"] == "FeatureCollection"
    first = body["features"][0]
    assert first["geometry"] == {"type": "Point", "coordinates": [18.096, 59.3428]}
    assert first["id"] == first["properties"]["finding_id"] == found[2]["dark lamp"]
    assert {"longitude", "latitude", "own", "writers", "device_id"}.isdisjoint(first["properties"])
    assert [feature["properties"]["number"] for feature in body["features"]] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("feed", FEEDS)
@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("", {"dark lamp", "litter", "good bench", "before midnight", "after midnight"}),
        ("kind=safe", {"good bench"}),
        ("category=litter", {"litter"}),
        ("kind=unsafe&category=street_life", set()),
        ("from=2026-11-26", {"dark lamp", "litter", "good bench", "after midnight"}),
        ("to=2026-11-25", {"before midnight"}),
        ("from=2026-11-25&to=2026-11-25", {"before midnight"}),
        ("from=2026-11-26&to=2026-11-26&kind=safe", {"good bench"}),
        ("from=2027-01-01", set()),
        ("kind=&category=&from=&to=", {"dark lamp", "litter", "good bench", "before midnight", "after midnight"}),
        ("from=1900-01-01&to=2199-12-31", {"dark lamp", "litter", "good bench", "before midnight", "after midnight"}),
    ],
)
def test_filters_count_days_by_the_clocks_of_stockholm(
    found: Found, partner: CheckingClient, feed: str, question: str, expected: set[str]
) -> None:
    assert named(partner.get(f"{feed}?{question}"), found[2]) == expected


@pytest.mark.parametrize("feed", FEEDS)
@pytest.mark.parametrize(
    ("question", "fields"),
    [
        ("kind=dangerous", ["kind"]),
        ("category=ghosts", ["category"]),
        ("kind=lighting", ["kind"]),
        ("from=26-11-2026", ["from"]),
        ("from=20261126", ["from"]),
        ("from=2026-W48-4", ["from"]),
        ("from=2026-02-30", ["from"]),
        ("from=0999-01-01", ["from"]),
        ("from=0001-01-01", ["from"]),
        ("to=9999-12-31", ["to"]),
        ("to=%D9%A2%D9%A0%D9%A2%D9%A6-11-26", ["to"]),
        ("to=2026-11-26%00", ["to"]),
        ("from=2026-11-27&to=2026-11-26", ["to"]),
        ("kind=x&category=x&from=x&to=x", ["kind", "category", "from", "to"]),
    ],
)
def test_filters_that_cannot_be_read_are_named_all_at_once(
    partner: CheckingClient, feed: str, question: str, fields: list[str]
) -> None:
    problem = problem_of(partner.get(f"{feed}?{question}"), 400)

    assert problem["title"] == "Filtret kan inte läsas"
    assert fields_of(problem) == fields


def test_a_finding_that_no_longer_fits_the_filter_is_told_as_gone(house: House) -> None:
    tablet = house.join(house.plan(PLACE))
    created = tablet.operation("create", category="litter", longitude=18.096, latitude=59.3428, position_method="gps")
    created["fields"] |= {"kind": "unsafe", "observed_at": house.clock.now.isoformat()}
    tablet.send(created)
    partner = house.partner(PLACE)
    before = partner.get(f"{FEEDS[1]}?category=litter").get_json()
    base = {"category": created["op_id"]}
    tablet.send(tablet.operation("edit", created["finding_id"], base=base, category="graffiti"))

    (gone,) = partner.get(f"{FEEDS[1]}?category=litter&since={before['next']}").get_json()["findings"]
    (moved,) = partner.get(f"{FEEDS[1]}?category=graffiti&since={before['next']}").get_json()["findings"]

    assert gone == {"finding_id": created["finding_id"], "number": 1, "withdrawn": True, "changed": gone["changed"]}
    assert (moved["withdrawn"], moved["category"]) == (False, "graffiti")


def test_the_secret_of_a_link_opens_the_feeds_as_bearer_too(found: Found) -> None:
    house = found[0]
    secret = house.hand_out("partner", place_code=PLACE)

    for feed in FEEDS:
        for word in ("Bearer", "bearer", "BEARER"):
            answer = house.client().get(feed, headers={"Authorization": f"{word} {secret}"})
            assert named(answer, found[2]) == set(found[2])


@pytest.mark.parametrize("feed", FEEDS)
def test_who_was_given_nothing_here_is_told_that_there_is_nothing(found: Found, feed: str) -> None:
    house, tablet, _ = found
    secrets = {purpose: house.hand_out(purpose, place_code=PLACE) for purpose in ("outreach", "setup", "coordinator")}
    secrets["other place"] = house.hand_out("partner", place_code="stureplan")
    secrets["code"] = house.secret("participant", walk=tablet.walk.walk_id)
    secrets["device"] = tablet.token
    refusals = [house.client().get(feed, headers={"Authorization": f"Bearer {secret}"}) for secret in secrets.values()]
    refusals += [house.client().get(feed), house.partner("stureplan").get(feed), house.outreach(PLACE).get(feed)]
    refusals.append(house.coordinator().get(feed.replace(PLACE, "ingenstans")))
    refusals.append(house.partner(PLACE).get(feed.replace(PLACE, "ingenstans")))

    problems = [problem_of(answer, 404) for answer in refusals]
    assert problems == [problems[0]] * len(problems)


@pytest.mark.parametrize("feed", FEEDS)
def test_a_link_without_texts_shows_the_points_and_not_a_word_of_the_texts(found: Found, feed: str) -> None:
    house = found[0]
    client = house.partner(PLACE, texts=False)

    answer = client.get(feed)

    assert named(answer, found[2]) == set(found[2])
    for word in ("Släckt", "Skräp", "Fin bänk", "Sent på", "Efter midnatt"):
        assert word not in answer.get_data(as_text=True)
    whole = house.partner(PLACE).get(feed)
    assert "Släckt" in whole.get_data(as_text=True)
    # else a browser that had the one could be told that it has the other
    assert answer.headers["ETag"] != whole.headers["ETag"]


@pytest.mark.parametrize("order", [(True, False), (False, True)], ids=["with first", "without first"])
def test_of_two_links_to_one_place_the_one_with_texts_counts(house: House, order: tuple[bool, bool]) -> None:
    house.join(house.plan(PLACE)).pin(text="Släckt lykta.")
    client = house.client()
    for texts in order:
        client.get(f"/delning/{house.hand_out('partner', place_code=PLACE, texts=texts)}")
        house.clock.move(hours=1)

    assert "Släckt" in client.get(FEEDS[0]).get_data(as_text=True)


def test_a_link_ends_at_its_hour_and_when_it_is_revoked(house: House) -> None:
    secret = house.hand_out("partner", place_code=PLACE)
    client = house.client()
    client.get(f"/delning/{secret}")
    bearer = {"Authorization": f"Bearer {secret}"}
    assert client.get(FEEDS[0]).status_code == 200
    with house.store.writing() as connection:
        key = all_keys(connection)[-1]
        revoke(connection, ADMINISTRATOR, key.key_id, now=house.clock.now, new_id=house.context.new_id)

    problem_of(client.get(FEEDS[0]), 404)
    problem_of(house.client().get(FEEDS[0], headers=bearer), 404)

    later = house.hand_out("partner", place_code=PLACE)
    assert key.expires_at is not None
    house.clock.now = key.expires_at
    problem_of(house.client().get(FEEDS[0], headers={"Authorization": f"Bearer {later}"}), 404)


@pytest.mark.parametrize("feed", FEEDS)
def test_an_unchanged_place_is_answered_without_a_body(found: Found, partner: CheckingClient, feed: str) -> None:
    first = partner.get(feed)

    again = partner.get(feed, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.get_data()) == (304, b"")
    assert first.headers["Cache-Control"] == again.headers["Cache-Control"] == "private, no-cache"


def test_the_cursor_of_a_place_goes_on_like_that_of_a_walk(house: House) -> None:
    tablet = house.join(house.plan(PLACE))
    partner = house.partner(PLACE)
    tablet.pin()
    before = partner.get(FEEDS[1]).get_json()
    second = tablet.pin()

    after = partner.get(f"{FEEDS[1]}?since={before['next']}").get_json()

    assert [item["finding_id"] for item in after["findings"]] == [second]
    assert "own" not in after["findings"][0]
    assert "writers" not in after["findings"][0]
    stale = partner.get(f"{FEEDS[1]}?since=77.{'a' * 64}").get_json()
    assert (stale["stale"], len(stale["findings"])) == (True, 2)
    assert fields_of(problem_of(partner.get(f"{FEEDS[1]}?since=77"), 400)) == ["since"]


def test_a_finding_without_a_point_has_no_geometry(
    found: Found, partner: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only imported ones may lack a point, and nothing imports yet."""

    def without_points(*given: Any, **named: Any) -> list[Finding]:
        return [replace(item, longitude=None, latitude=None) for item in findings_seen(*given, **named)]

    monkeypatch.setattr(places, "findings_seen", without_points)

    features = partner.get(FEEDS[0]).get_json()["features"]

    assert len(features) == 5
    assert {feature["geometry"] for feature in features} == {None}
