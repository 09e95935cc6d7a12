"""The guide of a rehearsal: what is happening now, what to press next, and why (S10).

It reads where the room is and what has been done. It never does anything itself.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import col, select

from app.domain.ballots import people_who_chose
from app.domain.both_lists import both_lists, shows_both_lists
from app.domain.choosing import Method, choices_of, method_of
from app.domain.history import Act
from app.domain.ideas import SORTS
from app.domain.journey import proposals_waiting
from app.domain.teams import teams_in
from app.domain.workshops import Stage, StageKind
from app.pages.decided import decided
from app.pages.look import Look

MOST = 0.8  # of the people: then the room is ready to go on
ENOUGH_TO_BEGIN = 3  # people


@dataclass(frozen=True)
class Advice:
    """One thing to do. `many` and `of` are what its sentence counts."""

    act: str  # wait | next | and what else each kind of stage has
    many: int = 0
    of: int = 0


@dataclass(frozen=True)
class Tour:
    is_there: bool
    workshop_id: str
    kind: str  # of the stage; or lobby, paused, blank, ended
    advice: Advice
    next: str  # the next stage's title; empty after the last
    number: int
    stages: int
    people: int
    done: int
    stays_open: bool
    method: str  # of choosing: each shows its result in its own way
    shows_lists: bool
    has_lists: bool


def tour(look: Look) -> Tour:
    """Only in a rehearsal."""
    stage, there = look.stage, look.workshop.rehearsal_since is not None
    at = stage.position if stage else -1
    later = [each.title for each in look.stages if each.position > at]
    kind, advice = _advice(look) if there else ("", Advice("wait"))
    lists = both_lists(look.session, look.workshop) if there and shows_both_lists(stage) else None
    return Tour(
        is_there=there,
        workshop_id=look.workshop_id,
        kind=kind,
        advice=advice,
        next=later[0] if later else "",
        number=len(look.stages) - len(later),
        stages=len(look.stages),
        people=sum(look.people.values()),
        done=look.done if stage else 0,
        stays_open=stage is not None and bool(stage.settings.get("stays_open")),
        method=str(method_of(stage) if stage else Method.DOTS),
        shows_lists=lists is not None,
        has_lists=lists is not None and bool(lists.patients or lists.staff or lists.together),
    )


def _advice(look: Look) -> tuple[str, Advice]:
    workshop, stage = look.workshop, look.stage
    if workshop.ended_at is not None:
        return "ended", Advice("wipe")
    if workshop.paused_at is not None:
        return "paused", Advice("go_on")
    if workshop.blanked_at is not None:
        return "blank", Advice("show")
    people = sum(look.people.values())
    if stage is None:
        return "lobby", Advice("next" if people >= ENOUGH_TO_BEGIN else "open_wall", people)
    kind = StageKind(stage.kind)
    return str(kind), _BY_KIND.get(kind, _goes_on)(look, stage)


def _are_most(part: int, look: Look) -> bool:
    people = sum(look.people.values())
    return people > 0 and part >= MOST * people


def _goes_on(_look: Look, _stage: Stage) -> Advice:
    return Advice("next")


def _waits(look: Look, _stage: Stage) -> Advice:
    return Advice("next" if _are_most(look.done, look) else "wait")


def _touchpoints(look: Look, stage: Stage) -> Advice:
    proposed = len(proposals_waiting(look.session, look.workshop_id))
    return Advice("answer", proposed) if proposed else _waits(look, stage)


def _writing(look: Look, stage: Stage) -> Advice:
    """While words wait, read them; once most are done and some are released, go on."""
    sort = SORTS.get(StageKind(stage.kind), "story")
    mine = [each for each in look.written if each.sort == sort]
    waiting = sum(each.state == "waiting" and each.may_show for each in mine)
    released = any(each.state == "released" for each in mine)
    if waiting and not (released and _are_most(look.done, look)):
        return Advice("release", waiting)
    return _waits(look, stage)


def _map(look: Look, stage: Stage) -> Advice:
    if stage.revealed_at is None:
        return Advice("reveal")
    if look.workshop.shown_touchpoint or look.workshop.shown_words:
        return Advice("back_to_map")
    shown = select(Act.id).where(
        Act.workshop_id == look.workshop_id,
        col(Act.what).in_(("show", "large")),
        Act.at >= stage.revealed_at,
    )
    return Advice("next" if look.session.exec(shown).first() is not None else "words")


def _choose(look: Look, stage: Stage) -> Advice:
    if stage.revealed_at is not None:
        return Advice("next")
    choices = len(choices_of(look.session, look.workshop_id, stage))
    if not choices:
        return Advice("nothing")
    chosen = people_who_chose(look.session, stage)
    return Advice("reveal" if _are_most(chosen, look) else "wait", chosen)


def _decisions(look: Look, _stage: Stage) -> Advice:
    items = decided(look).items
    left = sum(not each.outcome for each in items)
    return Advice("decide", left) if left else Advice("next", 0, len(items))


def _teams(look: Look, stage: Stage) -> Advice:
    teams = teams_in(look.session, look.workshop_id)
    if not teams:
        return Advice("nothing")
    left = sum(not (each.owner and each.meets_on) for each in teams)
    return Advice("arrange", left) if left else _waits(look, stage)


_BY_KIND: dict[StageKind, Callable[[Look, Stage], Advice]] = {
    StageKind.FILM: _waits,
    StageKind.TALK: _waits,
    StageKind.TOUCHPOINTS: _touchpoints,
    StageKind.FEELINGS: _writing,
    StageKind.MAP: _map,
    StageKind.PRIORITIES: _writing,
    StageKind.IDEAS: _writing,
    StageKind.CHOOSE: _choose,
    StageKind.DECISIONS: _decisions,
    StageKind.TEAMS: _teams,
    StageKind.CHECKOUT: _waits,
}
