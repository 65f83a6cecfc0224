"""Reading findings. Each reader puts the scope into its WHERE clause; all but one leave the restricted ones out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, select, true

from walks.access import Scope
from walks.finding import Finding, LeftOut, RestrictedFinding
from walks.store.scoping import within
from walks.store.tables import findings, operations, waiting, walks


@dataclass(frozen=True, slots=True)
class Selection:
    """What a reader asked to see. None means no wish. Times are aware: from `since` on, before `until`."""

    place: str | None = None
    walk: str | None = None
    kind: str | None = None
    category: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def takes(self, finding: Finding) -> bool:
        """Tell whether a finding is among what was asked for."""
        wishes = (
            self.place in (None, finding.place_code),
            self.walk in (None, finding.walk_id),
            self.kind in (None, finding.kind),
            self.category in (None, finding.category),
            self.since is None or finding.observed_at >= self.since,
            self.until is None or finding.observed_at < self.until,
        )
        return all(wishes)


@dataclass(frozen=True, slots=True)
class Change:
    """A finding that changed, as it is now. `gone` once it was withdrawn or no longer fits what was asked for."""

    finding: Finding
    gone: bool
    writers: Mapping[str, str]


EVERYTHING = Selection()


def findings_seen(connection: Connection, scope: Scope, *, selection: Selection = EVERYTHING) -> list[Finding]:
    """Give the findings within the scope that fit the selection, by place and number."""
    rows = connection.execute(
        select(findings)
        .where(_within(scope), _counted(), _fits(selection))
        .order_by(findings.c.place_code, findings.c.number)
    )
    return [_finding(row, scope) for row in rows]


def changes_seen(
    connection: Connection, scope: Scope, *, after: int, selection: Selection = EVERYTHING
) -> list[Change]:
    """
    Give the findings that changed after a number of the log, in the order of their last change.

    Parameters
    ----------
    after
        The last number that the reader has seen; 0 gives all there is now, without what is gone.
    """
    conditions = [_within(scope), findings.c.restricted.is_(False), findings.c.late.is_(False)]
    if after:
        # Place and walk never change; the other wishes may have stopped fitting, and the reader must be told.
        fixed = Selection(place=selection.place, walk=selection.walk)
        conditions += [_fits(fixed), findings.c.changed_rseq > after]
    else:
        conditions += [_fits(selection), findings.c.withdrawn.is_(False)]
    rows = connection.execute(select(findings).where(*conditions).order_by(findings.c.changed_rseq, findings.c.number))
    changes = []
    for row in rows:
        finding = _finding(row, scope)
        changes.append(Change(finding, gone=row.withdrawn or not selection.takes(finding), writers=row.writers))
    return changes


def last_change(connection: Connection, scope: Scope, *, selection: Selection = EVERYTHING) -> int:
    """Give the number of the last operation that changed any finding in reach; 0 where there is none."""
    fixed = Selection(place=selection.place, walk=selection.walk)
    found = connection.execute(
        select(func.max(findings.c.changed_rseq)).where(
            _within(scope), _fits(fixed), findings.c.restricted.is_(False), findings.c.late.is_(False)
        )
    ).scalar()
    return int(found or 0)


def left_out(connection: Connection, scope: Scope, *, selection: Selection = EVERYTHING) -> LeftOut:
    """Count what `findings_seen` leaves out for the same selection, by reason."""
    plain = and_(_within(scope), findings.c.restricted.is_(False), _fits(selection))

    def counted(*conditions: ColumnElement[bool]) -> int:
        return int(connection.execute(select(func.count()).where(plain, *conditions)).scalar_one())

    def held(outcome: str) -> int:
        # Their content cannot be trusted, so only place, walk and time of arrival decide.
        return int(
            connection.execute(
                select(func.count(waiting.c.subject.distinct()))
                .join(operations, operations.c.rseq == waiting.c.rseq)
                .join(walks, walks.c.walk_id == operations.c.walk_id)
                .where(
                    waiting.c.outcome == outcome,
                    waiting.c.settled_rseq.is_(None),
                    waiting.c.restricted.is_(False),
                    within(scope, places=walks.c.place_code, walks=walks.c.walk_id),
                    walks.c.place_code == selection.place if selection.place is not None else true(),
                    walks.c.walk_id == selection.walk if selection.walk is not None else true(),
                    operations.c.at >= selection.since if selection.since is not None else true(),
                    operations.c.at < selection.until if selection.until is not None else true(),
                )
            ).scalar_one()
        )

    return LeftOut(
        withdrawn=counted(findings.c.withdrawn.is_(True), findings.c.late.is_(False)),
        late=counted(findings.c.late.is_(True), findings.c.withdrawn.is_(False)),
        quarantined=held("quarantined"),
        parked=held("parked"),
    )


def restricted_findings(connection: Connection, scope: Scope) -> list[RestrictedFinding]:
    """Give the restricted findings of the scope's places, the latest first: none unless the scope allows them."""
    if not scope.restricted:
        return []
    in_places = true() if scope.places is None else findings.c.place_code.in_(scope.places)
    rows = connection.execute(
        select(findings)
        .where(in_places, findings.c.restricted.is_(True), findings.c.withdrawn.is_(False))
        .order_by(findings.c.observed_at.desc(), findings.c.finding_id)
    )
    return [
        RestrictedFinding(
            finding_id=row.finding_id,
            place_code=row.place_code,
            need=row.need,
            text=row.text,
            observed_at=row.observed_at,
            demo=row.demo,
        )
        for row in rows
    ]


def _within(scope: Scope) -> ColumnElement[bool]:
    return within(scope, places=findings.c.place_code, walks=findings.c.walk_id)


def _counted() -> ColumnElement[bool]:
    return and_(findings.c.restricted.is_(False), findings.c.withdrawn.is_(False), findings.c.late.is_(False))


def _fits(selection: Selection) -> ColumnElement[bool]:
    wishes: list[ColumnElement[bool]] = [true()]
    exact = {"place_code": selection.place, "walk_id": selection.walk, "kind": selection.kind}
    exact["category"] = selection.category
    wishes += [findings.c[name] == value for name, value in exact.items() if value is not None]
    if selection.since is not None:
        wishes.append(findings.c.observed_at >= selection.since)
    if selection.until is not None:
        wishes.append(findings.c.observed_at < selection.until)
    return and_(*wishes)


def _finding(row: Row[Any], scope: Scope) -> Finding:
    values = {name: row._mapping[name] for name in Finding.__dataclass_fields__}
    if not scope.texts:
        values["text"] = None
    if row.kind != "unsafe":
        # Given while it was called unsafe. Kept, in case it is called so again, but it means nothing now.
        values["severity"] = None
    # Whose device it was is told to that device alone.
    if row.device_id != scope.device_id:
        values["device_id"] = None
    return Finding(**values)
