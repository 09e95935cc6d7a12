"""Helpers' devices, the people they write for, and words that somebody else wrote down."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

WRITTEN = ("story", "idea")


def upgrade() -> None:
    op.create_table(
        "helper",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workshop_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("link_hash", sa.String(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=True),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("gone_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("length(name) <= 8000", name=op.f("ck_helper_name_length")),
        sa.ForeignKeyConstraint(
            ["made_by"], ["account.id"], name=op.f("fk_helper_made_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_helper_workshop_id_workshop")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helper")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_helper_link_hash")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_helper_secret_hash")),
    )
    op.create_index(op.f("ix_helper_workshop_id"), "helper", ["workshop_id"])
    op.create_table(
        "helped",
        sa.Column("seat_id", sa.String(), nullable=False),
        sa.Column("helper_id", sa.String(), nullable=True),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=True),
        sa.Column("over_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["helper_id"], ["helper.id"], name=op.f("fk_helped_helper_id_helper")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_helped_seat_id_seat")),
        sa.PrimaryKeyConstraint("seat_id", name=op.f("pk_helped")),
        sa.UniqueConstraint("handle", name=op.f("uq_helped_handle")),
    )
    op.create_index(op.f("ix_helped_helper_id"), "helped", ["helper_id"])
    for table in WRITTEN:
        by_helper = sa.Column("by_helper", sa.Boolean(), nullable=False, server_default=sa.false())
        op.add_column(table, by_helper)


def downgrade() -> None:
    for table in WRITTEN:
        op.drop_column(table, "by_helper")
    op.drop_index(op.f("ix_helped_helper_id"), table_name="helped")
    op.drop_table("helped")
    op.drop_index(op.f("ix_helper_workshop_id"), table_name="helper")
    op.drop_table("helper")
