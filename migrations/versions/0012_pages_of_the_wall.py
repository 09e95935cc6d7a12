"""The wall's lists have pages, and one theme can be shown alone."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    with op.batch_alter_table("workshop", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shown_theme", sa.String(), nullable=True))
        batch_op.add_column(
            sa.Column("shown_page", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_workshop_shown_page_possible"), "shown_page BETWEEN 0 AND 999"
        )


def downgrade() -> None:
    with op.batch_alter_table("workshop", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_workshop_shown_page_possible"), type_="check")
        batch_op.drop_column("shown_page")
        batch_op.drop_column("shown_theme")
