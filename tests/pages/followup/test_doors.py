"""Who may come in: members of the project, and nobody else."""

import pytest

from app.pages.followup.routes import router
from app.pages.followup.trial_members import router as members
from app.pages.followup.trials import by_account
from tests.afterwards import PLAN, goes_on, tries
from tests.conftest import only_sqlite
from tests.pages.followup.conftest import still

pytestmark = only_sqlite

FORMS = {
    "project_touchpoints": {"lines": "A new one"},
    "project_workshops": {"kind": "short"},
    "project_trials": {"idea": "x"},
    "trial_plan": PLAN,
    "trial_closing": {"what_happened": "Good", "compared": "yes", "act": "adopt", "reason": "So"},
}
DOORS = [
    (method, route.path, route.name)
    for route in (*router.routes, *by_account.routes, *members.routes)
    for method in sorted(route.methods)
    if "{project}" in route.path
]


@pytest.fixture
def trial(room):
    goes_on(room)
    return tries(room, room.offers("Amina", "Ring ahead"), title="A call first")


def knock(client, method, path, name, room, trial):
    where = path.format(project=room.project, trial=trial)
    return client.request(method, where, data=FORMS.get(name, {}) if method == "POST" else None)


def test_a_stranger_is_asked_to_sign_in(stranger, room, trial):
    for method, path, name in DOORS:
        answer = knock(stranger, method, path, name, room, trial)
        assert answer.status_code == (401 if method == "POST" else 303), name
        if method == "GET":
            assert answer.headers["location"].startswith("/account/sign-in?to=/p/")
        assert "Breast clinic" not in answer.text
        assert "Ring ahead" not in answer.text


def test_a_participant_is_a_stranger_here(running, room, trial):
    amina = running.phone(room, "Amina", htmx=False)
    for method, path, name in DOORS:
        answer = knock(amina, method, path, name, room, trial)
        assert answer.status_code == (401 if method == "POST" else 303), name
        assert "Ring ahead" not in answer.text


def test_a_facilitator_of_another_project_finds_nothing(kim, room, trial):
    for method, path, name in DOORS:
        answer = knock(kim, method, path, name, room, trial)
        assert answer.status_code == 404, name
        assert "Ring ahead" not in answer.text


def test_nothing_changed_by_all_that_knocking(kim, stranger, sam, room, trial, home):
    before = sam.get(home).text, still(sam.get(f"{home}/trials/{trial}").text)
    for client in (kim, stranger):
        for method, path, name in DOORS:
            knock(client, method, path, name, room, trial)
    assert (sam.get(home).text, still(sam.get(f"{home}/trials/{trial}").text)) == before


def test_a_trial_is_found_only_in_its_own_project(kim, room, trial):
    own = kim.get("/projects").text.split('href="/p/')[1].split('"')[0]
    assert kim.get(f"/p/{own}").status_code == 200
    assert kim.get(f"/p/{own}/trials/{trial}").status_code == 404
    assert kim.post(f"/p/{own}/trials/{trial}", data=PLAN).status_code == 404


def test_a_form_of_another_site_does_nothing(sam, room, home):
    headers = {"Origin": "https://elsewhere.example"}
    answer = sam.post(f"{home}/touchpoints", data={"lines": "Theirs"}, headers=headers)
    assert answer.status_code == 403
    assert "Theirs" not in sam.get(home).text


def test_project_pages_are_kept_by_no_cache(sam, home):
    assert sam.get(home).headers["cache-control"] == "no-store"
