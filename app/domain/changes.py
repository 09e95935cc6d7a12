"""What just changed, so that the room can hear about it once it is saved."""

from enum import StrEnum

from sqlmodel import Session


class Topic(StrEnum):
    """What people listen for."""

    STAGE = "stage"  # another stage, or its words
    CLOCK = "clock"
    CALM = "calm"  # paused, blanked
    ROOM = "room"  # doors, seats, voices
    DONE = "done"
    WRITING = "writing"  # kept in memory only
    PRESENT = "present"  # whose phone is there; kept in memory only
    TABLES = "tables"  # who sits where, all at once
    JOURNEY = "journey"  # touchpoints and proposals
    FEELINGS = "feelings"
    STORIES = "stories"
    IDEAS = "ideas"
    BALLOTS = "ballots"  # dots put and answers given, never what they say
    REVEAL = "reveal"
    DECISIONS = "decisions"
    TEAMS = "teams"
    HISTORY = "history"
    THEMES = "themes"
    ASKED = "asked"  # something was asked of an author
    SHOWN = "shown"  # one item, or the themes, large on the wall


Change = tuple[str, Topic]  # which workshop, and what


def announce(session: Session, workshop_id: str, *topics: Topic) -> None:
    """Note a change; nobody hears of it unless it is saved."""
    session.info.setdefault("changes", set()).update((workshop_id, topic) for topic in topics)


def take_changes(session: Session) -> set[Change]:
    """Hand over what was announced."""
    changes: set[Change] = session.info.pop("changes", set())
    return changes
