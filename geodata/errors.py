"""What can go wrong with places on earth; each message says what, where and the remedy."""

from __future__ import annotations


class GeodataError(Exception):
    """Base of every error that `geodata` raises on purpose."""


class CRSMismatchError(GeodataError, ValueError):
    """A reference system is missing or is another one than the work needs."""


class UnknownAreaError(GeodataError, KeyError):
    """No area has this code."""

    # a KeyError shows its message in quotes, as if it were the key; this one is a sentence for people
    __str__ = Exception.__str__


class InvalidFrameError(GeodataError, ValueError):
    """A frame differs from its schema, or cannot be written as it is."""


class InvalidMeasureError(GeodataError, ValueError):
    """A length or a line that nothing can be measured with."""


class InvalidPositionError(GeodataError, ValueError):
    """A longitude and latitude that are no point on earth."""


class NaiveTimeError(GeodataError, ValueError):
    """A time without a time zone, so that nobody can tell which moment it means."""


class InvalidBasemapError(GeodataError, ValueError):
    """Bytes that are no basemap."""
