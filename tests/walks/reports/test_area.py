"""The area report as plain data, checked by hand on a square of one hectare."""

from __future__ import annotations

import dataclasses
import random
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.walks.analysis.examples import AS_OF, PlannedWalk, finding, five_findings, square_100m, two_walks
from walks.errors import InvalidReport
from walks.finding import Finding, LeftOut
from walks.reports.area import AreaReport, build
from walks.vocabulary import RESTRICTED_CATEGORY


def report(findings: list[Finding], **changes: Any) -> AreaReport:
    plain: dict[str, Any] = {
        "area": square_100m(),
        "walks": two_walks(),
        "left_out": LeftOut(withdrawn=3, late=0, quarantined=2, parked=1),
        "since": None,
        "until": None,
        "as_of": AS_OF,
    }
    return build(findings, **(plain | changes))


def test_five_findings_on_one_hectare() -> None:
    made = report(five_findings())

    assert (made.place_code, made.place_name, made.place_kind) == ("rutan", "Rutan", "walk_area")
    assert made.area_ha == pytest.approx(1.0, abs=1e-6)
    assert made.total == 5
    assert made.by_kind == {"unsafe": 3, "safe": 1, "suggestion": 1}
    assert made.by_severity == {1: 0, 2: 1, 3: 0, 4: 1, None: 1}
    assert made.by_light == {"daylight": 2, "twilight": 1, "darkness": 2}
    assert [(count.category, count.total) for count in made.by_category] == [
        ("lighting", 2),
        ("traffic", 1),
        ("wayfinding", 1),
        ("street_life", 1),
    ]
    assert (made.boundary.inside, made.boundary.outside, made.boundary.unplaced) == (3, 1, 1)
    assert made.boundary.total_per_ha == pytest.approx(3.0, abs=1e-6)
    assert made.left_out == LeftOut(withdrawn=3, late=0, quarantined=2, parked=1)
    assert made.as_of == AS_OF
    assert made.demo is False


def test_walks_stand_oldest_first_with_their_light_and_findings() -> None:
    made = report(five_findings())

    assert [(line.walk_id, line.light, line.state, line.findings) for line in made.walks] == [
        ("w2", "daylight", "compiling", 1),
        ("w1", "darkness", "under_way", 4),
    ]
    assert made.other_walks == 0


def test_a_planned_walk_stands_without_findings_but_a_draft_or_cancelled_one_does_not() -> None:
    started = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
    walks = [PlannedWalk(state, started, state=state) for state in ("planned", "draft", "cancelled")]

    assert [line.walk_id for line in report([], walks=walks).walks] == ["planned"]


def test_a_cancelled_walk_with_findings_stands() -> None:
    walks = [PlannedWalk("w1", AS_OF, state="cancelled")]

    assert [(line.state, line.findings) for line in report([finding(1)], walks=walks).walks] == [("cancelled", 1)]


def test_findings_of_a_walk_that_the_reader_is_not_told_of_are_counted_apart() -> None:
    made = report(five_findings(), walks=two_walks()[:1])

    assert made.total == 5
    assert made.other_walks == 1


def test_the_list_stands_by_number_and_names_no_tablet() -> None:
    made = report(five_findings()[::-1])

    assert [item.number for item in made.findings] == [1, 2, 3, 4, 5]
    assert {item.device_id for item in made.findings} == {None}


def test_the_order_of_what_is_given_changes_nothing() -> None:
    chance = random.Random(7)
    expected = report(five_findings())
    for _ in range(20):
        findings, walks = five_findings(), two_walks()
        chance.shuffle(findings)
        chance.shuffle(walks)

        assert report(findings, walks=walks) == expected


def test_no_findings_make_a_report_of_zeros() -> None:
    made = report([], walks=[])

    assert made.total == 0
    assert made.by_category == ()
    assert set(made.by_kind.values()) == set(made.by_light.values()) == set(made.by_severity.values()) == {0}
    assert (made.boundary.total_per_ha, made.findings, made.walks, made.demo) == (0.0, (), (), False)


def test_a_period_counts_both_its_days_by_the_clock_of_stockholm() -> None:
    findings = [
        # 23.59 on 31 October (winter time), 00.00 on 1 November, 23.59 and 00.00 at its other end
        finding(1, observed_at=datetime(2026, 10, 31, 22, 59, tzinfo=UTC)),
        finding(2, observed_at=datetime(2026, 10, 31, 23, 0, tzinfo=UTC)),
        finding(3, observed_at=datetime(2026, 11, 30, 22, 59, tzinfo=UTC)),
        finding(4, observed_at=datetime(2026, 11, 30, 23, 0, tzinfo=UTC)),
    ]
    made = report(findings, since=date(2026, 11, 1), until=date(2026, 11, 30))

    assert [item.number for item in made.findings] == [2, 3]
    assert [line.walk_id for line in made.walks] == ["w1"]


CHANGED = (date(2026, 11, 20), date(2026, 3, 1), date(2026, 3, 1), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("since", "until", "within"),
    [
        (None, None, (date(2026, 3, 1), date(2026, 11, 20))),
        (date(2026, 3, 1), date(2026, 11, 19), ()),
        (date(2026, 2, 28), date(2026, 11, 20), (date(2026, 3, 1), date(2026, 11, 20))),
        (date(2026, 12, 1), date(2027, 12, 31), (date(2027, 1, 1),)),
        (date(2026, 11, 20), None, ()),
    ],
)
def test_a_report_tells_on_which_days_within_its_period_the_boundary_changed(
    since: date | None, until: date | None, within: tuple[date, ...]
) -> None:
    """One that began with the period's first day is that of the whole period; what is to come has not changed."""
    assert report([], since=since, until=until, changed_on=CHANGED).boundary_changed_on == within


def test_a_report_names_the_version_of_its_place_and_that_version_s_first_day() -> None:
    made = report([], version=3)

    assert (made.place_version, made.place_valid_from) == (3, date(2021, 1, 1))
    assert (report([]).place_version, report([]).boundary_changed_on) == (1, ())


def test_a_report_of_demo_data_says_so() -> None:
    walks = [PlannedWalk("w1", AS_OF, demo=True)]

    assert report([finding(1, demo=True)], walks=walks).demo is True
    assert report([], walks=walks).demo is True


def test_demo_and_real_data_never_meet_in_one_report() -> None:
    with pytest.raises(InvalidReport, match="demo and real data"):
        report([finding(1, demo=True), finding(2)], walks=[])
    with pytest.raises(InvalidReport, match="demo and real data"):
        report([finding(1, demo=True)], walks=two_walks())


def test_a_restricted_finding_stops_the_report_also_when_it_lies_outside_the_period() -> None:
    slipped_in = finding(2, category=RESTRICTED_CATEGORY, observed_at=datetime(2020, 1, 1, tzinfo=UTC))

    with pytest.raises(InvalidReport, match="restricted findings f2"):
        report([finding(1), slipped_in], since=date(2026, 1, 1))


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(InvalidReport) as caught:
        report(
            [finding(1, place_code="tessinparken")],
            since=date(2026, 2, 1),
            until=date(2026, 1, 1),
            as_of=datetime(2026, 11, 23),
        )

    message = str(caught.value)
    assert message.startswith("area report of rutan: ")
    assert all(part in message for part in ("tessinparken", "before it begins", "time zone"))


def test_a_report_is_plain_data_without_frames() -> None:
    allowed = (str, int, float, bool, type(None), date, datetime)

    def plain(value: object) -> bool:
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return all(plain(getattr(value, field.name)) for field in dataclasses.fields(value))
        if isinstance(value, tuple):
            return all(plain(item) for item in value)
        if isinstance(value, dict):
            return all(plain(item) for pair in value.items() for item in pair)
        return type(value) in allowed

    assert plain(report(five_findings()))
