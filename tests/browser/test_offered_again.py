"""After an older backup was put back: what a phone offers again, before anything newer (R7)."""

from collections import Counter
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Request, Route, expect
from sqlalchemy import text

from app.backups import back_up
from tests.browser.conftest import Room
from tests.browser.screens import Phone
from tests.browser.test_outbox import KEPT, LEFT, no_network
from tests.conftest import of_one_process, only_sqlite
from tests.make import a_key

pytestmark = [only_sqlite, of_one_process]  # what is put back here, one process hears of


@pytest.fixture
def amina(at: Room) -> Phone:
    at.goes_to("feelings")
    return at.phone()


def put_back(at: Room, run: str = "another") -> None:
    """As if an older backup had been put back and the server started on it."""
    with at.world.database.writing.begin() as connection:
        for table in ("placement", "receipt"):
            connection.execute(text(f"DELETE FROM {table}"))
    site = at.running.site
    site.run = site.pages.state.run = run
    site._guarded.says_run(site.run)
    site.stream.says_run(site.run)


def heights(at: Room) -> list[int]:
    with at.world.database.read() as session:
        return list(session.connection().execute(text("SELECT height FROM placement")).scalars())


def test_an_older_choice_that_is_offered_again_never_overtakes_a_newer_one(at: Room, amina: Phone):
    sent: list[tuple[str, int, dict[str, str]]] = []

    def note(request: Request) -> None:
        answer = request.response()
        if answer and request.method == "POST":
            form = parse_qs(request.post_data or "")
            what = form.get("height", [request.url.rpartition("/")[2]])[0]
            sent.append((what, answer.status, request.all_headers()))

    amina.page.clock.install()
    amina.page.reload()
    amina.feels(1)
    assert "height=1" in amina.page.evaluate(LEFT)
    back = no_network(amina.page)
    amina.page.route("**/healthz", lambda route: route.abort())
    amina.face(2).click()
    amina.is_told(KEPT)
    with amina.page.expect_response("**/live?**"):
        amina.page.clock.fast_forward(25 * 60_000)  # longer than a copy may lag, with no server
    put_back(at)
    amina.page.on("requestfinished", note)
    back()
    amina.is_told("Sent and saved.")
    assert heights(at) == [2]
    while len(sent) < 4:
        amina.page.wait_for_event("requestfinished")
    assert [(what, status) for what, status, _ in sent] == [
        ("2", 425),
        ("known", 200),
        ("1", 200),
        ("2", 200),
    ]
    assert sent[2][2].get("touchline-again")
    assert sent[2][2].get("touchline-waited"), "it counts as late, whenever it was given first"


MANY_SAVED = """async ([count, action]) => {
    const open = indexedDB.open("touchline");
    await new Promise((done) => { open.onsuccess = done; });
    const change = open.result.transaction("acts", "readwrite");
    for (let n = 0; n < count; n += 1) {
        const id = crypto.randomUUID();
        change.objectStore("acts").put({ id, seat: document.body.dataset.seat, order: n, action,
            at: Number(document.body.dataset.now), state: "saved", receipt: `${id}=proof`,
            run: "older", body: "", named: "" });
    }
    await new Promise((done) => { change.oncomplete = done; });
}"""


def test_all_that_a_phone_gave_is_asked_for_and_never_asked_for_ever(at: Room, amina: Phone):
    asked: Counter[int] = Counter()
    amina.page.on(
        "requestfinished",
        lambda r: asked.update([(r.post_data or "").count("sent=")]) if "known" in r.url else None,
    )
    amina.page.evaluate(MANY_SAVED, [600, f"{at.here}/phone/stories"])
    amina.page.reload()
    amina.is_told("The server was set back to an earlier time")
    assert asked == {500: 1, 100: 1}

    # A Wi-Fi's own page is no answer; a server that knows no such seat is one, and the last.
    amina.page.evaluate(MANY_SAVED, [1, f"{at.here}/phone/stories"])
    mark = {"touchline-run": at.running.site.run}
    answers = [{"body": "Welcome to our Wi-Fi"}, {"status": 404, "headers": mark}]
    amina.page.route("**/phone/known", lambda route: route.fulfill(**answers.pop(0)))
    amina.page.clock.install()
    with amina.page.expect_response(lambda answer: answer.url.endswith("/known")):
        amina.page.reload()
    with amina.page.expect_response(lambda answer: answer.status == 404):
        amina.page.clock.fast_forward(3_000)
    amina.page.clock.fast_forward(60_000)
    amina.page.evaluate("0")
    assert answers == []


OLDER = """async (hours) => {
    const open = indexedDB.open("touchline");
    await new Promise((done) => { open.onsuccess = done; });
    const change = open.result.transaction("acts", "readwrite");
    const acts = change.objectStore("acts");
    const asked = acts.getAll();
    asked.onsuccess = () => asked.result.sort((a, b) => a.order - b.order).forEach((act, n) => {
        for (const name of ["at", "savedBy", "wordsUntil"]) act[name] -= hours[n] * 3600 * 1000;
        acts.put(act);
    });
    await new Promise((done) => { change.oncomplete = done; });
}"""
ONCE_GONE = f"""async (words) => {{
    const left = {LEFT};
    for (let tries = 0; tries < 200; tries += 1) {{
        if (!(await left()).includes(words)) return;
        await new Promise((later) => setTimeout(later, 50));
    }}
    throw new Error(`${{words}} is still there`);
}}"""

ONCE_SAVED = f"""async (words) => {{
    const left = {LEFT};
    for (let tries = 0; tries < 200; tries += 1) {{
        const all = await left();
        const saved = all.split('"state":"saved"').length - 1;
        if (saved === words.length && words.every((each) => all.includes(each))) return;
        await new Promise((later) => setTimeout(later, 50));
    }}
    throw new Error("not all is saved");
}}"""


def test_saved_words_stay_on_the_phone_until_a_copy_has_been_made(at: Room, amina: Phone):
    def forgets(what: str) -> None:
        amina.page.evaluate(ONCE_GONE, what)

    backups = at.running.site.settings.backups
    backups.parent.mkdir(exist_ok=True)
    backups.write_text("not a folder: no copy can be made")
    amina.feels(1)
    amina.picks_a_word()
    amina.page.evaluate(ONCE_SAVED, ["height=1", "word="])
    amina.page.evaluate(OLDER, [1, 25])
    amina.page.reload()
    forgets("word=")  # given a day ago
    assert "height=1" in amina.page.evaluate(LEFT)

    backups.unlink()
    back_up(at.running.site.settings, datetime.now(UTC))
    at.running.site.look_at_copies()
    amina.page.reload()
    forgets("height=1")


JOINED_LONG_AGO = """([workshop, where, key]) => {
    const at = Date.now() - 25 * 3600 * 1000;
    const body = `voice=patient&consent=yes&key=${key}`;
    const form = { workshop, where, body, at, until: at + 60000, seat: "a", run: "older" };
    localStorage.setItem("touchline:joined", JSON.stringify(form));
}"""
SAYS_WHEN_GONE = """() => setInterval(
    () => localStorage.getItem("touchline:joined") || console.log("gone"), 50)"""


HIDE = """(hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_who_joined_after_the_copy_was_made_has_the_same_seat_again_and_all_they_gave(at: Room):
    at.goes_to("feelings")
    newcomer = at.stranger(Phone)
    with at.world.session() as session:
        secret = at.world.desk(session).workshop.join_secret
    newcomer.opens(f"/j/{secret}")
    newcomer.joins("patient", name="Cleo")
    newcomer.feels(-2)
    seats = "SELECT id FROM seat WHERE name = 'Cleo'"
    with at.world.database.writing.begin() as connection:
        (seat,) = connection.execute(text(seats)).scalars().all()
        connection.execute(text(f"DELETE FROM consent WHERE seat_id = '{seat}'"))
        connection.execute(text("DELETE FROM placement"))
        connection.execute(text(f"DELETE FROM seat WHERE id = '{seat}'"))
    put_back(at)
    assert heights(at) == []
    newcomer.page.evaluate(HIDE, True)
    newcomer.page.evaluate(HIDE, False)
    newcomer.is_told("Sent and saved.")
    assert heights(at) == [-2]
    with at.world.database.read() as session:
        assert session.connection().execute(text(seats)).scalars().all() == [seat]

    # Who leaves while this phone still asks what is lost leaves nothing behind.
    newcomer.page.get_by_role("link", name="My words").click()
    leave = newcomer.page.get_by_role("button", name="Leave")
    leave.evaluate("button => { button.form.requestSubmit = () => console.log('left'); }")
    asked: list[Route] = []
    newcomer.page.route("**/phone/known", lambda route: asked.append(route))
    put_back(at, "a third")
    with newcomer.page.expect_request("**/phone/known"):
        newcomer.page.evaluate(HIDE, True)
        newcomer.page.evaluate(HIDE, False)
    with newcomer.page.expect_event("console", lambda said: said.text == "left"):
        leave.click()
    with newcomer.page.expect_response("**/phone/known"):
        asked[0].continue_()
    newcomer.page.evaluate(LEFT)
    assert "height=-2" not in newcomer.page.evaluate(LEFT)
    leave.click()
    expect(newcomer.page.locator("#code")).to_be_visible()
    assert newcomer.page.evaluate("localStorage.getItem('touchline:joined')") is None

    # A form that is too old lets nobody in, also where no seat is found.
    posted: list[str] = []
    newcomer.page.on("request", lambda r: posted.append(r.url) if r.method == "POST" else None)
    newcomer.page.evaluate(JOINED_LONG_AGO, [at.here.removeprefix("/w/"), f"/j/{secret}", a_key()])
    with newcomer.page.expect_response("**/healthz"):
        newcomer.opens(f"{at.here}/phone")
    with newcomer.page.expect_event("console", lambda said: said.text == "gone"):
        newcomer.page.evaluate(SAYS_WHEN_GONE)
    assert posted == []
