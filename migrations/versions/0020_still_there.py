"""Is it still happening: cards, what people answer there, and checks."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "ask_link",
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=True),
        sa.CheckConstraint("side IN ('patients', 'staff')", name=op.f("ck_ask_link_side")),
        sa.ForeignKeyConstraint(
            ["trial_id"], ["trial.id"], name=op.f("fk_ask_link_trial_id_trial")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["account.id"], name=op.f("fk_ask_link_made_by_account")
        ),
        sa.PrimaryKeyConstraint("trial_id", "side", name=op.f("pk_ask_link")),
        sa.UniqueConstraint("key", name=op.f("uq_ask_link_key")),
    )
    op.create_table(
        "still_answer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("said", sa.String(length=10), nullable=False),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("words_are", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("side IN ('patients', 'staff')", name=op.f("ck_still_answer_side")),
        sa.CheckConstraint(
            "said IN ('felt', 'not_yet', 'slipped')", name=op.f("ck_still_answer_said")
        ),
        sa.CheckConstraint("height BETWEEN -2 AND 2", name=op.f("ck_still_answer_height")),
        sa.CheckConstraint(
            "words_are IN ('new', 'shown', 'hidden')", name=op.f("ck_still_answer_words_are")
        ),
        sa.CheckConstraint("length(words) <= 8000", name=op.f("ck_still_answer_length")),
        sa.ForeignKeyConstraint(
            ["trial_id"], ["trial.id"], name=op.f("fk_still_answer_trial_id_trial")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_still_answer")),
    )
    op.create_index(op.f("ix_still_answer_trial_id"), "still_answer", ["trial_id"])
    op.create_table(
        "still_check",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=False),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.CheckConstraint("months IN (0, 3, 6, 12)", name=op.f("ck_still_check_months")),
        sa.CheckConstraint(
            "result IN ('yes', 'slipped', 'gone')", name=op.f("ck_still_check_result")
        ),
        sa.ForeignKeyConstraint(
            ["trial_id"], ["trial.id"], name=op.f("fk_still_check_trial_id_trial")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["account.id"], name=op.f("fk_still_check_settled_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_still_check")),
        sa.UniqueConstraint(
            "trial_id", "cycle", "months", "due_on", name=op.f("uq_still_check_trial_id")
        ),
    )
    op.create_index(op.f("ix_still_check_trial_id"), "still_check", ["trial_id"])


def downgrade() -> None:
    for name in ("still_check", "still_answer", "ask_link"):
        op.drop_table(name)
