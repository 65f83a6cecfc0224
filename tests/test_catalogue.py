"""Every sentence of the interface stands in the catalogue, in every language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from webapp.frontend import catalogue

ROOT = Path(__file__).parents[1]
LANGUAGES = ["en", "sv"]
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def by_id(messages: Catalog) -> dict[str, Message]:
    """Messages under their id, or the singular of it; the header is none."""
    return {_forms(message.id)[0]: message for message in messages if message.id}


def _forms(text: object) -> list[str]:
    return [text] if isinstance(text, str) else list(text) if isinstance(text, list | tuple) else []


@pytest.fixture(scope="module")
def wanted() -> dict[str, Message]:
    return by_id(catalogue.extract(ROOT))


@pytest.mark.parametrize("file", ["messages.pot", *(f"{language}/LC_MESSAGES/messages.po" for language in LANGUAGES)])
def test_file_holds_the_sentences_of_the_sources_and_no_others(wanted: dict[str, Message], file: str) -> None:
    held = by_id(catalogue.read_catalogue(ROOT / "webapp" / "translations" / file))
    missing, left_over = sorted(wanted.keys() - held.keys()), sorted(held.keys() - wanted.keys())
    assert not missing + left_over, f"run `make translations`: {file} lacks {missing}, holds without use {left_over}"


def test_languages_are_the_promised_ones() -> None:
    assert list(catalogue.languages(ROOT)) == LANGUAGES


def test_english_is_complete(wanted: dict[str, Message]) -> None:
    english = by_id(catalogue.read_catalogue(catalogue.po_path(ROOT, language="en"), language="en"))
    open_ones = [id for id in sorted(wanted) if id not in english or not all(_forms(english[id].string) or [""])]
    assert not open_ones, "translate in webapp/translations/en/LC_MESSAGES/messages.po:\n" + "\n".join(open_ones)


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_fill_in_the_same_names(language: str) -> None:
    differing = []
    for id, message in by_id(catalogue.read_catalogue(catalogue.po_path(ROOT, language=language))).items():
        # the last form of the id is the fullest: a singular may leave its number out
        names = set(PLACEHOLDER.findall(_forms(message.id)[-1]))
        translated = [form for form in _forms(message.string) if form]
        if translated and set(PLACEHOLDER.findall(translated[-1])) != names:
            differing.append(id)
    assert not differing, f"placeholders differ in {language}: {differing}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_a_guess(language: str) -> None:
    messages = by_id(catalogue.read_catalogue(catalogue.po_path(ROOT, language=language)))
    assert [id for id, message in messages.items() if message.fuzzy] == []
