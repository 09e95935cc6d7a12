"""How long it takes until a phone on bad Wi-Fi says that something is saved (R4)."""

from collections import Counter

import pytest
from sqlmodel import select

from app.domain.ideas import Idea
from tests.browser.screens import Phone
from tests.conftest import only_sqlite
from tests.faults.browser.conftest import Ward
from tests.faults.conftest import Say
from tests.faults.proxy import Air

pytestmark = [pytest.mark.faults, only_sqlite]
PHONES = {"Amina": 1, "Bo": 2, "Cy": 3}
ROUNDS = 20
ROUND_TRIP = (0.3, 0.2)  # seconds, and how much more or less
RATE = 256_000 / 8  # bytes a second

GIVE = """(text) => {
    const box = document.querySelector("[data-own] textarea[name=text]");
    const notice = document.getElementById("notice");
    notice.textContent = "";
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    const began = performance.now();
    window.took = null;
    const look = new MutationObserver(() => {
        if (!/aved\\./.test(document.getElementById("notice").textContent)) return;
        look.disconnect();
        window.took = performance.now() - began;
    });
    look.observe(document.body, { subtree: true, childList: true, characterData: true });
    box.form.requestSubmit();
}"""
TOOK = """() => new Promise((tell) => {
    const look = () => window.took === null ? setTimeout(look, 50) : tell(window.took);
    look();
})"""


@pytest.mark.parametrize(("loss", "goal"), [(0.05, 2), (0.2, 10)])
def test_on_bad_wifi_the_sign_comes_soon_and_nothing_twice(
    ward: Ward, figure: Say, seed: int, loss: float, goal: int
):
    ward.goes_to("ideas")
    phones: dict[str, Phone] = {}
    for name, n in PHONES.items():
        network = ward.network(seed + n)
        network.air = Air(ROUND_TRIP, loss, RATE)
        phones[name] = ward.phone(network, name)
        phones[name].is_live()
    took: list[float] = []
    given = []
    for round_ in range(ROUNDS):
        for name, phone in phones.items():
            given.append(f"{name} says {round_}")
            phone.page.evaluate(GIVE, given[-1])
        took += [phone.page.evaluate(TOOK) / 1000 for phone in phones.values()]
    took.sort()
    middle, late = took[len(took) // 2], took[int(len(took) * 0.95)]
    with ward.world.database.read() as session:
        stored = Counter(idea.text for idea in session.exec(select(Idea)))
    twice = [text for text, copies in stored.items() if copies > 1]
    figure(
        "R4",
        f"300 ± 200 ms, {loss:.0%} loss, 256 kbit/s, {len(took)} acts",
        f"saved: p95 ≤ {goal} s, 0 twice",
        f"p50 {middle:.2f} s, p95 {late:.2f} s, worst {took[-1]:.2f} s, {len(twice)} twice",
    )
    assert late <= goal
    assert not twice
    assert sorted(stored) == sorted(given)
