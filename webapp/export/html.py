"""The area report as a page: inside the product, and as one file that opens from disk without a network."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from walks.reports.area import AreaReport
from webapp.i18n import _, lang, ngettext
from webapp.labels import label
from webapp.periods import local

from . import sentences
from .wording import Wording

STYLE_SHEETS = ("tokens.css", "base.css", "report.css")


def page_context(
    report: AreaReport, *, picture: str, downloads: Sequence[Mapping[str, str]], standalone: bool = False
) -> dict[str, Any]:
    """
    Give `report.html` what it shows.

    Parameters
    ----------
    report
        The report.
    picture
        SVG of the place with its numbered findings. Trusted: it is put into the page as it is.
    downloads
        `label` and `url` of each form the reader may fetch.
    standalone
        Whether the page is to be a file of its own.

    Returns
    -------
    The context of the template; the words are those of the request's language, Swedish outside a request.
    """
    from webapp.maps.picture import numbered
    from webapp.maps.symbols import symbols

    words = reader_words()
    return {
        "report": report,
        "picture": Markup(picture),
        "numbered": numbered(report.findings),
        # drawn into the page, not referred to: a file of its own has no sheet of symbols beside it
        "shapes": {kind: Markup(symbols()[f"k-{kind}"].parts) for kind in report.by_kind},
        "downloads": downloads,
        "standalone": standalone,
        "css": _inline_style(report, words=words) if standalone else None,
        "demo": report.demo,
        "lang": words.lang,
        "words": words,
        "local": local,
        "opening": sentences.opening(report, words=words),
        "figures": sentences.figures(report, words=words),
        "method": sentences.method(report, words=words),
        "limits": sentences.limits(report, words=words),
        "label": label,
        "placed": [item for item in report.findings if item.longitude is not None],
        "unplaced": [item for item in report.findings if item.longitude is None],
        "most_in_a_category": max((count.total for count in report.by_category), default=0),
    }


def standalone_page(report: AreaReport, *, picture: str) -> str:
    """
    Render the report as one HTML file: style and picture inside it, no script, nothing to fetch.

    Parameters
    ----------
    report, picture
        As in `page_context`.

    Returns
    -------
    The file's text, to be written as UTF-8.
    """
    template = _environment().get_template("report.html")
    return template.render(page_context(report, picture=picture, downloads=(), standalone=True))


def reader_words() -> Wording:
    """Give the words of the request's language; Swedish outside a request."""
    return Wording(lang(), _, ngettext)


@cache
def _environment() -> Environment:
    # an own environment, so that a command can write the file without making the whole web application first
    environment = Environment(
        loader=PackageLoader("webapp"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]
    return environment


def _inline_style(report: AreaReport, *, words: Wording) -> Markup:
    folder = resources.files("webapp") / "static" / "css"
    sheets = "\n".join((folder / name).read_text("utf-8") for name in STYLE_SHEETS)
    # a face that is fetched from a file beside the page would be missing there; the reader's own faces serve
    return Markup(re.sub(r"@font-face\s*\{[^}]*\}", "", sheets) + _page_edges(report, words=words))


def _page_edges(report: AreaReport, *, words: Wording) -> str:
    """Give the style that prints heading, time of the figures and page number on every sheet of paper."""
    title, page, of = _("Områdesrapport"), _("Sida"), _("av")
    as_of = _("Uppgifterna gäller %(moment)s.", moment=words.moment(report.as_of))
    demo = _("Demo. Uppgifterna är påhittade.") if report.demo else ""
    heading = f"{title} {report.place_name}, {words.period(report.since, report.until)}"
    edges = {
        "top-left": _css_string("Lykta"),
        "top-right": _css_string(heading),
        "bottom-left": _css_string(f"{as_of} {demo}".strip()),
        "bottom-right": f"{_css_string(f'{page} ')} counter(page) {_css_string(f' {of} ')} counter(pages)",
    }
    boxes = "".join(f"@{edge} {{ content: {text}; color: #43565e; font-size: 8pt; }}\n" for edge, text in edges.items())
    return f"@page {{\n{boxes}}}\n"


def _css_string(text: str) -> str:
    # the name of a place is data: nothing in it may end the string, the rule or the style element
    return '"' + "".join(char if char.isalnum() or char in " ,.–:" else f"\\{ord(char):x} " for char in text) + '"'
