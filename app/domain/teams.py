"""Teams: who works on what was taken forward, found before people leave the room (P4)."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Field, Session, SQLModel, col, delete, func, select

from app.domain.changes import Topic, announce
from app.domain.decisions import Decision
from app.domain.errors import NotYours
from app.domain.history import record
from app.domain.ideas import Idea
from app.domain.journey import Touchpoint
from app.domain.receipts import fresh
from app.domain.seats import Seat, Sitting, stage_taking
from app.domain.text import maybe_written
from app.domain.voices import Voice
from app.domain.workshops import Facilitator, StageKind

OF_EACH_SIDE = 2  # people a team needs at least: patients or carers, and staff (P4)
OWNER = 80  # characters


class Team(SQLModel, table=True):
    """What the desk wrote down about the team for one choice."""

    idea_id: str = Field(foreign_key="idea.id", primary_key=True)
    workshop_id: str = Field(foreign_key="workshop.id", index=True)
    owner: str = ""  # a role rather than a name
    meets_on: date | None = None


class TeamPlace(SQLModel, table=True):
    """One seat's place in a team; nobody is in two."""

    seat_id: str = Field(foreign_key="seat.id", primary_key=True)
    idea_id: str = Field(foreign_key="idea.id", index=True)
    workshop_id: str = Field(foreign_key="workshop.id", index=True)


@dataclass(frozen=True)
class TeamShown:
    """A team, and what it still lacks. Sides are told only as what is missing, never by voice."""

    id: str  # the choice's
    text: str
    touchpoint: str
    people: int
    lacks_patients: int  # patients or carers
    lacks_staff: int
    owner: str
    meets_on: date | None

    @property
    def is_complete(self) -> bool:
        lacks = self.lacks_patients or self.lacks_staff
        return not lacks and bool(self.owner) and self.meets_on is not None


def choose_team(session: Session, by: Sitting, *, stage: str, idea: str, key: str) -> None:
    """Join a team instead of the one before; with no idea, leave it."""
    if not fresh(session, by, key, "team", stage, idea):
        return
    stage_taking(session, by, stage, StageKind.TEAMS)
    if idea and idea not in {team.id for team in teams_in(session, by.workshop_id)}:
        raise NotYours("There is no such team here.")
    leave_team(session, by)
    if idea:
        place = TeamPlace(seat_id=by.seat_id, idea_id=idea, workshop_id=by.workshop_id)
        session.add(place)


def leave_team(session: Session, by: Sitting) -> None:
    session.exec(delete(TeamPlace).where(col(TeamPlace.seat_id) == by.seat_id))
    announce(session, by.workshop_id, Topic.TEAMS)


def team_of(session: Session, seat_id: str) -> str:
    """The choice whose team this seat is in; empty when in none."""
    found = session.get(TeamPlace, seat_id)
    return found.idea_id if found else ""


def arrange_team(
    session: Session, by: Facilitator, *, idea: str, owner: str, meets_on: date | None
) -> None:
    """Write down who owns it and when it first meets."""
    if idea not in {team.id for team in teams_in(session, by.workshop.id)}:
        raise NotYours("There is no such team here.")
    owner = maybe_written(owner, OWNER, one_line=True)
    team = session.get(Team, idea)
    before = {"owner": team.owner, "meets_on": _said(team.meets_on)} if team else {}
    record(session, by, "team", idea=idea, **before)
    put_team(session, by, idea, owner, meets_on)


def put_team(
    session: Session, by: Facilitator, idea: str, owner: str, meets_on: date | None
) -> None:
    """Without a record of its own: also the way back."""
    team = session.get(Team, idea) or Team(idea_id=idea, workshop_id=by.workshop.id)
    team.owner, team.meets_on = owner, meets_on
    session.add(team)
    announce(session, by.workshop.id, Topic.TEAMS)


def teams_in(session: Session, workshop_id: str) -> tuple[TeamShown, ...]:
    """One for each choice taken forward, in an order that says nothing of favour."""
    rows = session.exec(
        select(Idea, Touchpoint.title, Team)
        .join(Decision, col(Decision.idea_id) == col(Idea.id))
        .join(Touchpoint, col(Touchpoint.id) == col(Idea.touchpoint_id))
        .outerjoin(Team, col(Team.idea_id) == col(Idea.id))
        .where(
            Decision.workshop_id == workshop_id,
            Decision.outcome == "taken_forward",
            col(Idea.withdrawn_at).is_(None),
        )
        .order_by(col(Touchpoint.position), col(Idea.id))
    ).all()
    return tuple(
        _shown(idea, touchpoint, team, _sides(session, idea.id)) for idea, touchpoint, team in rows
    )


def _sides(session: Session, idea: str) -> tuple[int, int]:
    """How many patients and carers, and how many staff."""
    counted = dict(
        session.exec(
            select(Seat.voice, func.count())
            .join(TeamPlace, col(TeamPlace.seat_id) == col(Seat.id))
            .where(TeamPlace.idea_id == idea)
            .group_by(col(Seat.voice))
        ).all()
    )
    staff = counted.pop(Voice.STAFF, 0)
    return sum(counted.values()), staff


def _shown(idea: Idea, touchpoint: str, team: Team | None, sides: tuple[int, int]) -> TeamShown:
    patients, staff = sides
    return TeamShown(
        id=idea.id,
        text=idea.text,
        touchpoint=touchpoint,
        people=patients + staff,
        lacks_patients=max(0, OF_EACH_SIDE - patients),
        lacks_staff=max(0, OF_EACH_SIDE - staff),
        owner=team.owner if team else "",
        meets_on=team.meets_on if team else None,
    )


def _said(day: date | None) -> str | None:
    return day.isoformat() if day else None
