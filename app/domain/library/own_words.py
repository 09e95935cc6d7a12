"""Nobody's words get into the library: their author can still take them back here, and not there.

What a team writes is compared with every story and idea of its project that has not been taken
back. Words that somebody else said in the same order, four or more of them, are refused.
"""

from sqlmodel import Session, col, select

from app.domain.errors import Refused
from app.domain.ideas import Idea
from app.domain.stories import Story
from app.domain.trials.planning import bare
from app.domain.workshops import Workshop

LEAST = 4  # words; fewer are everybody's
SHOWN = 60  # characters of them, in the sentence that refuses


def refuse_words_of_people(session: Session, project: str, *texts: str) -> None:
    """Raises Refused, naming the words, where a text holds what somebody said."""
    said = [f" {' '.join(bare(text))} " for text in texts]
    for table in (Idea, Story):
        wanted = (
            select(table.text)
            .join(Workshop, col(Workshop.id) == col(table.workshop_id))
            .where(Workshop.project_id == project, col(table.withdrawn_at).is_(None))
        )
        for words in session.exec(wanted):
            heard = bare(words)
            if len(heard) >= LEAST and any(f" {' '.join(heard)} " in each for each in said):
                raise Refused(
                    "“%(words)s” are somebody’s own words, and they can still take them back. "
                    "Please say it in yours.",
                    words=words if len(words) <= SHOWN else f"{words[:SHOWN]}…",
                )
