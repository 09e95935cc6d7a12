"""Trials in cycles: the plan goes to its cycle; tasks, notes, history and the team's link."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

TEXTS = ("change", "prediction", "place", "stop_rule", "learned", "tell", "answer", "because")
PLANNED = ("change", "prediction", "place", "starts_on", "review_on")
CHECKS = {
    "compared": "compared IN ('', 'yes', 'partly', 'no')",
    "scale": "scale IN ('', 'patient', 'clinic', 'week', 'ward', 'everyone')",
    "began": "began IN ('first', 'adapt', 'slip', 'again')",
}


def upgrade() -> None:
    with op.batch_alter_table("cycle", schema=None) as batch:
        for name in TEXTS:
            batch.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        for name, value in (("compared", ""), ("scale", ""), ("began", "first")):
            batch.add_column(
                sa.Column(name, sa.String(length=10), nullable=False, server_default=value)
            )
        for name in ("starts_on", "review_on"):
            batch.add_column(sa.Column(name, sa.Date(), nullable=True))
        for name, rule in CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_cycle_{name}"), rule)
    for name in PLANNED:
        op.execute(
            f"UPDATE cycle SET {name} ="  # noqa: S608  (names of columns, listed above)
            f" (SELECT trial.{name} FROM trial WHERE trial.id = cycle.trial_id)"
        )
    op.execute(
        "INSERT INTO cycle (trial_id, number, began, change, prediction, place, what_happened,"
        " reason) SELECT trial_id, number + 1, 'adapt', change, prediction, place, '', ''"
        " FROM cycle WHERE act = 'adapt'"
    )
    with op.batch_alter_table("trial", schema=None) as batch:
        for name in ("owner_name", "co_owner_name"):
            batch.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        for name in PLANNED:
            batch.drop_column(name)
    op.create_table(
        "task",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("by_when", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("gone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name=op.f("fk_task_trial_id_trial")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    op.create_index(op.f("ix_task_trial_id"), "task", ["trial_id"])
    op.create_table(
        "note",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("hand", sa.String(length=10), nullable=False),
        sa.Column("account_id", sa.String(), nullable=True),
        sa.Column("gone_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("hand IN ('desk', 'link')", name=op.f("ck_note_hand")),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name=op.f("fk_note_trial_id_trial")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_note_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index(op.f("ix_note_trial_id"), "note", ["trial_id"])
    op.create_table(
        "trial_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("hand", sa.String(length=10), nullable=False),
        sa.Column("account_id", sa.String(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("hand IN ('desk', 'link', 'answers')", name=op.f("ck_trial_act_hand")),
        sa.ForeignKeyConstraint(
            ["trial_id"], ["trial.id"], name=op.f("fk_trial_act_trial_id_trial")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_trial_act_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial_act")),
    )
    op.create_index(op.f("ix_trial_act_trial_id"), "trial_act", ["trial_id"])
    op.create_table(
        "team_link",
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["trial_id"], ["trial.id"], name=op.f("fk_team_link_trial_id_trial")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["account.id"], name=op.f("fk_team_link_made_by_account")
        ),
        sa.PrimaryKeyConstraint("trial_id", name=op.f("pk_team_link")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_team_link_secret_hash")),
    )


def downgrade() -> None:
    for name in ("team_link", "trial_act", "note", "task"):
        op.drop_table(name)
    with op.batch_alter_table("trial", schema=None) as batch:
        for name in ("change", "prediction", "place"):
            batch.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        for name in ("starts_on", "review_on"):
            batch.add_column(sa.Column(name, sa.Date(), nullable=True))
        for name in ("owner_name", "co_owner_name"):
            batch.drop_column(name)
    for name in PLANNED:
        op.execute(
            f"UPDATE trial SET {name} = (SELECT cycle.{name} FROM cycle"  # noqa: S608
            " WHERE cycle.trial_id = trial.id AND cycle.number = 1)"
        )
    op.execute("DELETE FROM cycle WHERE number > 1")
    with op.batch_alter_table("cycle", schema=None) as batch:
        for name in CHECKS:
            batch.drop_constraint(op.f(f"ck_cycle_{name}"), type_="check")
        for name in (*TEXTS, *CHECKS, "starts_on", "review_on"):
            batch.drop_column(name)
