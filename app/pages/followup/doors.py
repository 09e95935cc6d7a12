"""The two doors to one trial: for members of its project, and for whoever has the team's link."""

from typing import Any

from fastapi import Request, Response
from sqlmodel import Session

from app.domain.accounts import signed_in
from app.domain.errors import Unknown
from app.domain.projects import at_work, member
from app.domain.trials.links import teammate_by_link
from app.domain.trials.teammates import Teammate, teammate
from app.pages import cookies
from app.pages.guards import Door
from app.pages.secret import kept_secret


class TrialDoor(Door[Teammate]):
    """Whoever works on one trial. `home` is the address of its page, and of all below it.

    No room of its own, as at every other door to a trial: so they all take turns (`Writer`).
    """

    home = ""
    is_member = False

    def common(self) -> dict[str, object]:
        return {"home": self.home, "is_member": self.is_member}

    def render(self, template: str, status: int = 200, **names: Any) -> Response:
        response = super().render(template, status, **names)
        if not self.is_member:
            return kept_secret(response)
        return response


class WorkDoor(TrialDoor):
    """By account."""

    is_member = True

    def __init__(self, project: str, trial: str, request: Request) -> None:
        super().__init__(request)
        self.project, self.trial = project, trial
        self.home = f"/p/{project}/trials/{trial}"

    def find(self, session: Session) -> Teammate:
        account = signed_in(session, cookies.read(self.request, cookies.SIGN_IN), self.now)
        if account is None:
            raise Unknown("Please sign in first.")
        by = at_work(member(session, self.project, account, self.now))
        return teammate(session, by, self.trial)

    def common(self) -> dict[str, object]:
        return {**super().common(), "signed_in": True, "project_id": self.project}


class TeamDoor(TrialDoor):
    """By the team's link: it opens this one trial and nothing else."""

    def __init__(self, secret: str, request: Request) -> None:
        super().__init__(request)
        self.secret = secret
        self.home = f"/t/{secret}"

    def find(self, session: Session) -> Teammate:
        return teammate_by_link(session, self.secret, self.state.keyring, self.now)


async def trial_door(request: Request) -> TrialDoor:
    """Of a route that stands below both doors."""
    at = request.path_params
    if "secret" in at:
        return TeamDoor(at["secret"], request)
    return WorkDoor(at["project"], at["trial"], request)
