"""One trial's page and all that is done on it, at two doors: by account, and by the team's link."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response

from app.domain.errors import Refused
from app.domain.trial_undoing import undo_on_trial
from app.domain.trials import (
    Owners,
    add_task,
    close_cycle,
    correct_cycle,
    note_down,
    plan_trial,
    reopen,
    take_note_away,
    take_task_away,
    tick_task,
    write_study,
)
from app.pages.followup import trial_forms as forms
from app.pages.followup.doors import TrialDoor, trial_door
from app.pages.followup.how import how_in_trial
from app.pages.followup.measure_page import measures_shown
from app.pages.followup.trial import trial_page
from app.pages.followup.trial_forms import Forms, Typed
from app.pages.forms import Text, day, yes
from app.pages.wrong import Wrong, wrong_in

by_account = APIRouter(prefix="/p/{project}/trials/{trial}")
by_link = APIRouter(prefix="/t/{secret}")

Team = Annotated[TrialDoor, Depends(trial_door)]
Maybe = Annotated[str | None, Form()]


@by_account.get("", name="trial")
@by_link.get("", name="team")
def trial(door: Team, saved: str = "") -> Response:
    return page(door, saved=saved == "yes")


@by_account.get("/hand-over", name="trial_hand_over")
@by_link.get("/hand-over", name="team_hand_over")
def hand_over_page(door: Team) -> Response:
    """All that a new owner needs, to be printed."""
    shown, measures = door.read(trial_page), door.read(measures_shown)
    return door.render("followup/hand_over.html", shown=shown, measures=measures)


@by_account.post("", name="trial_plan")
@by_link.post("", name="team_plan")
async def plan(
    door: Team,
    title: Text = "",
    aim: Text = "",
    change: Text = "",
    prediction: Text = "",
    place: Text = "",
    scale: Text = "",
    stop_rule: Text = "",
    starts_on: Text = "",
    review_on: Text = "",
    owner: Maybe = None,
    co_owner: Maybe = None,
    owner_name: Text = "",
    co_owner_name: Text = "",
    seen: Text = "",
) -> Response:
    typed = {"title": title, "aim": aim, "change": change, "prediction": prediction}
    typed |= {"place": place, "scale": scale, "stop_rule": stop_rule, "seen": seen}
    typed |= {"starts_on": starts_on.strip(), "review_on": review_on.strip()}
    typed |= {"owner": owner or "", "co_owner": co_owner or ""}
    typed |= {"owner_name": owner_name, "co_owner_name": co_owner_name}
    named = door.is_member and owner is not None and co_owner is not None
    owners = Owners(owner or "", co_owner or "", owner_name, co_owner_name) if named else None
    try:
        await door.write(plan_trial, plan=forms.plan_of(typed, owners), seen=seen)
    except Refused as refused:
        return await door.in_turn(again, door, "plan", typed, forms.wrong_in_plan(refused, typed))
    return door.go(f"{door.home}?saved=yes")


@by_account.post("/tasks", name="trial_tasks")
@by_link.post("/tasks", name="team_tasks")
async def tasks(
    door: Team, what: Text = "", who: Text = "", by_when: Text = "", key: Text = ""
) -> Response:
    typed = {"what": what, "who": who, "by_when": by_when.strip(), "key": key}
    try:
        await door.write(add_task, what=what, who=who, by_when=day(by_when), key=key)
    except Refused as refused:
        return await door.in_turn(again, door, "task", typed, forms.wrong_in_task(refused, typed))
    return door.go(f"{door.home}#tasks")


@by_account.post("/tasks/ticks", name="trial_ticks")
@by_link.post("/tasks/ticks", name="team_ticks")
async def ticks(door: Team, task: Text = "", done: Text = "") -> Response:
    await door.write(tick_task, task=task, done=yes(done))
    return door.go(f"{door.home}#tasks")


@by_account.post("/tasks/goodbyes", name="trial_task_goodbyes")
@by_link.post("/tasks/goodbyes", name="team_task_goodbyes")
async def task_goodbyes(door: Team, task: Text = "") -> Response:
    await door.write(take_task_away, task=task)
    return door.go(f"{door.home}#tasks")


@by_account.post("/notes", name="trial_notes")
@by_link.post("/notes", name="team_notes")
async def notes(door: Team, text: Text = "", key: Text = "") -> Response:
    typed = {"text": text, "key": key}
    try:
        await door.write(note_down, text=text, key=key)
    except Refused as refused:
        wrong = wrong_in(refused, typed, forms.NOTE, otherwise="text")
        return await door.in_turn(again, door, "note", typed, wrong)
    return door.go(f"{door.home}#notes")


@by_account.post("/notes/goodbyes", name="trial_note_goodbyes")
@by_link.post("/notes/goodbyes", name="team_note_goodbyes")
async def note_goodbyes(door: Team, note: Text = "") -> Response:
    await door.write(take_note_away, note=note)
    return door.go(f"{door.home}#notes")


@by_account.post("/closing", name="trial_closing")
@by_link.post("/closing", name="team_closing")
async def closing(
    door: Team,
    what_happened: Text = "",
    compared: Text = "",
    act: Text = "",
    reason: Text = "",
    learned: Text = "",
    tell: Text = "",
    answer: Text = "",
    way: Text = "",
    number: Text = "",
) -> Response:
    """Close the newest try, keep what is known so far (`way=later`), or correct try `number`."""
    typed = {"what_happened": what_happened, "compared": compared, "act": act, "reason": reason}
    typed |= {"learned": learned, "tell": tell, "answer": answer, "number": number}
    said = forms.closing_of(typed)
    try:
        if number.isdecimal():
            await door.write(correct_cycle, number=int(number[:4]), closing=said)
        elif way == "later":
            await door.write(write_study, closing=said)
        else:
            await door.write(close_cycle, closing=said)
    except Refused as refused:
        name = f"correct-{number}" if number else "closing"
        return await door.in_turn(again, door, name, typed, forms.wrong_in_closing(refused, typed))
    return door.go(f"{door.home}?saved=yes")


@by_account.post("/again", name="trial_again")
@by_link.post("/again", name="team_again")
async def try_again(door: Team, because: Text = "") -> Response:
    typed = {"because": because}
    try:
        await door.write(reopen, because=because)
    except Refused as refused:
        wrong = wrong_in(refused, typed, forms.AGAIN, otherwise="because")
        return await door.in_turn(again, door, "again", typed, wrong)
    return door.go(f"{door.home}?saved=yes")


@by_account.post("/undo", name="trial_undo")
@by_link.post("/undo", name="team_undo")
async def undo(door: Team, seen: Text = "") -> Response:
    await door.write(undo_on_trial, seen=seen)
    return door.go(f"{door.home}?saved=yes#history")


def again(door: TrialDoor, form: str, typed: Typed, wrong: Wrong) -> Response:
    """The page once more, with what was typed and what is wrong with it."""
    return page(door, Forms(form, typed, wrong))


def page(
    door: TrialDoor, filled: Forms | None = None, *, saved: bool = False, secret: str = ""
) -> Response:
    """`secret` is of a link that was just made: it is shown this once."""
    filled = filled or Forms()
    shown = door.read(trial_page)
    measures, how = door.read(measures_shown), door.read(how_in_trial)
    return door.render(
        "followup/trial.html",
        filled.wrong.status if filled.wrong else 200,
        shown=shown,
        measures=measures,
        how=how,
        saved=saved,
        forms=filled,
        plan=filled.of("plan", forms.plan_standing(shown)),
        closing=filled.of("closing", shown.said(shown.trial.cycle)),
        wrong=filled.wrong,
        address=door.state.artist.address,
        secret=secret,
    )
