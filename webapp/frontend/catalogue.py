"""Keep one catalogue of sentences for Python, Jinja and JavaScript, and compile it."""

from __future__ import annotations

import io
import json
import tomllib
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from .manifest import faults, fingerprint, write_manifest

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

REQUIREMENT = "babel>=2.18"
# message ids are Swedish sentences: this language's file may leave a sentence as it stands
SOURCE_LANGUAGE = "sv"
EXTRACTORS = frozenset({"python", "jinja2", "javascript"})
_TOP_FOLDERS = frozenset({"walks", "webapp"})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class CatalogueError(ValueError):
    """A catalogue cannot be read or compiled; the message tells where and why."""


def languages(root: Path) -> tuple[str, ...]:
    """
    Name the languages that have a catalogue.

    Parameters
    ----------
    root
        Folder of the checkout.

    Returns
    -------
    Language codes in alphabetical order.
    """
    return tuple(sorted(path.parts[-3] for path in _po_files(root)))


def extract(root: Path, *, extractors: Collection[str] = EXTRACTORS) -> Catalog:
    """
    Collect the sentences of the interface from the sources, as `babel.toml` tells.

    Parameters
    ----------
    root
        Folder of the checkout.
    extractors
        Which of Babel's extractors to use. "jinja2" needs Jinja installed.

    Returns
    -------
    A catalogue of message ids without translations.

    Raises
    ------
    jinja2.TemplateSyntaxError
        If a template cannot be read: its sentences would be lost.
    """
    from babel.messages.catalog import Catalog
    from babel.messages.extract import extract_from_dir

    text = (_translations(root) / "babel.toml").read_text(encoding="utf-8")
    mappings = [mapping for mapping in tomllib.loads(text)["mappings"] if mapping["method"] in extractors]

    def wanted(folder: str | Path) -> bool:
        parts = Path(folder).relative_to(root).parts
        return parts[0] in _TOP_FOLDERS and parts[-1] not in {"__pycache__", "vendor"}

    catalogue = Catalog(charset="utf-8")
    for _file, _line, message, comments, context in extract_from_dir(
        root,
        method_map=[(mapping["pattern"], mapping["method"]) for mapping in mappings],
        options_map={mapping["pattern"]: mapping for mapping in mappings},
        directory_filter=wanted,
    ):
        catalogue.add(message, auto_comments=comments, context=context)
    return catalogue


def update(root: Path) -> None:
    """
    Write the template and bring every language's file up to date with it.

    Sorted, without dates, places and line numbers: a change of the files is a change of the sentences.
    A sentence that is gone loses its translation; one that is new has none yet.

    Parameters
    ----------
    root
        Folder of the checkout.

    Raises
    ------
    CatalogueError
        If a language's file cannot be read.
    """
    template = extract(root)
    (_translations(root) / "messages.pot").write_text(_po_text(template, language=""), encoding="utf-8")
    for language in languages(root):
        path = po_path(root, language=language)
        catalogue = read_catalogue(path, language=language)
        # Babel's guesses from similar sentences would be shown to nobody and yet look translated
        catalogue.update(template, no_fuzzy_matching=True)
        path.write_text(_po_text(catalogue, language=language), encoding="utf-8")


def compile_catalogues(root: Path) -> None:
    """
    Write what the program reads: `messages.mo` per language, and the browser's part as JSON.

    The browser's part, `webapp/static/js/catalogue/<language>.json`, maps message ids of the `.mjs` files to
    translations; there is none for Swedish, whose ids are the sentences themselves.

    Parameters
    ----------
    root
        Folder of the checkout.

    Raises
    ------
    CatalogueError
        If a language's file cannot be read or has a translation with wrong placeholders.
    """
    from babel.messages.mofile import write_mo

    folder = _browser_folder(root)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.json"):
        old.unlink()
    # a browser's sentence has no plural forms: i18n.mjs looks a text up and fills names in, no more
    browser_ids = [str(message.id) for message in extract(root, extractors={"javascript"}) if message.id]
    built = []
    for language in languages(root):
        path = po_path(root, language=language)
        catalogue = read_catalogue(path, language=language)
        wrong = [f"{message.id!r}: {'; '.join(map(str, errors))}" for message, errors in catalogue.check()]
        if wrong:
            raise CatalogueError(f"{path}: {', '.join(wrong)}; correct the translations")
        # Babel writes the time of reading otherwise, and two builds of one tree would differ
        catalogue.creation_date = catalogue.revision_date = _EPOCH
        compiled = path.with_suffix(".mo")
        with compiled.open("wb") as file:
            write_mo(file, catalogue)
        built.append(compiled)
        if language != SOURCE_LANGUAGE:
            found = {id: catalogue.get(id) for id in browser_ids}
            texts = {id: message.string for id, message in found.items() if message and message.string}
            part = folder / f"{language}.json"
            part.write_text(json.dumps(texts, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")
            built.append(part)
    write_manifest(folder, source=_source(root), base=root, built=built)


def catalogue_faults(root: Path) -> list[str]:
    """
    Tell why the catalogues must be compiled again.

    Parameters
    ----------
    root
        Folder of the checkout.

    Returns
    -------
    One reason per fault; empty when the compiled files match the sources.
    """
    return faults(_browser_folder(root), source=_source(root), base=root)


def read_catalogue(path: Path, *, language: str | None = None) -> Catalog:
    """
    Read a catalogue in gettext's text form.

    Parameters
    ----------
    path
        A `.po` or `.pot` file, UTF-8.
    language
        Code of its language; None for the template.

    Returns
    -------
    The catalogue.

    Raises
    ------
    CatalogueError
        If the file is not a catalogue.
    """
    from babel.messages.pofile import PoFileError, read_po

    try:
        with path.open("rb") as file:
            return read_po(file, locale=language, abort_invalid=True)
    except PoFileError as error:
        raise CatalogueError(f"{path}: {error}; correct the line") from error


def po_path(root: Path, *, language: str) -> Path:
    """Tell where a language's catalogue stands, below `root`, the folder of the checkout."""
    return _translations(root) / language / "LC_MESSAGES" / "messages.po"


def _po_text(catalogue: Catalog, *, language: str) -> str:
    from babel.messages.pofile import write_po

    header = [
        *([f"Language: {language}", f"Plural-Forms: {catalogue.plural_forms}"] if language else []),
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    lines = ['msgid ""', 'msgstr ""', *(f'"{line}\\n"' for line in header), "", ""]
    body = io.BytesIO()
    write_po(body, catalogue, width=0, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    return ("\n".join(lines) + body.getvalue().decode()).rstrip("\n") + "\n"


def _translations(root: Path) -> Path:
    return root / "webapp" / "translations"


def _browser_folder(root: Path) -> Path:
    return root / "webapp" / "static" / "js" / "catalogue"


def _po_files(root: Path) -> list[Path]:
    return sorted(_translations(root).glob("*/LC_MESSAGES/messages.po"))


def _source(root: Path) -> str:
    scripts = (root / "webapp" / "static" / "js").rglob("*.mjs")
    return fingerprint([*_po_files(root), *scripts], base=root)
