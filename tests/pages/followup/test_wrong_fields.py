"""What is wrong with a form is one key away from its field, and every id is there once (I1)."""

import re
from collections import Counter

import pytest

from tests.afterwards import closes, goes_on, tries
from tests.conftest import only_sqlite
from tests.measuring import counts, measures

pytestmark = only_sqlite

LONG = "much too long " * 60


@pytest.fixture
def trial(room):
    goes_on(room)
    return tries(room, room.offers("Amina", "Ring ahead"), title="A call first")


@pytest.fixture
def here(home, trial):
    return f"{home}/trials/{trial}"


def ids_of(html: str) -> set[str]:
    """Each of them once. Raises AssertionError."""
    found = Counter(re.findall(r'\sid="([^"]+)"', html))
    assert [name for name, times in found.items() if times > 1] == []
    return set(found)


def leads_to_a_field(answer) -> None:
    assert answer.status_code in {409, 422}
    (to,) = re.findall(r'error-summary__list"><li><a href="#([^"]+)"', answer.text)
    assert to in ids_of(answer.text)
    assert "nhsuk-error-message" in answer.text


def test_the_forms_of_a_trial_lead_to_what_is_wrong_in_them(sam, here, room, trial):
    leads_to_a_field(sam.post(here, data={"aim": LONG, "owner": "", "co_owner": ""}))
    leads_to_a_field(sam.post(f"{here}/owners", data={"owner": LONG}))
    leads_to_a_field(sam.post(f"{here}/tasks", data={"what": ""}))
    leads_to_a_field(sam.post(f"{here}/notes", data={"text": LONG}))
    leads_to_a_field(sam.post(f"{here}/closing", data={"what_happened": LONG}))
    closes(room, trial)
    leads_to_a_field(sam.post(f"{here}/again", data={"because": ""}))
    wrong = {"number": "1", "act": "adopt", "compared": "yes", "reason": ""}
    leads_to_a_field(sam.post(f"{here}/closing", data=wrong | {"what_happened": "Good"}))


def test_the_forms_of_a_check_lead_to_what_is_wrong_in_them(sam, here, room, trial):
    room.now = room.now.replace(year=room.now.year - 1)
    closes(room, trial)
    leads_to_a_field(sam.post(f"{here}/still/checks", data={"check": "after-3", "result": "gone"}))


def test_the_forms_of_a_measure_lead_to_what_is_wrong_in_them(sam, here, room, trial):
    measure = measures(room, trial)
    at = f"{here}/measures/{measure}"
    leads_to_a_field(sam.post(f"{here}/measures", data={"title": ""}))
    leads_to_a_field(sam.post(at, data={"title": LONG}))
    counts(room, measure, "44 57 " * 10)
    leads_to_a_field(sam.post(f"{at}/figures", data={"figure": "a lot"}))
    leads_to_a_field(sam.post(f"{at}/table", data={"pasted": "\0"}))
    leads_to_a_field(sam.post(f"{at}/baselines", data={"until": "soon", "why": "So"}))
    leads_to_a_field(sam.post(f"{at}/phases", data={"begins_on": "2026-02-02", "why": LONG}))
