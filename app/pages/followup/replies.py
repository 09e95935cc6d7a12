"""Answers that are not trials: passed on, or it can't be done."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from app.domain.errors import Refused
from app.domain.replies import answerable, give_reply, take_reply_away
from app.domain.trials import LINE, PARAGRAPH
from app.pages.forms import Text, day
from app.pages.guards import ProjectDoor, project_door
from app.pages.wrong import Wrong, wrong_in

router = APIRouter(prefix="/p/{project}/replies")

Project = Annotated[ProjectDoor, Depends(project_door)]


EMPTY = dict.fromkeys(("idea", "state", "who", "reason", "reply_by"), "")


@router.get("", name="replies")
def page(door: Project) -> Response:
    return _page(door)


@router.post("", name="replies_give")
async def give(
    door: Project,
    idea: Text = "",
    state: Text = "",
    who: Text = "",
    reason: Text = "",
    reply_by: Text = "",
) -> Response:
    typed = {"idea": idea, "state": state, "who": who, "reason": reason, "reply_by": reply_by}
    try:
        await door.write(
            give_reply, idea=idea, state=state, who=who, reason=reason, reply_by=day(reply_by)
        )
    except Refused as refused:
        limits = {"who": LINE, "reason": PARAGRAPH}
        wrong = wrong_in(refused, typed, limits, needed=("state", "who", "reason"), otherwise="who")
        return await door.in_turn(_page, door, typed, wrong)
    return door.go(f"/p/{door.project}/replies#idea-{idea}")


@router.post("/withdrawals", name="replies_withdrawals")
async def take_away(door: Project, idea: Text = "") -> Response:
    await door.write(take_reply_away, idea=idea)
    return door.go(f"/p/{door.project}/replies")


def _page(
    door: ProjectDoor, typed: Mapping[str, str] | None = None, wrong: Wrong | None = None
) -> Response:
    project, ideas = door.read(lambda session, by: (by.project, answerable(session, by)))
    return door.render(
        "followup/replies.html",
        wrong.status if wrong else 200,
        project=project,
        ideas=ideas,
        typed=typed or EMPTY,
        empty=EMPTY,
        wrong=wrong,
    )
