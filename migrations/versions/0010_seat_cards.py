"""Numbered seat cards, and another turn of a seat's secrets when its card is lost."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("seat", sa.Column("turn", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "card",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workshop_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("phrase_hash", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("seat_id", sa.String(), nullable=True),
        sa.Column("taken_by", sa.String(), nullable=False),
        sa.CheckConstraint("number BETWEEN 1 AND 200", name=op.f("ck_card_number_possible")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_card_seat_id_seat")),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_card_workshop_id_workshop")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card")),
        sa.UniqueConstraint("seat_id", name=op.f("uq_card_seat_id")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_card_secret_hash")),
        sa.UniqueConstraint("workshop_id", "number", name=op.f("uq_card_workshop_id")),
    )
    op.create_index(op.f("ix_card_phrase_hash"), "card", ["phrase_hash"])


def downgrade() -> None:
    op.drop_index(op.f("ix_card_phrase_hash"), table_name="card")
    op.drop_table("card")
    op.drop_column("seat", "turn")
