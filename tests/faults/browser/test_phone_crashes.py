"""A server, a browser or a whole disk goes away while a phone gives something."""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, expect

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.screens import PHONE
from tests.conftest import only_sqlite
from tests.faults.browser.conftest import Ward

pytestmark = [pytest.mark.faults, only_sqlite]
WORDS = "Nobody told us where to go"
SEND = "[data-own] form:has(textarea[name=text]) button:not([type=button])"
SAVED = "#outbox [data-sign=saved]"


def test_a_server_that_dies_before_it_saved_gets_it_again(ward: Ward):
    amina = ward.phone()
    amina.writes(WORDS)
    ward.server.freeze()
    with amina.page.expect_request("**/phone/feelings"):
        amina.sends()
    ward.server.kill()
    assert ward.told() == []
    ward.server.start()
    expect(amina.page.locator(SAVED)).to_be_visible()
    assert ward.told() == [WORDS]


def test_a_server_that_dies_between_saving_and_answering_saves_it_once(ward: Ward):
    network = ward.network()
    amina = ward.phone(network)
    amina.writes(WORDS)
    network.loses_answers = True
    amina.sends()
    ward.is_told(WORDS)
    ward.server.kill()
    network.loses_answers = False
    receipts = ward.receipts()
    ward.server.start()
    expect(amina.page.locator(SAVED)).to_be_visible()
    assert ward.told() == [WORDS]
    assert ward.receipts() == receipts


def test_a_restart_shows_no_error_on_a_phone_and_leaves_what_is_typed(ward: Ward):
    amina = ward.phone()
    amina.is_live()
    amina.is_marked()
    amina.writes("Half typed")
    seen: str = """() => { window.wrong = []; const look = () => {
        for (const each of document.querySelectorAll(".wrong, [role=alert]")) {
            const said = each.textContent.trim();
            if (said && each.checkVisibility()) window.wrong.push(said);
        } }; new MutationObserver(look).observe(document.body,
            { subtree: true, childList: true, attributes: true, characterData: true }); }"""
    amina.page.evaluate(seen)
    ward.server.stop()
    ward.server.start()
    ward.goes_to("map")
    amina.is_at("What we see", 5_000)
    expect(amina.page.locator("#not-live")).to_be_hidden()
    expect(amina.page.locator("#tray textarea")).to_have_value("Half typed")
    assert amina.was_never_reloaded()
    assert amina.page.evaluate("window.wrong") == []


def test_what_an_older_backup_lacks_comes_back_from_the_phone_exactly_once(
    ward: Ward, tmp_path: Path
):
    amina = ward.phone()

    def gives(words: str) -> None:
        amina.writes(words)
        with amina.page.expect_response("**/phone/feelings") as saved:
            amina.sends()
        assert saved.value.ok
        expect(amina.box).to_have_value("")

    gives("One")
    ward.server.runs("backup")
    (copy,) = [path for path in tmp_path.rglob("*") if path.is_file() and "backups" in path.parts]
    gives("Two")
    gives("Three")
    with amina.page.expect_response("**/phone/placements") as felt:
        amina.feels(-2)
    assert felt.value.ok
    receipts = ward.receipts()
    ward.server.kill()
    ward.world.database.close()
    ward.server.runs("restore", str(copy))
    assert ward.told() == ["One"]
    ward.server.start()
    ward.is_told("One", "Two", "Three")
    expect(amina.page.locator("body.is-live")).to_have_count(1)
    amina.page.reload()
    expect(amina.page.locator("body.is-live")).to_have_count(1)
    ward.is_told("One", "Two", "Three")
    assert ward.receipts() == receipts


@pytest.fixture
def browsers(chromium: Browser, tmp_path: Path) -> Iterator["Killable"]:
    killable = Killable(chromium, tmp_path / "browser")
    yield killable
    killable.kill()


class Killable:
    """A browser that a phone short of memory ends without a word."""

    def __init__(self, chromium: Browser, folder: Path) -> None:
        self.chromium, self.folder = chromium, folder
        self.open: BrowserContext | None = None

    def starts(self, address: str) -> BrowserContext:
        self.open = self.chromium.browser_type.launch_persistent_context(
            self.folder,
            executable_path=CHROMIUM,
            args=FLAGS,
            headless=True,
            viewport=PHONE,
            base_url=address,
        )
        return self.open

    def kill(self) -> None:
        if self.open is None:
            return
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if str(self.folder).encode() in (process / "cmdline").read_bytes():
                    os.kill(int(process.name), signal.SIGKILL)
        with suppress(Error):
            self.open.close()
        self.open = None


def test_a_browser_that_is_killed_half_a_second_after_the_last_key_has_kept_every_letter(
    ward: Ward, browsers: Killable
):
    network, place = ward.network(), f"{ward.here}/phone"
    seat = f"seat-{ward.world.workshop}"
    cookie = {"name": seat, "value": ward.world.secrets["Amina"], "url": network.address}
    for round_ in range(2):
        context = browsers.starts(network.address)
        context.add_cookies([cookie])
        page = context.new_page()
        page.goto(place)
        box = page.locator("[data-own] textarea[name=text]")
        if round_ == 0:
            box.press_sequentially("Given before")
            page.locator(SEND).last.click()
            ward.is_told("Given before")
            expect(box).to_have_value("")
            network.cut()
            box.press_sequentially(WORDS)
            page.locator(SEND).last.click()
            expect(page.locator("#outbox [data-sign=waiting]")).to_be_visible()
            expect(box).to_have_value("")
            # By then localStorage was written to the disk, and will not be again for a minute.
            Event().wait(6)
            box.press_sequentially("Half typed")
            Event().wait(0.5)  # which is what is promised
            browsers.kill()
            network.mend()
        else:
            ward.is_told("Given before", WORDS)
            expect(box).to_have_value("Half typed")
