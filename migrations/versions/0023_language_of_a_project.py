"""In which language a project is written to."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    with op.batch_alter_table("project", schema=None) as batch:
        batch.add_column(
            sa.Column("language", sa.String(length=10), nullable=False, server_default="en")
        )


def downgrade() -> None:
    with op.batch_alter_table("project", schema=None) as batch:
        batch.drop_column("language")
