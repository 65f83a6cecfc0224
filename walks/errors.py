"""What can go wrong in the work, each error with what, where and remedy in its message."""

from __future__ import annotations

from collections.abc import Mapping


class WalksError(Exception):
    """Base of every error that `walks` raises on purpose."""


class InvalidWalk(WalksError, ValueError):
    """A walk cannot be planned or moved as asked."""


class InvalidPlace(WalksError, ValueError):
    """A place cannot be added or changed as asked.

    Attributes
    ----------
    faults
        What is wrong by field, as a code: `code` taken or malformed, `name` empty or too_long, `kind` unknown,
        `valid_from` before_present_version.
    """

    def __init__(self, message: str, *, faults: Mapping[str, str]) -> None:
        super().__init__(message)
        self.faults = dict(faults)


class InvalidReport(WalksError, ValueError):
    """A report was asked for that would say something untrue, or something that must not be said."""


class NotFound(WalksError, LookupError):
    """What was asked for does not exist, or lies outside the asker's scope: the two are never told apart."""


class DatabaseUnusable(WalksError, RuntimeError):
    """The data folder's database is damaged, locked, or made by a newer version."""


class DemoRefused(WalksError, RuntimeError):
    """Demo data and real data would have met in one data folder."""
