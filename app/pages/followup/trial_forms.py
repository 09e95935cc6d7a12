"""The forms on a trial's page: what was typed, what is wrong with it, and where."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.errors import Refused
from app.domain.trials import LINE, PARAGRAPH, Closing, Owners, Plan, plan_stands
from app.domain.trials.doing import WHO
from app.domain.trials.owning import NAME
from app.pages.followup.trial import TrialPage
from app.pages.forms import day
from app.pages.wrong import Wrong, wrong_in

Typed = Mapping[str, str]
OWNERS = {"owner": LINE, "co_owner": LINE, "owner_name": NAME, "co_owner_name": NAME}
PLAN = {
    "title": LINE,
    "aim": PARAGRAPH,
    "change": PARAGRAPH,
    "prediction": PARAGRAPH,
    "place": LINE,
    "stop_rule": LINE,
    **OWNERS,
}
CLOSING = dict.fromkeys(("what_happened", "reason", "learned", "tell", "answer"), PARAGRAPH) | {
    "compared": LINE,
    "act": LINE,
}
NEEDED = ("what_happened", "compared", "act", "reason")
TASK = {"what": LINE, "who": WHO}
NOTE = {"text": PARAGRAPH}
AGAIN = {"because": PARAGRAPH}
HAND_OVER = {**OWNERS, "note": PARAGRAPH}


@dataclass(frozen=True)
class Forms:
    """What stands in each form; `wrong` belongs to the one called `open`."""

    open: str = ""  # the form that was sent and refused
    typed: Typed | None = None
    wrong: Wrong | None = None

    @property
    def at(self) -> str:
        """What the ids of the open form end with, where its fields stand on the page twice."""
        if self.open == "owners":
            return "-to"
        return self.open.removeprefix("correct") if self.open.startswith("correct-") else ""

    def of(self, name: str, standing: Typed) -> Typed:
        return self.typed if self.open == name and self.typed is not None else standing


def plan_of(typed: Typed, owners: Owners | None) -> Plan:
    """Raises Refused for a day that is none."""
    written = {name: typed[name] for name in PLAN if name not in OWNERS}
    return Plan(
        **written,
        scale=typed["scale"],
        starts_on=day(typed["starts_on"]),
        review_on=day(typed["review_on"]),
        owners=owners,
    )


def plan_standing(shown: TrialPage) -> Typed:
    """The plan as it stands; where the team wrote nothing yet, the idea's own words."""
    trial, cycle = shown.trial.trial, shown.trial.cycle
    typed = {"title": trial.title or shown.idea, "aim": trial.aim}
    typed |= {"change": cycle.change or shown.idea, "seen": plan_stands(trial, cycle)}
    typed |= {name: getattr(cycle, name) for name in ("prediction", "place", "scale", "stop_rule")}
    typed |= {name: getattr(trial, name) for name in OWNERS}
    for name in ("starts_on", "review_on"):
        when = getattr(cycle, name)
        typed[name] = when.isoformat() if when else ""
    return typed


def wrong_in_plan(refused: Refused, typed: Typed) -> Wrong:
    days = [name for name in ("starts_on", "review_on") if not _is_day(typed[name])]
    if not days and typed["starts_on"] and typed["review_on"] < typed["starts_on"]:
        days = ["review_on"] if typed["review_on"] else []
    return wrong_in(refused, typed, PLAN, otherwise=[*days, "prediction"][0])


def closing_of(typed: Typed) -> Closing:
    return Closing(**{name: typed[name] for name in CLOSING})


def wrong_in_closing(refused: Refused, typed: Typed) -> Wrong:
    needed = (*NEEDED, "answer") if typed["act"] == "abandon" else NEEDED
    return wrong_in(refused, typed, CLOSING, needed=needed, otherwise="what_happened")


def wrong_in_task(refused: Refused, typed: Typed) -> Wrong:
    otherwise = "what" if _is_day(typed["by_when"]) else "by_when"
    return wrong_in(refused, typed, TASK, needed=("what",), otherwise=otherwise)


def _is_day(typed: str) -> bool:
    try:
        day(typed)
    except Refused:
        return False
    return True
