"""The report as a page and as one file."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from jinja2 import Environment, PackageLoader, StrictUndefined

from tests.page_check import page_faults
from tests.walks.analysis.examples import finding, five_findings, square_100m
from tests.webapp.export.reports import HOSTILE, PICTURE, square_report
from walks.finding import Finding
from webapp.export.html import page_context, standalone_page
from webapp.maps.picture_pins import MOST_NUMBERED
from webapp.maps.symbols import symbols

VOID = {"meta", "img", "link", "input", "br", "path", "circle", "rect"}


class Page(HTMLParser):
    """Elements of a page in order, with their attributes and the text directly and deeply inside them."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[list[str]] = []
        self._open: list[int] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.texts.append([])
        if tag not in VOID:
            self._open.append(len(self.elements) - 1)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.texts.append([])

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.elements[self._open.pop()][0] == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        for position in self._open:
            self.texts[position].append(data)

    def all(self, tag: str, *, has: str = "") -> list[tuple[dict[str, str | None], str]]:
        """Attributes and text of every element of this kind whose class holds `has`."""
        return [
            (attributes, "".join(text))
            for (name, attributes), text in zip(self.elements, self.texts, strict=True)
            if name == tag and has in [*(attributes.get("class") or "").split(), ""]
        ]

    def words(self, tag: str, *, has: str = "") -> list[str]:
        return [" ".join(text.split()) for _, text in self.all(tag, has=has)]

    def rows(self) -> list[list[str]]:
        """Texts of the cells of every table row of the page."""
        rows: list[list[str]] = []
        for (tag, _), text in zip(self.elements, self.texts, strict=True):
            if tag == "tr":
                rows.append([])
            elif tag in {"th", "td"}:
                rows[-1].append(" ".join("".join(text).split()))
        return rows


def page(findings: list[Finding] | None = None, **changes: object) -> Page:
    return Page(standalone_page(square_report(findings, **changes), picture=PICTURE))


def test_the_page_has_one_heading_a_title_and_a_language() -> None:
    made = page()

    assert made.words("h1") == ["Rutan"]
    assert made.words("title") == ["Områdesrapport Rutan – Lykta"]
    assert made.all("html")[0][0]["lang"] == "sv"


def test_ids_are_unique_and_every_link_leads_to_one() -> None:
    made = page()
    ids = [attributes["id"] for _, attributes in made.elements if "id" in attributes]

    assert len(ids) == len(set(ids))
    assert {attributes["href"] for attributes, _ in made.all("a")} <= {f"#{name}" for name in ids}


def test_sentences_stand_before_the_picture_and_the_picture_before_the_tables() -> None:
    source = standalone_page(square_report(), picture=PICTURE)

    assert source.index("5 iakttagelser") < source.index(PICTURE) < source.index("<table")


def test_every_table_has_a_caption_and_every_head_cell_a_scope() -> None:
    made = page()

    assert len(made.all("table")) == len(made.all("caption")) == 6
    assert all(text for text in made.words("caption"))
    assert all(attributes.get("scope") in {"row", "col", "rowgroup"} for attributes, _ in made.all("th"))


def test_the_list_holds_every_finding_of_the_map_and_those_without_a_point() -> None:
    made = page()

    assert made.words("th", has="nr") == ["1", "2", "3", "4", "5"]
    assert "Utan punkt" in made.words("th")
    assert (
        made.words("td", has="what")[0] == "Belysning Otryggt" or made.words("td", has="what")[0] == "BelysningOtryggt"
    )
    assert made.words("td", has="text") == ["Släckt lykta", "Släckt lykta", "–", "Släckt lykta", "Släckt lykta"]
    assert made.words("td", has="when")[0] == "23 nov. 2026 18.00 Mörker"
    assert made.words("td", has="grave") == ["Allvar 2", "–", "Allvar 4", "–", "–"]


def test_where_no_name_is_near_the_coordinates_stand() -> None:
    place = page([finding(1, near=None, longitude=18.072721, latitude=59.336128)]).words("td", has="where")

    assert place == ["59,33613 N 18,07272 Ö"]


def test_the_tables_tell_the_numbers_of_the_report() -> None:
    rows = page().rows()

    for row in (
        ["Belysning", "", "2", "0", "0", "2"],
        ["Trafik och hastighet", "", "1", "0", "0", "1"],
        ["Hitta rätt", "", "0", "0", "1", "1"],
        ["Folkliv och mötesplats", "", "0", "1", "0", "1"],
        ["Summa", "", "3", "1", "1", "5"],
        ["1. Liten olägenhet", "0"],
        ["2. Märkbar, man undviker platsen ibland", "1"],
        ["4. Akut, fara nu", "1"],
        ["Utan uppgift", "1"],
        ["Summa", "3"],
        ["Dagsljus", "2"],
        ["Skymning", "1"],
        ["Mörker", "2"],
        ["Summa", "5"],
        ["Yta, hektar", "1,00"],
        ["Innanför gränsen", "3"],
        ["Utanför gränsen", "1"],
        ["Utan punkt", "1"],
        ["Alla, per hektar", "3,00"],
        ["Otrygga, per hektar", "3,00"],
        ["15 juni 2026 12.00", "Dagsljus", "Sammanställs", "1"],
        ["23 nov. 2026 17.30", "Mörker", "Pågår", "4"],
    ):
        assert row in rows


def test_a_report_without_findings_has_a_map_walks_method_and_limits_but_no_empty_tables() -> None:
    made = page([])

    assert made.words("h2") == [
        "Kort sagt",
        "Karta och punkter",
        "Vandringar",
        "Så är siffrorna gjorda",
        "Vad rapporten inte säger",
    ]
    assert len(made.all("table")) == 1
    assert "Inga iakttagelser" in made.words("b")


def test_a_report_without_walks_says_so() -> None:
    assert "Ingen trygghetsvandring i perioden." in page([], walks=[]).words("p")


def test_demo_is_marked_and_only_demo() -> None:
    assert page([finding(1, demo=True)], walks=[]).words("aside") == ["Demo Uppgifterna är påhittade."]
    assert page().words("aside") == []


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_shown_as_they_were_written_and_never_run(words: str) -> None:
    calm, hostile = page([finding(1)]), page([finding(1, text=words, near=words)])

    # the parser reads line ends as a browser does; the words themselves come out as they went in
    assert [text for _, text in hostile.all("td", has="text")] == [words]
    assert hostile.words("td", has="where") == [" ".join(words.split())]
    assert hostile.elements == calm.elements


@pytest.mark.parametrize("words", HOSTILE)
def test_the_name_of_a_place_cannot_break_out_of_the_style(words: str) -> None:
    hostile = page(area=replace(square_100m(), name=words))

    assert hostile.words("h1") == [" ".join(words.split())]
    assert hostile.all("script") == []
    style = hostile.all("style")[0][1]
    edges = style[style.rindex("@page") :]
    assert edges.count("{") == edges.count("}") == 5
    assert re.fullmatch(r'[^"]*("[^"\n]*"[^"]*)*', edges)


def test_the_file_fetches_nothing_and_runs_nothing() -> None:
    source = standalone_page(square_report(), picture=PICTURE)
    made = Page(source)

    assert {"script", "link", "img", "iframe", "form", "object", "base"}.isdisjoint(tag for tag, _ in made.elements)
    assert not re.search(r"url\(|@import|@font-face|https?://(?!www\.w3\.org/)", source)
    assert not any(name.startswith("on") or name == "style" for _, attributes in made.elements for name in attributes)
    policy = next(attributes for attributes, _ in made.all("meta") if "http-equiv" in attributes)["content"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def test_heading_time_and_page_number_are_printed_on_every_sheet() -> None:
    style = page(since=date(2026, 7, 1), until=date(2026, 11, 23)).all("style")[0][1]

    assert 'content: "Områdesrapport Rutan, 1 juli–23 november 2026"' in style
    assert 'content: "Uppgifterna gäller 23 november 2026 klockan 18.42."' in style
    assert 'content: "Sida " counter(page) " av " counter(pages)' in style


def test_the_same_report_makes_the_same_file_to_the_byte() -> None:
    there_and_back = [square_report(five_findings()), square_report(five_findings()[::-1])]

    assert len({standalone_page(report, picture=PICTURE) for report in there_and_back}) == 1


DOWNLOADS = [{"label": "Kalkylblad", "url": "/plats/rutan/rapport.csv"}]


def source_in_the_product(**changes: Any) -> str:
    """Render the page in the frame of every page, with what the product gives its templates."""
    environment = Environment(
        loader=PackageLoader("webapp"), autoescape=True, undefined=StrictUndefined, extensions=["jinja2.ext.i18n"]
    )
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    environment.globals |= {"asset": lambda path: f"/static/x/{path}", "theme": None, "nav": (), "catalogue_url": None}
    context = page_context(square_report(**changes), picture=PICTURE, downloads=DOWNLOADS)
    return environment.get_template("report.html").render(context)


def page_in_the_product(**changes: Any) -> Page:
    return Page(source_in_the_product(**changes))


def test_the_page_in_the_product_is_a_whole_page() -> None:
    assert page_faults(source_in_the_product()) == []
    assert page_faults(source_in_the_product(findings=[])) == []


def test_the_page_in_the_product_has_no_style_of_its_own_and_no_inline_script() -> None:
    made = page_in_the_product()

    assert made.words("h1") == ["Rutan"]
    assert made.all("style") == []
    assert all(attributes.get("src") and not text for attributes, text in made.all("script"))
    assert not any(name.startswith("on") or name == "style" for _, attributes in made.elements for name in attributes)
    assert {"href": "/static/x/css/report.css", "rel": "stylesheet"} in [link for link, _ in made.all("link")]


def test_the_page_in_the_product_says_the_same_as_the_file() -> None:
    assert page_in_the_product().rows() == page().rows()
    assert set(page().words("li")) <= set(page_in_the_product().words("li"))


def test_the_page_in_the_product_offers_its_downloads() -> None:
    links = {attributes["href"]: text.strip() for attributes, text in page_in_the_product().all("a")}

    assert links["/plats/rutan/rapport.csv"] == "Kalkylblad"


def test_the_period_is_chosen_in_a_plain_form_that_holds_the_present_one() -> None:
    made = page_in_the_product(since=date(2026, 7, 1))
    fields = {attributes["name"]: attributes for attributes, _ in made.all("input")}
    labels = {attributes["for"]: text for attributes, text in made.all("label")}

    assert made.all("form")[0][0]["method"] == "get"
    assert {name: field["value"] for name, field in fields.items()} == {"fran": "2026-07-01", "till": ""}
    assert {labels[str(field["id"])] for field in fields.values()} == {"Från", "Till och med"}


def test_the_shapes_beside_the_words_are_those_of_the_sheet_of_symbols() -> None:
    page = standalone_page(square_report(), picture=PICTURE)

    for kind in ("unsafe", "safe", "suggestion"):
        drawing = re.search(f'<svg class="k k-{kind}"[^>]*>(.*?)</svg>', page)
        assert drawing is not None and drawing[1] == symbols()[f"k-{kind}"].parts


def test_a_report_of_too_many_points_does_not_promise_numbers_on_its_map() -> None:
    many = [finding(number, at_m=(number / 2, 50)) for number in range(1, MOST_NUMBERED + 2)]
    few, crowded = (standalone_page(square_report(found), picture=PICTURE) for found in (many[:-1], many))

    bears = "Siffrorna på kartan är de i tabellen."
    assert bears in few and bears not in crowded
    assert "Punkterna är för många för att bära sina siffror." in crowded
    assert "med samma nummer som på kartan" not in crowded
