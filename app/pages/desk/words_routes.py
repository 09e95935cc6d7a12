"""What a facilitator does on the words page: sift, deal with, group, show."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.domain.board import Named, deal_with, named
from app.domain.errors import Unusable
from app.domain.showing import show_page, show_the_stage, show_themes, show_words
from app.domain.themes import group, join, rename, take_out, ungroup
from app.domain.workshops import Facilitator
from app.pages.desk.words import Board, Card, Sift, board, cards
from app.pages.forms import Text, Words, on_or_off, yes
from app.pages.guards import WordsDoor, words_door
from app.pages.look import Look

router = APIRouter(prefix="/w/{workshop}/words")

Desk = Annotated[WordsDoor, Depends(words_door)]
GROUPING = ("group", "put", "take_out")


async def asked(
    sort: str = "", at: str = "", voice: str = "", state: str = "", theme: str = "", after: str = ""
) -> Sift:
    return Sift(sort, at, voice, state, theme, max(_number(after), 0))


Sifting = Annotated[Sift, Depends(asked)]


@router.get("", name="words")
def words(door: Desk, sift: Sifting) -> Response:
    return door.page("desk/words.html", board=_board(sift))


@router.get("/board", name="words_board")
def sifted(door: Desk, sift: Sifting) -> Response:
    answer = door.fragment("desk/_board.html", board=_board(sift))
    answer.headers["HX-Replace-Url"] = f"/w/{door.workshop}/words?{sift.address}"
    return answer


@router.post("/acts", name="words_acts")
async def acted(
    door: Desk,
    sift: Sifting,
    do: Text = "",
    one: Text = "",
    item: Words = [],  # noqa: B006
    seen: Words = [],  # noqa: B006
    every: Text = "",
    said: Words = [],  # noqa: B006
    said_to: Words = [],  # noqa: B006
    name: Text = "",
    into: Text = "",
) -> Response:
    """One act on what is selected, or on the `one` card whose button was pressed ("act:story-ID").

    `seen` says how each card on the page stood; `said` is what was typed on the card `said_to`.
    """
    standing = {f"{each.kind}-{each.id}": each for each in map(named, seen)}
    act, words = do, ""
    chosen = list(standing) if yes(every) else item
    if one:
        act, _, only = one.partition(":")
        chosen = [only]
        words = dict(zip(said_to, said, strict=False)).get(only, "")
    items = [standing.get(each, named(each)) for each in chosen]
    left = await door.write(_act, act=act, items=items, said=words, name=name, into=into)
    return await door.in_turn(_answered, door, sift, items, left)


@router.post("/themes", name="words_themes")
async def themed(
    door: Desk, theme: Text = "", do: Text = "", name: Text = "", into: Text = ""
) -> Response:
    await door.write(_change_theme, theme=theme, do=do, name=name, into=into)
    return _done(door)


@router.post("/wall", name="words_wall")
async def on_the_wall(
    door: Desk, to: Text = "", themes: Text = "", theme: Text = "", page: Text = ""
) -> Response:
    """One item large or the next one, all themes or one, a page of a list; "off": none of these."""
    if page:
        await door.write(show_page, page=_number(page))
    elif theme:
        await door.write(show_themes, shown=True, theme=theme)
    elif themes:
        await door.write(show_themes, shown=on_or_off(themes))
    elif to == "off":
        await door.write(show_the_stage)
    else:
        await door.write(show_words, to=to)
    return _done(door)


def _act(
    session: Session,
    by: Facilitator,
    *,
    act: str,
    items: list[Named],
    said: str,
    name: str,
    into: str,
) -> int:
    """How many it leaves as they are."""
    if not act:
        raise Unusable("Please choose what to do with these words.")
    if act == "group":
        group(session, by, items, name=name)
    elif act == "put":
        if not into:
            raise Unusable("Please choose a theme first.")
        group(session, by, items, theme=into)
    elif act == "take_out":
        take_out(session, by, items)
    else:
        return deal_with(session, by, act, items, said)
    return 0


def _change_theme(
    session: Session, by: Facilitator, *, theme: str, do: str, name: str, into: str
) -> None:
    if do == "rename":
        rename(session, by, theme, name)
    elif do == "ungroup":
        ungroup(session, by, theme)
    elif do == "join":
        join(session, by, theme, into)
    else:
        raise Unusable("Please choose what to do with this theme.")


def _board(sift: Sift) -> Any:
    def query(_session: Session, _by: Facilitator, look: Look) -> Board:
        return board(look, sift)

    return query


def _answered(door: WordsDoor, sift: Sift, items: list[Named], left: int) -> Response:
    """Only the cards that were dealt with, again."""
    if not door.by_htmx:
        return door.go(f"/w/{door.workshop}/words?{sift.address}")
    wanted = {each.id for each in items}

    def changed(_session: Session, _by: Facilitator, look: Look) -> tuple[Card, ...]:
        return tuple(card for card in cards(look) if card.id in wanted)

    return door.fragment("desk/_cards_changed.html", cards=changed, left=lambda *_: left)


def _number(typed: str) -> int:
    """-1 for anything that is no small number."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else -1


def _done(door: WordsDoor) -> Response:
    return door.answer(f"/w/{door.workshop}/words", "shared/_notice.html", said="", wrong=False)
