"""The server counts how high a note will be on a wall that it does not see; a browser agrees.

Where it counts too little, a page of notes is cut at its foot, and only in some orders: so notes
are measured one by one here, each text at each width, whatever order a room would bring.
"""

from app.domain.anonymity import Group
from app.domain.board import Named, deal_with
from app.pages.templating import render
from app.pages.wall.notes import Note, tall
from tests.browser.conftest import Room
from tests.conftest import only_sqlite
from tools.full_rooms import IDEAS, LONG_STORY, STORIES, TITLES

pytestmark = only_sqlite

# How much higher a note may be than was counted, as a share: a 4:3 picture has a third of its
# height to spare, so there the rounding to whole dots may show.
SCREENS = ((1024, 768, 0.05), (1600, 900, 0.0))
USUAL = ("Being told", "Waiting for results")
MEASURE = """([notes, columns, unit]) => {
  const list = document.querySelector('.notes');
  list.innerHTML = '<ul class="plain"></ul>'.repeat(columns);
  return notes.map(note => {
    list.firstChild.innerHTML = note + note;
    const [one, two] = [...list.firstChild.children].map(each => each.getBoundingClientRect().top);
    return (two - one) / unit;
  });
}"""


def some_notes() -> list[Note]:
    texts = {*STORIES["rtl"], *IDEAS["rtl"], *STORIES["long"], *IDEAS["long"]}
    texts |= {LONG_STORY[:n] for n in range(10, len(LONG_STORY), 70)}
    titles = (*USUAL, *TITLES["rtl"], *TITLES["long"][:4])
    return [
        Note("x", "story", text, title, group)
        for text in sorted(texts)
        for title in titles
        for group in Group
    ]


def test_no_note_is_higher_than_was_counted(at: Room):
    at.goes_to("feelings")
    told = [Named("story", at.world.tells("Amina", "Nobody told us."))]
    with at.world.session() as session:
        deal_with(session, at.world.desk(session), "release", told)
        session.commit()
    wall = at.wall()
    wall.page.locator(".notes").wait_for()
    wall.page.evaluate("document.fonts.ready.then(() => null)")
    notes = some_notes()
    drawn = [render("wall/_note.html", "en", note=each) for each in notes]
    higher = []
    for wide, high, spare in SCREENS:
        wall.page.set_viewport_size({"width": wide, "height": high})
        for columns in (1, 2, 3):
            measured = wall.page.evaluate(MEASURE, [drawn, columns, wide / 100])
            for note, real in zip(notes, measured, strict=True):
                counted = tall(note, columns)
                if real > counted * (1 + spare):
                    higher.append((columns, note.text[:30], note.touchpoint, real, counted))
    assert len(notes) > 500
    assert not higher, higher[:9]
