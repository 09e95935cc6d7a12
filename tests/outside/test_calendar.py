"""Calendar files as the standard wants them, whatever was typed."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from app.outside.calendar import Entry, calendar, escaped, folded

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


def entry(title: str, **other) -> Entry:
    return Entry("uid@touchline", 2, NOW, date(2026, 6, 30), title, **other)


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_an_entry_is_a_whole_day_with_a_number_that_grows():
    lines = unfolded(calendar("Clinic", [entry("Look")]))
    for line in (
        "UID:uid@touchline",
        "SEQUENCE:2",
        "DTSTART;VALUE=DATE:20260630",
        "DTEND;VALUE=DATE:20260701",
        "STATUS:CONFIRMED",
        "DTSTAMP:20260601T120000Z",
    ):
        assert line in lines
    assert "STATUS:CANCELLED" in calendar("Clinic", [entry("Look", is_cancelled=True)])


@given(st.text())
def test_nothing_typed_ends_its_line_or_begins_another_property(title: str):
    text = calendar("Clinic", [entry(title)])
    assert len([line for line in unfolded(text) if line]) == 19
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert unfolded(text).count("END:VEVENT") == 1


def test_signs_with_a_meaning_of_their_own_are_escaped():
    assert escaped("a,b;c\\d\ne") == "a\\,b\\;c\\\\d\\ne"
    assert folded("é" * 50).split("\r\n ") == ["é" * 37, "é" * 13]
