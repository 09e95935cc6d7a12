"""The private box beside what patients bring."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "hard_to_hear",
        sa.Column("seat_id", sa.String(), nullable=False),
        sa.Column("workshop_id", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("wants_to_talk", sa.Boolean(), nullable=False),
        sa.Column("said_at", sa.DateTime(), nullable=False),
        sa.Column("talked_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("length(text) <= 8000", name=op.f("ck_hard_to_hear_text_length")),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["seat.id"], name=op.f("fk_hard_to_hear_seat_id_seat")
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_hard_to_hear_workshop_id_workshop")
        ),
        sa.PrimaryKeyConstraint("seat_id", name=op.f("pk_hard_to_hear")),
    )
    op.create_index(op.f("ix_hard_to_hear_workshop_id"), "hard_to_hear", ["workshop_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_hard_to_hear_workshop_id"), table_name="hard_to_hear")
    op.drop_table("hard_to_hear")
