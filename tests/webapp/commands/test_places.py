"""`lykta places`: the five places that come with it, those that were added, and their boundaries in and out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geodata.areas import builtin_area
from tests.conftest import House
from tests.walks.ground_examples import square
from tests.webapp.commands.conftest import Answer
from walks.place import Place
from walks.store import log
from walks.store.places import place, place_versions

Lykta = Callable[..., Answer]


def write(path: Path, *rows: tuple[dict[str, Any], dict[str, Any]]) -> Path:
    """Write areas as GeoJSON, each its boundary and its columns."""
    features = [{"type": "Feature", "properties": about, "geometry": boundary} for boundary, about in rows]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


@pytest.fixture
def one(tmp_path: Path) -> Path:
    """Give a file with one area far from the five, and its name."""
    return write(tmp_path / "parken.geojson", (square(north=0.02), {"namn": "Norra parken"}))


def read(house: House, code: str) -> Place:
    with house.store.reading() as connection:
        return place(connection, code)


def listed(lykta: Lykta) -> list[str]:
    return [line.partition("\t")[0] for line in lykta("places", "list").done()]


def test_the_five_places_are_listed_with_their_hectares(lykta: Lykta) -> None:
    rows = [line.split("\t") for line in lykta("places", "list").done()]

    assert {code: (name, hectares) for code, name, hectares in rows} == {
        "stureplan": ("Stureplan", "7.66"),
        "ostermalmstorg": ("Östermalmstorg", "11.76"),
        "gyllenstiernsgatan": ("Gyllenstiernsgatan", "8.53"),
        "tessinparken": ("Tessinparken", "11.47"),
        "universitetet-lappis": ("Universitetet–Lappis", "35.83"),
    }
    assert len(rows) == 5


def test_an_added_place_takes_its_name_from_the_file_and_its_code_from_the_name(
    lykta: Lykta, one: Path, beside: House
) -> None:
    told = lykta("places", "add", one).done()

    assert told == [
        "Lade till Norra parken (norra-parken), 2,53 hektar, från 2026-11-26.",
        "Än är bara gränsen ritad. Bygg en karta med lykta basemap build.",
    ]
    assert listed(lykta)[-1] == "norra-parken"
    made = read(beside, "norra-parken")
    assert (made.area.kind, made.area.boundary) == ("walk_area", square(north=0.02))


def test_the_words_of_the_command_go_before_those_of_the_file(lykta: Lykta, tmp_path: Path, beside: House) -> None:
    about = {"kod": "filens", "namn": "Filens namn", "typ": "platssamverkan"}
    file = write(tmp_path / "a.geojson", (square(north=0.02), about))
    words = ["--code", "parken", "--name", "Parken", "--kind", "walk_area", "--from", "2026-01-01"]

    assert lykta("places", "add", file, *words).done()[0].endswith("från 2026-01-01.")
    assert lykta("places", "add", file).done()[0].startswith("Lade till Filens namn (filens)")
    own, of_file = read(beside, "parken").area, read(beside, "filens").area
    assert (own.name, own.kind, own.valid_from.isoformat()) == ("Parken", "walk_area", "2026-01-01")
    assert (of_file.name, of_file.kind, of_file.valid_from.isoformat()) == (
        "Filens namn",
        "collaboration",
        "2026-11-26",
    )


def test_overlaps_are_allowed_and_told_with_their_hectares(lykta: Lykta, tmp_path: Path) -> None:
    park = builtin_area("tessinparken")
    file = write(tmp_path / "a.geojson", (park.boundary, {"namn": "Parken igen"}))

    told = lykta("places", "add", file).done()

    assert told[1:-1] == ["Överlappar Tessinparken med 11,47 hektar. Det får den: en iakttagelse där räknas i båda."]


def test_all_places_of_a_file_are_added_or_none(lykta: Lykta, tmp_path: Path) -> None:
    good, nameless, taken = (
        (square(north=0.02), {"namn": "Norra parken"}),
        (square(north=0.03), {"namn": None}),
        (square(north=0.04), {"namn": "X", "kod": "tessinparken"}),
    )
    answer = lykta("places", "add", write(tmp_path / "tre.geojson", good, nameless, taken))

    assert (answer.code, answer.out) == (1, "")
    assert answer.err.splitlines() == [
        "tre.geojson, rad 2: Namnet saknas; skriv det i kolumnen namn, eller ange det med --name.",
        "tre.geojson, rad 3: Koden tessinparken är upptagen; välj en annan med --code.",
    ]
    assert len(listed(lykta)) == 5
    both = write(tmp_path / "två.geojson", good, (square(north=0.03), {"namn": "Södra parken"}))
    assert len(lykta("places", "add", both).done()) == 3
    assert listed(lykta)[5:] == ["norra-parken", "sodra-parken"]


def test_one_code_or_name_does_not_go_with_several_areas(lykta: Lykta, tmp_path: Path) -> None:
    rows = [(square(north=north), {"namn": "Parken"}) for north in (0.02, 0.03)]
    file = write(tmp_path / "två.geojson", *rows)

    for words in (("--code", "parken"), ("--name", "Parken")):
        assert lykta("places", "add", file, *words).refusal() == (
            "två.geojson har 2 områden; --code och --name går bara med ett."
        )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--code", "tessinparken"], "Koden tessinparken är upptagen; välj en annan med --code."),
        (["--code", "ny"], "Koden ny är upptagen; välj en annan med --code."),
        (["--code", "Å"], "Koden Å går inte att använda; skriv 2–40 tecken av a–z, 0–9 och - med --code."),
        (["--name", "x" * 121], "Namnet är för långt; korta det till högst 120 tecken."),
    ],
)
def test_what_cannot_be_a_place_is_told_with_the_way_out(lykta: Lykta, one: Path, words: list[str], says: str) -> None:
    assert lykta("places", "add", one, *words).refusal() == says
    assert len(listed(lykta)) == 5


def test_every_fault_of_a_file_is_told_with_file_and_row(lykta: Lykta, tmp_path: Path, beside: House) -> None:
    (west, south), (east, _), (_, north), *_ = square()["coordinates"][0]
    bow = [[west, south], [east, north], [east, south], [west, north], [west, south]]
    file = write(
        tmp_path / "fel.geojson",
        ({"type": "Polygon", "coordinates": [bow]}, {"namn": "Flugan"}),
        ({"type": "Point", "coordinates": [18.1, 59.34]}, {"namn": "Punkten"}),
    )
    for words in (("add",), ("change", "tessinparken")):
        answer = lykta("places", *words, file)

        assert (answer.code, answer.out) == (1, "")
        first, second = answer.err.splitlines()
        assert first.startswith("fel.geojson, rad 1: Gränsen korsar sig själv")
        assert second.startswith("fel.geojson, rad 2: ")
    with beside.store.reading() as connection:
        assert log.head(connection).seq == 5


@pytest.mark.parametrize("name", ["saknas.geojson", "tom.geojson", "sida.geojson", "text.txt"])
def test_a_file_that_holds_no_areas_is_refused_by_name(lykta: Lykta, tmp_path: Path, name: str) -> None:
    (tmp_path / "tom.geojson").touch()
    (tmp_path / "sida.geojson").write_text("<!doctype html><title>502</title>")
    (tmp_path / "text.txt").write_text("hej")

    for words in (("add",), ("change", "tessinparken")):
        assert lykta("places", *words, tmp_path / name).refusal().startswith(f"{name}: ")


def test_a_change_makes_a_new_version_and_says_what_it_was(lykta: Lykta, one: Path, beside: House) -> None:
    lykta("places", "add", one, "--from", "2026-11-01")
    bigger = write(one, (square(north=0.02, size=0.004), {"namn": "Norra parken"}))

    told = lykta("places", "change", "norra-parken", bigger, "--from", "2026-11-20").done()

    assert told == [
        "Norra parken har version 2 från 2026-11-20: 2,53 hektar blev 10,14 hektar.",
        "Rapporter om tiden före räknar med den gräns som gällde då.",
    ]
    with beside.store.reading() as connection:
        assert [item.version for item in place_versions(connection, "norra-parken")] == [1, 2]


def test_a_day_that_has_not_come_is_refused(lykta: Lykta, one: Path) -> None:
    lykta("places", "add", one)
    assert lykta("places", "change", "norra-parken", one, "--from", "2099-12-31").refusal() == (
        "Dagen 2099-12-31 har inte kommit än; ange i dag eller tidigare med --from."
    )


def test_a_file_without_names_changes_the_boundary_alone(lykta: Lykta, tmp_path: Path, beside: House) -> None:
    file = write(tmp_path / "a.geojson", (square(), {"id": 1}))

    assert lykta("places", "change", "stureplan", file).code == 0
    found = read(beside, "stureplan")
    assert (found.name, found.area.kind, found.version) == ("Stureplan", "collaboration", 2)


def test_a_file_that_says_nothing_new_changes_nothing(lykta: Lykta, tmp_path: Path, beside: House) -> None:
    for ending in ("geojson", "gpkg"):
        out = tmp_path / f"platser.{ending}"
        assert lykta("places", "export", "--out", out).done() == [f"{out}: 5 platser."]
        for code in ("stureplan", "universitetet-lappis"):
            assert lykta("places", "change", code, out).done() == [
                f"{read(beside, code).name} är som i filen; ingenting har ändrats."
            ]


def test_what_was_exported_is_added_again_elsewhere_without_loss(
    lykta: Lykta, one: Path, tmp_path: Path, data: Path, beside: House
) -> None:
    lykta("places", "add", one)
    out = tmp_path / "platser.geojson"
    lykta("places", "export", "--out", out).done()
    features = json.loads(out.read_text("utf-8"))["features"]
    alone = write(tmp_path / "en.geojson", *((item["geometry"], item["properties"]) for item in features[5:]))
    other = tmp_path / "other"

    lykta("places", "add", alone, "--from", "2026-11-26", within=other)
    lykta("places", "export", "--out", tmp_path / "igen.geojson", within=other)

    assert (tmp_path / "igen.geojson").read_bytes() == out.read_bytes()


def test_of_several_areas_the_one_with_the_code_of_the_place_is_taken(lykta: Lykta, tmp_path: Path) -> None:
    rows = [(square(north=0.02), {"kod": "stureplan"}), (square(north=0.03), {"kod": "tessinparken"})]
    file = write(tmp_path / "två.geojson", *rows)

    assert lykta("places", "change", "tessinparken", file).done()[0].startswith("Tessinparken har version 2")
    assert lykta("places", "change", "ostermalmstorg", file).refusal() == (
        "två.geojson har 2 områden och inget med koden ostermalmstorg; "
        "skriv koden i kolumnen kod, eller spara området i en egen fil."
    )


def test_a_change_of_a_place_that_is_not_there_or_before_its_version_is_refused(lykta: Lykta, one: Path) -> None:
    assert lykta("places", "change", "ingenstans", one).refusal().startswith("Det finns ingen plats")
    assert lykta("places", "change", "stureplan", one, "--from", "2020-12-31").refusal() == (
        "Den version som gäller nu började efter 2020-12-31; ange en dag med --from."
    )
    assert "Stureplan\t7.66" in "\n".join(lykta("places", "list").done())


@pytest.mark.parametrize("name", ["platser.pdf", "platser", "saknas/platser.geojson"])
def test_what_cannot_be_written_is_refused_and_nothing_is_left(lykta: Lykta, tmp_path: Path, name: str) -> None:
    before = set(tmp_path.iterdir())

    assert f"{tmp_path / name}" in lykta("places", "export", "--out", tmp_path / name).refusal()
    assert {path.name for path in set(tmp_path.iterdir()) - before} <= {"data"}
