"""Each event decides for itself on a priority that was brought to it."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_decision_idea_id"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_decision_workshop_id"), ["workshop_id", "idea_id"]
        )
        batch_op.create_index(batch_op.f("ix_decision_idea_id"), ["idea_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_idea_id"))
        batch_op.drop_constraint(batch_op.f("uq_decision_workshop_id"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_decision_idea_id"), ["idea_id"])
