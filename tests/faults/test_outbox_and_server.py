"""Phones' outboxes and the server together, through whatever order of mishaps hypothesis finds.

The outbox is modelled by its rules (decision 0026), the server and its database are the real ones.
Whatever happens: what was acknowledged and not taken back is stored once; what was taken back is
not; of several heights the one given last stands. And at the end, with the network back, exactly
what people gave is there.
"""

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import urlencode
from uuid import UUID

import httpx2
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from app.database import Database, open_database
from app.domain.voices import Voice
from app.migrating import migrate
from app.pages.keeping import LOOK_FIRST
from tests.make import World, a_world
from tests.running import Running

PHONES = (0, 1)
EXAMPLES = int(os.environ.get("FAULTS_EXAMPLES", "6"))


@dataclass
class Act:
    """One form, as an outbox keeps it."""

    key: str
    path: str
    fields: dict[str, str]
    about: str = ""  # of a height: which touchpoint
    text: str = ""
    back_of: str = ""  # of a taking back: the key of what is taken back
    order: int = 0
    receipt: str = ""
    again: str = ""
    life: str = ""  # of the server that said it is saved, or was asked whether it still is
    sent_to: str = ""  # for which life it went out last, if the phone had anything saved

    @property
    def keys(self) -> set[str]:
        """By which the server knows what it did; a whole form is several acts."""
        return {pair.partition("=")[0] for pair in self.receipt.split()}

    @property
    def slot(self) -> str:
        """What a later one stands in place of."""
        return self.about if self.path == "placements" else ""


@dataclass
class Phone:
    secret: str
    outbox: list[Act] = field(default_factory=list)
    saved: list[Act] = field(default_factory=list)
    forgotten: set[str] = field(default_factory=set)  # taken back, whatever became of it
    given: list[Act] = field(default_factory=list)
    life: str = ""  # of the server, that answered last

    @property
    def unsure(self) -> list[Act]:
        """What may have been lost with another life of the server: nothing newer goes out first."""
        return [act for act in self.saved if act.life != self.life]

    def keeps(self, *acts: Act) -> None:
        self.outbox = sorted([*self.outbox, *acts], key=lambda act: act.order)


class Site:
    """One server for all examples; it can be stopped, and started on another file."""

    def __init__(self) -> None:
        self.folder = Path(mkdtemp(prefix="touchline-states-"))
        self.file = self.folder / "touchline.db"
        self.url = f"sqlite:///{self.file}"
        migrate(self.url)
        database = open_database(self.url)
        self.world: World = a_world(database, datetime.now(UTC))
        self.world.goes_to("feelings")
        database.close()
        self.people = 0
        self.start()

    def start(self) -> None:
        self.running = Running(self.url, self.folder / "data")
        self.client = httpx2.Client(base_url=self.running.address, timeout=15)

    def stop(self) -> None:
        self.client.close()
        self.running.stop()

    def copy_to(self, copy: Path) -> None:
        copy.unlink(missing_ok=True)
        with closing(sqlite3.connect(self.file)) as connection:
            connection.execute("VACUUM INTO ?", [str(copy)])

    def put_back(self, copy: Path) -> None:
        self.stop()
        for beside in ("-wal", "-shm"):
            self.file.with_name(self.file.name + beside).unlink(missing_ok=True)
        shutil.copyfile(copy, self.file)
        self.start()

    def joins(self) -> str:
        self.people += 1
        database: Database = open_database(self.url)
        self.world.database = database
        secret = self.world.joins(f"person {self.people}", Voice.PATIENT)
        database.close()
        return secret


SITE: Site | None = None


def site() -> Site:
    global SITE
    if SITE is None:
        SITE = Site()
    return SITE


class OutboxAndServer(RuleBasedStateMachine):
    @initialize()
    def two_sit_down(self) -> None:
        self.site = site()
        self.phones = [Phone(self.site.joins()) for _ in PHONES]
        self.backup = self.site.folder / "backup.db"
        self.site.copy_to(self.backup)
        self.number = 0

    # What people do.

    @rule(who=st.sampled_from(PHONES), height=st.integers(-2, 2), whole=st.booleans())
    def gives_a_height(self, who: int, height: int, whole: bool) -> None:
        """By a tap on a face, or with the whole form."""
        touchpoint = self.site.world.touchpoints[0]
        fields = {"touchpoint": touchpoint, "height": str(height)}
        path = "feelings" if whole else "placements"
        self._gives(who, Act(self._key(), path, fields, about=touchpoint))

    @rule(who=st.sampled_from(PHONES))
    def tells_a_story(self, who: int) -> None:
        key = self._key()
        text = f"Told once, {self.phones[who].secret[:8]} {self.number}"
        fields = {"touchpoint": self.site.world.touchpoints[0], "text": text}
        self._gives(who, Act(key, "stories", fields, text=text))

    @rule(who=st.sampled_from(PHONES), which=st.integers(0, 5))
    def takes_a_story_back(self, who: int, which: int) -> None:
        phone = self.phones[who]
        told = [act for act in phone.given if act.text and act.key not in phone.forgotten]
        if not told:
            return
        act = told[which % len(told)]
        phone.forgotten.add(act.key)
        back = Act(self._key(), "withdrawals", {"what": "sent", "id": act.key}, back_of=act.key)
        back.order = act.order
        phone.outbox = [each for each in phone.outbox if each is not act]
        phone.keeps(back)
        phone.saved = [each for each in phone.saved if each is not act]

    # What networks and servers do.

    @rule(who=st.sampled_from(PHONES))
    def sends(self, who: int) -> None:
        phone = self.phones[who]
        if phone.outbox and not phone.unsure:
            act = phone.outbox[0]
            answer = self._post(phone, act)
            phone.life = answer.headers["touchline-run"]
            if answer.status_code == LOOK_FIRST:
                assert phone.unsure, "or it would never go out"
                return
            assert answer.status_code == 200, (act, answer.text)
            act.receipt, act.life = answer.headers["touchline-receipt"], phone.life
            phone.saved.append(phone.outbox.pop(0))

    @rule(who=st.sampled_from(PHONES))
    def sends_all(self, who: int) -> None:
        phone = self.phones[who]
        while phone.outbox and not phone.unsure:
            self.sends(who)

    @rule(who=st.sampled_from(PHONES))
    def sends_and_never_hears_the_answer(self, who: int) -> None:
        phone = self.phones[who]
        if phone.outbox and not phone.unsure:
            self._post(phone, phone.outbox[0])

    @rule(who=st.sampled_from(PHONES), which=st.integers(0, 5))
    def the_network_brings_an_old_copy(self, who: int, which: int) -> None:
        phone = self.phones[who]
        if phone.saved:
            for act in (phone.saved[which % len(phone.saved)], phone.saved[0]):
                self._post(phone, act, is_copy=True)

    @rule(who=st.sampled_from(PHONES))
    def hears_its_stream(self, who: int) -> None:
        self.phones[who].life = self.site.running.site.run

    @rule(who=st.sampled_from(PHONES))
    def looks(self, who: int) -> None:
        """After another start of the server: what it lacks is offered again, in its order."""
        phone = self.phones[who]
        acts = phone.unsure
        if not acts:
            return
        answer = self._ask(phone, "known", [("sent", key) for act in acts for key in act.keys])
        missing = set(answer.json()["missing"])
        phone.life = answer.headers["touchline-run"]
        there = [act for act in phone.saved if act.slot and not act.keys & missing]
        for act in acts:
            act.life = phone.life
            outdone = any(a.slot == act.slot and a.order > act.order for a in there)
            if act.keys & missing and not outdone:
                act.again = act.receipt
                phone.saved.remove(act)
                phone.keeps(act)

    @rule(seldom=st.integers(0, 2))
    def the_server_starts_anew(self, seldom: int) -> None:
        if seldom:
            return
        self.site.stop()
        self.site.start()

    @rule()
    def a_backup_is_made(self) -> None:
        self.site.copy_to(self.backup)

    @rule(who=st.sampled_from(PHONES), height=st.integers(-2, 2), whole=st.booleans())
    def the_backup_is_put_back(self, who: int, height: int, whole: bool) -> None:
        """Meanwhile somebody gives something newer, which goes out before the phone looks."""
        self.site.put_back(self.backup)
        self.gives_a_height(who, height, whole)
        self.sends_all(who)

    # What must hold.

    @invariant()
    def acknowledged_is_stored_once(self) -> None:
        if not hasattr(self, "phones"):
            return
        stories, heights = self._stored()
        for phone in self.phones:
            assert all(stories.count(act.text) <= 1 for act in phone.given if act.text)
            if phone.unsure or phone.life != self.site.running.site.run:
                continue  # it has to look first
            for act in phone.saved:
                if act.text:
                    assert stories.count(act.text) == 1, act
            withdrawn = {act.back_of for act in phone.saved if act.back_of}
            for act in [act for act in phone.given if act.text]:
                if act.key in withdrawn:
                    assert act.text not in stories, act
            for touchpoint in {act.about for act in phone.saved if act.about}:
                given = [act for act in phone.given if act.about == touchpoint]
                told = max(given.index(act) for act in phone.saved if act in given)
                possible = {int(act.fields["height"]) for act in given[told:]}
                assert heights.get((phone.secret, touchpoint)) in possible

    def teardown(self) -> None:
        if not hasattr(self, "phones"):
            return
        for who, phone in enumerate(self.phones):
            self.sends_all(who)
            self.hears_its_stream(who)
            self.looks(who)
            self.sends_all(who)
            assert not phone.outbox
        stories, heights = self._stored()
        for phone in self.phones:
            told = [act for act in phone.given if act.text]
            assert all(stories.count(act.text) == (act.key not in phone.forgotten) for act in told)
            for act in phone.given:
                if act.about:
                    last = [each for each in phone.given if each.about == act.about][-1]
                    assert heights[phone.secret, act.about] == int(last.fields["height"])

    # The rules of an outbox.

    def _key(self) -> str:
        self.number += 1
        return str(UUID(int=self.site.people << 64 | self.number, version=4))

    def _gives(self, who: int, act: Act) -> None:
        act.fields |= {"stage": self.site.world.stages["feelings"]}
        act.order = self.number
        self.phones[who].given.append(act)
        self.phones[who].keeps(act)

    def _post(self, phone: Phone, act: Act, *, is_copy: bool = False) -> httpx2.Response:
        if not is_copy:
            act.sent_to = phone.life if phone.saved else ""
        more = {"Touchline-Again": act.again} if act.again else {}
        more |= {"Touchline-Run": act.sent_to} if act.sent_to else {}
        return self._ask(phone, act.path, [*act.fields.items(), ("key", act.key)], **more)

    def _ask(
        self, phone: Phone, path: str, fields: list[tuple[str, str]], **more: str
    ) -> httpx2.Response:
        headers = {"HX-Request": "true", "Origin": self.site.running.address} | more
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        headers["Cookie"] = f"seat-{self.site.world.workshop}={phone.secret}"
        path = f"/w/{self.site.world.workshop}/phone/{path}"
        return self.site.client.post(path, content=urlencode(fields), headers=headers)

    def _stored(self) -> tuple[list[str], dict[tuple[str, str], int | None]]:
        with closing(sqlite3.connect(self.site.file)) as connection:
            stories = [text for (text,) in connection.execute("SELECT text FROM story")]
            rows = connection.execute(
                "SELECT secret_hash, touchpoint_id, height FROM placement"
                " JOIN seat ON seat.id = seat_id"
            ).fetchall()
        found = {(seat, at): height for seat, at, height in rows}
        heights = {
            (phone.secret, at): height
            for phone in self.phones
            for (seat, at), height in found.items()
            if seat == sha256(phone.secret.encode()).hexdigest()
        }
        return stories, heights


OutboxAndServer.TestCase.settings = settings(
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    database=None,
    phases=[Phase.generate],
    max_examples=EXAMPLES,
    stateful_step_count=30,
)


@pytest.fixture(scope="module", autouse=True)
def _one_site():
    yield
    if SITE is not None:
        SITE.stop()
        shutil.rmtree(SITE.folder, ignore_errors=True)


TestOutboxAndServer = OutboxAndServer.TestCase
