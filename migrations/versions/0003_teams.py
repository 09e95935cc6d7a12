"""Teams, and who is in them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "team",
        sa.Column("idea_id", sa.String(), nullable=False),
        sa.Column("workshop_id", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("meets_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_team_idea_id_idea")),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_team_workshop_id_workshop")
        ),
        sa.PrimaryKeyConstraint("idea_id", name=op.f("pk_team")),
    )
    op.create_index(op.f("ix_team_workshop_id"), "team", ["workshop_id"], unique=False)
    op.create_table(
        "teamplace",
        sa.Column("seat_id", sa.String(), nullable=False),
        sa.Column("idea_id", sa.String(), nullable=False),
        sa.Column("workshop_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_teamplace_seat_id_seat")),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_teamplace_idea_id_idea")),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_teamplace_workshop_id_workshop")
        ),
        sa.PrimaryKeyConstraint("seat_id", name=op.f("pk_teamplace")),
    )
    op.create_index(op.f("ix_teamplace_idea_id"), "teamplace", ["idea_id"], unique=False)
    op.create_index(op.f("ix_teamplace_workshop_id"), "teamplace", ["workshop_id"], unique=False)


def downgrade() -> None:
    op.drop_table("teamplace")
    op.drop_table("team")
