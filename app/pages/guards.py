"""The doors: who is asking is found in the same session that answers."""

from collections.abc import Callable, Set
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session

from app.domain.accounts import Account, signed_in
from app.domain.cards import CardFound, card_with_secret
from app.domain.errors import AnotherSeat, NotYours, Unknown
from app.domain.helpers import Helper, helper_with_link
from app.domain.helping import Helping, Turn, helping, sitting_for, whose_turn
from app.domain.projects import Member, at_work, member
from app.domain.receipts import signed
from app.domain.seats import Sitting, sitting
from app.domain.workshops import (
    Facilitator,
    Workshop,
    at_the_wall,
    facilitator,
    on_call,
    workshop_with_secret,
)
from app.live.hub import Audience, Now
from app.pages import cookies
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
from app.pages.templating import languages, render

if TYPE_CHECKING:  # the list of regions knows every audience; a guard must not
    from app.pages.regions import Artist

P = ParamSpec("P")
T = TypeVar("T")
Who = TypeVar("Who")


class Door(Generic[Who]):
    """Somebody at a door, with a cookie in hand.

    Making a door reads nothing. A write looks the visitor up inside the writer's transaction: no
    session is opened for it, and what the guard saw is still true when the verb works.
    """

    room = ""  # the workshop, where there is one

    def __init__(self, request: Request) -> None:
        self.request = request
        self.state = request.app.state
        self.now = datetime.now(UTC)
        wanted = request.cookies.get("language", "en")
        self.language = wanted if wanted in languages() else "en"

    def find(self, session: Session) -> Who:
        raise NotImplementedError

    async def write(
        self, verb: Callable[Concatenate[Session, Who, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        def act(session: Session) -> T:
            return verb(session, self.find(session), *args, **kwargs)

        answer: T = await self.state.writer.write(act, self.room)
        return answer

    def read(self, query: Callable[[Session, Who], T]) -> T:
        with self.state.database.read() as session:
            return query(session, self.find(session))

    @property
    def by_htmx(self) -> bool:
        return "HX-Request" in self.request.headers

    def render(self, template: str, status: int = 200, **names: Any) -> Response:
        words = render(template, self.language, **self.common(), **names)
        return HTMLResponse(words, status_code=status, headers={"cache-control": "no-store"})

    def common(self) -> dict[str, object]:
        return {}

    def go(self, address: str) -> Response:
        """After a form without scripts: a page of its own, that can be loaded again."""
        return RedirectResponse(address, status_code=303)

    def answer(self, address: str, template: str, **names: Any) -> Response:
        """htmx gets the fragment; a browser without JavaScript goes back to its page."""
        return self.render(template, **names) if self.by_htmx else self.go(address)


class Visitor(Door[None]):
    """Anybody: the first page, the way in, the public pages."""

    def find(self, session: Session) -> None:
        return None


class JoinDoor(Door[Workshop]):
    """Somebody with a workshop's QR code."""

    def __init__(self, join_secret: str, request: Request) -> None:
        super().__init__(request)
        self.join_secret = join_secret

    def find(self, session: Session) -> Workshop:
        return workshop_with_secret(session, self.join_secret)


class CardDoor(Door[CardFound]):
    """Somebody with a printed seat card."""

    def __init__(self, secret: str, request: Request) -> None:
        super().__init__(request)
        self.secret = secret

    def find(self, session: Session) -> CardFound:
        return card_with_secret(session, self.secret)


class AccountDoor(Door[Account]):
    """Somebody who is signed in."""

    def find(self, session: Session) -> Account:
        account = signed_in(session, cookies.read(self.request, cookies.SIGN_IN), self.now)
        if account is None:
            raise Unknown("Please sign in first.")
        return account

    def common(self) -> dict[str, object]:
        return {"signed_in": True}


class MemberDoor(Door[Member]):
    """Anybody in a project, the support person as well."""

    def __init__(self, project: str, request: Request) -> None:
        super().__init__(request)
        self.project = project

    def find(self, session: Session) -> Member:
        account = signed_in(session, cookies.read(self.request, cookies.SIGN_IN), self.now)
        if account is None:
            raise Unknown("Please sign in first.")
        return member(session, self.project, account, self.now)

    def common(self) -> dict[str, object]:
        return {"signed_in": True, "project_id": self.project}


class ProjectDoor(MemberDoor):
    """Who works in a project: the lead and co-facilitators."""

    def find(self, session: Session) -> Member:
        return at_work(super().find(session))


class RoomDoor(Door[Who]):
    """Somebody at one of the three screens of a workshop."""

    screen = ""
    pages_alike = False  # a crowd's: one page shows the regions that another has just drawn

    def __init__(self, workshop: str, request: Request) -> None:
        super().__init__(request)
        self.workshop = self.room = workshop

    @property
    def cookie(self) -> str:
        """What tells this visitor from others at the same screen; nothing on a wall."""
        return ""

    def audience(self, visitor: Who) -> Audience:
        return Audience(self.screen, self.language)

    def marks(self, visitor: Who) -> dict[str, object]:
        """What the page's own scripts must know of this visitor, as data-… of its body."""
        return {}

    def page(
        self,
        template: str,
        around: Set[str] = frozenset(),
        **own: Callable[[Session, Who, Look], object],
    ) -> Response:
        """The whole screen: its live regions, and what only this visitor sees.

        The template draws the regions named in `around` itself, around what is the visitor's own.
        """
        artist: Artist = self.state.artist
        shown = self.state.hub.now(self.workshop)  # before reading, never after
        with self.state.database.read() as session:
            visitor = self.find(session)
            who = self.audience(visitor)
            now = shown.get(who) or Now()
            look = artist.look(session, self.workshop, who)
            seen, live = now.pages.get(template, ({}, None))
            look.begin_with(seen)
            personal: dict[str, Any] = {
                name: query(session, visitor, look) for name, query in own.items()
            }
            if live is None:
                live = artist.page(look, who, around)
                if self.pages_alike:
                    now.pages[template] = look.seen(), live
        marks = self.marks(visitor)
        return self.render(template, who=who, known=now.known, live=live, marks=marks, **personal)

    def fragment(self, template: str, **own: Callable[[Session, Who, Look], object]) -> Response:
        artist: Artist = self.state.artist
        with self.state.database.read() as session:
            visitor = self.find(session)
            look = artist.look(session, self.workshop, self.audience(visitor))
            personal: dict[str, Any] = {
                name: query(session, visitor, look) for name, query in own.items()
            }
        return self.render(template, **personal)

    def common(self) -> dict[str, object]:
        return {"workshop": self.workshop, "screen": self.screen}


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


class DeskDoor(RoomDoor[Facilitator]):
    screen = "desk"

    @property
    def cookie(self) -> str:
        return cookies.read(self.request, cookies.SIGN_IN)

    def find(self, session: Session) -> Facilitator:
        return facilitator(session, self.workshop, self.cookie, self.now)


class CareDoor(DeskDoor):
    """Where it is seen that somebody needs a pause: only by the support person and the lead.

    There is no stream here (it is no screen of DOORS): what is personal is asked for.
    """

    def find(self, session: Session) -> Facilitator:
        return on_call(session, self.workshop, self.cookie, self.now)

    def common(self) -> dict[str, object]:
        return {"workshop": self.workshop, "signed_in": True}


class WordsDoor(DeskDoor):
    """The same facilitator, at the page of all words: its stream brings cards as well."""

    screen = "words"


class WallDoor(RoomDoor[bool]):
    """The visitor is whether this wall steers: a facilitator's does, a link's does not."""

    screen = "wall"

    def find(self, session: Session) -> bool:
        try:
            cookie = cookies.read(self.request, cookies.SIGN_IN)
            facilitator(session, self.workshop, cookie, self.now)
        except (Unknown, NotYours):
            key = cookies.read(self.request, cookies.wall(self.workshop))
            at_the_wall(session, self.workshop, key)
            return False
        return True


DOORS: dict[str, type[RoomDoor[Any]]] = {
    door.screen: door for door in (PhoneDoor, DeskDoor, WordsDoor, WallDoor)
}


# Async, because FastAPI sends a plain class to another thread, for every request.
async def visitor(request: Request) -> Visitor:
    return Visitor(request)


async def join_door(join_secret: str, request: Request) -> JoinDoor:
    return JoinDoor(join_secret, request)


async def card_door(secret: str, request: Request) -> CardDoor:
    return CardDoor(secret, request)


async def account_door(request: Request) -> AccountDoor:
    return AccountDoor(request)


async def member_door(project: str, request: Request) -> MemberDoor:
    return MemberDoor(project, request)


async def project_door(project: str, request: Request) -> ProjectDoor:
    return ProjectDoor(project, request)


async def phone_door(workshop: str, request: Request) -> PhoneDoor:
    return PhoneDoor(workshop, request)


async def helper_door(workshop: str, request: Request) -> HelperDoor:
    return HelperDoor(workshop, request)


async def link_door(link: str, request: Request) -> LinkDoor:
    return LinkDoor(link, request)


async def desk_door(workshop: str, request: Request) -> DeskDoor:
    return DeskDoor(workshop, request)


async def care_door(workshop: str, request: Request) -> CareDoor:
    return CareDoor(workshop, request)


async def words_door(workshop: str, request: Request) -> WordsDoor:
    return WordsDoor(workshop, request)


async def wall_door(workshop: str, request: Request) -> WallDoor:
    return WallDoor(workshop, request)
