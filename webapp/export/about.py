"""What a file of data tells about itself: place, period, time of the figures, what is left out, method and limits."""

from __future__ import annotations

from walks.reports.area import AreaReport

from . import sentences
from .wording import SWEDISH


def facts(report: AreaReport) -> dict[str, str]:
    """
    Tell what a report's rows are, for a table of keys and values.

    Parameters
    ----------
    report
        The report.

    Returns
    -------
    Text by key, in the order in which it is read. Days as 2026-11-26, or "" where the period is open; the time of the
    figures in UTC; which version of the place was reported, since when it holds, and the days within the period on
    which another boundary began, with spaces between; counts by reason of what is left out; method and limits in
    Swedish, one sentence each.
    """
    left_out = report.left_out
    told = {
        "title": f"Lykta, områdesrapport, {report.place_name}",
        "place_code": report.place_code,
        "place_version": str(report.place_version),
        "place_valid_from": report.place_valid_from.isoformat(),
        "boundary_changed_on": " ".join(day.isoformat() for day in report.boundary_changed_on),
        "since": "" if report.since is None else report.since.isoformat(),
        "until": "" if report.until is None else report.until.isoformat(),
        "as_of": report.as_of.isoformat(),
        "demo": "true" if report.demo else "false",
        "method_version": report.version,
        "findings": str(report.total),
        "left_out_withdrawn": str(left_out.withdrawn),
        "left_out_quarantined": str(left_out.quarantined),
        "left_out_parked": str(left_out.parked),
        "left_out_late": str(left_out.late),
    }
    for number, sentence in enumerate(sentences.method(report, words=SWEDISH), start=1):
        told[f"method_{number}"] = sentence
    for number, sentence in enumerate(sentences.limits(report, words=SWEDISH), start=1):
        told[f"limit_{number}"] = sentence
    return told
