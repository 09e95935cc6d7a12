"""Every table there is, so that the database and the migrations know them all."""

from sqlmodel import SQLModel

from app.domain import (  # noqa: F401
    accounts,
    answers,
    cards,
    care,
    contacts,
    decisions,
    dots,
    ended,
    feelings,
    figures,
    guesses,
    hard_to_hear,
    helpers,
    history,
    ideas,
    journey,
    measures,
    members,
    outbox,
    personal,
    phases,
    projects,
    receipts,
    replies,
    review_days,
    seats,
    stories,
    teams,
    themes,
    trials,
    workshops,
)
from app.domain.chasing import tables as chasing  # noqa: F401
from app.domain.library import tables as library  # noqa: F401
from app.domain.still_there import links as asking  # noqa: F401
from app.domain.trials import links  # noqa: F401

metadata = SQLModel.metadata
