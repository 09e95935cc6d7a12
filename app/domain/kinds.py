"""What kind of moment each touchpoint of a journey is, said for all of them at once."""

from collections.abc import Mapping

from sqlmodel import Session

from app.domain.errors import Refused
from app.domain.journey import say_kind, touchpoint_called
from app.domain.projects import Member


def say_kinds(session: Session, by: Member, said: Mapping[str, tuple[str, str]]) -> None:
    """For each touchpoint the kind that stood in the form, and the kind that was chosen.

    What was left alone stays as it is. Raises Refused where a colleague has changed one meanwhile.
    """
    for touchpoint, (seen, chosen) in said.items():
        now = touchpoint_called(session, by.project.id, touchpoint)
        if chosen in (seen, now.kind):
            continue
        if now.kind != seen:
            raise Refused(
                "Somebody else has just said what kind of moment “%(title)s” is. Please look.",
                title=now.title,
            )
        say_kind(session, by.project.id, touchpoint, chosen)
