"""Putting figures in: one by one, corrected with a trace, many from a table (T2)."""

from datetime import date, timedelta

import pytest

from app.domain.figures import figures_of
from app.domain.measures import changes_of
from tests.conftest import only_sqlite
from tests.domain.test_figures_table import five_hundred_with_twelve_bad
from tests.measuring import a_trial, counts, measures, week

pytestmark = only_sqlite


@pytest.fixture
def trial(room):
    return a_trial(room)


@pytest.fixture
def measure(room, trial):
    return measures(room, trial)


@pytest.fixture
def page(home, trial, measure):
    return f"{home}/trials/{trial}/measures/{measure}"


def rows(room, measure: str) -> list[tuple]:
    with room.session() as session:
        return [(f.day, f.value, f.people) for f in figures_of(session, measure)]


def test_a_figure_is_of_today_unless_somebody_says_otherwise(sam, room, measure, page):
    html = sam.get(f"{page}/figures/new").text
    today = room.now.date()
    assert 'inputmode="decimal"' in html
    assert f'value="{today}"' in html
    assert sam.post(f"{page}/figures", data={"figure": "44,5 %"}).status_code == 303
    sam.post(f"{page}/figures", data={"figure": "57", "day": "2026-01-05", "people": "9"})
    assert rows(room, measure) == [(date(2026, 1, 5), 57, 9), (today, 44.5, None)]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"figure": ""}, "figure"),
        ({"figure": "a lot"}, "figure"),
        ({"figure": "1,234"}, "figure"),
        ({"figure": "1e9"}, "figure"),
        ({"day": "31/06/2026"}, "day"),
        ({"day": "2999-01-01"}, "figure"),
        ({"people": "a few"}, "people"),
        ({"people": "0"}, "figure"),
    ],
)
def test_a_wrong_figure_is_said_at_its_field_and_kept(sam, room, measure, page, wrong, field):
    typed = {"figure": "57.5", "day": "2026-01-05", "people": "9"} | wrong
    answer = sam.post(f"{page}/figures", data=typed)
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in answer.text
    for kept in typed.values():
        assert f'value="{kept}"' in answer.text
    assert rows(room, measure) == []


def test_another_figure_for_the_day_is_shown_before_anything_is_changed(sam, room, measure, page):
    sam.post(f"{page}/figures", data={"figure": "44", "day": "2026-01-05"})
    answer = sam.post(f"{page}/figures", data={"figure": "54", "day": "2026-01-05"})
    assert answer.status_code == 409
    assert "There is already a figure for 5 January 2026" in answer.text
    assert "Replace it with 54" in answer.text
    assert rows(room, measure) == [(date(2026, 1, 5), 44, None)]
    form = {"day": "2026-01-05", "seen": "44.0", "figure": "54", "people": ""}
    assert sam.post(f"{page}/corrections", data=form).status_code == 303
    assert rows(room, measure) == [(date(2026, 1, 5), 54, None)]
    assert "from 44 to 54" in sam.get(page).text


def test_a_correction_goes_into_the_history_with_a_name(sam, room, measure, page):
    counts(room, measure, "44", people=9)
    day = week(1).isoformat()
    assert 'value="44"' in sam.get(f"{page}/figures/{day}").text
    form = {
        "day": day,
        "seen": "44.0",
        "seen_people": "9",
        "figure": "54",
        "people": "11",
        "why": "A slip <of> the pen",
    }
    assert sam.post(f"{page}/corrections", data=form).status_code == 303
    html = sam.get(page).text
    assert "from 44 (9 people) to 54 (11 people)." in html
    assert "A slip &lt;of&gt; the pen" in html
    assert "<bdi>Sam</bdi>" in html
    answer = sam.post(f"{page}/corrections", data=form | {"figure": "60"})
    assert answer.status_code == 409
    assert "A colleague has just changed this figure." in answer.text
    assert 'value="60"' in answer.text
    answer = sam.post(f"{page}/corrections", data=form | {"figure": "a lot", "seen": "54"})
    assert (answer.status_code, '<a href="#figure">' in answer.text) == (422, True)
    assert sam.get(f"{page}/figures/2026-02-03").status_code == 404
    assert sam.get(f"{page}/figures/soon").status_code == 404


def test_a_figure_taken_out_comes_back_from_the_history(sam, room, measure, page):
    counts(room, measure, "44 57", people=9)
    form = {"day": week(1).isoformat(), "seen": "44.0", "seen_people": "9"}
    assert sam.post(f"{page}/removals", data=form | {"seen": "45"}).status_code == 409
    assert sam.post(f"{page}/removals", data=form).status_code == 303
    assert rows(room, measure) == [(week(2), 57, 9)]
    html = sam.get(page).text
    assert "Put it back" in html
    back = {"day": week(1).isoformat(), "figure": "44.0", "people": "9"}
    assert sam.post(f"{page}/figures", data=back).status_code == 303
    assert rows(room, measure) == [(week(1), 44, 9), (week(2), 57, 9)]
    assert "Put it back" not in sam.get(page).text


def lines_in(html: str) -> str:
    return html.split('name="lines" value="')[1].split('"')[0]


def test_of_five_hundred_lines_488_come_in_after_somebody_said_so_or_none(sam, room, measure, page):
    content, good = five_hundred_with_twelve_bad()
    sent = {"file": ("figures.csv", b"\xef\xbb\xbf" + content.encode())}
    answer = sam.post(f"{page}/table", files=sent)
    assert answer.status_code == 200
    assert "12 lines are left out" in answer.text
    for line in range(9, 502, 40):
        assert f"<b>Line {line}</b>" in answer.text or line > 450
    assert rows(room, measure) == []
    lines = lines_in(answer.text)
    day, value, people = good[250].day, good[250].value, good[250].people

    # A colleague puts in another figure for one of the days meanwhile: none come in.
    sam.post(f"{page}/figures", data={"figure": "91", "day": day.isoformat()})
    answer = sam.post(f"{page}/table/added", data={"lines": lines})
    assert "Another figure stands for this day: 91." in answer.text
    assert rows(room, measure) == [(day, 91, None)]

    form = {"day": day.isoformat(), "seen": "91", "figure": str(value), "people": str(people)}
    sam.post(f"{page}/corrections", data=form)
    assert sam.post(f"{page}/table/added", data={"lines": lines}).status_code == 303
    assert rows(room, measure) == [(put.day, put.value, put.people) for put in good]
    assert sam.post(f"{page}/table/added", data={"lines": lines}).status_code == 303
    assert len(rows(room, measure)) == 488
    with room.session() as session:
        assert [c.after for c in changes_of(session, measure) if c.what == "table"] == [
            {"figures": 487}
        ]


def test_a_spreadsheet_can_be_pasted(sam, room, measure, page):
    pasted = "Week\tShare\tPeople\r\n05/01/2026\t44%\t9\r\n12/01/2026\t57,5%\t\r\n19/01/2026\t?\t"
    answer = sam.post(f"{page}/table", data={"pasted": pasted})
    assert "Add 2 figures" in answer.text
    assert "There is no figure" in answer.text or "no figure we can read" in answer.text
    sam.post(f"{page}/table/added", data={"lines": lines_in(answer.text)})
    assert rows(room, measure) == [(date(2026, 1, 5), 44, 9), (date(2026, 1, 12), 57.5, None)]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04\x00", b"x" * 61_000])
def test_what_is_no_table_is_said_and_nothing_is_added(sam, room, measure, page, content):
    answer = sam.post(f"{page}/table", files={"file": ("figures.csv", content)})
    assert answer.status_code in {409, 422}
    assert '<a href="#pasted">' in answer.text
    assert rows(room, measure) == []


def test_lines_made_up_by_hand_are_asked_again(sam, room, measure, page):
    later = (room.now.date() + timedelta(days=9)).isoformat()
    answer = sam.post(f"{page}/table/added", data={"lines": f"{later}\t4\n2026-01-05\t5"})
    assert "This day has not come yet." in answer.text
    assert sam.post(f"{page}/table/added", data={"lines": ""}).status_code == 422
    assert rows(room, measure) == []
