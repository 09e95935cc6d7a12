"""Both lists: what the separate events bring to the joint event, side by side (P1)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, select

from app.domain.anonymity import Group, label_for
from app.domain.brought import Brought, brought_to
from app.domain.changes import Topic, announce
from app.domain.hard_to_hear import is_preview
from app.domain.seats import voices_in
from app.domain.workshops import Stage, StageKind, Workshop


@dataclass(frozen=True)
class BroughtShown:
    """A priority from another event of the project, in its author's words."""

    id: str
    text: str
    touchpoint: str


@dataclass(frozen=True)
class BothLists:
    """Two columns; one together where either side was too few to be told apart (A1)."""

    patients: tuple[BroughtShown, ...]  # and carers
    staff: tuple[BroughtShown, ...]
    together: tuple[BroughtShown, ...]


def shows_both_lists(stage: Stage | None) -> bool:
    """Whether this stage puts both lists on the screens."""
    return (
        stage is not None
        and stage.kind == StageKind.PRIORITIES
        and bool(stage.settings.get("both_lists"))
    )


def chooses_brought(stage: Stage | None) -> bool:
    """Whether this stage chooses among what was brought as well."""
    return (
        stage is not None and stage.kind == StageKind.CHOOSE and bool(stage.settings.get("brought"))
    )


def both_lists(session: Session, workshop: Workshop) -> BothLists:
    return _in_columns(session, workshop.k, brought_to(session, workshop))


def lists_on(session: Session, workshop: Workshop, stage: Stage | None) -> BothLists | None:
    """What this stage shows of other events: both lists, or to staff what the others bring."""
    if shows_both_lists(stage):
        return both_lists(session, workshop)
    if is_preview(stage):
        return BothLists(both_lists(session, workshop).patients, (), ())
    return None


def tell_the_joint_event(session: Session, workshop_id: str) -> None:
    """Something was taken back or its consent changed: the lists elsewhere change at once."""
    home = session.get_one(Workshop, workshop_id)
    others = select(Workshop.id).where(
        Workshop.project_id == home.project_id, Workshop.id != home.id
    )
    for other in session.exec(others):
        announce(session, other, Topic.IDEAS)


def _in_columns(session: Session, k: int, brought: Sequence[Brought]) -> BothLists:
    people = {each.workshop_id: voices_in(session, each.workshop_id) for each, _, _ in brought}
    columns: dict[Group | None, list[BroughtShown]] = {Group.BOTH: [], Group.STAFF: [], None: []}
    for idea, touchpoint, voice in brought:
        side = label_for(voice, True, people[idea.workshop_id], k)
        columns[side].append(BroughtShown(idea.id, idea.text, touchpoint))
    if columns[None]:  # the few would stand out beside the columns of the others
        everything = [BroughtShown(idea.id, idea.text, at) for idea, at, _ in brought]
        return BothLists((), (), tuple(everything))
    return BothLists(tuple(columns[Group.BOTH]), tuple(columns[Group.STAFF]), ())
