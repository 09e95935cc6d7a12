"""What today's people answered at the cards of the demo: invented, after a change was kept."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from sqlmodel import Session

from app.content import StarterTrial
from app.domain.projects import Member
from app.domain.still_there import (
    answer,
    asked_with,
    begin_asking,
    links_of,
    show_words,
    words_written,
)
from app.domain.trials import teammate


def ask_again(session: Session, by: Member, trial: str, told: StarterTrial) -> None:
    """One answer every seven hours, the last one just now, on the cards of both sides."""
    if not told.asked:
        return
    since = by.now - len(told.asked) * timedelta(hours=7)
    team = teammate(session, replace(by, now=since), trial)
    for side in ("patients", "staff"):
        begin_asking(session, team, side=side)
    session.flush()
    keys = {side: link.key for side, link in links_of(session, trial).items()}
    for n, line in enumerate(told.asked, 1):
        side, said, height, *words = line.split(maxsplit=3)
        at = asked_with(session, keys[side], since + n * timedelta(hours=7))
        text = words[0] if words else ""
        answer(session, at, id=str(uuid4()), said=said, height=int(height), words=text)
    for each in words_written(session, team)[1:]:
        show_words(session, team, answer=each.id)
