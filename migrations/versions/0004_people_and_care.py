"""Who is in a project, who needs a pause, how people leave, tables."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("invited_by", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.CheckConstraint("role IN ('co', 'support')", name=op.f("ck_invitation_role_invited")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_invitation_project_id_project")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["account.id"], name=op.f("fk_invitation_invited_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("key", name=op.f("uq_invitation_key")),
    )
    op.create_index(op.f("ix_invitation_project_id"), "invitation", ["project_id"])
    op.create_table(
        "pause_call",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workshop_id", sa.String(), nullable=False),
        sa.Column("seat_id", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("going_by", sa.String(), nullable=True),
        sa.Column("going_at", sa.DateTime(), nullable=True),
        sa.Column("over_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_pause_call_workshop_id_workshop")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_pause_call_seat_id_seat")),
        sa.ForeignKeyConstraint(
            ["going_by"], ["account.id"], name=op.f("fk_pause_call_going_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause_call")),
        sa.UniqueConstraint("seat_id", name=op.f("uq_pause_call_seat_id")),
    )
    op.create_index(op.f("ix_pause_call_workshop_id"), "pause_call", ["workshop_id"])
    op.create_table(
        "leaving",
        sa.Column("seat_id", sa.String(), nullable=False),
        sa.Column("workshop_id", sa.String(), nullable=False),
        sa.Column("mood", sa.String(length=10), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("called_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "mood IN ('fine', 'shaken', 'ring')", name=op.f("ck_leaving_mood_known")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_leaving_seat_id_seat")),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_leaving_workshop_id_workshop")
        ),
        sa.PrimaryKeyConstraint("seat_id", name=op.f("pk_leaving")),
    )
    op.create_index(op.f("ix_leaving_workshop_id"), "leaving", ["workshop_id"])
    with op.batch_alter_table("membership") as batch:
        batch.alter_column("role", type_=sa.String(length=10), existing_type=sa.String())
        batch.create_check_constraint(
            op.f("ck_membership_role_known"), "role IN ('lead', 'co', 'support')"
        )
    with op.batch_alter_table("seat") as batch:
        batch.add_column(sa.Column("table_number", sa.Integer(), nullable=True))
        batch.create_check_constraint(
            op.f("ck_seat_table_possible"), "table_number BETWEEN 1 AND 40"
        )
    with op.batch_alter_table("workshop") as batch:
        batch.add_column(sa.Column("people_counted", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("tables", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("seated_at", sa.DateTime(), nullable=True))
        batch.create_check_constraint(
            op.f("ck_workshop_people_counted_possible"), "people_counted BETWEEN 0 AND 999"
        )
        batch.create_check_constraint(
            op.f("ck_workshop_tables_possible"), "tables BETWEEN 0 AND 40"
        )


def downgrade() -> None:
    with op.batch_alter_table("workshop") as batch:
        batch.drop_constraint(op.f("ck_workshop_tables_possible"), type_="check")
        batch.drop_constraint(op.f("ck_workshop_people_counted_possible"), type_="check")
        batch.drop_column("seated_at")
        batch.drop_column("tables")
        batch.drop_column("people_counted")
    with op.batch_alter_table("seat") as batch:
        batch.drop_constraint(op.f("ck_seat_table_possible"), type_="check")
        batch.drop_column("table_number")
    with op.batch_alter_table("membership") as batch:
        batch.drop_constraint(op.f("ck_membership_role_known"), type_="check")
        batch.alter_column("role", type_=sa.String(), existing_type=sa.String(length=10))
    for table in ("leaving", "pause_call", "invitation"):
        op.drop_table(table)
