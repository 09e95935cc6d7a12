"""Nothing is cut on the wall: what doesn't fit stands on another page, and on no page twice."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.board import Named, deal_with
from app.domain.feelings import place
from app.domain.journey import lay_out, touchpoints_of
from app.domain.steering import reveal
from app.domain.themes import group
from app.domain.voices import Voice
from app.pages.wall.fitting import lines, page, width
from app.pages.wall.large import SIZES, size
from tests.conftest import Running, only_sqlite
from tests.make import World, a_key

MANY = 26
LONG = "We sat in the corridor from nine until after two and nobody said why. " * 4


@given(
    st.lists(st.floats(0.5, 40), max_size=40), st.floats(8, 40), st.sampled_from([(3, 2, 1), (1,)])
)
def test_the_pages_of_a_list_hold_each_item_once_and_in_order(heights, room, columns):
    items = list(enumerate(heights))
    shown, at, of = [], 0, 1
    while at < of:
        found = page(items, lambda item, beside: item[1] / (4 - beside), room, at, columns)
        assert found.at == at
        for column in found.columns:
            high = sum(height for _, height in column) / (4 - len(found.columns))
            assert high <= room + 0.01 or len(column) == 1
        shown += [item for column in found.columns for item in column]
        at, of = at + 1, found.of
    assert shown == items


def test_past_the_last_page_stands_the_last_one():
    found = page(list("abcdef"), lambda _item, _beside: 1.0, 1.0, 99, (1,))
    assert found.columns == (("f",),)
    assert (found.at, found.of) == (5, 6)


def test_a_line_is_counted_for_what_a_browser_would_break():
    assert lines("", 10) == 1
    assert lines("one two", 10) == 1
    assert lines("one two three four five six", 5) == 3
    assert lines("x" * 100, 10) >= 5  # one word, parted
    assert width("我" * 10) > width("i" * 10) * 3
    assert width("انتظرت") < 6


def test_the_longest_words_stand_whole_at_letters_that_can_be_read():
    assert size("Nobody told us.", "Being told") == 1
    assert 1 < size(LONG[:500], "Being told") < len(SIZES)
    assert size("我" * 500, "我" * 80) <= len(SIZES)
    assert SIZES[-1] * 19.2 >= 28  # px at 1080p


@pytest.fixture
def told(room: World) -> str:
    """Many released stories, all in one theme; its id."""
    room.goes_to("feelings")
    stories = [
        Named("story", room.tells("Amina", f"Story {n:02}. {LONG[: n * 10]}".strip()))
        for n in range(MANY)
    ]
    with room.session() as session:
        deal_with(session, room.desk(session), "release", stories)
        made = group(session, room.desk(session), stories, name="Being told")
        session.commit()
        return made


def said(html: str) -> list[str]:
    return re.findall(r"Story \d\d", html)


def pages_of(running: Running, room: World, region: str) -> list[str]:
    """The wall's region on each page, turned by the desk's own buttons."""
    desk, wall = running.desk(room), running.wall(room)
    here, found = f"/w/{room.workshop}", []
    while True:
        html = wall.get(f"{here}/wall").text
        start = html.index(f'<div id="{region}"')
        found.append(html[start : html.index("</main>", start)].split('<div id="one"')[0])
        button = re.search(
            r'id="page-next".*?name="page" value="(\d+)"(?! aria-disabled)',
            desk.get(f"{here}/words").text,
        )
        if button is None:
            return found
        desk.post(f"{here}/words/wall", data={"page": button[1]}).raise_for_status()
        assert len(found) < 40


@only_sqlite
def test_all_words_of_a_theme_are_shown_page_by_page_with_their_number(running, room, told):
    desk = running.desk(room)
    at = f"/w/{room.workshop}/words/wall"
    desk.post(at, data={"theme": told}).raise_for_status()
    pages = pages_of(running, room, "theme-wall")
    assert len(pages) > 1
    assert all("26 words and stories" in each for each in pages)
    assert sorted(s for each in pages for s in said(each)) == [f"Story {n:02}" for n in range(MANY)]


@only_sqlite
def test_all_released_words_of_a_stage_are_shown_page_by_page(running, room, told):
    pages = pages_of(running, room, "words")
    assert len(pages) > 1
    assert f"1 of {len(pages)}" in pages[0]
    every = [s for each in pages for s in said(each.split('<div id="theme-wall"')[0])]
    assert sorted(every) == [f"Story {n:02}" for n in range(MANY)]


@only_sqlite
def test_a_long_journey_is_seen_whole_in_numbers_and_then_part_by_part_with_titles(running, room):
    titles = [f"Check-up {n:02}" for n in range(30)]
    with room.session() as session:
        lay_out(session, room.member(session).project, "\n".join(titles))
        session.commit()
        ids = [t.id for t in touchpoints_of(session, room.project)]
    room.goes_to("feelings")
    patients = room.crowd(Voice.PATIENT, 5)
    with room.session() as session:
        for name in patients:
            by = room.sits(session, name)
            for at in ids:
                place(
                    session,
                    by,
                    stage=room.stages["feelings"],
                    touchpoint=at,
                    height=1,
                    key=a_key(),
                )
        session.commit()
    room.goes_to("map")
    with room.session() as session:
        reveal(session, room.desk(session), revealed=True)
        session.commit()
    whole, *parts = [each.split("<details")[0] for each in pages_of(running, room, "show")]
    pictures = [re.sub(r"<ol.*?</ol>|<[^>]+>", " ", each, flags=re.S) for each in (whole, *parts)]
    assert len(parts) == 3
    assert not re.search("Check-up", pictures[0])
    seen = [re.findall(r"Check-up\s+(\d\d)", each) for each in pictures[1:]]
    assert [int(n) for part in seen for n in part] == list(range(30))


@only_sqlite
def test_all_themes_together_show_whole_words_only(running, room, told):
    running.desk(room).post(f"/w/{room.workshop}/words/wall", data={"themes": "yes"})
    html = running.wall(room).get(f"/w/{room.workshop}/wall").text
    wall = html[html.index('id="theme-wall"') :]
    assert 0 < len(said(wall)) < MANY
    assert f"and {MANY - len(said(wall))} more" in wall


@only_sqlite
def test_a_page_that_is_no_number_is_refused_in_words(running, room):
    answer = running.desk(room).post(f"/w/{room.workshop}/words/wall", data={"page": "x"})
    assert answer.status_code in {400, 409, 422}
    assert "There is no such page." in answer.text


@only_sqlite
def test_the_desk_says_why_nothing_can_be_shown_large(running, room):
    """Nothing to press where nothing has been released; the key F says so as well."""
    here = f"/w/{room.workshop}"
    desk = running.desk(room)
    why = "No words of this stage are released"
    assert why not in desk.get(f"{here}/desk").text  # before the first stage
    room.goes_to("feelings")
    page = desk.get(f"{here}/desk").text
    assert why in page
    assert re.search(r'<form data-key="enlarge"[^>]* hidden>', page)
    answer = desk.post(f"{here}/words/wall", data={"to": "turn"})
    assert "There are no released words to show in this stage." in answer.text
    story = room.tells("Amina", "Nobody told us")
    desk.post(f"{here}/desk/releases", data={"item": f"story-{story}-waiting"})
    page = desk.get(f"{here}/desk").text
    assert why not in page
    assert not re.search(r'<form data-key="enlarge"[^>]* hidden>', page)
