from __future__ import annotations

import json

import pytest

from walks.vocabulary import RESTRICTED_CATEGORY, vocabulary

GROUPS = (
    "kinds",
    "categories",
    "severities",
    "needs",
    "lights",
    "applies_when",
    "place_types",
    "walk_states",
    "walk_formats",
    "position_methods",
)


def test_there_are_21_categories_and_half_of_all_remarks_come_first() -> None:
    codes = [item.code for item in vocabulary().categories]
    assert len(codes) == 21
    assert codes[:2] == ["lighting", "vegetation"]


def test_the_first_eight_categories_are_the_large_buttons() -> None:
    assert [item.primary for item in vocabulary().categories] == [True] * 8 + [False] * 13


def test_exactly_one_category_is_restricted() -> None:
    assert [item.code for item in vocabulary().categories if item.restricted] == [RESTRICTED_CATEGORY]
    assert RESTRICTED_CATEGORY == "vulnerable_people"


def test_each_kind_has_a_shape_of_its_own() -> None:
    shapes = {item.code: item.extra["shape"] for item in vocabulary().kinds}
    assert shapes == {"unsafe": "triangle", "safe": "circle", "suggestion": "square"}


def test_severity_goes_from_1_to_4_and_4_says_whom_to_ring() -> None:
    severities = vocabulary().as_json()["severities"]
    assert [item["code"] for item in severities] == ["1", "2", "3", "4"]
    assert [item.get("notice") for item in severities] == [None, None, None, "Ring 112 eller felanmäl direkt"]


@pytest.mark.parametrize("group", GROUPS)
def test_no_list_holds_a_code_twice(group: str) -> None:
    words = vocabulary()
    assert len(words.codes(group)) == len(getattr(words, group)) > 0


@pytest.mark.parametrize("group", [group for group in GROUPS if group != "position_methods"])
def test_every_code_has_a_swedish_word(group: str) -> None:
    assert all(term.words["sv"].strip() for term in getattr(vocabulary(), group))


def test_a_word_that_was_not_translated_is_shown_in_swedish() -> None:
    assert vocabulary().label("place_types", "square", "en") == "Torg"
    assert vocabulary().label("kinds", "unsafe", "en") == "Unsafe"


def test_a_code_that_the_vocabulary_lost_is_shown_as_it_is() -> None:
    assert vocabulary().label("kinds", "withdrawn_code") == "withdrawn_code"


def test_nothing_told_is_shown_as_nothing() -> None:
    assert vocabulary().label("severities", None) == ""


def test_a_severity_is_found_by_its_number() -> None:
    assert vocabulary().label("severities", 4) == "Akut, fara nu"


def test_a_button_shows_the_short_word_where_there_is_one() -> None:
    traffic, litter = vocabulary().category("traffic"), vocabulary().category("litter")
    assert (traffic.short(), traffic.label()) == ("Trafik, hastighet", "Trafik och hastighet")
    assert litter.short() == litter.label()


def test_an_unknown_category_is_an_error() -> None:
    with pytest.raises(KeyError):
        vocabulary().category("nothing")


def test_the_browser_gets_the_lists_in_their_order_and_nothing_about_who_is_responsible() -> None:
    plain = vocabulary().as_json("sv")
    assert [item["code"] for item in plain["categories"]] == [item.code for item in vocabulary().categories]
    assert set(plain["categories"][0]) == {
        "code",
        "label",
        "short",
        "help",
        "primary",
        "restricted",
        "duplicate_radius_m",
    }
    assert "traffic_office" not in json.dumps(plain)


def test_the_browser_gets_one_language() -> None:
    assert vocabulary().as_json("en")["kinds"][0]["label"] == "Unsafe"
    assert "Otryggt" not in json.dumps(vocabulary().as_json("en")["kinds"], ensure_ascii=False)


def test_the_vocabulary_is_read_once() -> None:
    assert vocabulary() is vocabulary()
