"""What can go wrong in the work, each error with what, where and remedy in its message."""

from __future__ import annotations


class WalksError(Exception):
    """Base of every error that `walks` raises on purpose."""


class InvalidFinding(WalksError, ValueError):
    """A finding breaks a rule of the vocabulary or of its place."""


class InvalidWalk(WalksError, ValueError):
    """A walk cannot be planned or moved as asked."""


class NotFound(WalksError, LookupError):
    """What was asked for does not exist, or lies outside the asker's scope: the two are never told apart."""


class DatabaseUnusable(WalksError, RuntimeError):
    """The data folder's database is damaged, locked, or made by a newer version."""


class DemoRefused(WalksError, RuntimeError):
    """Demo data and real data would have met in one data folder."""
