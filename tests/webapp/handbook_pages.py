"""A page of the handbook taken apart: what is wrong with its HTML, and what stands where in it."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from webapp.views import help

FOLDER = Path(help.__file__).parents[1] / "handbook" / "sv"
TEXT = {"a", "code", "dd", "dl", "dt", "em", "h2", "h3", "kbd", "li", "ol", "p", "pre", "strong", "ul"}
TAGS = TEXT | {"caption", "table", "tbody", "td", "th", "thead", "tr"}
HEADINGS = {"h2", "h3"}
ATTRIBUTES = {"id", "href", "scope", "class", "tabindex", "role", "aria-label"}


class Fragment(HTMLParser):
    """
    One page without its frame.

    `headings` holds tag, id and text; `codes` the id of the section and the text of each `code`; `items` the text of
    each list item; `prose` all text outside `code`.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[tuple[str, str, str]] = []
        self.codes: list[tuple[str, str]] = []
        self.examples: list[str] = []
        self.items: list[str] = []
        self.prose = ""
        self._open: list[str] = []
        self._captioned = True
        self.feed((FOLDER / f"{name}.html").read_text("utf-8"))
        self.close()
        self.faults += [f"<{tag}> is not closed" for tag in self._open]

    @property
    def section(self) -> str:
        return self.headings[-1][1] if self.headings else ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._open.append(tag)
        if tag not in TAGS:
            self._fault(f"<{tag}>")
        self.faults += [f"<{tag} {name}=>" for name in given.keys() - ATTRIBUTES]
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if "href" in given else []
        if tag in HEADINGS:
            self.headings.append((tag, given.get("id", ""), ""))
        elif tag == "table":
            self._captioned = False
        elif tag == "caption":
            self._captioned = True
        elif tag == "th" and "scope" not in given:
            self._fault("<th> without scope")
        elif tag == "li":
            self.items.append("")
        elif tag == "code":
            self.codes.append((self.section, ""))
        elif tag == "pre":
            self.examples.append("")
            # wide examples scroll: without focus and name a keyboard could not reach what is hidden
            if not given.get("aria-label") or given.get("tabindex") != "0":
                self._fault("<pre> that cannot be scrolled by keyboard")

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self._fault(f"</{tag}> closes another element")
        if tag == "table" and not self._captioned:
            self._fault("<table> without caption")

    def handle_data(self, data: str) -> None:
        inside = set(self._open)
        if inside & HEADINGS:
            level, name, text = self.headings[-1]
            self.headings[-1] = (level, name, text + data)
        if "li" in inside:
            self.items[-1] += data
        if "code" in inside:
            self.codes[-1] = (self.codes[-1][0], self.codes[-1][1] + data)
        else:
            self.prose += data
        if "pre" in inside:
            self.examples[-1] += data
        if data.strip() and not inside:
            self._fault(f"text outside every element: {data.strip()[:40]}")

    def _fault(self, words: str) -> None:
        self.faults.append(f"{words} (line {self.getpos()[0]})")
