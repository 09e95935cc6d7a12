"""A pretend language in brackets: whatever a person reads must have gone through gettext."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.pofile import read_po

from app.domain.voices import Voice
from app.pages import templating
from tests.conftest import Running, only_sqlite
from tests.make import World, a_key

NOT_WORDS = {"script", "style", "kbd", "bdi", "tspan"}  # on the map: titles typed by people
READ_ALOUD = {"aria-label", "placeholder", "title", "alt"}
OURS = re.compile(r"⟦[^⟦⟧]*⟧")
WORD = re.compile(r"[^\W\d_]{2,}")
NAMES = re.compile(r"Touchline|localhost|127\.0\.0\.1:\d+|http\S+|[a-z0-9]+-[a-z0-9-]+")


class Brackets:
    """Every message in brackets that nobody types; remembers what was asked for."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def gettext(self, message: str) -> str:
        self.asked.add(message)
        return f"⟦{message}⟧"

    def ngettext(self, one: str, many: str, n: int) -> str:
        self.asked.add(one)
        return f"⟦{one if n == 1 else many}⟧"


class Reader(HTMLParser):
    """Collects what can be read and is neither in brackets nor typed by people."""

    def __init__(self) -> None:
        super().__init__()
        self.path: list[tuple[str, bool]] = []
        self.missed: list[str] = []

    VOID = frozenset({"meta", "link", "input", "br", "img", "hr", "path", "rect", "circle"})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        by_people = ("dir" in given and tag != "html") or given.get("translate") == "no"
        inside = bool(self.path) and self.path[-1][1]
        classes = (given.get("class") or "").split()
        by_people = by_people or inside or bool({"typed", "code", "address"} & set(classes))
        if tag not in self.VOID:
            self.path.append((tag, by_people or tag in NOT_WORDS))
        for name in READ_ALOUD & given.keys():
            self.check(given[name] or "", f"{tag} {name}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.path:
            if self.path.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if self.path and not self.path[-1][1]:
            self.check(data, self.path[-1][0])

    def check(self, words: str, where: str) -> None:
        left = words
        while OURS.search(left):  # a message may hold another one as its value
            left = OURS.sub("", left)
        left = NAMES.sub("", left)
        if WORD.search(left):
            self.missed.append(f"{where}: {left.strip()[:60]}")


@pytest.fixture(autouse=True)
def pretend() -> Iterator[Brackets]:
    templating.catalogues["xx"] = brackets = Brackets()
    yield brackets
    del templating.catalogues["xx"]


def missed(html: str) -> list[str]:
    reader = Reader()
    reader.feed(html)
    return reader.missed


def messages() -> ModuleType:
    """tools/messages.py, which is a tool and not part of the application."""
    path = Path(__file__).parent.parent.parent / "tools/messages.py"
    spec = spec_from_file_location("messages", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_file_for_translators_holds_every_sentence():
    with messages().TEMPLATE.open("rb") as file:
        kept = {message.id for message in read_po(file)}
    assert kept == {message.id for message in messages().collected()}, "please run: make messages"


def test_the_reader_notices_a_bare_word():
    assert missed('<p>bare</p><p dir="auto">typed</p><p>⟦said⟧ 3</p>') == ["p: bare"]
    assert missed('<button aria-label="bare">⟦said⟧</button>') == ["button aria-label: bare"]


def fill(running: Running, room: World) -> None:
    """Enough people and words that every part of every stage has something to show."""
    for voice in Voice:
        room.crowd(voice, 6)
    stage = room.goes_to("feelings")
    for number, name in enumerate(room.secrets):
        phone = running.phone(room, name)
        for at in room.touchpoints:
            height = (
                {"patient": "-2", "carer": "-1", "staff": "2"}[name.split()[0].lower()]
                if (" " in name)
                else str(number % 5 - 2)
            )
            form = {"stage": stage, "touchpoint": at, "height": height, "own": "lost"}
            answer = phone.post(
                f"/w/{room.workshop}/phone/feelings",
                data=form | {"text": f"A story, told {number} times", "key": a_key()},
            )
            answer.raise_for_status()


@only_sqlite
def test_no_page_says_a_word_that_cannot_be_translated(running, room, pretend):
    fill(running, room)
    cookie = {"language": "xx"}
    phone, desk, wall = (
        running.phone(room, "Amina", False),
        running.desk(room, False),
        running.wall(room),
    )
    anyone = running.client()
    for client in (phone, desk, wall, anyone):
        client.cookies.update(cookie)
    room.goes_to("ideas")
    for text in ("Ring ahead", "A lamp", "A letter"):
        room.offers("Amina", text)
    found: dict[str, list[str]] = {}

    def look(client, path: str, note: str = "") -> None:
        answer = client.get(path)
        assert answer.status_code in {200, 404}, path
        code = f"{room.code[:3]} {room.code[3:]}"
        left = missed(answer.text.replace(code, "").replace("Breast clinic co-design", ""))
        if left:
            found[f"{path} {note}"] = left

    at = f"/w/{room.workshop}"
    for kind in room.stages:
        room.goes_to(kind)
        for revealed in ("no", "yes") if kind in {"map", "choose"} else ("no",):
            if kind in {"map", "choose"}:
                running.desk(room).post(f"{at}/desk/reveal", data={"revealed": revealed})
            for screen, client in (("phone", phone), ("desk", desk), ("wall", wall)):
                look(client, f"{at}/{screen}", f"{kind} {revealed}")
    look(phone, f"{at}/phone/words")
    running.desk(room).post(f"{at}/desk/pause", data={"paused": "yes"})
    for screen, client in (("phone", phone), ("desk", desk), ("wall", wall)):
        look(client, f"{at}/{screen}", "paused")
    running.desk(room).post(f"{at}/desk/pause", data={"paused": "no"})
    for path in ("/", "/come-back", f"/j/{room.join_secret}", "/account/sign-in", "/nowhere"):
        look(anyone, path)
    for path in ("/projects", f"/p/{room.project}"):
        look(desk, path)
    running.desk(room).post(f"{at}/desk/end", data={"sure": "yes"})
    for screen, client in (("phone", phone), ("desk", desk), ("wall", wall)):
        look(client, f"{at}/{screen}", "ended")
    assert found == {}
    known = {m.id if isinstance(m.id, str) else m.id[0] for m in messages().collected()}
    assert pretend.asked - known - {"Short workshop"} == set()


@only_sqlite
def test_every_refusal_can_be_translated(running, room):
    phone = running.phone(room, "Amina")
    phone.cookies.update({"language": "xx"})
    stage = room.goes_to("feelings")
    for path, form in (
        ("placements", {"height": "7"}),
        ("stories", {"text": ""}),
        ("stories", {"text": "x" * 600}),
        ("dots", {"idea": "x"}),
    ):
        answer = phone.post(
            f"/w/{room.workshop}/phone/{path}",
            data={"stage": stage, "touchpoint": room.touchpoints[0], "key": a_key()} | form,
        )
        assert "⟦" in answer.text
        assert missed(answer.text) == []
