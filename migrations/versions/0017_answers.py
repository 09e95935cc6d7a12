"""Answers about each choice, beside dots."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "answer",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("stage_id", sa.String(), nullable=False),
        sa.Column("idea_id", sa.String(), nullable=False),
        sa.Column("ballot", sa.String(), nullable=False),
        sa.Column("question", sa.String(length=10), nullable=False),
        sa.Column("says", sa.Integer(), nullable=False),
        sa.Column("voice", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "(question = 'agree' AND says BETWEEN -1 AND 1)"
            " OR (question IN ('help', 'effort') AND says BETWEEN 1 AND 4)",
            name=op.f("ck_answer_possible"),
        ),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_answer_idea_id_idea")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_answer_stage_id_stage")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_answer")),
        sa.UniqueConstraint(
            "stage_id", "ballot", "idea_id", "question", name=op.f("uq_answer_stage_id")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_idea_id"), ["idea_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_answer_stage_id"), ["stage_id"], unique=False)


def downgrade() -> None:
    op.drop_table("answer")
