"""Heights and words from paper that came after the map was shown."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    for table in ("placement", "word"):
        op.add_column(table, sa.Column("late_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    for table in ("placement", "word"):
        op.drop_column(table, "late_at")
