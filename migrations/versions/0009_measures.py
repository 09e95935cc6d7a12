"""Measures, their figures, and what people decide about the charts."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "measure",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("better", sa.String(length=10), nullable=False),
        sa.Column("every", sa.String(length=15), nullable=False),
        sa.Column("target", sa.Float(), nullable=True),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("rules", sa.String(length=20), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=True),
        sa.CheckConstraint("better IN ('up', 'down', 'neither')", name=op.f("ck_measure_better")),
        sa.CheckConstraint(
            "every IN ('day', 'week', 'month', 'now_and_then')", name=op.f("ck_measure_every")
        ),
        sa.CheckConstraint(
            "kind IN ('outcome', 'process', 'balancing')", name=op.f("ck_measure_kind")
        ),
        sa.CheckConstraint("rules IN ('mdc', 'mdc_unscreened')", name=op.f("ck_measure_rules")),
        sa.CheckConstraint("length(how) <= 8000", name=op.f("ck_measure_how")),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 2400", name=op.f("ck_measure_title")),
        sa.CheckConstraint("length(unit) <= 400", name=op.f("ck_measure_unit")),
        sa.CheckConstraint(
            "target BETWEEN -999999999 AND 999999999", name=op.f("ck_measure_target")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["account.id"], name=op.f("fk_measure_made_by_account")
        ),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name=op.f("fk_measure_trial_id_trial")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
    )
    op.create_index(op.f("ix_measure_trial_id"), "measure", ["trial_id"], unique=False)

    op.create_table(
        "figure",
        sa.Column("measure_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("put_at", sa.DateTime(), nullable=False),
        sa.Column("put_by", sa.String(), nullable=True),
        sa.CheckConstraint("people BETWEEN 1 AND 1000000", name=op.f("ck_figure_people")),
        sa.CheckConstraint("value BETWEEN -999999999 AND 999999999", name=op.f("ck_figure_value")),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_figure_measure_id_measure")
        ),
        sa.ForeignKeyConstraint(["put_by"], ["account.id"], name=op.f("fk_figure_put_by_account")),
        sa.PrimaryKeyConstraint("measure_id", "day", name=op.f("pk_figure")),
    )
    op.create_table(
        "measurebaseline",
        sa.Column("measure_id", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=True),
        sa.CheckConstraint("length(why) BETWEEN 1 AND 4000", name=op.f("ck_measurebaseline_why")),
        sa.ForeignKeyConstraint(
            ["made_by"], ["account.id"], name=op.f("fk_measurebaseline_made_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_measurebaseline_measure_id_measure")
        ),
        sa.PrimaryKeyConstraint("measure_id", "until", name=op.f("pk_measurebaseline")),
    )
    op.create_table(
        "measurechange",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.String(), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_measurechange_by_account")),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_measurechange_measure_id_measure")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measurechange")),
    )
    op.create_index(
        op.f("ix_measurechange_measure_id"), "measurechange", ["measure_id"], unique=False
    )

    op.create_table(
        "measurephase",
        sa.Column("measure_id", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=True),
        sa.CheckConstraint("length(why) BETWEEN 1 AND 4000", name=op.f("ck_measurephase_why")),
        sa.ForeignKeyConstraint(
            ["made_by"], ["account.id"], name=op.f("fk_measurephase_made_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_measurephase_measure_id_measure")
        ),
        sa.PrimaryKeyConstraint("measure_id", "starts_on", name=op.f("pk_measurephase")),
    )


def downgrade() -> None:
    op.drop_table("measurephase")
    op.drop_table("measurechange")
    op.drop_table("measurebaseline")
    op.drop_table("figure")
    op.drop_table("measure")
