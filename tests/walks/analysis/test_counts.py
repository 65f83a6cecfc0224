"""Counts of findings, checked by hand on a square of one hectare."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import CRSMismatchError
from tests.walks.analysis.examples import finding, five_findings, square_100m
from walks.analysis import counts
from walks.analysis.frames import findings_frame
from walks.finding import Finding
from walks.vocabulary import vocabulary

KINDS = [term.code for term in vocabulary().kinds]
LIGHTS = [term.code for term in vocabulary().lights]
CATEGORIES = [item.code for item in vocabulary().categories if not item.restricted]


def test_every_kind_and_light_is_counted_in_the_order_of_the_vocabulary() -> None:
    frame = findings_frame(five_findings())

    assert list(counts.by_kind(frame).items()) == [("unsafe", 3), ("safe", 1), ("suggestion", 1)]
    assert list(counts.by_light(frame).items()) == [("daylight", 2), ("twilight", 1), ("darkness", 2)]


def test_only_categories_with_findings_are_told_in_the_order_of_the_vocabulary() -> None:
    assert counts.by_category(findings_frame(five_findings())) == (
        counts.CategoryCount("lighting", {"unsafe": 2, "safe": 0, "suggestion": 0}, 2),
        counts.CategoryCount("traffic", {"unsafe": 1, "safe": 0, "suggestion": 0}, 1),
        counts.CategoryCount("wayfinding", {"unsafe": 0, "safe": 0, "suggestion": 1}, 1),
        counts.CategoryCount("street_life", {"unsafe": 0, "safe": 1, "suggestion": 0}, 1),
    )


def test_severity_is_counted_for_unsafe_findings_and_those_without_one_stand_last() -> None:
    severities = counts.by_severity(findings_frame(five_findings()))

    assert list(severities.items()) == [(1, 0), (2, 1), (3, 0), (4, 1), (None, 1)]


def test_a_severity_on_another_kind_than_unsafe_is_not_counted() -> None:
    frame = findings_frame([finding(1, kind="safe", severity=3)])

    assert set(counts.by_severity(frame).values()) == {0}


def test_three_findings_on_one_hectare_are_three_per_hectare() -> None:
    boundary = counts.at_boundary(findings_frame(five_findings()), area=square_100m())

    assert (boundary.inside, boundary.outside, boundary.unplaced) == (3, 1, 1)
    assert boundary.total_per_ha == pytest.approx(3.0, abs=1e-6)
    assert boundary.unsafe_per_ha == pytest.approx(3.0, abs=1e-6)


def test_a_safe_finding_counts_in_the_density_of_all_but_not_of_the_unsafe() -> None:
    boundary = counts.at_boundary(findings_frame([finding(1), finding(2, kind="safe")]), area=square_100m())

    assert boundary.total_per_ha == pytest.approx(2.0, abs=1e-6)
    assert boundary.unsafe_per_ha == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize("corner", [(0, 0), (100, 0), (100, 100), (0, 100)])
def test_a_finding_on_the_edge_belongs_to_the_square(corner: tuple[float, float]) -> None:
    boundary = counts.at_boundary(findings_frame([finding(1, at_m=corner)]), area=square_100m())

    assert (boundary.inside, boundary.outside) == (1, 0)
    assert boundary.total_per_ha == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize("point", [(103, 50), (-3, 50), (50, 103), (50, -3)])
def test_a_finding_3_m_outside_the_square_is_outside(point: tuple[float, float]) -> None:
    boundary = counts.at_boundary(findings_frame([finding(1, at_m=point)]), area=square_100m())

    assert (boundary.inside, boundary.outside, boundary.total_per_ha) == (0, 1, 0.0)


def test_no_findings_give_zeros_everywhere() -> None:
    frame = findings_frame([])

    assert set(counts.by_kind(frame).values()) == {0}
    assert set(counts.by_light(frame).values()) == {0}
    assert set(counts.by_severity(frame).values()) == {0}
    assert counts.by_category(frame) == ()
    assert counts.at_boundary(frame, area=square_100m()) == counts.BoundaryCount(0, 0, 0, 0.0, 0.0)


def test_a_category_that_the_vocabulary_has_lost_is_counted_last() -> None:
    frame = findings_frame([finding(1, category="snow_of_last_year"), finding(2, category="other")])

    assert [count.category for count in counts.by_category(frame)] == ["other", "snow_of_last_year"]


def test_findings_in_degrees_are_refused() -> None:
    with pytest.raises(CRSMismatchError):
        counts.at_boundary(findings_frame([finding(1)]).to_crs("EPSG:4326"), area=square_100m())


@st.composite
def many_findings(draw: st.DrawFn) -> list[Finding]:
    """Findings of every kind, some on the edge, some beyond it, some without a point."""
    metres = st.sampled_from([-40.0, 0.0, 12.5, 50.0, 99.0, 100.0, 140.0])
    size = draw(st.integers(0, 25))
    rows = []
    for number in range(1, size + 1):
        kind = draw(st.sampled_from(KINDS))
        rows.append(
            finding(
                number,
                at_m=draw(st.none() | st.tuples(metres, metres)),
                kind=kind,
                category=draw(st.sampled_from(CATEGORIES)),
                severity=draw(st.none() | st.integers(1, 4)) if kind == "unsafe" else None,
                light=draw(st.sampled_from(LIGHTS)),
            )
        )
    return rows


@settings(max_examples=60, deadline=None)
@given(many_findings())
def test_every_breakdown_adds_up_to_the_total(rows: list[Finding]) -> None:
    frame = findings_frame(rows)
    boundary = counts.at_boundary(frame, area=square_100m())
    categories = counts.by_category(frame)

    assert sum(counts.by_kind(frame).values()) == len(rows)
    assert sum(counts.by_light(frame).values()) == len(rows)
    assert sum(count.total for count in categories) == len(rows)
    assert all(sum(count.by_kind.values()) == count.total > 0 for count in categories)
    assert sum(counts.by_severity(frame).values()) == sum(row.kind == "unsafe" for row in rows)
    assert boundary.inside + boundary.outside + boundary.unplaced == len(rows)
    # one hectare: what is inside is what there is per hectare
    assert boundary.total_per_ha == pytest.approx(boundary.inside, abs=1e-4)


@settings(max_examples=30, deadline=None)
@given(many_findings(), st.randoms(use_true_random=False))
def test_the_order_of_the_findings_changes_no_count(rows: list[Finding], chance: random.Random) -> None:
    mixed = rows.copy()
    chance.shuffle(mixed)
    given_order, other_order = findings_frame(rows), findings_frame(mixed)

    assert counts.by_kind(given_order) == counts.by_kind(other_order)
    assert counts.by_category(given_order) == counts.by_category(other_order)
    assert counts.by_severity(given_order) == counts.by_severity(other_order)
    assert counts.by_light(given_order) == counts.by_light(other_order)
    assert counts.at_boundary(given_order, area=square_100m()) == counts.at_boundary(other_order, area=square_100m())
