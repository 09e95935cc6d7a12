"""Ending a project, and opening it again while nothing is deleted yet. Only the lead may."""

from sqlmodel import Session

from app.domain.ended import TIME_TO_THINK, ProjectEnd, end_of
from app.domain.errors import NotTheLead, Refused
from app.domain.projects import Member, Role
from app.domain.workshops import workshop_of


def end_project(session: Session, by: Member) -> None:
    """What people gave is deleted 30 days later, or on the day they were promised, if that is
    sooner. Raises Refused while a room is open. Ended again, it stays as it is."""
    _only_the_lead(by)
    if end_of(session, by.project.id) is not None:
        return
    for room in workshop_of(session, by.project.id):
        if room.doors_opened_at is not None and room.ended_at is None:
            raise Refused(
                "A room is still open: “%(title)s”. Please end it first.", title=room.title
            )
    deletes_on = min((by.now + TIME_TO_THINK).date(), by.project.keep_until)
    end = ProjectEnd(
        project_id=by.project.id, ended_at=by.now, ended_by=by.account_id, deletes_on=deletes_on
    )
    session.add(end)


def open_again(session: Session, by: Member) -> None:
    """Raises Refused once what people gave is deleted: nothing brings that back."""
    _only_the_lead(by)
    end = end_of(session, by.project.id)
    if end is None:
        return
    if end.deleted_at is not None:
        raise Refused("What people gave is deleted already, so it can’t be opened again.")
    session.delete(end)


def _only_the_lead(by: Member) -> None:
    if by.role is not Role.LEAD:
        raise NotTheLead("Only the lead can do this. Please ask them.")
