"""Reports to write: the square of one hectare, and words that would do harm if anything took them for code."""

from __future__ import annotations

from typing import Any

from tests.walks.analysis.examples import AS_OF, five_findings, square_100m, two_walks
from walks.finding import Finding, LeftOut
from walks.reports.area import AreaReport, build

PICTURE = '<svg viewBox="0 0 10 10" role="img" aria-label="Karta"><circle id="f1" cx="5" cy="5" r="2"/></svg>'

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><script>alert(1)</script>",
    "' onmouseover='alert(1)",
    "{{ 7 * 7 }}",
    "{% raw %}",
    "${7*7}",
    '#set text(red); #read("/etc/passwd")',
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    '=HYPERLINK("http://example.com","tryck")',
    'a;b;"c"',
    "rad ett\nrad två",
    "' OR 1=1 --",
    "Robert'); DROP TABLE findings;--",
    "javascript:alert(1)",
    "&lt;b&gt;",
    "%(num)s %s %d",
    "å ä ö – é 漢 🔦",
]


def square_report(findings: list[Finding] | None = None, **changes: Any) -> AreaReport:
    plain: dict[str, Any] = {
        "area": square_100m(),
        "walks": two_walks(),
        "left_out": LeftOut(withdrawn=3, late=0, quarantined=2, parked=1),
        "since": None,
        "until": None,
        "as_of": AS_OF,
    }
    return build(five_findings() if findings is None else findings, **(plain | changes))
