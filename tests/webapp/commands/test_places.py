"""`lykta places`: the five places that come with it."""

from __future__ import annotations

from collections.abc import Callable

from tests.webapp.commands.conftest import Answer


def test_the_five_places_are_listed_with_their_hectares(lykta: Callable[..., Answer]) -> None:
    rows = [line.split("\t") for line in lykta("places", "list").done()]

    assert {code: (name, hectares) for code, name, hectares in rows} == {
        "stureplan": ("Stureplan", "7.66"),
        "ostermalmstorg": ("Östermalmstorg", "11.76"),
        "gyllenstiernsgatan": ("Gyllenstiernsgatan", "8.53"),
        "tessinparken": ("Tessinparken", "11.47"),
        "universitetet-lappis": ("Universitetet–Lappis", "35.83"),
    }
    assert len(rows) == 5
