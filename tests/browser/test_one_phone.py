"""One phone: taps quicker than the network, and two pages of it."""

from playwright.sync_api import Request, Route, expect

from tests.browser.conftest import Room
from tests.conftest import only_sqlite

LOOKED_AT = """(is_seen) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => !is_seen });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def has_three_words(request: Request) -> bool:
    return (request.post_data or "").count("word=") == 3


@only_sqlite
def test_three_words_tapped_while_the_first_is_still_on_its_way_are_all_kept(at: Room) -> None:
    at.goes_to("feelings")
    amina = at.phone("Amina")
    held: list[Route] = []
    answered: list[str] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    amina.page.route("**/phone/words", hold_the_first)
    amina.page.on(
        "response", lambda answer: answered.append(answer.url) if "words" in answer.url else None
    )
    chips = amina.page.locator("label:has(input[name=word])")
    tapped = [chips.nth(n).inner_text().strip() for n in range(3)]
    for n in range(3):
        chips.nth(n).click()
    expect(amina.page.locator("input[name=word]:checked")).to_have_count(3)
    assert answered == []  # nothing overtakes what is still on its way
    with amina.page.expect_request_finished(has_three_words):
        held[0].continue_()
    amina.is_told("Saved.")
    with at.running.phone(at.world, "Amina") as client:
        mine = client.get(f"{at.here}/phone/mine.json").json()
    assert sorted(mine["own_words"][at.world.touchpoints[0]]) == sorted(tapped)


@only_sqlite
def test_of_two_open_pages_of_one_phone_the_newer_follows_and_the_older_says_so(at: Room) -> None:
    at.goes_to("welcome")
    amina = at.phone("Amina")
    older, newer = amina.page, amina.new_page()
    expect(older.locator("#elsewhere")).to_be_hidden()
    newer.goto(older.url)
    expect(older.locator("#elsewhere")).to_be_visible()
    at.goes_to("feelings")
    expect(newer.locator("#bar")).to_contain_text("How it felt")
    expect(newer.locator("#elsewhere")).to_be_hidden()
    expect(older.locator("#bar")).to_contain_text("Welcome")

    older.get_by_role("link", name="Follow it here").click()
    expect(older.locator("#bar")).to_contain_text("How it felt")
    expect(newer.locator("#elsewhere")).to_be_visible()


@only_sqlite
def test_the_page_that_is_looked_at_again_follows_though_another_was_opened(at: Room) -> None:
    at.goes_to("welcome")
    amina = at.phone("Amina")
    first, second = amina.page, amina.new_page()
    first.evaluate(LOOKED_AT, False)
    second.goto(first.url)
    expect(second.locator("body.is-live")).to_have_count(1)
    second.evaluate(LOOKED_AT, False)
    first.evaluate(LOOKED_AT, True)
    at.goes_to("feelings")
    expect(first.locator("#bar")).to_contain_text("How it felt")
    expect(first.locator("#elsewhere")).to_be_hidden()
