"""Between processes, whoever changes a trial takes turns: by account, by a link, or at a card."""

from types import SimpleNamespace

from fastapi import Request

from app.pages.followup.doors import TeamDoor, WorkDoor
from app.pages.guards import Visitor
from app.pages.public.still import AskDoor


def test_whoever_changes_a_trial_takes_turns_with_all_others_that_do():
    request = Request({"type": "http", "headers": [], "app": SimpleNamespace(state=None)})
    doors = [
        WorkDoor("project", "trial", request),
        TeamDoor("secret", request),
        AskDoor("key", request),
        Visitor(request),  # behind a letter's link
    ]
    assert len({door.room for door in doors}) == 1
