"""What every page any test fetches must fulfil, read from its HTML alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
LABELLED = frozenset({"input", "select", "textarea"})
NEEDS_NO_LABEL = frozenset({"hidden", "submit", "button", "image", "reset"})
ADDRESSES = ("src", "href", "action", "formaction", "poster", "data", "srcset")


@dataclass
class Page(HTMLParser):
    """One parsed page with everything that is wrong with it."""

    html: str
    own: str = "http://localhost:8000"
    faults: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    label_for: set[str] = field(default_factory=set)
    fields: list[dict[str, str]] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    lang: str = ""
    title: str = ""
    mains: int = 0

    def __post_init__(self) -> None:
        """Parse the whole page."""
        super().__init__(convert_charrefs=True)
        self.feed(self.html)
        self.close()
        self._conclude()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        given = {name: value or "" for name, value in attrs}
        self._look(tag, given)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element that closes itself (SVG)."""
        self._look(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        """Check that elements close in the order in which they were opened."""
        if tag in VOID:
            return
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1:] or 'nothing'} (line {self.getpos()[0]})")
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Gather the title, and find script or style written into the page."""
        inside = self.open[-1] if self.open else ""
        if inside == "title" and "svg" not in self.open:
            self.title += data
        if inside in {"script", "style"} and data.strip():
            self.faults.append(f"inline {inside} (line {self.getpos()[0]})")

    def _look(self, tag: str, given: dict[str, str]) -> None:
        line = self.getpos()[0]
        if tag == "html":
            self.lang = given.get("lang", "")
        if tag == "main":
            self.mains += 1
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))
        if "id" in given:
            self.ids.append(given["id"])
        for name in ("aria-labelledby", "aria-describedby", "aria-controls"):
            self.named += given.get(name, "").split()
        if tag == "label" and "for" in given:
            self.label_for.add(given["for"])
        if tag in LABELLED and given.get("type") not in NEEDS_NO_LABEL:
            self.fields.append(given | {"_inside": " ".join(self.open), "_line": str(line)})
        if tag == "img" and "alt" not in given:
            self.faults.append(f"img without alt (line {line})")
        for name, value in given.items():
            if name == "style" or name.startswith("on"):
                self.faults.append(f"inline {name}= (line {line})")
            foreign = "//" in value.removeprefix(f"{self.own}/")
            if name in ADDRESSES and (foreign or value.strip().lower().startswith(("javascript:", "data:text"))):
                self.faults.append(f"outside address {value!r} (line {line})")

    def _conclude(self) -> None:
        if self.lang not in {"sv", "en"}:
            self.faults.append(f"lang is {self.lang!r}")
        if not self.title.strip().endswith("Lykta") or len(self.title.strip()) <= len("Lykta"):
            self.faults.append(f"title is {self.title!r}")
        if self.headings.count(1) != 1:
            self.faults.append(f"{self.headings.count(1)} h1")
        if self.mains != 1:
            self.faults.append(f"{self.mains} main")
        self.faults += [f"id {name!r} twice" for name in sorted(set(self.ids)) if self.ids.count(name) > 1]
        self.faults += [f"no element has the id {name!r}" for name in self.named if name not in self.ids]
        for item in self.fields:
            has_name = item.get("id") in self.label_for or "label" in item["_inside"].split()
            if not (has_name or item.get("aria-label") or item.get("aria-labelledby")):
                self.faults.append(f"field {item.get('name') or item.get('id')!r} has no label (line {item['_line']})")


def page_faults(html: str) -> list[str]:
    """Give everything that is wrong with a page; empty when nothing is."""
    return Page(html).faults
