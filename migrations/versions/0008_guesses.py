"""How staff guess that patients felt."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "guess",
        sa.Column("seat_id", sa.String(), nullable=False),
        sa.Column("touchpoint_id", sa.String(), nullable=False),
        sa.Column("workshop_id", sa.String(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("guessed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("height BETWEEN -2 AND 2", name=op.f("ck_guess_height")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_guess_seat_id_seat")),
        sa.ForeignKeyConstraint(
            ["touchpoint_id"], ["touchpoint.id"], name=op.f("fk_guess_touchpoint_id_touchpoint")
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_guess_workshop_id_workshop")
        ),
        sa.PrimaryKeyConstraint("seat_id", "touchpoint_id", name=op.f("pk_guess")),
    )
    op.create_index(op.f("ix_guess_workshop_id"), "guess", ["workshop_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_guess_workshop_id"), table_name="guess")
    op.drop_table("guess")
