"""Into the library, and out of it again: by members of the project alone."""

from typing import Any

from sqlmodel import Session, select

from app.domain.errors import NotTheLead, Refused
from app.domain.ideas import Idea
from app.domain.library.copying import copy_in_trial
from app.domain.library.index import put_in_index, take_out_of_index
from app.domain.library.own_words import refuse_words_of_people
from app.domain.library.tables import FIELDS, Published
from app.domain.library.writing import Said, how_of, how_stands
from app.domain.trials import Cycle, Teammate, cycles_of, remember
from app.domain.workshops import workshop_called

NEEDED = ("change", "result", "took", "steps", "credit")
_KEPT = ("id", "title", "built_on", "published_by", *FIELDS)


def publish(session: Session, by: Teammate, seen: str = "") -> str:
    """The team's how as it stands, for everybody with an account here; its id in the library.

    `seen` is what whoever presses has read (`how_stands`). Published again, it takes the place of
    what stood there. Raises Refused while it is not whole, before a try is closed, in a rehearsal,
    and where it holds people's words.
    """
    if not by.is_member or by.account_id is None:
        raise NotTheLead("Only somebody in the project can publish this. Please ask them.")
    said = how_of(session, by.trial.id)
    if seen and seen != how_stands(said):
        raise Refused("Somebody else has just changed this. Please read it before you publish it.")
    _may_stand_there(session, by, said)
    known = on_the_shelf(session, by.trial.id)
    remember(session, by, "publish", **(_as_kept(known) if known else {}))
    copy = copy_in_trial(session, by.trial.id)
    put_on_shelf(
        session,
        by,
        {
            **said,
            **({"id": known.id} if known else {}),
            "title": by.trial.title,
            "built_on": f"{copy.title} ({copy.credit})" if copy else "",
            "published_by": by.account_id,
        },
    )
    found = on_the_shelf(session, by.trial.id)
    assert found is not None
    return found.id


def unpublish(session: Session, by: Teammate) -> None:
    """Nobody finds it any more; copies that others have made stay theirs. Members only."""
    if not by.is_member:
        raise NotTheLead("Only somebody in the project can take this out. Please ask them.")
    known = on_the_shelf(session, by.trial.id)
    if known is not None:
        remember(session, by, "unpublish", **_as_kept(known))
        take_off_shelf(session, by.trial.id)


def on_the_shelf(session: Session, trial: str) -> Published | None:
    return session.exec(select(Published).where(Published.trial_id == trial)).first()


def put_on_shelf(session: Session, by: Teammate, kept: dict[str, Any]) -> None:
    """Without a record of its own: also the way back."""
    take_off_shelf(session, by.trial.id)
    entry = Published(trial_id=by.trial.id, published_at=by.now, **kept)
    session.add(entry)
    session.flush()
    words = [getattr(entry, name) for name in FIELDS]
    put_in_index(session, entry.id, entry.title, "\n".join([entry.built_on, *words]))


def take_off_shelf(session: Session, trial: str) -> None:
    """The index forgets it at once, to the last byte."""
    known = on_the_shelf(session, trial)
    if known is not None:
        session.delete(known)
        session.flush()
        take_out_of_index(session, known.id)


def first_draft(session: Session, by: Teammate) -> Said:
    """What a team finds in the form: what it wrote, or what its trial says already."""
    said = how_of(session, by.trial.id)
    if any(said.values()):
        return said
    cycles = cycles_of(session, by.trial.id)
    closed = next((cycle for cycle in reversed(cycles) if cycle.act), None)
    draft = dict.fromkeys(FIELDS, "")
    if copy := copy_in_trial(session, by.trial.id):
        draft |= {name: getattr(copy, name) for name in ("took", "steps", "materials", "agreed")}
    draft |= {"setting": cycles[-1].place, "change": _last(cycles), "credit": by.project.title}
    if closed:
        draft |= {"result": closed.what_happened, "went_wrong": closed.learned}
    return draft


def _last(cycles: list[Cycle]) -> str:
    return next((each.change for each in reversed(cycles) if each.change), "")


def _may_stand_there(session: Session, by: Teammate, said: Said) -> None:
    if not by.trial.title:
        raise Refused("Please give the change a short name of your own first, in its plan.")
    if not all(said[name] for name in NEEDED):
        raise Refused(
            "To publish it, please say what you do differently, what came of it, what it took, "
            "the steps, and who is to be thanked."
        )
    if not any(cycle.act for cycle in cycles_of(session, by.trial.id)):
        raise Refused("Please close a try first, so that others hear what came of it.")
    idea = session.get_one(Idea, by.trial.idea_id)
    if workshop_called(session, idea.workshop_id).rehearsal_since is not None:
        raise Refused("This is a rehearsal, so it stays out of the library.")
    refuse_words_of_people(session, by.project.id, by.trial.title, *said.values())


def _as_kept(entry: Published) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in _KEPT}
