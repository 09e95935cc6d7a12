"""What is settled about a workshop before people come: who looks after them, k, words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from app.content import word_set
from app.domain.changes import Topic, announce
from app.domain.errors import Refused, Unusable
from app.domain.feelings import WORD
from app.domain.history import record
from app.domain.projects import Membership, Role
from app.domain.stage_settings import whole
from app.domain.text import maybe_written, written
from app.domain.voices import Voice
from app.domain.workshops import TITLE, Facilitator, Workshop

PERSON, HELP = 80, 300  # characters
LEAST_K, MOST_K = 5, 50
FEWEST_WORDS, MOST_WORDS = 4, 30
SETS = ("default", "staff", "children", "pictures")


@dataclass(frozen=True)
class Prepared:
    """What was typed, checked by `prepare`."""

    title: str
    support_person: str
    helplines: str
    k: str
    release_at_once: bool
    words: Mapping[Voice, str]  # one on each line; empty: the usual set


def usual_words(voice: Voice | None) -> tuple[str, ...]:
    return word_set("staff" if voice == Voice.STAFF else "default").all


def words_for(workshop: Workshop, voice: Voice | None) -> tuple[str, ...]:
    """The words this voice picks from in this workshop."""
    return tuple(workshop.word_sets.get(str(voice), ())) or usual_words(voice)


def have_pictures(words: Sequence[str]) -> bool:
    """Whether each of these words is one of those that have a picture."""
    return set(words) <= set(word_set("pictures").all)


def has_support(session: Session, workshop: Workshop) -> bool:
    """Somebody is named, or a member of the project, who looks after people (A4)."""
    members = select(Membership.account_id).where(
        Membership.project_id == workshop.project_id, Membership.role == Role.SUPPORT
    )
    return bool(workshop.support_person) or session.exec(members).first() is not None


_WORDS: Any = select(col(Workshop.word_sets)).where(col(Workshop.id) == bindparam("workshop"))


def words_offered(session: Session, workshop_id: str, voice: Voice) -> frozenset[str]:
    sets = session.exec(_WORDS, params={"workshop": workshop_id}).one()
    return frozenset(sets.get(str(voice), ()) or usual_words(voice))


def prepare(session: Session, by: Facilitator, *, typed: Prepared) -> None:
    """All at once. Words may be changed until the doors open; k is never below 5."""
    workshop = by.workshop
    k = whole(typed.k, LEAST_K, MOST_K)
    title = written(typed.title, TITLE, one_line=True)
    person = maybe_written(typed.support_person, PERSON, one_line=True)
    helplines = maybe_written(typed.helplines, HELP)
    if k is None:
        raise Unusable(
            "The smallest group that is shown apart has %(least)s to %(most)s people.",
            least=LEAST_K,
            most=MOST_K,
        )
    if workshop.doors_opened_at is not None and k < workshop.k:
        raise Refused("The doors have been opened: the smallest group can only become larger now.")
    sets = {str(v): w for v, said in typed.words.items() if (w := _words(said, v))}
    if workshop.doors_opened_at is not None and sets != workshop.word_sets:
        raise Refused("The doors have been opened, so the words to pick from stay as they are.")
    record(session, by, "prepare", **_as_it_was(workshop))
    workshop.title, workshop.support_person, workshop.helplines = title, person, helplines
    workshop.k, workshop.release_at_once, workshop.word_sets = k, typed.release_at_once, sets
    _tell(session, workshop)


def put_back_preparing(session: Session, by: Facilitator, before: dict[str, Any]) -> None:
    """As it was; but once the doors were opened the words stay, and k is not lowered."""
    opened = by.workshop.doors_opened_at is not None
    for name, value in before.items():
        if opened and name == "word_sets":
            continue
        setattr(by.workshop, name, max(value, by.workshop.k) if opened and name == "k" else value)
    _tell(session, by.workshop)


def _as_it_was(workshop: Workshop) -> dict[str, Any]:
    return {
        "title": workshop.title,
        "support_person": workshop.support_person,
        "helplines": workshop.helplines,
        "k": workshop.k,
        "release_at_once": workshop.release_at_once,
        "word_sets": workshop.word_sets,
    }


def _words(typed: str, voice: Voice) -> list[str]:
    """Empty when they are the usual ones."""
    lines = (maybe_written(line, WORD, one_line=True) for line in typed.splitlines())
    words = list(dict.fromkeys(line for line in lines if line))
    if not words or words == list(usual_words(voice)):
        return []
    if not FEWEST_WORDS <= len(words) <= MOST_WORDS:
        raise Unusable(
            "Please offer %(fewest)s to %(most)s words, one on each line.",
            fewest=FEWEST_WORDS,
            most=MOST_WORDS,
        )
    return words


def _tell(session: Session, workshop: Workshop) -> None:
    session.add(workshop)
    announce(session, workshop.id, Topic.STAGE, Topic.ROOM, Topic.REVEAL)
