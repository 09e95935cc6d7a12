"""E-mails on their way out, days to look, and who is asked about them."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "calendar_link",
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_calendar_link_project_id_project")
        ),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_calendar_link")),
        sa.UniqueConstraint("key", name=op.f("uq_calendar_link_key")),
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(), nullable=True),
        sa.Column("claimed_by", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("given_up_at", sa.DateTime(), nullable=True),
        sa.Column("dropped_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('review', 'sponsor', 'hello', 'news')", name=op.f("ck_letter_kind")
        ),
        sa.CheckConstraint(
            "sent_at IS NULL OR claimed_at IS NOT NULL", name=op.f("ck_letter_claimed_before_sent")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_letter_project_id_project")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("key", name=op.f("uq_letter_key")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_project_id"), ["project_id"], unique=False)

    op.create_table(
        "sponsor",
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_sponsor_project_id_project")
        ),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_sponsor")),
    )
    op.create_table(
        "calendar_entry",
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["trial_id"], ["trial.id"], name=op.f("fk_calendar_entry_trial_id_trial")
        ),
        sa.PrimaryKeyConstraint("trial_id", name=op.f("pk_calendar_entry")),
    )
    op.create_table(
        "chased",
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name=op.f("fk_chased_trial_id_trial")),
        sa.PrimaryKeyConstraint("trial_id", name=op.f("pk_chased")),
        sa.UniqueConstraint("key", name=op.f("uq_chased_key")),
    )
    op.create_table(
        "look",
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("answer IN ('done', 'stopped')", name=op.f("ck_look_answer")),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name=op.f("fk_look_trial_id_trial")),
        sa.PrimaryKeyConstraint("trial_id", "day", name=op.f("pk_look")),
    )


def downgrade() -> None:
    op.drop_table("look")
    op.drop_table("chased")
    op.drop_table("calendar_entry")
    op.drop_table("sponsor")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_project_id"))
        batch_op.drop_index(batch_op.f("ix_letter_due_at"))

    op.drop_table("letter")
    op.drop_table("calendar_link")
