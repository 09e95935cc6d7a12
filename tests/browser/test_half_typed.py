"""A long form at the desk gives back what was typed, in this tab alone, until it is saved."""

from playwright.sync_api import expect

from app.domain.cards import keep_cards
from tests.afterwards import decides, goes_on, plans, tries
from tests.browser.conftest import Room
from tests.conftest import only_sqlite
from tests.measuring import measures

pytestmark = only_sqlite


def test_what_is_half_typed_comes_back_until_it_is_saved(at: Room) -> None:
    world = at.world
    goes_on(world)
    trial = tries(world, world.offers("Amina", "Ring ahead"), title="A call first")
    desk, here = at.desk(), f"/p/{world.project}/trials/{trial}"
    desk.opens(here)
    note = desk.page.locator("#notes [name=text]")
    note.fill("It rang and nobody")
    desk.page.get_by_text("Change the plan").click()
    desk.page.locator("#plan [name=place]").fill("Ward 7")
    desk.page.reload()
    expect(note).to_have_value("It rang and nobody")
    expect(desk.page.locator("#plan [name=place]")).to_have_value("Ward 7")
    expect(desk.page.locator("#notes [data-back]")).to_be_visible()
    expect(desk.page.locator("#tasks [data-back]")).to_be_hidden()
    assert at.desk().opens(here).page.locator("#notes [name=text]").input_value() == ""
    desk.page.context.set_offline(True)
    desk.page.get_by_role("button", name="Write it down").click()
    desk.page.context.set_offline(False)
    desk.page.go_back()
    expect(note).to_have_value("It rang and nobody")
    desk.page.get_by_role("button", name="Write it down").click()
    expect(desk.page.locator(".diary").first).to_contain_text("It rang and nobody")
    expect(note).to_have_value("")
    plans(world, trial, place="Ward 8")  # a colleague
    desk.page.reload()
    expect(desk.page.locator("#plan [name=place]")).to_have_value("Ward 8")


def with_cards(at: Room) -> None:
    with at.world.session() as session:
        keep_cards(session, at.world.desk(session), up_to=9, keyring=at.world.keyring)
        session.commit()


def test_what_is_half_typed_from_paper_comes_back_until_the_card_is_saved(at: Room) -> None:
    at.goes_to("feelings")
    with_cards(at)
    desk = at.desk()
    desk.opens(f"{at.here}/desk/keying?sheet={at.world.stages['feelings']}")
    number, told = desk.page.locator("#number"), desk.page.locator("#story-1")
    number.fill("4")
    told.fill("It rang and nobody")
    desk.page.reload()
    expect(told).to_have_value("It rang and nobody")
    expect(number).to_have_value("4")
    sheet = f"{at.here}/desk/keying?sheet={at.world.stages['feelings']}"
    desk.opens(f"{sheet}&number=5")  # the one to come: but these words are of the fourth
    expect(told).to_have_value("It rang and nobody")
    expect(number).to_have_value("4")
    desk.opens(f"{at.here}/desk/keying?sheet=coming")
    expect(number).not_to_have_value("4")
    desk.page.locator("#name").fill("Amina")
    desk.page.reload()
    expect(desk.page.locator("#name")).to_have_value("")


def test_a_secret_vote_that_is_half_typed_is_kept_nowhere(at: Room) -> None:
    at.goes_to("ideas")
    for name in ("Amina", "Bo"):
        at.world.offers(name, f"Ring ahead, says {name}")
    at.goes_to("choose")
    with_cards(at)
    desk = at.desk()
    desk.opens(f"{at.here}/desk/keying?sheet={at.world.stages['choose']}")
    desk.page.locator("#number").fill("4")
    dots = desk.page.locator(".keying [name^=dots-]").first
    dots.fill("2")
    desk.page.reload()
    expect(dots).to_have_value("")
    assert desk.page.evaluate("JSON.stringify(sessionStorage)").find("touchline:form") == -1


def test_the_words_that_prepare_a_workshop_come_back(at: Room) -> None:
    desk = at.desk()
    desk.opens(f"{at.here}/desk/prepare")
    lines = desk.page.locator("#helplines")
    lines.fill("Advice team: 0000 000 000")
    desk.page.reload()
    expect(lines).to_have_value("Advice team: 0000 000 000")
    desk.page.get_by_role("button", name="Save", exact=True).click()
    desk.sees("Saved.")
    expect(desk.page.locator("[data-back]")).to_be_hidden()


def test_a_half_typed_answer_comes_back_to_its_own_idea(at: Room) -> None:
    world = at.world
    goes_on(world)
    ideas = [world.offers(name, f"Free parking, says {name}") for name in ("Amina", "Bo")]
    for idea in ideas:
        decides(world, idea, "parked", "Not ours")
    desk = at.desk()
    desk.opens(f"/p/{world.project}/replies")
    first, second = (desk.page.locator(f"#idea-{idea}") for idea in ideas)
    second.get_by_text("Give an answer").click()
    why = second.locator("[name=reason]")
    why.fill("The car park is not ours")
    desk.page.reload()
    expect(why).to_be_visible()
    expect(why).to_have_value("The car park is not ours")
    expect(first.locator("[name=reason]")).to_have_value("")
    expect(first.locator("[name=reason]")).to_be_hidden()
    second.get_by_label("It can’t be done").check()
    second.locator("[name=who]").fill("The estates team")
    second.get_by_role("button", name="Save this answer").click()
    expect(second.locator(".note")).to_contain_text("The car park is not ours")
    desk.page.reload()
    expect(why).to_have_value("")


def test_how_a_measure_is_counted_comes_back_until_it_is_saved(at: Room) -> None:
    world = at.world
    goes_on(world)
    trial = tries(world, world.offers("Amina", "Ring ahead"), title="A call first")
    measure = measures(world, trial)
    desk = at.desk()
    desk.opens(f"/p/{world.project}/trials/{trial}/measures/{measure}")
    form = desk.page.locator("form[data-keeps=measure]")
    desk.page.get_by_text("What is counted").click()
    form.locator("[name=how]").fill("Everyone who rang, from the list at the desk")
    desk.page.reload()
    expect(form.locator("[name=how]")).to_be_visible()
    expect(form.locator("[name=how]")).to_have_value("Everyone who rang, from the list at the desk")
    form.get_by_role("button", name="Save the measure").click()
    expect(desk.page.locator("form[data-keeps=measure] [data-back]")).to_be_hidden()
    desk.page.reload()
    desk.page.get_by_text("What is counted").click()
    expect(form.locator("[name=how]")).to_have_value("Everyone who rang, from the list at the desk")
    expect(form.locator("[data-back]")).to_be_hidden()
