"""The doors: who is asking is found in the same session that answers."""

from collections.abc import Callable, Set
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar

from anyio import to_thread
from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session

from app.domain.accounts import Account, signed_in
from app.domain.cards import CardFound, card_with_secret
from app.domain.errors import NotYours, Unknown
from app.domain.projects import Member, at_work, member
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

    async def in_turn(self, make: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What reads or draws, for a route that is `async` because it writes.

        In the loop it would hold up every stream; so it takes its turn among the pages.
        """
        return await to_thread.run_sync(partial(make, *args, **kwargs))

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


async def desk_door(workshop: str, request: Request) -> DeskDoor:
    return DeskDoor(workshop, request)


async def care_door(workshop: str, request: Request) -> CareDoor:
    return CareDoor(workshop, request)


async def words_door(workshop: str, request: Request) -> WordsDoor:
    return WordsDoor(workshop, request)


async def wall_door(workshop: str, request: Request) -> WallDoor:
    return WallDoor(workshop, request)
