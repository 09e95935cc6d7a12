"""What kind of moment a touchpoint is."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

KINDS = (
    "'', 'first', 'arriving', 'waiting', 'talking', 'care', 'daily', 'family', 'leaving', 'after'"
)


def upgrade() -> None:
    with op.batch_alter_table("touchpoint", schema=None) as batch:
        batch.add_column(sa.Column("kind", sa.String(length=10), nullable=False, server_default=""))
        batch.create_check_constraint(op.f("ck_touchpoint_kind"), f"kind IN ({KINDS})")


def downgrade() -> None:
    with op.batch_alter_table("touchpoint", schema=None) as batch:
        batch.drop_constraint(op.f("ck_touchpoint_kind"), type_="check")
        batch.drop_column("kind")
