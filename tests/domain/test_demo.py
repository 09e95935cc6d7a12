"""The demo's charts say what they were made to say (domain 6.6)."""

from datetime import UTC, datetime

from sqlmodel import col, select

from app.demo import make_demo
from app.domain.charts import Variation
from app.domain.chasing.tables import Sponsor
from app.domain.library import shelf
from app.domain.measured import measured_in
from app.domain.projects import Project
from app.domain.still_there import before_and_after, said_by
from app.domain.trials import Trial, cycles_of, trial_shown
from app.domain.words_beside import words_beside
from tests.conftest import only_sqlite
from tests.domain.charts.series import fired, said
from tests.make import KEYRING

TODAY = datetime.now(UTC).date()
EXPECTED = {
    "Next-day call": (
        {
            "shift": list(range(13, 23)),
            "outside": [16, 17, 20, 22],
            "two_of_three": [14, 15, 18, 19, 21],
        },
        Variation.IMPROVEMENT_HIGH,
        [("shift_better", 10), ("outside_better", 4)],
    ),
    "Next-and-when card": (
        {"shift": list(range(13, 23)), "two_of_three": [14, 16, 18, 19, 21, 22]},
        Variation.IMPROVEMENT_LOW,
        [("shift_better", 10)],
    ),
    "Two-day text": ({}, Variation.COMMON, [("no_change", 10)]),
    "Evening trolley": (
        {
            "shift": list(range(13, 24)),
            "trend": list(range(18, 25)),
            "outside": [18],
            "two_of_three": [14, 16, 17, 19],
        },
        Variation.CONCERN_LOW,
        [("trend_worse", 7), ("was_better", 11)],
    ),
}


@only_sqlite
def test_the_four_trials_of_the_demo_say_what_they_were_made_to_say(database):
    make_demo(database, KEYRING, "http://touchline.test")
    with database.read() as session:
        told, words = {}, {}
        for trial in session.exec(select(Trial)):
            for found in measured_in(session, trial.id):
                assert cycles_of(session, trial.id)[0].starts_on == found.figures[12].day
                assert found.figures[-1].day <= datetime.now(UTC).date()
                told[trial.title] = (fired(found.chart), found.chart.variation, said(found.chart))
                words[trial.title] = len(words_beside(session, trial))
    assert told == EXPECTED
    assert all(words.values()), words


@only_sqlite
def test_what_slipped_in_the_demo_was_kept_asked_for_a_check_and_is_open_again(database):
    """Series D of domain 6.6: a gain, then a fall; two “slipped” in a row open it again."""
    make_demo(database, KEYRING, "http://touchline.test")
    with database.read() as session:
        trolley = session.exec(select(Trial).where(Trial.title == "Evening trolley")).one()
        kept, again = cycles_of(session, trolley.id)
        assert (kept.act, again.began, again.act) == ("adopt", "slip", None)
        assert trial_shown(session, trolley.id).state(datetime.now(UTC).date()) == "slipped"
        assert measured_in(session, trolley.id)[0].chart.asks_for_check
        call = session.exec(
            select(Trial)
            .join(Project)
            .where(Trial.title == "Next-day call", col(Project.title).contains("Breast"))
        ).one()
        assert session.get_one(Sponsor, call.project_id).name == "Head of cancer services"
        both = before_and_after(session, trial_shown(session, call.id))
        assert both.has_both
        assert [said.people for said in said_by(session, call.id)] == [20, 10]


@only_sqlite
def test_the_library_of_the_demo_holds_two_hows_and_one_was_taken_over(database):
    for _ in range(2):
        make_demo(database, KEYRING, "http://touchline.test")
    with database.read() as session:
        found = shelf(session, "", "", TODAY)
        titles = {each.title: (each.kind, each.state, each.adopted) for each in found.entries}
        assert titles == {
            "Next-day call": ("leaving", "kept", 1),
            "Next-and-when card": ("waiting", "kept", 0),
        }
        assert [each.title for each in shelf(session, "hopeful times", "", TODAY).entries] == [
            "Next-and-when card"
        ]
