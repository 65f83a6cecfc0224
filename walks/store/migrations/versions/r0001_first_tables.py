"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table of the first version."""
    op.create_table(
        "meta",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "operations",
        sa.Column("rseq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("op_id", sa.String(length=36), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("device_id", sa.String(length=64), nullable=True),
        sa.Column("dseq", sa.Integer(), nullable=True),
        sa.Column("walk_id", sa.String(length=36), nullable=True),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("base", sa.JSON(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=True),
        sa.Column("photos", sa.JSON(), nullable=False),
        sa.Column("envelope", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("rseq"),
        sa.UniqueConstraint("device_id", "dseq", name="uq_operations_device_dseq"),
        sa.UniqueConstraint("op_id"),
    )
    op.create_index("ix_operations_subject", "operations", ["subject"], unique=False)
    op.create_index("ix_operations_walk_outcome", "operations", ["walk_id", "outcome"], unique=False)
    op.create_table(
        "places",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("boundary", sa.JSON(), nullable=False),
        sa.Column("schematic", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_table(
        "conflicts",
        sa.Column("rseq", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("finding_id", sa.String(length=36), nullable=False),
        sa.Column("value", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["rseq"],
            ["operations.rseq"],
        ),
        sa.PrimaryKeyConstraint("rseq", "field"),
    )
    op.create_index("ix_conflicts_finding", "conflicts", ["finding_id"], unique=False)
    op.create_table(
        "waiting",
        sa.Column("rseq", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("settled_rseq", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["rseq"],
            ["operations.rseq"],
        ),
        sa.PrimaryKeyConstraint("rseq"),
    )
    op.create_index("ix_waiting_subject", "waiting", ["subject"], unique=False)
    op.create_table(
        "walks",
        sa.Column("walk_id", sa.String(length=36), nullable=False),
        sa.Column("place_code", sa.String(length=40), nullable=False),
        sa.Column("starts_at", sa.String(27), nullable=False),
        sa.Column("format", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("state_since", sa.String(27), nullable=False),
        sa.Column("ended_at", sa.String(27), nullable=True),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("changed_rseq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["place_code"],
            ["places.code"],
        ),
        sa.PrimaryKeyConstraint("walk_id"),
    )
    op.create_index("ix_walks_place", "walks", ["place_code"], unique=False)
    op.create_table(
        "devices",
        sa.Column("device_id", sa.String(length=64), nullable=False),
        sa.Column("walk_id", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("group_label", sa.String(length=40), nullable=True),
        sa.Column("joined_at", sa.String(27), nullable=False),
        sa.Column("revoked_at", sa.String(27), nullable=True),
        sa.ForeignKeyConstraint(
            ["walk_id"],
            ["walks.walk_id"],
        ),
        sa.PrimaryKeyConstraint("device_id"),
    )
    op.create_table(
        "findings",
        sa.Column("finding_id", sa.String(length=36), nullable=False),
        sa.Column("walk_id", sa.String(length=36), nullable=False),
        sa.Column("place_code", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("device_id", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=True),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=True),
        sa.Column("need", sa.String(length=40), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("accuracy_m", sa.Float(), nullable=True),
        sa.Column("position_method", sa.String(length=20), nullable=True),
        sa.Column("observed_at", sa.String(27), nullable=False),
        sa.Column("light", sa.String(length=20), nullable=True),
        sa.Column("near", sa.String(length=120), nullable=True),
        sa.Column("place_type", sa.String(length=40), nullable=True),
        sa.Column("applies_when", sa.String(length=40), nullable=True),
        sa.Column("group", sa.String(length=40), nullable=True),
        sa.Column("writers", sa.JSON(), nullable=False),
        sa.Column("created_rseq", sa.Integer(), nullable=False),
        sa.Column("changed_rseq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["place_code"],
            ["places.code"],
        ),
        sa.ForeignKeyConstraint(
            ["walk_id"],
            ["walks.walk_id"],
        ),
        sa.PrimaryKeyConstraint("finding_id"),
        sa.UniqueConstraint("place_code", "number", name="uq_findings_place_number"),
    )
    op.create_index("ix_findings_place_changed", "findings", ["place_code", "changed_rseq"], unique=False)
    op.create_index("ix_findings_walk_changed", "findings", ["walk_id", "changed_rseq"], unique=False)
    op.create_table(
        "keys",
        sa.Column("key_id", sa.String(length=36), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("place_code", sa.String(length=40), nullable=True),
        sa.Column("walk_id", sa.String(length=36), nullable=True),
        sa.Column("holder", sa.String(length=120), nullable=True),
        sa.Column("texts", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("expires_at", sa.String(27), nullable=True),
        sa.Column("used_at", sa.String(27), nullable=True),
        sa.Column("revoked_at", sa.String(27), nullable=True),
        sa.ForeignKeyConstraint(
            ["place_code"],
            ["places.code"],
        ),
        sa.ForeignKeyConstraint(
            ["walk_id"],
            ["walks.walk_id"],
        ),
        sa.PrimaryKeyConstraint("key_id"),
        sa.UniqueConstraint("secret_hash"),
    )
    op.create_index("ix_keys_place", "keys", ["place_code"], unique=False)
    op.create_index("ix_keys_walk", "keys", ["walk_id"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("session_hash", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("expires_at", sa.String(27), nullable=False),
        sa.ForeignKeyConstraint(
            ["key_id"],
            ["keys.key_id"],
        ),
        sa.UniqueConstraint("session_hash", "key_id", name="uq_sessions_session_key"),
    )
