"""What was decided about each choice, for every screen."""

from dataclasses import dataclass

from app.domain.choosing import to_decide
from app.domain.decisions import decisions_in
from app.domain.what_we_see import in_order_of, result_of
from app.domain.workshops import Stage, StageKind
from app.pages.look import Look

ORDER = ("taken_forward", "joined", "parked", "not_now", "")


@dataclass(frozen=True)
class ItemDecided:
    id: str
    text: str
    touchpoint: str
    outcome: str  # empty while nothing is decided
    reason: str
    joined_with: str

    @property
    def about(self) -> str:
        """What stands under it while nobody has said more."""
        return "" if self.joined_with or self.reason else self.touchpoint


@dataclass(frozen=True)
class DecidedShown:
    items: tuple[ItemDecided, ...]


def decided(look: Look) -> DecidedShown:
    """The choices of the vote: first those taken forward, then as the room chose, once shown."""
    votes = [s for s in look.stages if s.kind == StageKind.CHOOSE]
    choices = to_decide(look.session, look.workshop_id, look.stages)
    made = decisions_in(look.session, look.workshop_id)
    texts = {c.id: c.text for c in choices}

    def item(id_: str, text: str, touchpoint: str) -> ItemDecided:
        decision = made.get(id_)
        if decision is None:
            return ItemDecided(id_, text, touchpoint, "", "", "")
        joined = texts.get(decision.joined_with or "", "")
        return ItemDecided(id_, text, touchpoint, decision.outcome, decision.reason, joined)

    chosen = _chosen(look, votes[-1]) if votes else ()
    places = {id_: place for place, id_ in enumerate(chosen)}
    items = [item(c.id, c.text, c.touchpoint) for c in choices]
    items.sort(key=lambda i: (ORDER.index(i.outcome), places.get(i.id, len(places))))
    return DecidedShown(tuple(items))


def _chosen(look: Look, vote: Stage) -> tuple[str, ...]:
    """In the order that everybody saw; none before that."""
    if vote.revealed_at is None:
        return ()
    return in_order_of(result_of(look.session, look.workshop, vote))
