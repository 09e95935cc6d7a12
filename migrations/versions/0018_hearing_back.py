"""What somebody was told, their own link, and answers that are not trials."""

from secrets import token_urlsafe

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

ADDED = (
    sa.Column("key", sa.String(), nullable=True),
    sa.Column("rhythm", sa.String(length=10), nullable=False, server_default="digest"),
    sa.Column("language", sa.String(length=10), nullable=False, server_default="en"),
    sa.Column("confirmed_at", sa.DateTime(), nullable=True),
)


def upgrade() -> None:
    op.create_table(
        "personal_link",
        sa.Column("seat_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["seat.id"], name=op.f("fk_personal_link_seat_id_seat")
        ),
        sa.PrimaryKeyConstraint("seat_id", name=op.f("pk_personal_link")),
    )
    op.create_table(
        "told",
        sa.Column("seat_id", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("letter_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_told_seat_id_seat")),
        sa.PrimaryKeyConstraint("seat_id", "item", name=op.f("pk_told")),
    )
    with op.batch_alter_table("told", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_told_letter_id"), ["letter_id"], unique=False)

    op.create_table(
        "reply",
        sa.Column("idea_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reply_by", sa.Date(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('passed_on', 'cannot')", name=op.f("ck_reply_state")),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["account.id"], name=op.f("fk_reply_answered_by_account")
        ),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_reply_idea_id_idea")),
        sa.PrimaryKeyConstraint("idea_id", name=op.f("pk_reply")),
    )
    for column in ADDED:
        op.add_column("contact", column)
    # Addresses given before get a secret of their own; nothing that was sent holds it yet.
    seats = sa.table("contact", sa.column("seat_id"), sa.column("key"))
    connection = op.get_bind()
    for (seat,) in connection.execute(sa.select(seats.c.seat_id)).fetchall():
        connection.execute(
            seats.update().where(seats.c.seat_id == seat).values(key=token_urlsafe(16))
        )
    with op.batch_alter_table("contact") as batch_op:
        batch_op.alter_column("key", existing_type=sa.String(), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_contact_key"), ["key"])
        batch_op.create_check_constraint(
            batch_op.f("ck_contact_rhythm"), "rhythm IN ('digest', 'each')"
        )


def downgrade() -> None:
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_contact_rhythm"), type_="check")
        batch_op.drop_constraint(batch_op.f("uq_contact_key"), type_="unique")
        batch_op.drop_column("confirmed_at")
        batch_op.drop_column("language")
        batch_op.drop_column("rhythm")
        batch_op.drop_column("key")

    op.drop_table("reply")
    with op.batch_alter_table("told", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_told_letter_id"))

    op.drop_table("told")
    op.drop_table("personal_link")
