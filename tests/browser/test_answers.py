"""Answering about each choice by thumb, by keyboard and without scripts; and its result, seen."""

import pytest
from playwright.sync_api import Locator, Route, expect
from sqlmodel import select

from app.domain.answers import POSSIBLE, Answer, Question, answer
from app.domain.ideas import Idea
from tests.browser.conftest import Room
from tests.browser.full_room import IDEAS, FullRoom
from tests.browser.screens import Phone
from tests.browser.test_axe import Checks
from tests.conftest import only_sqlite
from tests.make import a_key
from tools.measuring import wrong_on

pytestmark = only_sqlite
ASKS = {"agree": (Question.AGREE,), "weigh": (Question.HELP, Question.EFFORT)}


def at_the_vote(at: Room, method: str) -> FullRoom:
    room = FullRoom(at)
    at.goes_to("ideas")
    room.offers()
    at.world.asks(method)
    at.goes_to("choose")
    return room


def everybody_answers(room: FullRoom, method: str) -> None:
    with room.world.session() as session:
        ideas = [i.id for i in session.exec(select(Idea)) if i.text in IDEAS]
        for n, name in enumerate(room.people):
            for m, idea in enumerate(ideas):
                said = {q: POSSIBLE[q][(m + n // 9) % len(POSSIBLE[q])] for q in ASKS[method]}
                by = room.world.sits(session, name)
                stage = room.world.stages["choose"]
                answer(session, by, stage=stage, idea=idea, says=said, key=a_key())
        session.commit()


def kept(at: Room) -> list[int]:
    with at.world.session() as session:
        return list(session.exec(select(Answer.says)))


def card(phone: Phone, text: str) -> Locator:
    return phone.page.locator("li[id^=choice-]").filter(has_text=text)


def says(phone: Phone, text: str, words: str) -> None:
    card(phone, text).locator("label").filter(has_text=words).click()


def test_somebody_agrees_by_keyboard_alone_changes_it_on_a_bad_line_and_takes_it_back(
    at: Room,
) -> None:
    at_the_vote(at, "agree")
    phone = at.phone()
    mine = card(phone, IDEAS[1])
    phone.tabs_to(mine.locator("input[value='1']"))
    phone.presses("Space")
    phone.is_told("Saved.")
    phone.sees("1 of 3 answered")
    phone.presses("ArrowRight")
    expect(mine.locator("input[value='0']")).to_be_checked()
    expect(mine.locator("input[value='0']")).to_be_focused()
    at.settled()
    assert kept(at) == [0]

    phone.context.set_offline(True)
    phone.presses("ArrowRight")
    phone.is_told("Kept on this phone")
    phone.context.set_offline(False)
    phone.is_told("Sent and saved.")
    phone.sees("1 of 3 answered")
    assert kept(at) == [-1]

    back = phone.page.get_by_role("button", name=f"Take my answer back: {IDEAS[1]}")
    phone.tabs_to(back)
    phone.presses("Enter")
    phone.is_told("Taken back.")
    phone.sees("0 of 3 answered")
    expect(mine.locator("input:checked")).to_have_count(0)
    assert kept(at) == []
    phone.page.reload()
    expect(card(phone, IDEAS[1]).locator("input:checked")).to_have_count(0)


def test_the_last_of_quick_taps_counts(at: Room) -> None:
    at_the_vote(at, "agree")
    phone = at.phone()
    for words in ("I agree", "I disagree", "Not sure", "I disagree", "I agree"):
        says(phone, IDEAS[0], words)
    says(phone, IDEAS[2], "I disagree")
    phone.sees("2 of 3 answered")
    phone.page.reload()
    expect(card(phone, IDEAS[0]).locator("input[value='1']")).to_be_checked()
    expect(card(phone, IDEAS[2]).locator("input[value='-1']")).to_be_checked()


@pytest.mark.parametrize("method", ["dots", *ASKS])
def test_what_one_chose_with_leaves_the_phone_once_the_result_is_shown(
    at: Room, method: str
) -> None:
    at_the_vote(at, method)
    phone = at.phone()
    stage = at.world.stages["choose"]
    expect(phone.page.locator("li[id^=choice-]")).to_have_count(len(IDEAS))
    at.steer("reveal", revealed="yes")
    expect(phone.page.locator(f"#own-{stage}")).to_be_empty()
    at.settled(phone)
    phone.same_after_a_reload()


def test_also_where_it_was_shown_before_the_page_followed_the_room(at: Room) -> None:
    at_the_vote(at, "dots")
    seat = {f"seat-{at.world.workshop}": at.world.secrets["Amina"]}
    phone = at.screens.add(Phone, at.address, seat)
    held: list[Route] = []
    phone.page.route("**/live?*", lambda route: held.append(route))
    with phone.page.expect_request("**/live?*"):
        phone.opens(f"{at.here}/phone")
    expect(phone.page.locator("li[id^=choice-]")).to_have_count(len(IDEAS))
    at.steer("reveal", revealed="yes")
    for route in held:
        route.continue_()
    expect(phone.page.locator(f"#own-{at.world.stages['choose']}")).to_be_empty()


def test_without_scripts_each_answer_has_a_button_of_its_own(at: Room) -> None:
    at_the_vote(at, "agree")
    phone = at.phone(scripts=False)
    says(phone, IDEAS[2], "Not sure")
    phone.page.get_by_role("button", name=f"Save: {IDEAS[2]}").click()
    phone.sees("1 of 3 answered")
    expect(card(phone, IDEAS[2]).locator("input[value='0']")).to_be_checked()
    phone.page.get_by_role("button", name=f"Take my answer back: {IDEAS[2]}").click()
    phone.sees("0 of 3 answered")
    phone.page.get_by_role("button", name=f"Save: {IDEAS[2]}").click()
    phone.sees("Please choose one of the answers.")


@pytest.mark.parametrize("method", ASKS)
def test_no_barrier_in_the_form_or_in_the_result_and_no_letter_too_small(
    at: Room, method: str
) -> None:
    checks, room, phone = Checks(), at_the_vote(at, method), at.phone("Amina")
    checks.look(phone, "phone, choosing")
    everybody_answers(room, method)
    at.steer("reveal", revealed="yes")
    desk, wall = at.desk(), at.wall()
    phone.sees("How")
    for screen in (phone, desk):
        for summary in screen.page.locator(
            "main details:not([open]) > summary:not([inert] *)"
        ).all():
            if summary.is_visible():
                summary.click()
        checks.look(screen, f"{type(screen).__name__}, result")
    for colours in ("light", "dark"):
        checks.look(wall, f"wall, result, {colours}")
        wall.presses("d")
    checks.assert_nothing()
    for width, height in ((1920, 1080), (1024, 768)):
        wall.page.set_viewport_size({"width": width, "height": height})
        assert wrong_on(wall.page, width, height) == []
