"""What only a member of the project does with a trial: hand it over, and make the team's link."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.domain.errors import Refused
from app.domain.journey import say_kind
from app.domain.trials import Owners, Teammate, hand_over
from app.domain.trials.links import make_link, withdraw_link
from app.pages.followup import trial_forms as forms
from app.pages.followup.doors import TrialDoor, trial_door
from app.pages.followup.trials import again, page
from app.pages.forms import Text
from app.pages.wrong import wrong_in

router = APIRouter(prefix="/p/{project}/trials/{trial}")

Member = Annotated[TrialDoor, Depends(trial_door)]


@router.post("/owners", name="trial_owners")
async def owners(
    door: Member,
    owner: Text = "",
    owner_name: Text = "",
    co_owner: Text = "",
    co_owner_name: Text = "",
    note: Text = "",
) -> Response:
    typed = {"owner": owner, "owner_name": owner_name, "co_owner": co_owner}
    typed |= {"co_owner_name": co_owner_name, "note": note}
    try:
        to = Owners(owner, co_owner, owner_name, co_owner_name)
        await door.write(hand_over, owners=to, note=note)
    except Refused as refused:
        wrong = wrong_in(refused, typed, forms.HAND_OVER, otherwise="owner")
        return await door.in_turn(again, door, "owners", typed, wrong)
    return door.go(f"{door.home}?saved=yes#team")


@router.post("/kind", name="trial_kind")
async def kind(door: Member, kind: Text = "") -> Response:
    """What kind of moment the trial's touchpoint is."""

    def say(session: Session, by: Teammate) -> None:
        say_kind(session, by.project.id, by.trial.touchpoint_id, kind)

    await door.write(say)
    return door.go(f"{door.home}?saved=yes")


@router.post("/link", name="trial_link")
async def link(door: Member, seen: Text = "") -> Response:
    """The answer is the only page that ever shows the link."""

    def make(session: Session, by: Teammate) -> str:
        return make_link(session, by, door.state.keyring, seen)

    return await door.in_turn(page, door, secret=await door.write(make))


@router.post("/link/withdrawals", name="trial_link_withdrawals")
async def link_withdrawals(door: Member) -> Response:
    await door.write(withdraw_link)
    return door.go(f"{door.home}#team")
