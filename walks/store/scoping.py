"""A scope as a condition of a WHERE clause, for rows that have both a place and a walk (law 6)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, true

from walks.access import Scope


def within(scope: Scope, *, places: ColumnElement[Any], walks: ColumnElement[Any]) -> ColumnElement[bool]:
    """Give the condition that the columns of a row's place and walk are within a scope: both must allow it."""
    conditions: list[ColumnElement[bool]] = [true()]
    if scope.places is not None:
        conditions.append(places.in_(scope.places))
    if scope.walks is not None:
        conditions.append(walks.in_(scope.walks))
    return and_(*conditions)
