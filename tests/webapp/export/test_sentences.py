"""What an area report says in sentences."""

from __future__ import annotations

from datetime import date

from tests.walks.analysis.examples import finding, two_walks
from tests.webapp.export.reports import square_report
from walks.finding import Finding, LeftOut
from webapp.export import sentences
from webapp.export.sentences import Figure
from webapp.export.wording import SWEDISH


def figures(findings: list[Finding] | None = None) -> tuple[Figure, ...]:
    return sentences.figures(square_report(findings), words=SWEDISH)


def test_the_figures_of_the_square() -> None:
    assert figures() == (
        Figure("5 iakttagelser", "3 otrygga, 1 trygg och 1 förslag. Vanligast: Belysning."),
        Figure("3,00 per hektar", "3 av 5 ligger innanför gränsen. Otrygga: 3,00 per hektar."),
        Figure("2 i mörker", "1 i skymning och 2 i dagsljus."),
    )


def test_the_opening_tells_walks_hectares_and_time() -> None:
    said = sentences.opening(square_report(), words=SWEDISH)

    assert said == (
        "2 trygghetsvandringar i ett område på 1,00 hektar. Uppgifterna gäller 23 november 2026 klockan 18.42."
    )


def test_one_finding_is_said_in_the_singular() -> None:
    assert figures([finding(1)])[0] == Figure(
        "1 iakttagelse", "1 otrygg, 0 trygga och 0 förslag. Vanligast: Belysning."
    )


def test_categories_that_share_the_first_place_are_named_together() -> None:
    both = figures([finding(1), finding(2, category="traffic")])[0]

    assert both.sentence.endswith("Vanligast: Belysning och Trafik och hastighet.")


def test_more_than_three_categories_in_the_first_place_are_not_named() -> None:
    codes = ["lighting", "traffic", "litter", "other"]
    many = figures([finding(number, category=code) for number, code in enumerate(codes, start=1)])[0]

    assert "Vanligast" not in many.sentence


def test_a_report_without_findings_says_so_and_nothing_else() -> None:
    in_period = square_report([], since=date(2026, 7, 1))

    assert figures([]) == (Figure("Inga iakttagelser", "Ingen är gjord än."),)
    assert sentences.figures(in_period, words=SWEDISH) == (
        Figure("Inga iakttagelser", "Ingen är gjord i perioden. Välj en längre period."),
    )


def test_what_is_left_out_is_told_with_its_numbers() -> None:
    report = square_report(left_out=LeftOut(withdrawn=3, quarantined=2, parked=1, late=4))
    said = sentences.limits(report, words=SWEDISH)

    assert (
        "Utanför räkningen: återtagna 3, hållna för granskning 2, i väntan på en tidigare del 1, inkomna för sent 4."
        in said
    )
    assert "Skyddade uppgifter ingår inte i kartan, tabellerna eller antalen." in said
    assert any(sentence.startswith("Utan punkt: 1.") for sentence in said)
    assert any(sentence.startswith("Rangordna inte platser") for sentence in said)


def test_findings_of_other_walks_are_told_only_where_there_are_any() -> None:
    all_walks = sentences.limits(square_report(), words=SWEDISH)
    one_walk = sentences.limits(square_report(walks=two_walks()[:1]), words=SWEDISH)

    assert not any("vandringar som inte visas" in sentence for sentence in all_walks)
    assert "Från vandringar som inte visas här: 1." in one_walk


def test_demo_is_told_in_the_limits() -> None:
    said = sentences.limits(square_report([finding(1, demo=True)], walks=[]), words=SWEDISH)

    assert said[-1] == "Demo. Alla uppgifter i rapporten är påhittade."


def test_the_method_tells_the_hectares_that_were_divided_by_and_its_version() -> None:
    said = " ".join(sentences.method(square_report(), words=SWEDISH))

    assert "delat med 1,00 hektar" in said
    assert "EPSG:3011" in said
    assert "version 1." in said


def test_the_version_of_the_boundary_is_named_with_its_first_day() -> None:
    said = sentences.method(square_report(version=2), words=SWEDISH)

    assert "Gränsen är version 2, som gäller från 1 januari 2021." in said


def test_a_boundary_that_changed_within_the_period_is_told_with_its_days() -> None:
    days = (date(2026, 3, 1), date(2026, 9, 1))
    changed = sentences.limits(square_report(changed_on=days), words=SWEDISH)

    assert any(sentence.startswith("Gränsen ändrades 1 mars 2026 och 1 september 2026.") for sentence in changed)
    assert not any("Gränsen" in sentence for sentence in sentences.limits(square_report(), words=SWEDISH))
