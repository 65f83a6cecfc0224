"""Corners as text: what is written is read back, in every system, and a row that is none is named."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.areas import builtin_areas
from geodata.crs import to_metric
from tests.conftest import House
from webapp.corners import UnreadableCornersError, corner_text, read_corners

# Svampen and two corners beside it
TRIANGLE = "59.336128, 18.072721\n59.337, 18.0735\n59.3361, 18.0745"


@pytest.fixture(autouse=True)
def request_context(house: House) -> Iterator[None]:
    """The sentences need a reader's language."""
    with house.app.test_request_context("/", base_url="http://localhost:8000"):
        yield


def test_a_place_comes_back_as_it_was_written() -> None:
    for area in builtin_areas():
        read = read_corners(corner_text(area.boundary))
        assert read.crs == "EPSG:4326"
        assert read.boundary["coordinates"] == [
            [list(point) for point in ring] for ring in area.boundary["coordinates"]
        ]


def test_the_latitude_comes_first_and_the_ring_is_closed() -> None:
    (ring,) = read_corners(TRIANGLE).boundary["coordinates"]
    assert ring == [[18.072721, 59.336128], [18.0735, 59.337], [18.0745, 59.3361], [18.072721, 59.336128]]


@pytest.mark.parametrize("crs", ["EPSG:3011", "EPSG:3006"])
def test_metres_are_read_to_the_sixth_decimal_of_a_degree(crs: str) -> None:
    pairs = [tuple(map(float, row.split(", "))) for row in TRIANGLE.splitlines()]
    rows = "\n".join("{1:.3f} {0:.3f}".format(*to_metric(x, y, crs=crs)) for y, x in pairs)

    read = read_corners(rows)

    assert read.crs == crs
    assert read.boundary == read_corners(TRIANGLE).boundary


def test_the_published_point_is_read_within_a_centimetre() -> None:
    # Svampen in both systems, computed with PROJ 9.5.1
    for north, east in ((6580115.342, 154138.853), (6581513.637, 674771.118)):
        rows = f"{north}, {east}\n{north + 90}, {east}\n{north}, {east + 90}"
        longitude, latitude = read_corners(rows).boundary["coordinates"][0][0]
        assert (longitude, latitude) == (18.072721, 59.336128)


@pytest.mark.parametrize(
    "row",
    [
        "59.336128, 18.072721",
        "59.336128,18.072721",
        "59.336128 18.072721",
        "59.336128;18.072721",
        "59,336128 18,072721",
        "59,336128; 18,072721",
        "59,336128, 18,072721",
        "N 59.336128°, Ö 18.072721°",
        "59.336128N 18.072721E",
    ],
)
def test_a_row_is_read_as_people_write_it(row: str) -> None:
    rest = "\n".join(TRIANGLE.splitlines()[1:])
    assert read_corners(f"{row}\n{rest}").boundary == read_corners(TRIANGLE).boundary


def test_all_rows_are_in_one_system() -> None:
    with pytest.raises(UnreadableCornersError) as caught:
        read_corners(TRIANGLE + "\n6580115.342, 154138.853")
    assert caught.value.sentences
    assert all(sentence.startswith("Rad ") for sentence in caught.value.sentences)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "minst tre hörn"),
        ("59.33, 18.07\n59.34, 18.07", "minst tre hörn"),
        ("59.33, 18.07\n59.34, 18.07\n59.33, 18.07", "minst tre hörn"),
        (f"{TRIANGLE}\n\n59.3363, 18.0733\n59.3364, 18.0733", "minst tre hörn"),
        (f"{TRIANGLE}\n59.3", "Rad 4 är inget hörn"),
        (f"{TRIANGLE}\n\n\n59.3, 18.0, 7", "Rad 6 är inget hörn"),
        (f"{TRIANGLE}\n٥٩.٣, ١٨.٠", "Rad 4 är inget hörn"),
        (f"{TRIANGLE}\n1e3, 2e3", "Rad 4 är inget hörn"),
        (f"{TRIANGLE}\nnan, inf", "Rad 4 är inget hörn"),
        (f"{TRIANGLE}\n18.07, 59.33", "Rad 4"),
    ],
)
def test_what_is_wrong_is_told_with_its_row(text: str, words: str) -> None:
    with pytest.raises(UnreadableCornersError) as caught:
        read_corners(text)
    assert any(words in sentence for sentence in caught.value.sentences), caught.value.sentences


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_in_sentences(text: str) -> None:
    try:
        assert read_corners(text).boundary["type"] == "Polygon"
    except UnreadableCornersError as error:
        assert 0 < len(error.sentences) <= 6


def test_a_row_of_spaces_without_end_is_refused_at_once() -> None:
    """Tried in every way to share them out, it would hold a worker for hours."""
    with pytest.raises(UnreadableCornersError, match="Rad 1"):
        read_corners("5" + " " * 100_000 + "x")
