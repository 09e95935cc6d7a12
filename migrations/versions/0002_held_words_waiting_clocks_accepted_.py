"""Held words, waiting clocks, accepted touchpoints."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("touchpoint_id", sa.String(), nullable=True))

    with op.batch_alter_table("word", schema=None) as batch_op:
        batch_op.add_column(sa.Column("held_at", sa.DateTime(), nullable=True))

    with op.batch_alter_table("workshop", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("clock_waits", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("workshop", schema=None) as batch_op:
        batch_op.drop_column("clock_waits")

    with op.batch_alter_table("word", schema=None) as batch_op:
        batch_op.drop_column("held_at")

    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_column("touchpoint_id")
