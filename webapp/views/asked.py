"""What a reader wrote into an address or a form, as it may be read and be shown again."""

from __future__ import annotations

from flask import request

LONGEST = 40
"""Characters: days, times, codes and secrets are shorter."""


def asked(name: str) -> str:
    """Give a word of the address; "" where it was left out."""
    return shown(request.args.get(name, ""))


def written(name: str) -> str:
    """Give what stands in a field of the form; "" where it was left out."""
    return shown(request.form.get(name, ""))


def shown(text: str) -> str:
    """Give the beginning of a text without the signs that have no shape: HTML may not hold some, others turn text."""
    return "".join(sign for sign in text if sign.isprintable()).strip()[:LONGEST]
