"""The tables, written out once. Times are UTC; `PROJECTIONS` names those that follow from the log."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

TIME_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


class UtcTime(TypeDecorator[datetime]):
    """An aware UTC time kept as ISO text, so that every database sorts and returns it alike."""

    impl = String(27)
    cache_ok = True

    @staticmethod
    def text(value: datetime) -> str:
        """
        Write an aware time as the database keeps it.

        Raises
        ------
        ValueError
            If it is naive: nobody could say later which clock it meant.
        """
        if value.tzinfo is None:
            raise ValueError(f"time {value!r} has no time zone; pass an aware datetime")
        return value.astimezone(UTC).strftime(TIME_FORMAT)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write the time."""
        return None if value is None else self.text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Give the aware time back."""
        return None if value is None else datetime.strptime(value, TIME_FORMAT).replace(tzinfo=UTC)


metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

# The one log (law 7). `envelope` is what a device says about itself and its clock; with the other columns it gives
# back the very bytes that were hashed, so that `body_hash` can be checked as long as `fields` has not been erased.
operations = Table(
    "operations",
    metadata,
    Column("rseq", Integer, primary_key=True, autoincrement=False),
    Column("op_id", String(36), nullable=False, unique=True),
    Column("actor", String(80), nullable=False),
    Column("device_id", String(64)),
    Column("dseq", Integer),
    Column("walk_id", String(36)),
    Column("at", UtcTime, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("base", JSON, nullable=False),
    Column("fields", JSON(none_as_null=True)),
    Column("photos", JSON, nullable=False),
    Column("envelope", JSON, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("reason", JSON, nullable=False),
    Column("body_hash", String(64), nullable=False),
    Column("chain", String(64), nullable=False),
    UniqueConstraint("device_id", "dseq", name="uq_operations_device_dseq"),
    Index("ix_operations_subject", "subject"),
    Index("ix_operations_walk_outcome", "walk_id", "outcome"),
)

places = Table(
    "places",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", String(120), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("longitude", Float, nullable=False),
    Column("latitude", Float, nullable=False),
    Column("boundary", JSON, nullable=False),
    Column("schematic", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("ground_map", JSON(none_as_null=True)),
)

# Every boundary that a place has had; `places` repeats the last one, with the map that is drawn now.
place_versions = Table(
    "place_versions",
    metadata,
    Column("code", ForeignKey("places.code"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("name", String(120), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("longitude", Float, nullable=False),
    Column("latitude", Float, nullable=False),
    Column("boundary", JSON, nullable=False),
    Column("schematic", Boolean, nullable=False),
    Column("rseq", Integer, nullable=False),
)

# Contents by their own hash, packed by gzip. The log names a basemap by its hash; it is too large to stand there.
basemaps = Table(
    "basemaps",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

walks = Table(
    "walks",
    metadata,
    Column("walk_id", String(36), primary_key=True),
    Column("place_code", ForeignKey("places.code"), nullable=False),
    Column("starts_at", UtcTime, nullable=False),
    Column("format", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("state_since", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    Column("demo", Boolean, nullable=False),
    Column("changed_rseq", Integer, nullable=False),
    Index("ix_walks_place", "place_code"),
)

# A key is a secret that somebody was handed: a walk's code, a shared link, the set-up link. The secret itself is
# derived from the server's own (walks.sharing) and never stored.
keys = Table(
    "keys",
    metadata,
    Column("key_id", String(36), primary_key=True),
    Column("purpose", String(20), nullable=False),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("place_code", ForeignKey("places.code")),
    Column("walk_id", ForeignKey("walks.walk_id")),
    Column("holder", String(120)),
    Column("texts", Boolean, nullable=False),
    Column("demo", Boolean, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime),
    Column("used_at", UtcTime),
    Column("revoked_at", UtcTime),
    Index("ix_keys_walk", "walk_id"),
    Index("ix_keys_place", "place_code"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("session_hash", String(64), nullable=False),
    Column("key_id", ForeignKey("keys.key_id"), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    UniqueConstraint("session_hash", "key_id", name="uq_sessions_session_key"),
)

devices = Table(
    "devices",
    metadata,
    Column("device_id", String(64), primary_key=True),
    Column("walk_id", ForeignKey("walks.walk_id"), nullable=False),
    Column("role", String(20), nullable=False),
    Column("group_label", String(40)),
    Column("joined_at", UtcTime, nullable=False),
    Column("revoked_at", UtcTime),
)

findings = Table(
    "findings",
    metadata,
    Column("finding_id", String(36), primary_key=True),
    Column("walk_id", ForeignKey("walks.walk_id"), nullable=False),
    Column("place_code", ForeignKey("places.code"), nullable=False),
    Column("number", Integer),
    Column("restricted", Boolean, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("demo", Boolean, nullable=False),
    Column("device_id", String(64)),
    Column("kind", String(20)),
    Column("category", String(40), nullable=False),
    Column("severity", Integer),
    Column("need", String(40)),
    Column("text", Text),
    Column("longitude", Float),
    Column("latitude", Float),
    Column("accuracy_m", Float),
    Column("position_method", String(20)),
    Column("observed_at", UtcTime, nullable=False),
    Column("light", String(20)),
    Column("near", String(120)),
    Column("place_type", String(40)),
    Column("applies_when", String(40)),
    Column("group", String(40)),
    Column("writers", JSON, nullable=False),
    Column("created_rseq", Integer, nullable=False),
    Column("changed_rseq", Integer, nullable=False),
    UniqueConstraint("place_code", "number", name="uq_findings_place_number"),
    Index("ix_findings_walk_changed", "walk_id", "changed_rseq"),
    Index("ix_findings_place_changed", "place_code", "changed_rseq"),
)

# Words on a field that stand beside the shown one: nobody who had seen them has replaced them (walks.sync.registers).
# One may say the same as what is shown: then there is nothing to settle, but its writer has not been answered either.
conflicts = Table(
    "conflicts",
    metadata,
    Column("rseq", ForeignKey("operations.rseq"), primary_key=True),
    Column("field", String(40), primary_key=True),
    Column("finding_id", String(36), nullable=False),
    Column("value", JSON),
    Index("ix_conflicts_finding", "finding_id"),
)

# Parked and quarantined operations that still wait for something; settled_rseq names the operation that ended the wait.
waiting = Table(
    "waiting",
    metadata,
    Column("rseq", ForeignKey("operations.rseq"), primary_key=True),
    Column("subject", String(64), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("restricted", Boolean, nullable=False),
    Column("settled_rseq", Integer),
    Index("ix_waiting_subject", "subject"),
)

PROJECTIONS = (waiting, conflicts, findings, devices, keys, walks, place_versions, places)
"""Tables that the log alone can rebuild, children before parents."""
