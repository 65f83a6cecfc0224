"""The codes of the work with their order, labels and rules, read from `vocabulary.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

RESTRICTED_CATEGORY = "vulnerable_people"


@dataclass(frozen=True, slots=True)
class Term:
    """One code of the vocabulary with its words.

    `extra` holds what only some lists have: `shape`, `value`, `public_sv`, `notice_sv` and so on.
    """

    code: str
    words: Mapping[str, str]
    extra: Mapping[str, Any]

    def label(self, lang: str = "sv") -> str:
        """Give the word for people; Swedish where the language has none."""
        return self.words.get(lang) or self.words["sv"]

    def short(self, lang: str = "sv") -> str:
        """Give the word that fits a button; the whole label where there is no shorter one."""
        short = self.extra.get(f"short_{lang}")
        return str(short) if short else self.label(lang)


@dataclass(frozen=True, slots=True)
class Category(Term):
    """A category of findings with its rules."""

    order: int
    primary: bool
    restricted: bool
    default_party: str
    duplicate_radius_m: float | None

    def help_text(self, lang: str = "sv") -> str:
        """Give the sentence that tells what belongs to the category; Swedish where the language has none."""
        return str(self.extra.get(f"help_{lang}") or self.extra["help_sv"])


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every list of codes, each in the order in which people see it."""

    version: int
    kinds: tuple[Term, ...]
    categories: tuple[Category, ...]
    severities: tuple[Term, ...]
    walk_states: tuple[Term, ...]
    walk_formats: tuple[Term, ...]
    lights: tuple[Term, ...]
    applies_when: tuple[Term, ...]
    place_types: tuple[Term, ...]
    needs: tuple[Term, ...]
    position_methods: tuple[str, ...]

    def category(self, code: str) -> Category:
        """Give the category with this code.

        Raises
        ------
        KeyError
            If the vocabulary has no such category.
        """
        return _by_code(self.categories)[code]

    def label(self, group: str, code: str | int | None, lang: str = "sv") -> str:
        """Give the word for a code of the list `group` (`kinds` ...); "" for None, the code itself if unknown."""
        if code is None:
            return ""
        terms: tuple[Term, ...] = getattr(self, group)
        return next((term.label(lang) for term in terms if term.code == str(code)), str(code))

    def codes(self, group: str) -> frozenset[str]:
        """Give the codes of one list."""
        return frozenset(term if isinstance(term, str) else term.code for term in getattr(self, group))

    def as_json(self, lang: str = "sv") -> dict[str, Any]:
        """Give what a browser needs: codes and words in one language."""

        def plain(term: Term) -> dict[str, Any]:
            entry: dict[str, Any] = {"code": term.code, "label": term.label(lang), "short": term.short(lang)}
            notice = term.extra.get(f"notice_{lang}") or term.extra.get("notice_sv")
            return entry | ({"notice": notice} if notice else {})

        return {
            "version": self.version,
            "kinds": [plain(term) | {"shape": term.extra["shape"]} for term in self.kinds],
            "categories": [
                plain(item)
                | {"help": item.help_text(lang), "primary": item.primary, "restricted": item.restricted}
                | {"duplicate_radius_m": item.duplicate_radius_m}
                for item in self.categories
            ],
            "severities": [plain(term) for term in self.severities],
            "lights": [plain(term) for term in self.lights],
            "needs": [plain(term) for term in self.needs],
            "applies_when": [plain(term) for term in self.applies_when],
            "place_types": [plain(term) for term in self.place_types],
        }


@cache
def vocabulary() -> Vocabulary:
    """Read the packaged vocabulary once for the process."""
    source = json.loads((resources.files("walks") / "vocabulary.json").read_text("utf-8"))
    return Vocabulary(
        version=source["version"],
        kinds=_terms(source["kinds"]),
        categories=tuple(sorted((_category(item) for item in source["categories"]), key=lambda item: item.order)),
        severities=_terms(source["severity"], code="value"),
        walk_states=_terms(source["walk_states"]),
        walk_formats=_terms(source["walk_formats"]),
        lights=_terms(source["light"]),
        applies_when=_terms(source["applies_when"]),
        place_types=_terms(source["place_types"]),
        needs=_terms(source["needs"]),
        position_methods=tuple(source["position_methods"]),
    )


def _by_code(items: tuple[Category, ...]) -> dict[str, Category]:
    return {item.code: item for item in items}


def _words(item: Mapping[str, Any]) -> dict[str, str]:
    return {lang: item[lang] for lang in ("sv", "en") if lang in item}


def _terms(items: list[dict[str, Any]], *, code: str = "code") -> tuple[Term, ...]:
    return tuple(Term(code=str(item[code]), words=_words(item), extra=item) for item in items)


def _category(item: dict[str, Any]) -> Category:
    return Category(
        code=item["code"],
        words=_words(item),
        extra=item,
        order=item["order"],
        primary=item["primary"],
        restricted=item["restricted"],
        default_party=item["default_party"],
        duplicate_radius_m=item["duplicate_radius_m"],
    )
