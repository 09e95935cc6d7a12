"""What was said at each touchpoint and may be seen by the room: a column each, sent alone."""

from dataclasses import dataclass

from app.domain.choosing import sort_chosen
from app.domain.feelings import WordSaid, words_by_touchpoint
from app.domain.showing import of_the_stage
from app.domain.workshops import Stage, StageKind
from app.pages.desk.words import Card, carded
from app.pages.look import Look

MOST_IN_A_COLUMN = 8
WITH_COLUMNS = {
    StageKind.TOUCHPOINTS,
    StageKind.FEELINGS,
    StageKind.MAP,
    StageKind.PRIORITIES,
    StageKind.IDEAS,
    StageKind.CHOOSE,
}


@dataclass(frozen=True)
class TouchpointColumn:
    id: str
    title: str
    source: str
    words: tuple[WordSaid, ...]
    written: tuple[Card, ...]
    number: int  # of what is written here, also what is not drawn; 0 says nothing
    more: int
    may_show: bool  # its words large on the wall
    is_shown: bool
    workshop_id: str


def columns(look: Look) -> tuple[TouchpointColumn, ...]:
    """Nothing where the stage is not about touchpoints."""
    stage, kind = look.stage, look.kind
    if stage is None or kind not in WITH_COLUMNS or look.workshop.ended_at is not None:
        return ()
    if look.workshop.doors_opened_at is None:
        return ()
    if kind == StageKind.CHOOSE:
        every = _of_a_vote(look, stage)
    else:
        every = carded(look, of_the_stage(look.released, stage))
    with_words = kind in {StageKind.FEELINGS, StageKind.MAP}
    said = words_by_touchpoint(look.session, look.workshop_id) if with_words else {}
    found = []
    for t in look.touchpoints:
        here = [card for card in every if card.touchpoint_id == t.id]
        if kind == StageKind.CHOOSE and not here:
            continue
        words = said.get(t.id, ())
        found.append(
            TouchpointColumn(
                id=t.id,
                title=t.title,
                source=t.source,
                words=words,
                written=tuple(here[:MOST_IN_A_COLUMN]),
                number=0 if kind == StageKind.CHOOSE else len(here),  # never beside a vote
                more=max(len(here) - MOST_IN_A_COLUMN, 0),
                may_show=kind == StageKind.MAP and stage.revealed_at is not None,
                is_shown=look.workshop.shown_touchpoint == t.id,
                workshop_id=look.workshop_id,
            )
        )
    return tuple(found)


def _of_a_vote(look: Look, stage: Stage) -> tuple[Card, ...]:
    """What is chosen among, also once the result is shown."""
    sort = sort_chosen(stage)
    return carded(look, tuple(each for each in look.released if each.sort == sort))
