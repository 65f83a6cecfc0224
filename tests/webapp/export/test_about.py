"""What a file of data tells about itself."""

from __future__ import annotations

from datetime import date

from tests.walks.analysis.examples import finding
from tests.webapp.export.reports import square_report
from webapp.export.about import facts


def test_a_file_tells_its_period_time_version_and_what_is_left_out() -> None:
    told = facts(square_report(since=date(2026, 11, 1), until=date(2026, 11, 30)))

    assert (told["title"], told["place_code"]) == ("Lykta, områdesrapport, Rutan", "rutan")
    assert (told["since"], told["until"]) == ("2026-11-01", "2026-11-30")
    assert told["as_of"] == "2026-11-23T17:42:00+00:00"
    assert (told["findings"], told["demo"], told["method_version"]) == ("5", "false", "1")
    assert (told["place_version"], told["place_valid_from"]) == ("1", "2021-01-01")
    assert told["boundary_changed_on"] == ""
    assert [told[f"left_out_{why}"] for why in ("withdrawn", "quarantined", "parked", "late")] == ["3", "2", "1", "0"]


def test_an_open_period_is_told_as_nothing_and_demo_as_demo() -> None:
    told = facts(square_report([finding(1, demo=True)], walks=[]))

    assert (told["since"], told["until"], told["demo"]) == ("", "", "true")


def test_method_and_limits_are_said_in_swedish_one_sentence_each() -> None:
    told = facts(square_report())
    said = [value for key, value in told.items() if key.startswith(("method_", "limit_")) and key != "method_version"]

    assert any("EPSG:3011" in sentence for sentence in said)
    assert any("inte ett mått på brott" in sentence for sentence in said)
    assert len(said) == len({*said}) >= 8


def test_days_on_which_the_boundary_changed_are_told() -> None:
    days = (date(2026, 11, 10), date(2026, 11, 20))

    assert facts(square_report(changed_on=days))["boundary_changed_on"] == "2026-11-10 2026-11-20"
