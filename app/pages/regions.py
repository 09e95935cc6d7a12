"""Every live region, in one list; a page and a push draw them with the same lines."""

import logging
from collections.abc import Callable, Hashable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Protocol

from markupsafe import Markup
from sqlmodel import Session

from app.database import Database
from app.domain.changes import Topic
from app.domain.what_we_see import DrawnFrom
from app.live.hub import Audience, Drawn, Wanted
from app.live.message import Part
from app.live.presence import Presence
from app.pages.bar import bar
from app.pages.desk import views as desk
from app.pages.desk import words
from app.pages.desk.columns import columns
from app.pages.desk.panel import present
from app.pages.desk.plan import plan
from app.pages.desk.tour import tour
from app.pages.lately import Lately
from app.pages.look import Look
from app.pages.moments import has_large_clock
from app.pages.phone import asked as phone_asked
from app.pages.phone.table import tables as phone_tables
from app.pages.phone.task import task
from app.pages.templating import render
from app.pages.wall import views as wall
from app.pages.wall.large import one
from app.pages.wall.themes import theme_wall
from app.pages.wall.turning import turning
from app.pages.wall.words import words as words_on_the_wall

T = Topic


class Item(Hashable, Protocol):
    """A value: one that did not change is not drawn again."""

    @property
    def id(self) -> str: ...


@dataclass(frozen=True, eq=False)
class Region:
    """One fragment that everyone in an audience sees alike."""

    id: str
    screen: str
    topics: Set[Topic]
    template: str
    view: Callable[[Look], Any]
    by_voice: bool = False  # differs between the voices, and between those helped
    slow: bool = False  # gathers what people wrote, and shows it in batches (A1)
    at_once: Set[Topic] = frozenset()  # what a slow one does not wait for: acts at the desk
    event: str | None = None
    only: Mapping[Topic, Callable[[Look], bool]] = field(default_factory=dict)  # else, always

    def listens(self, topics: Set[Topic], look: Look) -> bool:
        """Whether a change of these topics may change it now."""
        told = self.topics & topics
        return any(topic not in self.only or self.only[topic](look) for topic in told)

    def in_turn(self, changed: Set[Topic], slow: bool | None) -> Set[Topic]:
        """Those that count when the slow regions are drawn, the others, or all (None)."""
        if slow in (None, self.slow):
            return changed
        return frozenset() if slow else self.at_once & changed

    def draw(self, view: Any, language: str) -> list[Part]:
        return [Part(self.id, render(self.template, language, view=view), event=self.event)]

    def on_page(self, view: Any, language: str) -> Markup:
        return Markup(self.draw(view, language)[0].html)  # noqa: S704


@dataclass(frozen=True, eq=False)
class ListRegion(Region):
    """A list: `template` draws one item; its order travels apart, as empty places for the items."""

    empty: str = ""  # a template for the words when there is nothing

    def draw(self, view: Sequence[Item], language: str) -> list[Part]:
        items = [
            Part(self._place(item), _drawn_item(self.template, language, item), swap="innerMorph")
            for item in view
        ]
        return [Part(self.id, self._order(view, language, {}), is_order=True), *items]

    def on_page(self, view: Sequence[Item], language: str) -> Markup:
        bodies = {part.id: Markup(part.html) for part in self.draw(view, language)[1:]}  # noqa: S704
        return self._order(view, language, bodies)

    def _order(self, view: Sequence[Item], language: str, bodies: Mapping[str, Markup]) -> Markup:
        places = [self._place(item) for item in view]
        words = render(self.empty, language) if self.empty and not places else ""
        return render(
            "shared/_list.html", language, id=self.id, places=places, bodies=bodies, words=words
        )

    def _place(self, item: Item) -> str:
        return f"{self.id}-{item.id}"


@dataclass(frozen=True, eq=False)
class CardsRegion(Region):
    """Cards that each stand alone: a page has those it asked for, and a push changes only these.

    A card that did not change is not drawn again, however many there are.
    """

    def draw(self, view: Sequence[Any], language: str) -> list[Part]:
        return [
            Part(
                f"{self.id}-{item.kind}-{item.id}",
                _drawn_item(self.template, language, item),
                swap="innerMorph",
            )
            for item in view
        ]

    def on_page(self, view: Sequence[Any], language: str) -> Markup:
        return Markup()


_drawn: Lately[str] = Lately()


def _drawn_item(template: str, language: str, item: Any) -> str:
    return _drawn.get(
        (template, language, item), lambda: str(render(template, language, item=item))
    )


def at_desk_and_words(*regions: Region) -> tuple[Region, ...]:
    """The same at both of the facilitators' screens."""
    return (*regions, *(replace(region, screen="words") for region in regions))


REGIONS: tuple[Region, ...] = (
    Region("bar", "phone", {T.STAGE, T.CLOCK, T.CALM}, "phone/_bar.html", bar),
    Region(
        "task",
        "phone",
        {T.STAGE, T.CALM, T.JOURNEY, T.IDEAS, T.REVEAL, T.DECISIONS, T.TEAMS},
        "phone/_task.html",
        task,
        by_voice=True,
        event="stage-moved",
    ),
    Region(
        "tables",
        "phone",
        {T.TABLES, T.STAGE},
        "phone/_tables.html",
        phone_tables,
        event="tables-changed",
    ),
    Region("yours", "phone", {T.ASKED}, "phone/_yours.html", phone_asked.calls, event="yours"),
    *at_desk_and_words(
        Region("order", "desk", {T.STAGE, T.ROOM, T.REVEAL}, "desk/_order.html", desk.order),
        Region(
            "bar",
            "desk",
            {T.STAGE, T.CLOCK, T.CALM, T.REVEAL, T.HISTORY, T.ROOM},
            "desk/_bar.html",
            desk.bar,
        ),
        Region("sums", "desk", {T.STORIES, T.IDEAS}, "desk/_sums.html", words.queue_sums),
        Region(
            "large",
            "desk",
            {T.STAGE, T.CALM, T.REVEAL, T.STORIES, T.IDEAS, T.SHOWN}
            | {T.THEMES, T.DECISIONS, T.TEAMS},
            "desk/_large.html",
            turning,
        ),
    ),
    Region(
        "counts",
        "desk",
        {T.STAGE, T.ROOM, T.DONE, T.WRITING, T.FEELINGS, T.STORIES, T.IDEAS, T.BALLOTS, T.JOURNEY},
        "desk/_counts.html",
        desk.counts,
    ),
    Region(
        "work",
        "desk",
        {T.STAGE, T.FEELINGS, T.STORIES, T.IDEAS, T.JOURNEY, T.REVEAL, T.DECISIONS, T.TEAMS},
        "desk/_work.html",
        desk.work,
        slow=True,
    ),
    Region(
        "plan",
        "desk",
        {T.STAGE, T.CLOCK, T.CALM, T.WRITING, T.JOURNEY},
        "desk/_plan.html",
        plan,
        slow=True,  # not for anybody's words: minutes may wait for the other slow ones
    ),
    Region(
        "present",
        "desk",
        {T.ROOM, T.TABLES, T.STAGE, T.DONE, T.PRESENT},
        "desk/_present.html",
        present,
    ),
    Region(
        "tour",
        "desk",
        {
            *(T.STAGE, T.ROOM, T.CALM, T.REVEAL, T.DONE, T.STORIES, T.IDEAS, T.BALLOTS),
            *(T.JOURNEY, T.DECISIONS, T.TEAMS, T.SHOWN),
        },
        "desk/_tour.html",
        tour,
        slow=True,  # calm rather than quick
    ),
    Region("room", "desk", {T.ROOM}, "desk/_room.html", desk.room),
    ListRegion(
        "waiting",
        "desk",
        {T.STORIES, T.IDEAS, T.STAGE},
        "desk/_waiting.html",
        words.queue,
        slow=True,
        empty="desk/_waiting_none.html",
    ),
    ListRegion(
        "columns",
        "desk",
        {T.STAGE, T.FEELINGS, T.STORIES, T.IDEAS, T.JOURNEY, T.REVEAL, T.ROOM},
        "desk/_column.html",
        columns,
        slow=True,
    ),
    Region("theme-choices", "words", {T.THEMES}, "desk/_theme_choices.html", words.themes),
    CardsRegion("card", "words", {T.STORIES, T.IDEAS, T.THEMES}, "desk/_card.html", words.cards),
    ListRegion(
        "quiet",
        "words",
        {T.STORIES, T.IDEAS},
        "desk/_quiet_word.html",
        words.quiet_words,
        empty="desk/_quiet_none.html",
    ),
    Region(
        "themes",
        "words",
        {T.STORIES, T.IDEAS, T.THEMES, T.SHOWN, T.STAGE},
        "desk/_themes.html",
        words.themes,
    ),
    ListRegion("proposals", "desk", {T.JOURNEY}, "desk/_proposal.html", desk.proposals),
    Region("bar", "wall", {T.STAGE, T.CLOCK, T.CALM}, "wall/_bar.html", bar),
    Region(
        "show",
        "wall",
        {T.STAGE, T.CLOCK, T.CALM, T.JOURNEY, T.REVEAL, T.DECISIONS, T.TEAMS, T.IDEAS, T.ROOM}
        | {T.SHOWN},
        "wall/_show.html",
        wall.show,
        only={T.CLOCK: has_large_clock},
    ),
    Region(
        "words",
        "wall",
        {T.STAGE, T.CALM, T.REVEAL, T.STORIES, T.IDEAS, T.SHOWN},
        "wall/_words.html",
        words_on_the_wall,
        slow=True,
        at_once={T.STAGE, T.CALM, T.REVEAL, T.SHOWN},
    ),
    Region(
        "one",
        "wall",
        {T.STAGE, T.CALM, T.REVEAL, T.STORIES, T.IDEAS, T.SHOWN},
        "wall/_one.html",
        one,
    ),
    Region(
        "theme-wall",
        "wall",
        {T.STAGE, T.CALM, T.STORIES, T.IDEAS, T.THEMES, T.SHOWN},
        "wall/_themes.html",
        theme_wall,
        slow=True,
        at_once={T.STAGE, T.CALM, T.SHOWN},
    ),
    Region(
        "foot",
        "wall",
        {T.STAGE, T.CALM, T.ROOM, T.DONE, T.FEELINGS, T.STORIES, T.IDEAS, T.BALLOTS},
        "wall/_foot.html",
        wall.foot,
    ),
)


class Artist:
    """Draws regions, each view read once and each region once per language."""

    def __init__(self, database: Database, presence: Presence, address: str) -> None:
        self.database = database
        self.presence = presence
        self.address = address
        self.regions: Sequence[Region] = REGIONS
        self._drawn: DrawnFrom = {}

    def look(self, session: Session, workshop: str, who: Audience) -> Look:
        return self._look(session, workshop).for_voice(who.voice, who.place)

    def draw(self, workshop: str, wanted: Wanted, slow: bool | None) -> Drawn:
        """For the hub: the regions of each audience that listen to what changed.

        A region that fails is left out, so that the last good one stays and the others go on.
        """
        with self.database.read() as session:
            look = self._look(session, workshop)

            @cache
            def view(view_of: Callable[[Look], Any], voice: str, place: str) -> Any:
                return look.for_voice(voice, place).once(view_of)

            @cache
            def parts(region: Region, voice: str, place: str, language: str) -> list[Part]:
                return region.draw(view(region.view, voice, place), language)

            drawn = Drawn({who: {} for who in wanted})
            failed: dict[str, Region] = {}
            for who, topics in wanted.items():
                for region in self.regions:
                    counted = region.in_turn(topics, slow)
                    if region.screen == who.screen and region.listens(counted, look):
                        own = (who.voice, who.place) if region.by_voice else ("", "")
                        try:
                            drawn[who][region.id] = parts(region, *own, who.language)
                        except Exception as error:
                            failed[f"{type(error).__name__} in {region.screen}-{region.id}"] = (
                                region
                            )
                            session.rollback()  # or PostgreSQL answers nothing more
        for what in failed:  # the kind alone: an error's words may hold what people wrote
            logging.error("A region could not be drawn; trying again in a second: %s", what)
        drawn.missing = frozenset(topic for region in failed.values() for topic in region.topics)
        return drawn

    def _look(self, session: Session, workshop: str) -> Look:
        writing = self.presence.writing(workshop)
        return Look(session, workshop, self.address, writing, self._drawn, self.presence)

    def page(self, look: Look, who: Audience, around: Set[str] = frozenset()) -> dict[str, Any]:
        """For a page: all regions of its audience; of those named in `around`, what they show."""

        def region_of_page(region: Region) -> Any:
            view = (look if region.by_voice else look.for_voice("")).once(region.view)
            return view if region.id in around else region.on_page(view, who.language)

        return {
            region.id: region_of_page(region)
            for region in self.regions
            if region.screen == who.screen
        }
