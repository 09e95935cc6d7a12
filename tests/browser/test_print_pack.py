"""The print pack as the browser prints it: A4, a page for each sheet, nothing cut (J8)."""

import re

import pytest
import qrcode
from playwright.sync_api import Browser

from app.domain.journey import Touchpoint, touchpoints_of
from app.domain.workshops import Workshop
from tests.browser.screens import Desk
from tests.conftest import Running, only_sqlite
from tests.make import World

pytestmark = only_sqlite

A4 = (595, 842)  # points
ACROSS, DOWN = 703, 1032  # CSS pixels within the margins

TITLES = (
    "Finding the lump",
    "GP visit",
    "Waiting for the clinic letter",
    "One-stop clinic",
    "Choosing treatment with the Krankenversicherungskostenübernahmebescheinigung",
    "Day of surgery",
    "انتظار رسالة العيادة بعد الفحص الأول",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "等待诊所的来信" * 8,
)

# Every line of text lies within its sheet, and within the part of it that it belongs to.
CUT = """() => {
  const parts = ".sheet, .felt-at, .offer, .half, .seat-card, .touchpoint-card, .word-card";
  const found = [];
  for (const sheet of document.querySelectorAll(".sheet")) {
    const words = document.createTreeWalker(sheet, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
      const word = words.currentNode;
      if (!word.data.trim()) continue;
      const range = document.createRange();
      range.selectNodeContents(word);
      for (let part = word.parentElement.closest(parts); part;
           part = part.parentElement.closest(parts)) {
        const box = part.getBoundingClientRect();
        for (const line of range.getClientRects())
          if (line.left < box.left - 1 || line.right > box.right + 1
              || line.top < box.top - 3 || line.bottom > box.bottom + 3)
            found.push(`${sheet.dataset.kind}: ${word.data.trim().slice(0, 60)}`);
      }
    }
  }
  return found;
}"""

# The dark modules of a QR code, read from the picture itself.
MODULES = """svg => {
  const side = svg.viewBox.baseVal.width;
  const dark = svg.querySelector("path");
  const point = svg.createSVGPoint();
  return [...Array(side - 8)].map((_, y) => [...Array(side - 8)].map((_, x) => {
    point.x = x + 4.5;
    point.y = y + 4.5;
    return dark.isPointInFill(point);
  }));
}"""


@pytest.fixture
def full(room: World) -> World:
    """Nine touchpoints, long words, a letter to the left and one to the right, and choices."""
    with room.session() as session:
        for old in touchpoints_of(session, room.project):
            session.delete(old)
        for n, title in enumerate(TITLES):
            source = "Raised in 7 of 11 interviews, " * (1 + 2 * (n % 2))
            session.add(Touchpoint(project_id=room.project, position=n, title=title, source=source))
        workshop = session.get_one(Workshop, room.workshop)
        workshop.title = "Wie wir den Weg durch die Frauenklinik in Zukunft gemeinsam gehen wollen"
        workshop.word_sets = {"staff": [f"Wort{n:02}" + "m" * 24 for n in range(30)]}
        session.add(workshop)
        felt = room.stage(session, "feelings")
        felt.settings = {**felt.settings, "guess": True}
        session.add(felt)
        session.commit()
        room.touchpoints = tuple(t.id for t in touchpoints_of(session, room.project))
    room.goes_to("ideas")
    for n in range(12):
        room.offers("Amina", f"{n}: " + "Text people the day before. " * (1 + n % 6) + "Now", n % 9)
    return room


def modules(desk: Desk, selector: str) -> list[list[bool]]:
    found: list[list[bool]] = desk.page.locator(selector).first.evaluate(MODULES)
    return found


def of(address: str) -> list[list[bool]]:
    code = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(address)
    return code.get_matrix()


def test_the_pack_prints_a_page_for_each_sheet_on_a4_with_nothing_cut(
    running: Running, full: World, chromium: Browser
):
    desk = Desk(chromium, running.address, {"sid": full.cookie})
    desk.opens(f"/w/{full.workshop}/desk/print")
    for voice in ("patient", "carer", "staff"):
        desk.page.locator(f"#paper_{voice}").fill("1")
    desk.page.get_by_role("button", name="Open the pack").click()
    desk.page.wait_for_load_state()  # the whole pack, not its first sheets
    sheets = desk.page.locator(".sheet").count()
    kinds = desk.page.locator(".sheet").evaluate_all("all => all.map(one => one.dataset.kind)")
    assert set(kinds) == {
        "poster", "tent", "cards", "touchpoints", "words",
        "coming", "offers", "feelings", "ballot", "checkout",
    }  # fmt: skip
    assert desk.page.get_by_text("How do you think patients felt here?").count() == len(TITLES)
    assert desk.page.locator(".seat-card").count() == 30
    assert desk.page.locator(".touchpoint-card").count() == 9

    desk.page.emulate_media(media="print")
    desk.page.set_viewport_size({"width": ACROSS, "height": DOWN})
    assert desk.page.evaluate(CUT) == []
    pdf = desk.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == sheets
    boxes = {
        tuple(round(float(side)) for side in box.split()[2:])
        for box in re.findall(rb"/MediaBox\s*\[([^\]]+)\]", pdf)
    }
    assert boxes == {A4}

    assert modules(desk, ".poster .qr") == of(f"{running.address}/j/{full.join_secret}")
    assert desk.page.locator(".poster .code-typed").inner_text() == (
        f"{full.code[:3]} {full.code[3:]}"
    )
    assert desk.complaints == []


def test_a_card_scanned_from_the_paper_opens_its_place_with_its_words(
    running: Running, room: World, chromium: Browser
):
    desk = Desk(chromium, running.address, {"sid": room.cookie})
    desk.opens(f"/w/{room.workshop}/desk/print")
    desk.page.get_by_role("button", name="Open the pack").click()
    seven = desk.page.locator("[data-card='7']")
    words = seven.locator(".phrase").inner_text()
    lead = running.client().post("/come-back", data={"via": room.join_secret, "phrase": words})
    address = f"{running.address}{lead.headers['location']}"
    assert modules(desk, "[data-card='7'] .qr") == of(address)
    form = {"voice": "carer", "consent": "yes"}
    phone = running.client()
    assert phone.post(address, data=form).headers["location"].endswith("/phone")
    assert phone.get(f"/w/{room.workshop}/phone/mine.json").json()["phrase"] == words
