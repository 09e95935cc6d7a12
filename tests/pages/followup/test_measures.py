"""A measure's page: what it says, what a team decides there, and what is refused (T2, T3)."""

import re
import struct
from xml.etree import ElementTree as Tree

import pytest

from app.domain.agreeing import agree
from app.domain.measures import changes_of, measures_of
from app.domain.seats import Use
from app.pages.followup.measuring import BY_ACCOUNT, BY_LINK
from app.pages.png import has_png
from tests.afterwards import agrees, plans, says
from tests.conftest import only_sqlite
from tests.domain.charts.series import ACTIVE, CALLED, CONTACTED, EXPLAINED
from tests.make import a_key
from tests.measuring import a_trial, counts, locks, measures, week

pytestmark = only_sqlite

DEFINED = {
    "kind": "outcome",
    "title": "Did you know who to ring?",
    "unit": "%",
    "better": "up",
    "every": "week",
    "target": "90",
    "how": "A card at the next visit.",
    "rules": "mdc",
}


@pytest.fixture
def trial(room):
    return a_trial(room)


@pytest.fixture
def measure(room, trial):
    return measures(room, trial)


@pytest.fixture
def page(home, trial, measure):
    return f"{home}/trials/{trial}/measures/{measure}"


def text(html: str) -> str:
    """Without tags, as somebody reads it."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_team_says_what_it_counts(sam, room, home, trial):
    assert "A new measure" in sam.get(f"{home}/trials/{trial}/measures/new").text
    answer = sam.post(f"{home}/trials/{trial}/measures", data=DEFINED)
    assert answer.status_code == 303
    html = sam.get(answer.headers["location"]).text
    for said in ("Did you know who to ring?", "A card at the next visit.", "higher is better"):
        assert said in html
    assert "Nothing has been counted yet." in html
    assert "Did you know who to ring?" in sam.get(f"{home}/trials/{trial}").text


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"title": " "}, "title", "Nothing is written here yet."),
        ({"title": "x" * 121}, "title", "too long"),
        ({"unit": "x" * 21}, "unit", "too long"),
        ({"target": "a lot"}, "target", "no figure"),
        ({"kind": "vanity"}, "kind", "choose one of the answers"),
    ],
)
def test_what_cannot_be_a_measure_is_said_at_its_field_and_kept(
    sam, home, trial, wrong, field, said
):
    answer = sam.post(f"{home}/trials/{trial}/measures", data=DEFINED | wrong)
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in answer.text
    assert said in text(answer.text)
    assert "A card at the next visit." in answer.text


def test_saying_it_anew_keeps_what_it_was(sam, room, measure, page):
    answer = sam.post(page, data=DEFINED | {"better": "down", "target": ""})
    assert answer.status_code == 303
    said = text(sam.get(page).text)
    assert "Which way is better: from Higher to Lower" in said
    assert "What you aim for: from" not in said
    answer = sam.post(page, data=DEFINED | {"target": "a lot"})
    assert (answer.status_code, '<a href="#target">' in answer.text) == (422, True)


def test_only_an_empty_measure_can_be_taken_away(sam, room, home, trial, measure, page):
    assert "Without figures it can go." in sam.get(page).text
    counts(room, measure, "44")
    assert "Without figures it can go." not in sam.get(page).text
    assert sam.post(f"{page}/goodbyes").status_code == 409
    other = measures(room, trial, title="A mistake")
    assert sam.post(f"{home}/trials/{trial}/measures/{other}/goodbyes").status_code == 303
    with room.session() as session:
        assert [m.id for m in measures_of(session, trial)] == [measure]


@pytest.mark.parametrize(
    ("figures", "better", "sentence", "verdict"),
    [
        (
            CALLED,
            "up",
            "For 10 weeks in a row it has been better than it used to be. That is unlikely to be "
            "luck. The newest figure is better than the usual ups and downs can explain.",
            "A change for the better",
        ),
        (
            EXPLAINED,
            "down",
            "For 10 weeks in a row it has been better than it used to be. That is unlikely to be "
            "luck.",
            "A change for the better",
        ),
        (
            CONTACTED,
            "down",
            "No sign of a change yet. The figures go up and down as they did before.",
            "Usual ups and downs",
        ),
        (
            ACTIVE,
            "up",
            "It is slipping: 7 weeks in a row, each figure worse than the one before. Please check "
            "whether the change is still happening. Before that, for 11 weeks in a row, it was "
            "better than it used to be.",
            "A change for the worse",
        ),
    ],
)
def test_the_page_says_what_the_series_says(
    sam, room, home, trial, figures, better, sentence, verdict
):
    measure = measures(room, trial, better=better)
    counts(room, measure, figures)
    locks(room, measure)
    html = sam.get(f"{home}/trials/{trial}/measures/{measure}").text
    assert sentence in text(html)
    assert f'<desc id="chart-{measure}-wide-desc">{sentence}' in html
    assert verdict in text(html)
    assert sentence in text(sam.get(f"{home}/trials/{trial}").text)


@pytest.mark.parametrize(
    ("figures", "said", "lines"),
    [
        ("44 57 38", "Too soon to say: there are 3 figures so far.", 0),
        ("44 57 38 50 62 40 55 33 50", "The figures go up and down as usual.", 0),
        ("44 57 38 50 62 40 55 33 50 60 45 43", "These are trial limits", 2),
        ("44 " * 13, "no ups and downs to learn from", 0),
    ],
)
def test_a_short_or_level_series_is_said_plainly_and_has_only_the_lines_it_may(
    sam, room, measure, page, figures, said, lines
):
    counts(room, measure, figures)
    html = sam.get(page).text
    assert said in text(html)
    wide = html.split('class="series wide"')[1].split("</svg>")[0]
    assert wide.count('class="limit"') == lines
    assert wide.count('class="centre"') == 1


def test_the_picture_shows_each_point_by_its_shape_and_the_table_says_it_in_words(
    sam, room, home, trial
):
    measure = measures(room, trial)
    counts(room, measure, ACTIVE)
    locks(room, measure)
    html = sam.get(f"{home}/trials/{trial}/measures/{measure}").text
    wide = html.split('class="series wide"')[1].split("</svg>")[0]
    dots = wide.split('class="dots"')[1]
    assert [dots.count(f'class="{kind}"') for kind in ("common", "better", "worse")] == [12, 6, 6]
    table = html.split('<table class="figures">')[1].split("</table>")[0]
    assert table.count("<tr>") == 25
    assert table.count("part of a trend, worse") == 6
    assert table.count("outside the usual, better") == 1
    assert table.count("(baseline)") == 12


def test_words_stand_beside_only_with_leave_for_the_report(sam, room, home, trial, measure, page):
    heard = says(room, "Amina", "I read it alone <in the hall>", touchpoint=1)
    says(room, "Bo", "Nobody rang us", touchpoint=1)
    room.tells("Amina", "Nobody has read this yet", touchpoint=1)
    says(room, "Amina", "Of another moment", touchpoint=2)
    agrees(room, "Amina", heard)
    assert "I read it alone" not in sam.get(page).text
    leave(room, "Amina")
    html = sam.get(page).text
    assert "I read it alone &lt;in the hall&gt;" in html
    for kept in ("Nobody rang us", "Nobody has read this yet", "Of another moment"):
        assert kept not in html
    assert 'class="role' not in html  # three people are too few for a label
    leave(room, "Amina", gives=False)
    assert "I read it alone" not in sam.get(page).text


def leave(room, name: str, *, gives: bool = True) -> None:
    """For the service's report."""
    with room.session() as session:
        uses = frozenset({Use.ROOM, *([Use.REPORT] if gives else [])})
        by = room.sits(session, name)
        agree(session, by, uses, stories=frozenset(), email="", key=a_key())
        session.commit()


def test_a_baseline_is_locked_with_a_reason_and_taken_back_with_one(sam, room, measure, page):
    counts(room, measure, CALLED)
    form = {"until": week(12).isoformat(), "why": "Before the first call"}
    for wrong, field in (({"why": ""}, "locked_why"), ({"until": "soon"}, "until")):
        answer = sam.post(f"{page}/baselines", data=form | wrong)
        assert (answer.status_code, f'<a href="#{field}">' in answer.text) == (422, True)
        assert "Before the first call" in answer.text or field == "locked_why"
    assert sam.post(f"{page}/baselines", data={**form, "until": "2026-01-05"}).status_code == 409
    assert sam.post(f"{page}/baselines", data=form).status_code == 303
    html = sam.get(page).text
    assert "The lines come from the first 12 figures and are locked." in html
    assert "Before the first call" in html
    answer = sam.post(f"{page}/baselines/goodbyes", data={**form, "why": " "})
    assert (answer.status_code, '<a href="#unlocked_why">' in answer.text) == (422, True)
    assert sam.post(f"{page}/baselines/goodbyes", data=form).status_code == 303
    assert "move with each new one" in sam.get(page).text
    assert sam.post(f"{page}/baselines/goodbyes", data=form).status_code == 404


def test_a_phase_begins_with_a_reason_and_is_marked_on_the_chart(sam, room, measure, page):
    counts(room, measure, CALLED)
    form = {"begins_on": week(13).isoformat(), "why": "The call is how we work"}
    for wrong, field in (({"why": ""}, "phase_why"), ({"begins_on": "soon"}, "begins_on")):
        answer = sam.post(f"{page}/phases", data=form | wrong)
        assert (answer.status_code, f'<a href="#{field}">' in answer.text) == (422, True)
    assert sam.post(f"{page}/phases", data=form).status_code == 303
    html = sam.get(page).text
    assert "A new phase" in html
    assert html.count("The call is how we work") >= 2
    wide = html.split('class="series wide"')[1].split("</svg>")[0]
    assert (wide.count('class="centre"'), wide.count('class="limit"')) == (2, 2)
    answer = sam.post(f"{page}/phases/goodbyes", data={**form, "why": ""})
    assert (answer.status_code, '<a href="#ended_why">' in answer.text) == (422, True)
    assert sam.post(f"{page}/phases/goodbyes", data=form).status_code == 303
    with room.session() as session:
        kept = [change.what for change in changes_of(session, measure)]
    assert kept == ["no_phase", "phase", "table"]


def test_the_lines_of_before_are_not_held_against_a_change_that_goes_on(sam, room, home, trial):
    measure = measures(room, trial, target=90.0)
    counts(room, measure, CALLED)
    locks(room, measure)
    html = text(sam.get(f"{home}/trials/{trial}/measures/{measure}").text)
    assert "As before the change: won’t reach the target" in html
    assert "Usually 48.1 before, now about 83.7." in html


def test_rare_events_are_said_to_be_rare(sam, room, home, trial):
    measure = measures(room, trial, unit="falls")
    counts(room, measure, "0 " * 12 + "1 " + "0 " * 10)
    html = text(sam.get(f"{home}/trials/{trial}/measures/{measure}").text)
    assert "Counting the days from one time to the next would tell you more." in html


@pytest.mark.parametrize("ending", ["json", "svg"])
def test_a_file_is_for_members_only_and_never_stored(sam, kim, stranger, page, ending):
    assert sam.get(f"{page}.{ending}").headers["cache-control"] == "no-store"
    assert kim.get(f"{page}.{ending}").status_code == 404
    assert stranger.get(f"{page}.{ending}").status_code == 303


def test_other_tools_read_every_point_with_its_lines_and_label(sam, room, home, trial):
    measure = measures(room, trial, target=90.0)
    counts(room, measure, ACTIVE, people=20)
    locks(room, measure)
    told = sam.get(f"{home}/trials/{trial}/measures/{measure}.json").json()
    assert told["measure"]["title"] == "Called by the next working day"
    assert told["rules"] == {"name": "mdc", "shift": 7, "trend": 7, "screened": True}
    assert (told["variation"], told["assurance"]) == ("concern_low", "fails")
    assert told["asks_for_check"] is True
    assert told["sentence"].startswith("It is slipping: 7 weeks in a row")
    assert told["says"][0] == {"key": "trend_worse", "n": 7}
    assert [p["label"] for p in told["points"]][12:] == [
        "shift", "two_of_three", "shift", "two_of_three", "two_of_three", "outside",
        "trend", "trend", "trend", "trend", "trend", "trend",
    ]  # fmt: skip
    peak = told["points"][17]
    assert (peak["value"], peak["n"], peak["side"], peak["means"]) == (
        36,
        20,
        "high",
        "improvement",
    )
    assert peak["rules"] == ["shift", "trend", "outside"]
    assert (round(peak["lower"], 2), peak["centre"], round(peak["upper"], 2)) == (5.97, 20.0, 34.03)
    (phase,) = told["phases"]
    assert (phase["baseline"], phase["locked_until"]) == (12, week(12).isoformat())
    assert told["happened"][0]["kind"] == "begins"


def test_the_picture_as_a_file_stands_alone(sam, room, home, trial):
    measure = measures(room, trial, title="Wait & “see” <b>")
    counts(room, measure, CALLED)
    locks(room, measure)
    answer = sam.get(f"{home}/trials/{trial}/measures/{measure}.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.headers["content-disposition"] == 'attachment; filename="wait-see-b.svg"'
    picture = Tree.fromstring(answer.text)
    words = " ".join(t.text or "" for t in picture.iter("{http://www.w3.org/2000/svg}text"))
    assert "Wait & “see” <b>" in words
    assert "For 10 weeks in a row it has been better" in words
    assert "Making Data Count, XmR" in words
    drawn = [e for e in picture.iter() if e.get("class") in {"better", "common", "centre", "limit"}]
    assert len(drawn) == 22 + 3
    assert all(e.get("fill") for e in drawn)  # without a style sheet


def test_png_is_drawn_where_it_can_be_and_promised_nowhere_else(sam, room, measure, page):
    counts(room, measure, CALLED)
    promised = f"{page}.png" in sam.get(page).text
    answer = sam.get(f"{page}.png")
    assert promised is has_png()
    if not has_png():
        assert answer.status_code == 404
        return
    assert answer.headers["content-type"] == "image/png"
    assert answer.content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", answer.content[16:24])
    assert width == 2000
    assert 800 < height < 2000


def test_every_door_refuses_who_has_no_business_there(sam, kim, room, home, trial, measure):
    for router in BY_ACCOUNT:
        for route in router.routes:
            where = route.path.format(
                project=room.project, trial=trial, measure=measure, day="2026-01-05"
            )
            for method in route.methods:
                answer = kim.request(method, where, data={} if method == "POST" else None)
                assert answer.status_code == 404, (method, where)
                assert "Called by" not in answer.text


@pytest.fixture
def link(sam, home, trial) -> str:
    made = sam.post(f"{home}/trials/{trial}/link").text
    return re.search(r"(/t/[\w-]{22})<", made)[1]


def test_a_patient_who_leads_puts_figures_in_by_the_link_and_the_history_says_so(
    stranger, sam, room, measure, page, link
):
    at = f"{link}/measures/{measure}"
    for path in ("", "/figures/new"):
        answer = stranger.get(at + path)
        assert answer.status_code == 200
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
        assert f"/p/{room.project}" not in answer.text
    assert stranger.post(f"{at}/figures", data={"figure": "44"}).status_code == 303
    form = {"day": room.now.date().isoformat(), "seen": "44", "figure": "54"}
    assert stranger.post(f"{at}/corrections", data=form).status_code == 303
    assert "by the team’s link" in sam.get(page).text
    for ending in ("json", "svg"):
        answer = stranger.get(f"{at}.{ending}")
        assert answer.status_code == 200
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert stranger.get(link).text.count("Called by the next working day") >= 1


def test_the_link_opens_no_measure_of_another_trial(stranger, room, link):
    other = measures(room, a_trial(room, "Another idea"), title="Of another trial")
    for router in BY_LINK:
        for route in router.routes:
            where = route.path.format(secret=link[3:], measure=other, day="2026-01-05")
            for method in route.methods:
                if "{measure}" not in route.path:
                    continue
                answer = stranger.request(method, where, data={} if method == "POST" else None)
                assert answer.status_code == 404, (method, where)
                assert "Of another trial" not in answer.text


def test_the_words_of_the_idea_stay_with_their_author_on_the_link(
    stranger, room, home, link, trial
):
    plans(room, trial, title="")
    measure = measures(room, trial)
    html = stranger.get(f"{link}/measures/{measure}").text
    assert "A change at “Being told”" in html
    assert "Ring before the letter comes" not in html
