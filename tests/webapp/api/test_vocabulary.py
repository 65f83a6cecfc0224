"""The codes with their words, for every program that draws or sends a finding."""

from __future__ import annotations

import pytest

from tests.conftest import House
from walks.vocabulary import vocabulary

ADDRESS = "/api/v1/vocabulary"


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_code_has_a_word_in_the_language_that_was_asked_for(shared: House, lang: str) -> None:
    answer = shared.client().get(f"{ADDRESS}?lang={lang}")

    body = answer.get_json()
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    for group in ("kinds", "categories", "severities", "lights", "needs", "applies_when", "place_types"):
        assert {item["code"] for item in body[group]} == vocabulary().codes(group)
        assert all(item["label"] for item in body[group])


def test_the_two_languages_differ(shared: House) -> None:
    client = shared.client()

    swedish, english = (client.get(f"{ADDRESS}?lang={lang}").get_json() for lang in ("sv", "en"))

    assert swedish["categories"][0]["label"] == "Belysning"
    assert english["categories"][0]["label"] == "Lighting"
    assert [item["code"] for item in swedish["categories"]] == [item["code"] for item in english["categories"]]


@pytest.mark.parametrize("lang", ["", "?lang=", "?lang=de", "?lang=%00"])
def test_without_a_language_that_is_known_it_is_swedish(shared: House, lang: str) -> None:
    assert shared.client().get(ADDRESS + lang).get_json()["categories"][0]["label"] == "Belysning"


def test_the_restricted_category_is_marked_as_such(shared: House) -> None:
    categories = shared.client().get(ADDRESS).get_json()["categories"]

    assert [item["code"] for item in categories if item["restricted"]] == ["vulnerable_people"]
