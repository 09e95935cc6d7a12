"""The door to a place of one's own in a room, and to the device of who writes for others."""

from collections.abc import Callable, Set
from dataclasses import replace
from typing import Any, Concatenate, ParamSpec, TypeVar

from fastapi import Request, Response
from sqlmodel import Session

from app.domain.errors import AnotherSeat
from app.domain.helpers import Helper, helper_with_link
from app.domain.helping import Helping, Turn, helping, sitting_for, whose_turn
from app.domain.receipts import signed
from app.domain.seats import Sitting, sitting
from app.domain.workshops import Workshop
from app.live.hub import Audience
from app.pages import cookies
from app.pages.guards import Door, RoomDoor
from app.pages.keeping import (
    AGAIN,
    HOURS_ON_A_PHONE,
    RECEIPT,
    SEAT,
    WAITED,
    as_pairs,
    minutes_until_backed_up,
    pairs,
)
from app.pages.look import Look

P = ParamSpec("P")
T = TypeVar("T")


class PhoneDoor(RoomDoor[Sitting]):
    """Somebody's own phone; or a helper's, in the place of one person that it writes for.

    The address says which: /w/ROOM/phone is one's own, /w/ROOM.PERSON/phone is that person's. So
    everything a phone can do is done for exactly one seat, and never for the helper's own.
    """

    screen = "phone"
    pages_alike = True

    def __init__(self, place: str, request: Request) -> None:
        workshop, _, self.handle = place.partition(".")
        super().__init__(workshop, request)
        self.place = place
        self.taken: dict[str, str] = {}  # what was saved for this request: by key, its receipt
        self._secret = "" if self.handle else cookies.read(request, cookies.seat(workshop))

    @property
    def cookie(self) -> str:
        """The seat's secret; of somebody helped known only to the server, once they are found."""
        return self._secret

    def find(self, session: Session) -> Sitting:
        """Raises AnotherSeat where the page was made for another seat than this one."""
        by, headers = self._seated(session), self.request.headers
        written_in = headers.get(SEAT)
        if written_in and written_in != self.state.keyring.seat_sign(by.seat_id):
            raise AnotherSeat("This phone is in another seat now, so nothing was sent from here.")
        if WAITED in headers:
            by = replace(by, late=True)
        again = headers.get(AGAIN)
        return replace(by, proofs=pairs(again)) if again is not None else by

    def _seated(self, session: Session) -> Sitting:
        keyring = self.state.keyring
        if not self.handle:
            return sitting(session, self.workshop, self._secret, keyring, self.now)
        device = cookies.read(self.request, cookies.helper(self.workshop))
        by = sitting_for(session, self.workshop, self.handle, device, keyring, self.now)
        self._secret = keyring.seat_secret(by.seat_id, by.turn)
        return by

    async def write(
        self, verb: Callable[Concatenate[Session, Sitting, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        def act(session: Session) -> tuple[T, dict[str, str]]:
            return verb(session, self.find(session), *args, **kwargs), signed(session)

        saved: tuple[T, dict[str, str]] = await self.state.writer.write(act, self.room)
        answer, self.taken = saved
        return answer

    def render(self, template: str, status: int = 200, **names: Any) -> Response:
        response = super().render(template, status, **names)
        if self.taken:
            response.headers[RECEIPT] = as_pairs(self.taken)
        return response

    def audience(self, visitor: Sitting) -> Audience:
        place = self.place if self.handle else ""
        return Audience(self.screen, self.language, visitor.voice, place)

    def marks(self, visitor: Sitting) -> dict[str, object]:
        return {
            "seat": self.state.keyring.seat_sign(visitor.seat_id),
            "run": self.state.run,
            "now": round(self.now.timestamp() * 1000),
            "backed-up": minutes_until_backed_up(self.state.settings),
            "forgotten": HOURS_ON_A_PHONE,
        }

    def page(
        self,
        template: str,
        around: Set[str] = frozenset(),
        **own: Callable[[Session, Sitting, Look], object],
    ) -> Response:
        def turn(session: Session, _by: Sitting, _look: Look) -> Turn | None:
            if not self.handle:
                return None
            return whose_turn(session, _helper(self, session), self.handle)

        return super().page(template, around, turn=turn, **own)

    def common(self) -> dict[str, object]:
        goes_out = self.state.post.goes_out
        return {"workshop": self.place, "screen": self.screen, "goes_out": goes_out}


class HelperDoor(Door[Helping]):
    """A helper's device, at the list of the people it writes for."""

    def __init__(self, workshop: str, request: Request) -> None:
        super().__init__(request)
        self.workshop = self.room = workshop

    def find(self, session: Session) -> Helping:
        return _helper(self, session)

    def common(self) -> dict[str, object]:
        return {"workshop": self.workshop}


def _helper(door: "HelperDoor | PhoneDoor", session: Session) -> Helping:
    device = cookies.read(door.request, cookies.helper(door.workshop))
    return helping(session, door.workshop, device, door.state.keyring, door.now)


class LinkDoor(Door[tuple[Helper, Workshop]]):
    """Somebody with the link that lets a helper's device in."""

    def __init__(self, link: str, request: Request) -> None:
        super().__init__(request)
        self.link = link

    def find(self, session: Session) -> tuple[Helper, Workshop]:
        return helper_with_link(session, self.link)


async def phone_door(workshop: str, request: Request) -> PhoneDoor:
    return PhoneDoor(workshop, request)


async def helper_door(workshop: str, request: Request) -> HelperDoor:
    return HelperDoor(workshop, request)


async def link_door(link: str, request: Request) -> LinkDoor:
    return LinkDoor(link, request)
