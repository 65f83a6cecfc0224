"""One catalogue is collected, kept and compiled, and never guessed."""

from __future__ import annotations

import json
from gettext import translation
from pathlib import Path

import pytest

from webapp.frontend import catalogue, manifest


def translate(root: Path, swedish: str, english: str) -> None:
    path = catalogue.po_path(root, language="en")
    text = path.read_text()
    assert f'msgid "{swedish}"\nmsgstr ""' in text
    path.write_text(text.replace(f'msgid "{swedish}"\nmsgstr ""', f'msgid "{swedish}"\nmsgstr "{english}"'))


def test_browser_gets_the_translations_its_scripts_use(checkout: Path) -> None:
    translate(checkout, "Spara", "Save")
    translate(checkout, "Karta över %(place)s", "Map of %(place)s")
    catalogue.compile_catalogues(checkout)
    folder = checkout / "webapp" / "static" / "js" / "catalogue"
    assert json.loads((folder / "en.json").read_text()) == {"Spara": "Save"}
    assert {path.name for path in folder.iterdir()} == {"en.json", manifest.NAME}


def test_compiled_catalogue_translates_and_an_open_sentence_stays_swedish(checkout: Path) -> None:
    translate(checkout, "Karta över %(place)s", "Map of %(place)s")
    catalogue.compile_catalogues(checkout)
    english = translation("messages", checkout / "webapp" / "translations", ["en"])
    assert english.gettext("Karta över %(place)s") == "Map of %(place)s"
    assert english.gettext("Spara") == "Spara"


def test_two_compilations_give_the_same_bytes(checkout: Path) -> None:
    compiled = catalogue.po_path(checkout, language="en").with_suffix(".mo")
    catalogue.compile_catalogues(checkout)
    first = compiled.read_bytes()
    compiled.unlink()
    catalogue.compile_catalogues(checkout)
    assert compiled.read_bytes() == first


def test_translation_with_an_unknown_placeholder_is_refused(checkout: Path) -> None:
    translate(checkout, "Karta över %(place)s", "Map of %(plaice)s")
    with pytest.raises(catalogue.CatalogueError, match="plaice"):
        catalogue.compile_catalogues(checkout)


def test_catalogues_are_stale_after_a_new_translation_or_script(checkout: Path) -> None:
    assert catalogue.catalogue_faults(checkout)
    catalogue.compile_catalogues(checkout)
    assert catalogue.catalogue_faults(checkout) == []
    translate(checkout, "Spara", "Save")
    assert catalogue.catalogue_faults(checkout) == ["the sources have changed"]
    catalogue.compile_catalogues(checkout)
    (checkout / "webapp" / "static" / "js" / "new.mjs").write_text("_('Ny');")
    assert catalogue.catalogue_faults(checkout) == ["the sources have changed"]
    catalogue.compile_catalogues(checkout)
    catalogue.po_path(checkout, language="sv").with_suffix(".mo").unlink()
    assert catalogue.catalogue_faults(checkout) == ["webapp/translations/sv/LC_MESSAGES/messages.mo is missing"]


def test_updating_keeps_translations_drops_what_is_gone_and_settles(checkout: Path) -> None:
    translate(checkout, "Spara", "Save")
    (checkout / "webapp" / "views.py").write_text('title = _("Ny karta")\n')
    catalogue.update(checkout)
    english = catalogue.po_path(checkout, language="en")
    once = english.read_text()
    assert 'msgid "Spara"\nmsgstr "Save"' in once
    assert 'msgid "Ny karta"\nmsgstr ""' in once
    assert "Karta över" not in once
    catalogue.update(checkout)
    assert english.read_text() == once
    assert "views.py" not in once
