"""The first room, from an empty installation to the progress page, and nobody reloads."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Screens
from tests.browser.screens import AT_ONCE, Desk, Phone, Screen, Wall
from tests.conftest import Running, only_sqlite

NINE = (
    "Finding the lump",
    "Seeing the GP",
    "Waiting for the letter",
    "The first scan",
    "Being told",
    "The operation",
    "The first night",
    "Radiotherapy",
    "Going home",
)
LETTER = "The letter came on a Saturday and nobody could be asked"
KIND = "The porter sang for me all the way down"
RING = "Ring people before the letter comes"
NIGHT = "Let one person stay the first night"
CHAIR = "Chairs with arms in the waiting room"


class Story:
    """Sam steers; Amina, a patient, comes by QR code; Bo, a carer, types the code."""

    def __init__(self, screens: Screens, running: Running) -> None:
        self.screens, self.running = screens, running
        self.address = running.address
        self.desk = screens.add(Desk, self.address)
        self.wall = screens.add(Wall, self.address)
        self.amina = screens.add(Phone, self.address)
        self.bo = screens.add(Phone, self.address)

    @property
    def phones(self) -> tuple[Phone, Phone]:
        return self.amina, self.bo

    @property
    def everyone(self) -> tuple[Screen, ...]:
        return self.amina, self.bo, self.desk, self.wall

    # From nothing to an open door

    def given_the_first_account(self) -> None:
        page = self.desk.opens("/").page
        page.get_by_role("link", name="Sign in").click()
        expect(page).to_have_url(re.compile("/account/first$"))
        page.locator("[name=code]").fill("WRONGONE")
        page.locator("[name=name]").fill("Sam")
        page.locator("[name=email]").fill("sam@example.org")
        page.locator("[name=password]").fill("three random words")
        page.get_by_role("button", name="Make my account").click()
        self.desk.sees("That is not the code from the terminal.")
        expect(page.locator("[name=name]")).to_have_value("Sam")
        page.locator("[name=code]").fill(self.running.site.first_code.lower())
        page.locator("[name=password]").fill("three random words")
        page.get_by_role("button", name="Make my account").click()
        self.desk.heading("My projects")

    def and_sam_can_sign_out_and_in(self) -> None:
        page = self.desk.page
        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("link", name="Sign in").click()
        page.locator("[name=email]").fill("sam@example.org")
        page.locator("[name=password]").fill("not this one")
        page.get_by_role("button", name="Sign in").click()
        self.desk.sees("do not fit together")
        page.locator("[name=password]").fill("three random words")
        page.get_by_role("button", name="Sign in").click()
        self.desk.heading("My projects")

    def and_a_project_with_nine_touchpoints(self) -> None:
        page = self.desk.page
        page.locator("[name=title]").fill("Breast clinic co-design")
        page.locator("[name=journey]").fill("From finding it to going home")
        page.get_by_role("button", name="Start the project").click()
        self.desk.heading("Breast clinic co-design")
        page.locator("[name=lines]").fill("\n".join(NINE))
        page.get_by_role("button", name="Add to the journey").click()
        expect(page.locator("#journey > ol > li")).to_have_count(9)

    def and_a_workshop_whose_wall_is_on_the_projector(self) -> None:
        page = self.desk.page
        page.locator("input[name=kind][value=short]").check()
        page.get_by_role("button", name="Make the workshop").click()
        expect(page).to_have_url(re.compile("/desk$"))
        self.desk.is_marked()
        self.desk.sees("The doors are closed.")
        link = page.locator("#room .address").text_content() or ""
        parts = urlsplit(link.strip())
        self.wall.opens(f"{parts.path}?{parts.query}")
        assert "key" not in self.wall.page.url  # no secret stays in the address
        self.wall.is_marked()
        self.wall.shows("The doors open soon.")

    def when_the_doors_open(self) -> None:
        self.desk.clicks("Open the doors")
        self.desk.sees("The doors are open.", AT_ONCE)
        expect(self.wall.page.locator("#show svg[role=img]")).to_be_visible(timeout=AT_ONCE)
        self.wall.says("0 people are here")
        self.code = self.wall.page.locator("#show .typed").inner_text().strip()
        assert re.fullmatch(r"[A-Z0-9]{3} [A-Z0-9]{3}", self.code)
        expect(self.desk.page.locator("#room .typed")).to_have_text(self.code)

    # Coming in

    def when_amina_points_her_camera(self) -> None:
        self.amina.opens(self._address_in_the_qr_code())
        self.amina.joins("patient", name="Amina")
        self.amina.is_marked()
        self.amina.heading("You’re in")
        self.wall.says("1 person is here")
        self.wall.says("1 patient")

    def _address_in_the_qr_code(self) -> str:
        """What a camera reads there is in the site's keeping; the picture says so in its title."""
        with self.running.site.database.read() as session:
            from sqlmodel import select

            from app.domain.workshops import Workshop

            found = session.exec(select(Workshop)).one()
        self.workshop = found.id
        return f"/j/{found.join_secret}"

    def when_bo_types_the_code_carelessly(self) -> None:
        self.bo.types_the_code("ABC 123")
        self.bo.sees("That code does not fit.")
        expect(self.bo.page.locator("#code")).to_have_value("ABC 123")
        self.bo.page.locator("#code").fill(self.code.lower())
        self.bo.page.get_by_role("button", name="Go in").click()
        self.bo.heading("Good to have you here")
        self.bo.joins("carer", may_show=True)
        self.bo.is_marked()
        self.wall.says("2 people are here")
        expect(self.desk.page.locator("#present")).to_contain_text(
            re.compile(r"Patients\s*1\s*Carers and family\s*1\s*Staff\s*0"), timeout=AT_ONCE
        )

    # Stage by stage

    def when_the_room_moves_to(self, title: str) -> None:
        self.desk.goes_on(title)
        for screen in (*self.phones, self.wall):
            screen.is_at(title)

    def then_the_clock_runs_everywhere(self) -> None:
        for screen in self.everyone:
            clock = screen.page.locator(".clock")
            expect(clock).to_have_text(re.compile(r"\d\d:\d\d"), timeout=AT_ONCE)
            before = clock.inner_text()
            expect(clock).not_to_have_text(before, timeout=AT_ONCE)

    def then_the_ground_rules_are_on_wall_and_phones(self) -> None:
        for screen in (*self.phones, self.wall):
            screen.sees("Speak from your own experience.")

    def when_amina_misses_a_touchpoint(self) -> None:
        self.amina.proposes("Being asked by name", after="Seeing the GP")
        self.amina.sees("Waiting for a facilitator.")

    def and_sam_puts_it_on_the_journey(self) -> None:
        proposal = self.desk.page.locator("#proposals li").filter(has_text="Being asked by name")
        expect(proposal).to_be_visible(timeout=AT_ONCE)
        proposal.get_by_role("button", name="Put it on the journey").click()
        expect(proposal).to_have_count(0)

    def then_all_see_it_in_its_place(self) -> None:
        for screen, at in (
            (self.wall, "#show"),
            (self.amina, "[data-own]"),
            (self.bo, "[data-own]"),
        ):
            third = screen.page.locator(f"{at} ol li").nth(2)
            expect(third).to_have_text("Being asked by name", timeout=AT_ONCE)
        self.amina.sees("It is on the journey now.")

    def when_bo_proposes_what_is_covered_already(self) -> None:
        self.bo.proposes("Coming home")
        proposal = self.desk.page.locator("#proposals li").filter(has_text="Coming home")
        proposal.locator("[name=answer]").fill("That is “Going home”, the last one.")
        proposal.get_by_role("button", name="Answer, and leave").click()
        self.bo.sees("That is “Going home”, the last one.")

    def when_amina_says_how_it_felt(self) -> None:
        page = self.amina.page
        self.amina.feels(-2)
        self.desk.counts("1 of 2 have started")
        self.desk.counts("1 feeling")
        self.wall.says("1 of 2")
        self.amina.picks_a_word()
        self.amina.picks_a_word()
        self.desk.counts("2 words")
        page.get_by_text("More words, or my own").click()
        page.get_by_label("My own word").fill("unmoored")
        page.get_by_label("My own word").press("Tab")
        self.desk.counts("3 words")
        expect(page.locator("input[name=word]:not(:checked)").first).to_be_disabled()
        self.amina.feels(1)  # changes her mind: two marks of hers would be one too many
        self.desk.counts("1 feeling")
        self.amina.feels("skip")
        self.amina.feels(-1)
        self.amina.writes(LETTER)
        self.desk.counts("still writing")
        page.get_by_role("button", name="Save and go on").click()
        self.amina.sees("2 of 10")
        expect(self.amina.box).to_have_value("")
        self.desk.counts("1 story")

    def and_bo_leaves_out_what_did_not_happen(self) -> None:
        self.bo.feels("skip")
        self.desk.counts("2 of 2 have started")
        self.bo.page.get_by_role("button", name="Save and go on").click()
        self.bo.sees("2 of 10")
        self.bo.feels(2)
        self.bo.writes(KIND)
        self.bo.page.get_by_role("button", name="Save and go on").click()
        self.bo.sees("3 of 10")
        self.desk.counts("2 stories")

    def then_nothing_shows_before_sam_has_read_it(self) -> None:
        expect(self.desk.waiting(LETTER)).to_be_visible()
        self.wall.does_not_see(LETTER)
        self.bo.does_not_see(LETTER)

    def when_sam_releases_holds_and_undoes(self) -> None:
        self.desk.releases(LETTER)
        self.wall.shows(LETTER)
        self.desk.page.get_by_role("button", name=f"Take off the wall: {LETTER}").click()
        self.wall.hides(LETTER)
        self.wall.does_not_see(LETTER)  # gone from the page's own bytes as well
        self.desk.page.locator("h1").click()
        self.desk.presses("u")
        self.wall.shows(LETTER)
        self.desk.presses("u")
        expect(self.desk.waiting(LETTER)).to_be_visible()
        self.wall.hides(LETTER)
        self.desk.releases(LETTER)
        self.wall.shows(LETTER)

    def when_one_is_done(self) -> None:
        self.amina.is_done()
        self.desk.counts("1 of 2 done")
        self.amina.page.get_by_role("button", name="Not yet after all").click()
        self.desk.counts("0 of 2 done")
        self.amina.is_done()
        self.bo.is_done()
        self.desk.counts("2 of 2 done")

    def when_sam_pauses_and_goes_on(self) -> None:
        self.bo.writes("Half of what I")
        self.desk.clicks("Pause")
        for phone in self.phones:
            phone.sees("A short pause", AT_ONCE)
        self.wall.shows("A short pause", AT_ONCE)
        self.wall.hides(LETTER)
        standing = self.desk.page.locator(".clock").inner_text()
        self.desk.clicks("Go on")
        for phone in self.phones:
            expect(phone.box).to_be_visible(timeout=AT_ONCE)
        self.wall.shows(LETTER)
        assert standing[:2] == self.desk.page.locator(".clock").inner_text()[:2]
        expect(self.bo.box).to_have_value("Half of what I")
        self.bo.box.fill("")

    def then_the_map_waits_to_be_shown(self) -> None:
        for screen in (*self.phones, self.wall):
            expect(screen.page.locator("svg.map, .spoken")).to_have_count(0)
        expect(self.desk.page.locator("svg.map")).to_be_visible()
        self.desk.sees("Only you see this so far")

    def when_sam_shows_the_map(self) -> None:
        self.desk.clicks("Show on the wall")
        for screen in (*self.phones, self.wall):
            screen.sees("Too few people have marked the journey", AT_ONCE)

    def then_two_people_are_too_few_for_a_line(self) -> None:
        expect(self.wall.page.locator("svg.map .course, svg.map .mark")).to_have_count(0)

    def when_both_say_what_matters(self) -> None:
        self.amina.offers("Nobody tells us what comes next")
        self.desk.counts("1 priority")
        self.desk.releases("Nobody tells us")
        self.wall.shows("Nobody tells us what comes next")

    def when_both_offer_ideas(self) -> None:
        self.amina.offers(RING)
        self.desk.counts("1 idea")
        self.bo.offers(NIGHT)
        self.amina.offers(CHAIR)
        for idea in (RING, NIGHT, CHAIR):
            self.desk.releases(idea)
            self.wall.shows(idea)

    def when_both_choose(self) -> None:
        self.amina.dot(RING)
        self.amina.is_told("2 dots left")
        self.amina.dot(RING)
        expect(self.amina.dots_on(RING)).to_have_text("2")
        self.amina.dot(NIGHT)
        self.amina.is_told("0 dots left")
        self.desk.counts("1 of 2 have put dots")
        self.bo.dot(NIGHT)
        expect(self.bo.dots_on(NIGHT)).to_have_text("1")
        self.wall.says("2 of 2")

    def then_a_fourth_dot_is_refused_in_words(self) -> None:
        """The button says so by itself; who gets round it is told as well."""
        more = self.amina.page.get_by_role("button", name=f"Put a dot on: {CHAIR}")
        expect(more).to_have_attribute("aria-disabled", "true")
        more.evaluate("button => button.removeAttribute('aria-disabled')")
        more.click()
        self.amina.is_told("All your dots are placed.")
        expect(self.amina.dots_on(CHAIR)).to_have_text("0")

    def then_no_total_is_anywhere(self) -> None:
        expect(self.desk.page.locator(".results, .shares, output")).to_have_count(0)
        expect(self.wall.page.locator(".results, .shares, output")).to_have_count(0)
        # How many ideas stood at a touchpoint goes with the next slow drawing.
        expect(self.desk.page.locator("#columns")).not_to_contain_text(re.compile(r"\d"))
        for screen in (self.desk, self.wall):
            for idea in (RING, NIGHT, CHAIR):
                beside = screen.page.locator("li, .note").filter(has_text=idea)
                for text in beside.all_inner_texts():
                    assert not re.search(r"\d", text.replace(idea, "")), text

    def when_sam_shows_the_result(self) -> None:
        self.desk.clicks("Show on the wall")
        for screen in self.everyone:
            screen.sees("Too few people have put dots", AT_ONCE)

    def when_sam_decides(self) -> None:
        parked = self.desk.choice(CHAIR)
        parked.get_by_role("button", name="Park it").click()
        self.desk.is_told("Please say why in a few words")
        parked.get_by_label("Why").fill("New chairs come in spring anyway.")
        parked.get_by_role("button", name="Park it").click()
        for screen in (*self.phones, self.wall):
            screen.sees("New chairs come in spring anyway.", AT_ONCE)
        taken = self.desk.choice(RING)
        taken.get_by_role("button", name="Take it forward").click()
        for screen in (*self.phones, self.wall):
            screen.sees("Taken forward", AT_ONCE)

    def when_amina_agrees_to_her_words_outside(self) -> None:
        page = self.amina.page
        for use in ("report", "other_group", "contact"):
            expect(page.locator(f"input[name=use][value={use}]")).not_to_be_checked()
        agreed = page.locator("label").filter(has_text=LETTER).locator("input")
        expect(agreed).not_to_be_checked()
        agreed.check()
        page.locator("input[name=use][value=contact]").check()
        page.get_by_role("button", name="Save my choices").click()
        self.amina.is_told("Please give an e-mail address")
        page.get_by_label("E-mail address").fill("amina@example.org")
        page.get_by_role("button", name="Save my choices").click()
        self.amina.is_told("Saved.")

    def when_the_workshop_ends(self) -> None:
        self.desk.clicks("End the workshop")
        self.desk.is_told("no answer yet")
        self.desk.clicks("End the workshop now")
        self.desk.sees("What was decided now becomes trials.", AT_ONCE)
        for phone in self.phones:
            phone.heading("Thank you for today")
        expect(self.wall.page.locator("#show svg[role=img]")).to_be_visible(timeout=AT_ONCE)

    def then_nobody_has_reloaded(self) -> None:
        for screen in self.everyone:
            assert screen.was_never_reloaded(), f"{screen.page.url} was loaded again"

    # Afterwards

    def when_the_idea_becomes_a_trial(self) -> None:
        page = self.desk.page
        page.get_by_role("link", name="Go to the project").click()
        page.get_by_role("button", name=f"Make it a trial: {RING}").click()  # the one click
        expect(page).to_have_url(re.compile("/trials/"))

    def and_is_planned_and_closed(self) -> None:
        page = self.desk.page
        for name, text in (
            ("title", "A call first"),
            ("aim", "Nobody opens the letter alone."),
            ("change", "A nurse rings the day before."),
            ("prediction", "Fewer people ring us in alarm."),
            ("owner", "the clinic nurses"),
            ("co_owner", "two patients"),
        ):
            page.locator(f"[name={name}]").fill(text)
        page.get_by_role("button", name="Save the plan").click()
        self.desk.sees("Saved.")
        page.get_by_text("Say what happened, and what you do now").click()
        page.locator("label[for=compared-yes]").click()
        page.locator("[name=what_happened]").fill("Eleven of twelve were glad of the call.")
        page.locator("[name=reason]").fill("It takes five minutes.")
        page.locator("label[for=act-adopt]").click()
        page.get_by_role("button", name="Close this try").click()
        self.desk.sees("So we keep it")

    def then_the_progress_page_says_only_what_was_agreed(self) -> None:
        self.desk.opens(f"/p/{self._project()}")
        address = self.desk.page.locator("a.address").get_attribute("href") or ""
        anybody = self.screens.add(Phone, self.address)
        anybody.opens(urlsplit(address).path)
        anybody.heading("What happened to what you said")
        anybody.sees("A nurse rings the day before.")
        anybody.sees("Eleven of twelve were glad of the call.")
        anybody.sees("It takes five minutes.")
        anybody.does_not_see(KIND)
        for idea in (RING, NIGHT, CHAIR):
            anybody.does_not_see(idea)
        anybody.does_not_see("Amina")
        expect(anybody.page.locator("meta[name=robots]")).to_have_attribute(
            "content", re.compile("noindex")
        )

    def _project(self) -> str:
        return self.desk.page.url.split("/p/")[1].split("/")[0]


@pytest.fixture
def story(screens: Screens, running: Running) -> Story:
    return Story(screens, running)


@only_sqlite
def test_from_an_empty_installation_to_the_progress_page_without_a_reload(story: Story) -> None:
    story.given_the_first_account()
    story.and_sam_can_sign_out_and_in()
    story.and_a_project_with_nine_touchpoints()
    story.and_a_workshop_whose_wall_is_on_the_projector()
    story.when_the_doors_open()
    story.when_amina_points_her_camera()
    story.when_bo_types_the_code_carelessly()

    story.when_the_room_moves_to("Welcome")
    story.then_the_clock_runs_everywhere()
    story.then_the_ground_rules_are_on_wall_and_phones()

    story.when_the_room_moves_to("Touchpoints")
    story.when_amina_misses_a_touchpoint()
    story.and_sam_puts_it_on_the_journey()
    story.then_all_see_it_in_its_place()
    story.when_bo_proposes_what_is_covered_already()

    story.when_the_room_moves_to("How it felt")
    story.when_amina_says_how_it_felt()
    story.and_bo_leaves_out_what_did_not_happen()
    story.then_nothing_shows_before_sam_has_read_it()
    story.when_sam_releases_holds_and_undoes()
    story.when_one_is_done()
    story.when_sam_pauses_and_goes_on()

    story.when_the_room_moves_to("What we see")
    story.then_the_map_waits_to_be_shown()
    story.when_sam_shows_the_map()
    story.then_two_people_are_too_few_for_a_line()

    story.when_the_room_moves_to("What matters most")
    story.when_both_say_what_matters()
    story.when_the_room_moves_to("Ideas")
    story.when_both_offer_ideas()
    story.when_the_room_moves_to("Choose together")
    story.when_both_choose()
    story.then_a_fourth_dot_is_refused_in_words()
    story.then_no_total_is_anywhere()
    story.when_sam_shows_the_result()

    story.when_the_room_moves_to("What happens next")
    story.when_sam_decides()
    story.when_the_room_moves_to("Before you go")
    story.when_amina_agrees_to_her_words_outside()
    story.when_the_workshop_ends()
    story.then_nobody_has_reloaded()

    story.when_the_idea_becomes_a_trial()
    story.and_is_planned_and_closed()
    story.then_the_progress_page_says_only_what_was_agreed()
