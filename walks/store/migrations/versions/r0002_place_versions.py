"""Versions of places, and basemaps of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

KEPT = "code, version, name, kind, valid_from, valid_to, longitude, latitude, boundary, schematic"


def upgrade() -> None:
    """Add the tables, and make what each place is now its first version."""
    op.add_column("places", sa.Column("ground_map", sa.JSON(), nullable=True))
    op.create_table(
        "place_versions",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("boundary", sa.JSON(), nullable=False),
        sa.Column("schematic", sa.Boolean(), nullable=False),
        sa.Column("rseq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["code"],
            ["places.code"],
        ),
        sa.PrimaryKeyConstraint("code", "version"),
    )
    op.create_table(
        "basemaps",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    added = "SELECT coalesce(max(rseq), 0) FROM operations WHERE kind = 'place_added' AND subject = places.code"
    op.execute(f"INSERT INTO place_versions ({KEPT}, rseq) SELECT {KEPT}, ({added}) FROM places")
