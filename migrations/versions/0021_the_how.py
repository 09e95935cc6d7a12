"""The how: what a trial took, the library and its index, copies; kinds of starter touchpoints."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

SAID = (
    "setting", "change", "result", "took", "steps", "materials", "agreed", "went_wrong", "credit",
)  # fmt: skip
KINDS = {
    "first": ("Finding a change, seeing the GP", "Asking for help"),
    "arriving": (
        "Arriving, the corridor", "First nurse, questions", "First time through the doors",
        "Letter, building, reception", "Waking up on the unit",
    ),
    "waiting": (
        "On the floor, waiting", "The long trolley wait", "The letter and the wait",
        "Waiting for results", "Referral sent, silence", "Waiting for a worker or therapy",
    ),
    "talking": (
        "Telling the story again", "Home or stay?", "Being told",
        "Ward round, knowing what’s going on", "Screening phone call", "The assessment",
        "Accepted or turned away", "A plan and a named person", "Ward round and goals",
    ),
    "care": (
        "Doctor, X-ray, blood tests", "One-stop clinic and tests", "Day of surgery",
        "Chemo and radiotherapy visits", "Birth and being separated", "Expressing milk, feeding",
        "Washed, moved, swallow-tested", "Therapy sessions",
    ),
    "daily": ("Toilet, tea, pain, warmth", "The rest of the day, weekends", "Mealtimes"),
    "family": ("First touch, first hold", "Family being there"),
    "leaving": (
        "Moved at night, or home in a nightie", "Going home with the folder",
        "Last treatment and “what now?”", "Home each night without the baby",
        "Moving unit or going down a level", "Getting ready for home",
    ),
    "after": ("The first days after", "Going home, the first night", "The first weeks home"),
}  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "how",
        *_said(),
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.CheckConstraint("length(steps) <= 8000", name=op.f("ck_how_length")),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name=op.f("fk_how_trial_id_trial")),
        sa.PrimaryKeyConstraint("trial_id", name=op.f("pk_how")),
    )
    op.create_table(
        "published",
        *_said(),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("built_on", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.Column("published_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["trial_id"], ["trial.id"], name=op.f("fk_published_trial_id_trial")
        ),
        sa.ForeignKeyConstraint(
            ["published_by"], ["account.id"], name=op.f("fk_published_published_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published")),
        sa.UniqueConstraint("trial_id", name=op.f("uq_published_trial_id")),
    )
    op.create_table(
        "copy",
        *_said(),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("project_id", sa.String(), nullable=False),
        sa.Column("how_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("trial_id", sa.String(), nullable=True),
        sa.Column("copied_at", sa.DateTime(), nullable=False),
        sa.Column("copied_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_copy_project_id_project")
        ),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name=op.f("fk_copy_trial_id_trial")),
        sa.ForeignKeyConstraint(
            ["copied_by"], ["account.id"], name=op.f("fk_copy_copied_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_copy")),
        sa.UniqueConstraint("project_id", "how_id", name=op.f("uq_copy_project_id")),
        sa.UniqueConstraint("trial_id", name=op.f("uq_copy_trial_id")),
    )
    op.create_index(op.f("ix_copy_how_id"), "copy", ["how_id"])
    _make_the_index()
    for kind, titles in KINDS.items():
        op.execute(
            sa.text("UPDATE touchpoint SET kind = :kind WHERE kind = '' AND title IN :titles")
            .bindparams(sa.bindparam("titles", expanding=True))
            .bindparams(kind=kind, titles=titles)
        )


def _said() -> list[sa.Column]:
    return [sa.Column(name, sa.String(), nullable=False) for name in SAID]


def _make_the_index() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE library_search USING fts5(how_id UNINDEXED, title, body)")
        return
    op.execute("CREATE TABLE library_search (how_id TEXT PRIMARY KEY, title TEXT, body TEXT)")
    op.execute(
        "CREATE INDEX ix_library_search_body ON library_search "
        "USING gin (array_to_tsvector(string_to_array(body, ' ')))"
    )


def downgrade() -> None:
    for name in ("library_search", "copy", "published", "how"):
        op.drop_table(name)
