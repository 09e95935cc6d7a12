"""The progress page: you said, together we tried, what changed (R1). Anybody may read it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, func, select

from app.domain.anonymity import PUBLIC, Group, at_least, decide_merging, public_label
from app.domain.chasing.tables import Look
from app.domain.decisions import Decision, that_stand
from app.domain.ended import end_of
from app.domain.ideas import Idea
from app.domain.journey import touchpoints_of
from app.domain.projects import Project
from app.domain.replies import Reply, replies_in
from app.domain.seats import Consent, Seat, Use
from app.domain.still_there.checks import checks_of
from app.domain.stories import Story
from app.domain.trials import STATES, TrialShown, same_words, trials_of
from app.domain.voices import Voice
from app.domain.what_we_see import Labels, labels
from app.domain.workshops import Workshop, workshop_of

SILENT_FOR = timedelta(weeks=6)  # nothing stays silent for longer without saying so (R3)


@dataclass(frozen=True)
class Said:
    """Words whose author agreed to this very wording, outside; the label only where 10 share it."""

    text: str
    group: Group | None


@dataclass(frozen=True)
class Still:
    """One look at whether a change that was kept is still there (5.5, state 8)."""

    months: int  # after it was kept; 0: because its figures fell
    result: str  # yes | slipped | gone


@dataclass(frozen=True)
class Tried:
    """One change at one touchpoint, in the team's own words; empty where it has written none."""

    title: str
    change: str
    state: str  # see trials.state
    owner: str
    co_owner: str
    starts_on: date | None
    what_happened: str
    reason: str  # of the last try that was closed
    answer: str  # what is said to those who asked for what was stopped
    owner_says: str  # that it has stopped, before the try is closed: why, or empty
    act: str  # what was decided then; empty where no try is closed yet
    review_on: date | None  # None while nothing is being tried
    is_overdue: bool
    still: tuple[Still, ...] = ()  # whether it lasts: looked at 3, 6 and 12 months after
    looks_again_on: date | None = None  # whether it lasts
    number: int = 0  # of all trials on the page, from 0


@dataclass(frozen=True)
class NotChosen:
    """An answer too: what was not taken forward, and why. Never the idea's own words."""

    outcome: str  # joined | parked | not_now | passed_on | cannot
    reason: str
    who: str = ""  # to whom it was passed on, or who decided: a role
    reply_by: date | None = None


@dataclass(frozen=True)
class TouchpointProgress:
    touchpoint: str
    said: tuple[Said, ...]
    tried: tuple[Tried, ...]
    chosen: int  # ideas taken forward of which no trial has been made yet
    not_chosen: tuple[NotChosen, ...]
    silent_since: date | None = None  # news was promised by then, and none came

    @property
    def state(self) -> str:
        """The one state to stand beside the touchpoint; empty when there is more than one."""
        states = [each.state for each in self.tried] + ["chosen"] * bool(self.chosen)
        return states[0] if len(states) == 1 else ""

    @property
    def is_tried(self) -> bool:
        return bool(self.tried or self.chosen)

    @property
    def has_answer(self) -> bool:
        return self.is_tried or bool(self.not_chosen)


@dataclass(frozen=True)
class Progress:
    project: str
    journey: str
    people: int | None  # None when fewer than 10 took part
    answered: tuple[TouchpointProgress, ...]  # what is tried first
    heard: tuple[TouchpointProgress, ...]  # words that nothing has come of yet
    tried: int
    counts: dict[str, int]  # trials by state
    today: date
    last_news: date
    next_news: date
    is_late: bool  # longer silent than was promised
    ended_on: date | None = None  # the whole project

    @property
    def silent(self) -> tuple[TouchpointProgress, ...]:
        """Where news was promised and did not come."""
        return tuple(each for each in self.answered if each.silent_since)


def told_trials(session: Session, project: Project) -> tuple[tuple[TrialShown, ...], int]:
    """The trials on its page in order, and how many people must stand behind anything there: 10,
    or more where a room asked for more."""
    workshops = _real(session, project)
    return _trials(session, project, workshops), _k(workshops)


def progress(session: Session, project: Project, now: datetime) -> Progress:
    """Only what may leave the room: see anonymity.PUBLIC and Use.OUTSIDE. No rehearsals."""
    workshops = _real(session, project)
    trials = _trials(session, project, workshops)
    decisions = _decisions(session, workshops)
    said = _said(session, [w for w in workshops if w.ended_at is not None])
    started = {each.trial.idea_id for each in trials}
    replies = replies_in(session, project.id)
    shown = [
        TouchpointProgress(
            touchpoint=t.title,
            said=said.get(t.id, ()),
            tried=tuple(
                _tried(session, e, now.date(), number)
                for number, e in enumerate(trials)
                if e.trial.touchpoint_id == t.id
            ),
            chosen=len(_waiting(decisions, t.id, started, replies)),
            not_chosen=_not_chosen(decisions, t.id, replies),
            silent_since=_silent_since(
                [e for e in trials if e.trial.touchpoint_id == t.id],
                _waiting(decisions, t.id, started, replies),
                [replies[d.idea_id] for d, at in decisions if at == t.id and d.idea_id in replies],
                now.date(),
            ),
        )
        for t in touchpoints_of(session, project.id)
    ]
    last = _last_news(project, workshops, trials, decisions, replies)
    looks = [e.review_on for e in trials if e.review_on]
    looks += [reply.reply_by for reply in replies.values() if reply.reply_by]
    end = end_of(session, project.id)
    due = min([day for day in looks if day >= now.date()], default=last + SILENT_FOR)
    return Progress(
        project=project.title,
        journey=project.journey,
        people=_people(session, workshops),
        answered=tuple(sorted((t for t in shown if t.has_answer), key=lambda t: not t.is_tried)),
        heard=tuple(t for t in shown if t.said and not t.has_answer),
        tried=len(trials),
        counts=dict.fromkeys(STATES, 0) | Counter(each.state(now.date()) for each in trials),
        today=now.date(),
        last_news=last,
        next_news=due,
        is_late=due < now.date(),
        ended_on=end.ended_at.date() if end else None,
    )


def leaves_room(each: TrialShown) -> tuple[str, str]:
    """A trial's title and change as anybody may read them: empty where they are the idea's words.

    Nobody was asked whether an idea may go outside: the consent is for stories, one by one.
    """
    return _own(each.trial.title, each.idea), _own(each.cycle.change, each.idea)


def _own(text: str, idea: str) -> str:
    return "" if same_words(text, idea) else text


def _tried(session: Session, each: TrialShown, today: date, number: int) -> Tried:
    title, change = leaves_room(each)
    last = each.closed[0] if each.closed else None
    look = session.get(Look, (each.trial.id, each.review_on)) if each.review_on else None
    checks = checks_of(session, each)
    return Tried(
        title=title,
        change=change,
        state=each.state(today),
        owner=each.trial.owner,
        co_owner=each.trial.co_owner,
        starts_on=each.first_day,
        what_happened=last.what_happened if last else "",
        reason=last.reason if last else "",
        answer=last.answer if last and last.act == "abandon" else "",
        owner_says=look.said if look and look.answer == "stopped" else "",
        act=(last.act or "") if last else "",
        review_on=each.review_on,
        is_overdue=each.review_on is not None and each.review_on < today,
        still=tuple(Still(c.months, c.result) for c in checks if c.result),
        looks_again_on=min((c.due_on for c in checks if not c.result), default=None),
        number=number,
    )


def _real(session: Session, project: Project) -> list[Workshop]:
    return [w for w in workshop_of(session, project.id) if w.rehearsal_since is None]


def _trials(
    session: Session, project: Project, workshops: list[Workshop]
) -> tuple[TrialShown, ...]:
    real = {workshop.id for workshop in workshops}
    return tuple(each for each in trials_of(session, project.id) if each.workshop_id in real)


def _said(session: Session, workshops: list[Workshop]) -> dict[str, tuple[Said, ...]]:
    rows = session.exec(
        select(Story, Seat)
        .join(Seat, col(Story.seat_id) == col(Seat.id))
        .join(Consent, (col(Consent.seat_id) == col(Seat.id)) & (col(Consent.use) == Use.OUTSIDE))
        .where(
            col(Story.workshop_id).in_([workshop.id for workshop in workshops]),
            col(Story.outside_agreed_at).is_not(None),
            col(Story.released_at).is_not(None),
            col(Story.withdrawn_at).is_(None),
        )
        .order_by(col(Story.id))
    ).all()
    room = _all_rooms(session, workshops)
    said: dict[str, list[Said]] = {}
    for story, seat in rows:
        here = room.people.get(story.touchpoint_id, {})
        label = public_label(here, Voice(seat.voice), room.k, merged=room.merged)
        said.setdefault(story.touchpoint_id, []).append(Said(story.text, label))
    return {at: tuple(words) for at, words in said.items()}


def _all_rooms(session: Session, workshops: list[Workshop]) -> Labels:
    """Carers join patients on the whole page or nowhere, and wherever a room saw them joined."""
    rooms = [labels(session, workshop) for workshop in workshops]
    people: dict[str, dict[Voice, int]] = {}
    for room in rooms:
        for at, counts in room.people.items():
            everybody = Counter(people.get(at, {}))
            everybody.update(counts)
            people[at] = dict(everybody)
    k = _k(workshops)
    merged = any(room.merged for room in rooms) or decide_merging(people, k)
    return Labels(merged, k, people)


def _k(workshops: list[Workshop]) -> int:
    """10, or more where a room asked for more."""
    return max((at_least(workshop.k, PUBLIC) for workshop in workshops), default=PUBLIC)


Decided = list[tuple[Decision, str]]
"""Each with its touchpoint."""


def _decisions(session: Session, workshops: list[Workshop]) -> Decided:
    """What was decided about ideas that still stand."""
    rows = session.exec(
        select(Decision, Idea.touchpoint_id)
        .join(Idea, col(Decision.idea_id) == col(Idea.id))
        .where(
            col(Decision.workshop_id).in_([workshop.id for workshop in workshops]),
            col(Idea.withdrawn_at).is_(None),
        )
        .order_by(col(Decision.id))
    ).all()
    standing = that_stand(decision for decision, _ in rows)
    return [(decision, at) for decision, at in rows if decision is standing[decision.idea_id]]


def _waiting(
    decisions: Decided, touchpoint: str, started: set[str], replies: dict[str, Reply]
) -> list[Decision]:
    """Taken forward, and nobody tries it yet."""
    answered = {*started, *replies}
    return [
        d
        for d, at in decisions
        if d.outcome == "taken_forward" and at == touchpoint and d.idea_id not in answered
    ]


def _not_chosen(
    decisions: Decided, touchpoint: str, replies: dict[str, Reply]
) -> tuple[NotChosen, ...]:
    found = []
    for decision, at in decisions:
        reply = replies.get(decision.idea_id)
        if at == touchpoint and reply is not None:
            found.append(NotChosen(reply.state, reply.reason, reply.who, reply.reply_by))
        elif at == touchpoint and decision.outcome != "taken_forward":
            found.append(NotChosen(decision.outcome, decision.reason))
    return tuple(found)


def _silent_since(
    trials: list[TrialShown], waiting: list[Decision], replies: list[Reply], today: date
) -> date | None:
    """The first day by which news was due and did not come; a day to look says so by itself."""
    due = [d.decided_at.date() + SILENT_FOR for d in waiting]
    for each in trials:
        if not each.cycle.act and each.review_on is None:
            moments = [each.trial.made_at, *(c.closed_at for c in each.cycles if c.closed_at)]
            due.append(max(moments).date() + SILENT_FOR)
    for reply in replies:
        if reply.state == "passed_on":
            due.append(reply.reply_by or reply.answered_at.date() + SILENT_FOR)
    return min((day for day in due if day < today), default=None)


def _last_news(
    project: Project,
    workshops: list[Workshop],
    trials: tuple[TrialShown, ...],
    decisions: Decided,
    replies: dict[str, Reply],
) -> date:
    """The day of the newest thing on the page."""
    moments = [project.created_at]
    moments += [workshop.doors_opened_at for workshop in workshops if workshop.doors_opened_at]
    moments += [decision.decided_at for decision, _ in decisions]
    moments += [reply.answered_at for reply in replies.values()]
    moments += [each.trial.made_at for each in trials]
    moments += [c.closed_at for each in trials for c in each.cycles if c.closed_at]
    return max(moments).date()


def _people(session: Session, workshops: list[Workshop]) -> int | None:
    counted = select(func.count()).where(
        col(Seat.workshop_id).in_([workshop.id for workshop in workshops])
    )
    people = session.exec(counted).one()
    return people if people >= _k(workshops) else None
