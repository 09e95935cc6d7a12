"""Themes, questions to authors, and what stands large on the wall."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

WRITTEN = ("story", "idea")
# SQLite does not tell the names of keys that stand beside their column.
NAMING = {"fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s"}
KEYS = {"read_by": "account", "theme_id": "theme"}


def upgrade() -> None:
    op.create_table(
        "theme",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workshop_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("gone_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("length(name) <= 8000", name=op.f("ck_theme_name_length")),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_theme_workshop_id_workshop")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_theme_made_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
    )
    op.create_index(op.f("ix_theme_workshop_id"), "theme", ["workshop_id"])
    op.add_column("workshop", sa.Column("shown_words", sa.String(), nullable=True))
    op.add_column("workshop", sa.Column("themes_shown_at", sa.DateTime(), nullable=True))
    for table in WRITTEN:
        for name in ("held_for", "asked", "came_back"):
            op.add_column(table, sa.Column(name, sa.String(), nullable=False, server_default=""))
        op.add_column(table, sa.Column("read_at", sa.DateTime(), nullable=True))
        for name, other in KEYS.items():  # in words that both databases take without a new table
            op.execute(
                f"ALTER TABLE {table} ADD COLUMN {name} VARCHAR"
                f" CONSTRAINT fk_{table}_{name}_{other} REFERENCES {other} (id)"
            )
        written = sa.table(
            table,
            *map(sa.column, ("released_at", "released_by", "held_at", "held_by")),
            *map(sa.column, ("read_at", "read_by")),
        )
        dealt_with = sa.func.coalesce(written.c.released_by, written.c.held_by)
        op.execute(
            written.update()
            .values(
                read_at=sa.func.coalesce(written.c.released_at, written.c.held_at),
                read_by=dealt_with,
            )
            .where(dealt_with.is_not(None))
        )


def downgrade() -> None:
    for table in WRITTEN:
        length = sa.CheckConstraint("length(text) <= 8000", name=op.f(f"ck_{table}_length"))
        with op.batch_alter_table(
            table, table_args=(length,), naming_convention=NAMING
        ) as batch_op:
            for name, other in KEYS.items():
                batch_op.drop_constraint(f"fk_{table}_{name}_{other}", type_="foreignkey")
                batch_op.drop_column(name)
            for name in ("held_for", "asked", "came_back", "read_at"):
                batch_op.drop_column(name)
    with op.batch_alter_table("workshop") as batch_op:
        batch_op.drop_column("themes_shown_at")
        batch_op.drop_column("shown_words")
    op.drop_index(op.f("ix_theme_workshop_id"), table_name="theme")
    op.drop_table("theme")
