"""The words for codes, in the language of the answer."""

from __future__ import annotations

from walks.vocabulary import vocabulary
from webapp.i18n import _, lang


def place_kind_label(kind: str) -> str:
    """Give the word for the kind of a place."""
    return _("Platssamverkan") if kind == "collaboration" else _("Prioriterad plats för vandringar")


def label(group: str, code: str | int | None) -> str:
    """Give the vocabulary's word for a code of the list `group`; "" for None, the code itself if unknown."""
    return vocabulary().label(group, code, lang())
