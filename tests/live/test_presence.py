"""Who is there, who writes, who may still send: in memory, as numbers."""

from app.domain.changes import Topic
from app.live.presence import AWAY_AFTER, MAY_SEND_FOR, WRITING_FOR, Late, Presence


class Clock:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def made() -> tuple[Presence, Clock, list[Topic]]:
    told: list[Topic] = []
    clock = Clock()
    presence = Presence(lambda changes: told.extend(topic for _, topic in changes), clock)
    return presence, clock, told


def test_a_phone_is_away_five_minutes_after_its_last_stream():
    presence, clock, told = made()
    presence.arrives("w", "amina")
    presence.arrives("w", "amina")  # a second tab
    clock.at += AWAY_AFTER + 1
    assert presence.is_there("w", "amina")
    presence.leaves("w", "amina")
    assert presence.is_there("w", "amina")
    presence.leaves("w", "amina")
    clock.at += AWAY_AFTER - 1
    presence.forget()
    assert presence.is_there("w", "amina")
    assert told == []
    clock.at += 2
    presence.forget()
    assert not presence.is_there("w", "amina")
    assert told == [Topic.PRESENT]
    presence.arrives("w", "amina")
    assert presence.is_there("w", "amina")
    assert told == [Topic.PRESENT, Topic.PRESENT]


def test_a_room_that_everybody_left_is_forgotten():
    presence, clock, _ = made()
    empty = {name: len(kept) for name, kept in vars(presence).items() if isinstance(kept, dict)}
    clock.at += 1
    for seat in ("amina", "bo"):
        presence.arrives("w", seat)
        presence.writes("w", seat)
        presence.leaves("w", seat)
    for _ in range(3):
        clock.at += AWAY_AFTER
        presence.forget()
    kept = {name: len(kept) for name, kept in vars(presence).items() if isinstance(kept, dict)}
    assert kept == empty


def test_after_a_restart_nobody_is_away_before_five_minutes():
    presence, clock, _ = made()
    assert presence.is_there("w", "somebody")
    clock.at += AWAY_AFTER
    assert not presence.is_there("w", "somebody")


def test_whoever_was_writing_at_a_move_may_send_until_they_did_or_a_minute_is_over():
    presence, clock, told = made()
    presence.writes("w", "amina")
    presence.writes("w", "bo")
    presence.moved("w")
    assert presence.late("w").people == 2
    clock.at += WRITING_FOR + 1
    presence.forget()  # they stopped typing, and still have it
    assert (presence.writing("w"), presence.late("w").people) == (0, 2)
    presence.stopped("w", "bo")
    assert presence.late("w").people == 1
    told.clear()
    clock.at += MAY_SEND_FOR
    presence.forget()
    assert presence.late("w") == Late()
    assert told == [Topic.WRITING]
